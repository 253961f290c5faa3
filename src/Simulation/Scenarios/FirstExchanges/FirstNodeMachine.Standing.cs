using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.FirstExchanges;

/// <content>What is done, one by one, and what stands.</content>
internal static partial class FirstNodeMachine
{
    private const uint AuthId = 1;

    private static Next<FirstNode, FirstWord> Work(
        FirstConfig config, FirstNode node, Instant now)
    {
        var rest = node with { ToDo = node.ToDo.Without(0) };
        var why = new Reason("Holdfast", "done");
        switch (node.ToDo[0])
        {
            case FirstWork.Send(var word):
                return new(Said(rest, word), [word], why);
            case FirstWork.Tell(var fact, var replaced):
                rest = rest with
                {
                    Facts =
                    [
                        .. rest.Facts.Where(one =>
                            one.Id != fact.Id && !replaced.Contains(one.Id)),
                        fact,
                    ],
                    Ever = rest.Ever.Contains(fact.Id) ? rest.Ever : rest.Ever.Add(fact.Id),
                };
                return new(ToDo(rest, new FirstWork.Acknowledge(fact, replaced)), [], why);
            case FirstWork.Acknowledge(var fact, var replaced):
                return new(Stand(config, rest, now, fact, replaced), [], why);
            case FirstWork.End(var id):
                return new(
                    rest with
                    {
                        Facts = [.. rest.Facts.Where(fact => fact.Id != id)],
                        Sas = [.. rest.Sas.Where(sa => sa.Id != id)],
                        BeginAt = now,
                    },
                    [], why);
            default:
                throw new InvalidOperationException("there is no such work");
        }
    }

    private static FirstNode Stand(
        FirstConfig config, FirstNode node, Instant now, FirstFact fact,
        Items<IkeSaId> replaced)
    {
        node = node with
        {
            Sas =
            [
                .. node.Sas.Where(sa => !replaced.Contains(sa.Id)),
                new(
                    fact.Id, IdsOf(config, now, fact),
                    LivenessCheck.Initial(config.Life, now)),
            ],
        };
        if (fact.Answer is not { } answer)
        {
            return Go(config, node, now, new IkeInitiator.Input.Committed());
        }

        node = Go(
            config, node, now, fact.Id.Initiator, new IkeResponder.Input.Committed());
        if (node.Ours is { } ours && FirstContacts.IsOutdone(ours.Is))
        {
            node = Go(config, node, now, new IkeInitiator.Input.Failed());
        }

        return Number(
            config, node, now, fact.Id, new MessageIds.Input.Responded(AuthId, [answer.Octets]));
    }

    /// <summary>The message IDs of an IKE SA as its facts have them.</summary>
    private static MessageIds.State IdsOf(FirstConfig config, Instant now, FirstFact fact) =>
        MessageIds.Step(
            config.Ids, new MessageIds.State.Standby(), now,
            new MessageIds.Input.Promoted(fact.Answer is { } answer
                ? new(0, 1, [], AuthId + 1, [new(AuthId, [answer.Octets])])
                : new(AuthId + 1, 1, [], 0, []))).State;

    private static FirstNode Number(
        FirstConfig config, FirstNode node, Instant now, IkeSaId id, MessageIds.Input input)
    {
        var at = IndexOf(node, id);
        var next = MessageIds.Step(config.Ids, node.Sas[at].Ids, now, input);
        node = node with { Sas = node.Sas.With(at, node.Sas[at] with { Ids = next.State }) };
        var answer = node.Facts.FirstOrDefault(fact => fact.Id == id)?.Answer;
        foreach (var output in next.Outputs)
        {
            if (output is MessageIds.Output.Transmit && answer is not null)
            {
                node = ToDo(node, new FirstWork.Send(
                    config.Flaw == FirstFlaw.AnsweredAnew && node.Reign > 0
                        ? answer with { Octets = new([.. answer.Octets.Span, node.Reign]) }
                        : answer));
            }
        }

        return node;
    }

    /// <summary>A liveness check: the schedule grants each of them, and its request has no message
    /// ID, so that they may go on for ever.</summary>
    private static FirstNode Live(
        FirstConfig config, FirstNode node, Instant now, IkeSaId id, LivenessCheck.Input first)
    {
        var inputs = new Queue<LivenessCheck.Input>([first]);
        var spis = new IkeSpiPair(id.Initiator, id.Responder);
        while (IndexOf(node, id) is >= 0 and var at && inputs.TryDequeue(out var input))
        {
            var next = LivenessCheck.Step(config.Life, node.Sas[at].Life, now, input);
            node = node with
            {
                Sas = node.Sas.With(at, node.Sas[at] with { Life = next.State }),
            };
            foreach (var output in next.Outputs)
            {
                switch (output)
                {
                    case LivenessCheck.Output.Ask:
                        inputs.Enqueue(new LivenessCheck.Input.Granted());
                        break;
                    case LivenessCheck.Output.Seal:
                        inputs.Enqueue(new LivenessCheck.Input.Sealed(0, new([1])));
                        break;
                    case LivenessCheck.Output.Transmit:
                        node = ToDo(node, new FirstWork.Send(new(
                            FirstKind.Checks, spis, Octets.Empty)));
                        break;
                    case LivenessCheck.Output.Answer:
                        node = ToDo(node, new FirstWork.Send(new(
                            FirstKind.Lives, spis, Octets.Empty)));
                        break;
                    case LivenessCheck.Output.PeerFailed:
                        node = ToDo(node, new FirstWork.End(id));
                        break;
                    default:
                        break;
                }
            }
        }

        return node;
    }

    private static int IndexOf(FirstNode node, IkeSaId id)
    {
        for (var at = 0; at < node.Sas.Count; at++)
        {
            if (node.Sas[at].Id == id)
            {
                return at;
            }
        }

        return -1;
    }

    private static FirstNode Said(FirstNode node, FirstWord word)
    {
        // SPIs are small here, and so tell IKE SAs from each other.
        var key = (uint)((word.Spis.Initiator.Value << 12) | word.Spis.Responder.Value);
        var content = StateDigest.Of('W').With(word.Octets).Value;
        return word.Kind switch
        {
            FirstKind.Asks => node with { Asked = node.Asked.Seen(key, content) },
            FirstKind.Answers => node with { Answered = node.Answered.Seen(key, content) },
            _ => node,
        };
    }
}

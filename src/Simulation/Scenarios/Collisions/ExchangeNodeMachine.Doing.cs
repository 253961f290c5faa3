using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.Collisions;

/// <content>What the machines ask for, and what is done, one by one.</content>
internal static partial class ExchangeNodeMachine
{
    private static ExchangeNode Go(
        ExchangeConfig config, ExchangeNode node, Instant now, IkeSaId id,
        IkeExchanges.Input input)
    {
        if (IndexOf(node, id) is not (>= 0 and var at))
        {
            return node;
        }

        var next = config.Step(config.Exchanges, node.Sas[at].Is, now, input);
        node = next.State is IkeExchanges.State.Gone
            ? node with { Sas = node.Sas.Without(at) }
            : node with { Sas = node.Sas.With(at, node.Sas[at] with { Is = next.State }) };
        foreach (var output in next.Outputs)
        {
            node = Do(config, node, now, id, output);
        }

        return node;
    }

    private static ExchangeNode Do(
        ExchangeConfig config, ExchangeNode node, Instant now, IkeSaId id,
        IkeExchanges.Output output)
    {
        switch (output)
        {
            case IkeExchanges.Output.BeginExchange:
                var share = new KeyHandle(0x5000u + Side(config) + node.Wishes);
                return Go(
                    config, node, now, id,
                    new IkeExchanges.Input.Shared(share, ShareOf(share.Value)));
            case IkeExchanges.Output.Complete what:
                return Go(config, node, now, id, what.PeerShare.Length > 0 && !what.Share.IsSome
                    ? new IkeExchanges.Input.NotKeyed(IkeExchanges.Side.Ours)
                    : new IkeExchanges.Input.Completed(KeysOf(
                        SecretsOf(what.Old, what.Before), what.Nonces,
                        what.PeerShare.Length > 0 ? ShareOf(what.Share.Value) : Octets.Empty,
                        what.PeerShare)));
            case IkeExchanges.Output.Respond what:
                var value = what.PeerShare.Length > 0
                    ? ShareOf(0x6000u + Side(config) + what.PeerShare.Span[^1])
                    : Octets.Empty;
                return Go(config, node, now, id, new IkeExchanges.Input.Responded(
                    value,
                    KeysOf(
                        SecretsOf(what.Old, what.Before), what.Nonces, what.PeerShare, value)));
            case IkeExchanges.Output.Ask(var request, var secrets) ask:
                node = With(
                    node, id, sa => sa with
                    {
                        Asks = sa.Asks.Add(new(request, secrets) { Series = ask.Series }),
                    });
                return Number(config, node, now, id, new MessageIds.Input.Wanted(), null);
            case IkeExchanges.Output.Commit(var facts):
                var answered = IndexOf(node, id) is >= 0 and var at
                    ? node.Sas[at].Answered
                    : null;
                return ToDo(
                    With(node, id, sa => sa with { Answered = null }),
                    new ExchangeWork.CommitOurs(id, answered, facts));
            case IkeExchanges.Output.Answer(var asked, var message, var facts):
                return ToDo(node, new ExchangeWork.CommitTheirs(id, asked, message, facts));
            case IkeExchanges.Output.Succeed(var made, var children, var tasks):
                return Establish(config, node, now, new(made, children, tasks));
            case IkeExchanges.Output.Confirm(var other):
                return Go(config, node, now, other, new IkeExchanges.Input.Confirmed());
            case IkeExchanges.Output.Supersede(var other, var by):
                return Go(config, node, now, other, new IkeExchanges.Input.Superseded(by));
            case IkeExchanges.Output.End(var ended):
                return ToDo(node, new ExchangeWork.CommitEnd(ended));
            case IkeExchanges.Output.Ended(_, IsDone: false, { } why)
                when why.Data.Tag == NotifyType.TemporaryFailure:
                return node with { GaveUp = true };
            case IkeExchanges.Output.Ended or IkeExchanges.Output.Quiet
                or IkeExchanges.Output.Told or IkeExchanges.Output.Forget
                or IkeExchanges.Output.Reestablish:
                return node;
            default:
                throw new InvalidOperationException("there is no such output");
        }
    }

    private static ExchangeNode Number(
        ExchangeConfig config, ExchangeNode node, Instant now, IkeSaId id,
        MessageIds.Input input, ExchangeMessage? heard)
    {
        if (IndexOf(node, id) is not (>= 0 and var at))
        {
            return node;
        }

        var next = MessageIds.Step(config.Ids, node.Sas[at].Ids, now, input);
        node = node with { Sas = node.Sas.With(at, node.Sas[at] with { Ids = next.State }) };
        foreach (var output in next.Outputs)
        {
            node = Do(config, node, now, id, output, heard);
        }

        return node;
    }

    private static ExchangeNode Do(
        ExchangeConfig config, ExchangeNode node, Instant now, IkeSaId id,
        MessageIds.Output output, ExchangeMessage? heard)
    {
        var sa = IndexOf(node, id) is >= 0 and var at ? node.Sas[at] : null;
        switch (output)
        {
            case MessageIds.Output.Seal(var number) when sa is { Asks.Count: > 0 }:
                return ToDo(
                    With(node, id, one => one with { Asks = one.Asks.Without(0) }),
                    new ExchangeWork.CommitRequest(id, number, sa.Asks[0]));
            case MessageIds.Output.RoomLeft when sa is { Asks.Count: > 0 }:
                return Number(config, node, now, id, new MessageIds.Input.Wanted(), null);
            case MessageIds.Output.Transmit(var token):
                var (isResponse, number2) = (token[0].Span[0] == 1, (uint)token[0].Span[1]);
                var said = isResponse ? sa?.Said : sa?.Sent;
                return said?.Id == number2
                    ? ToDo(node, new ExchangeWork.Send(
                        new(id, number2, isResponse, said.Message)))
                    : node;
            case MessageIds.Output.Finish(var finished):
                node = Go(
                    config, With(node, id, one => one with { Answered = finished }), now, id,
                    new IkeExchanges.Input.Answered(heard!));

                // Whoever makes no fact of it lets the window go on.
                return IndexOf(node, id) is >= 0 and var still
                    && node.Sas[still] is { Answered: not null, Is: var state }
                    && state is not IkeExchanges.State.Standing
                    {
                        Ours: IkeExchanges.Ours.Completing or IkeExchanges.Ours.Ready,
                    }
                    ? ToDo(
                        With(node, id, one => one with { Answered = null }),
                        new ExchangeWork.CommitOurs(id, finished, []))
                    : node;
            case MessageIds.Output.Take(var taken):
                return Go(
                    config, node, now, id,
                    new IkeExchanges.Input.Asked(taken, heard!, DrawFor(config, heard!)));
            case MessageIds.Output.SaFailed:
                return Go(config, node, now, id, new IkeExchanges.Input.Lost());
            default:
                return node;
        }
    }

    private static ExchangeNode ToDo(ExchangeNode node, ExchangeWork work) =>
        node with { ToDo = node.ToDo.Add(work) };

    private static Next<ExchangeNode, ExchangeWord> Work(
        ExchangeConfig config, ExchangeNode node, Instant now)
    {
        var rest = node with { ToDo = node.ToDo.Without(0) };
        var why = new Reason("Holdfast", "done");
        switch (node.ToDo[0])
        {
            case ExchangeWork.CommitRequest(var id, var number, var ask):
                if (FactOf(rest, id) is null)
                {
                    return new(rest, [], why);
                }

                var request = new ExchangeSaid(number, ask.Message);
                rest = WithFact(rest, id, fact => fact with
                {
                    Next = number + 1,
                    Open = request,
                    Share = ask.Share,
                    Series = ask.Series,
                });
                rest = With(rest, id, sa => sa with { Sent = request });
                return new(
                    Number(
                        config, rest, now, id,
                        new MessageIds.Input.Sealed(number, Token(isResponse: false, number)),
                        null),
                    [], why);
            case ExchangeWork.CommitOurs(var id, var answered, var facts):
                return new(CommitOurs(config, rest, now, id, answered, facts), [], why);
            case ExchangeWork.CommitTheirs theirs:
                return new(CommitTheirs(config, rest, now, theirs), [], why);
            case ExchangeWork.CommitEnd(var id):
                return new(Folded(rest, id, [new SaFact.IkeEnded(id)]), [], why);
            case ExchangeWork.Send(var word):
                return new(Saying(rest, word), [word], why);
            default:
                throw new InvalidOperationException("there is no such work");
        }
    }

    private static ExchangeNode CommitOurs(
        ExchangeConfig config, ExchangeNode node, Instant now, IkeSaId id, uint? answered,
        Items<SaFact> facts)
    {
        if (FactOf(node, id) is null)
        {
            return Go(
                config, node, now, id,
                new IkeExchanges.Input.NotCommitted(IkeExchanges.Side.Ours));
        }

        node = WithFact(node, id, fact => fact.Open?.Id == answered
            ? fact with { Open = null, Share = KeyHandle.None, Series = null }
            : fact);
        return Go(
            config, Folded(node, id, facts), now, id,
            new IkeExchanges.Input.Committed(IkeExchanges.Side.Ours));
    }

    private static ExchangeNode CommitTheirs(
        ExchangeConfig config, ExchangeNode node, Instant now, ExchangeWork.CommitTheirs theirs)
    {
        var id = theirs.Ike;
        if (FactOf(node, id) is null)
        {
            return Go(
                config, node, now, id,
                new IkeExchanges.Input.NotCommitted(IkeExchanges.Side.Theirs));
        }

        var said = new ExchangeSaid(theirs.Id, theirs.Answer);
        node = WithFact(node, id, fact => fact with { Lowest = said.Id + 1, Said = said });
        node = With(Folded(node, id, theirs.Facts), id, sa => sa with { Said = said });
        node = Number(
            config, node, now, id,
            new MessageIds.Input.Responded(said.Id, Token(isResponse: true, said.Id)), null);
        return Go(
            config, node, now, id,
            new IkeExchanges.Input.Committed(IkeExchanges.Side.Theirs));
    }
}

using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Simulation.Scenarios.FirstExchanges;

/// <content>What a side begins.</content>
internal static partial class FirstNodeMachine
{
    private static bool MayBegin(FirstConfig config, FirstNode node) => node is
    {
        IsWanted: true, Ours: null, Facts.Count: 0,
    } && node.Begun < config.AttemptsMax;

    private static FirstNode Begin(FirstConfig config, FirstNode node, Instant now)
    {
        var number = (byte)(node.Begun + 1);
        var isFirst = config.Side == 1;
        var wish = new HandshakeWish(
            IdentityOf(config.Side), IdentityOf(Other(config)), [SampleHandshake.Suite],
            isFirst
                ? new(SampleHandshake.Here, SampleHandshake.There)
                : new(SampleHandshake.There, SampleHandshake.Here))
        {
            IsInitialContact = true,
        };
        return Go(
            config,
            node with
            {
                Begun = number,
                Ours = new(
                    new IkeInitiator.State.Idle(), [.. node.Facts.Select(fact => fact.Id)],
                    null),
            },
            now,
            new IkeInitiator.Input.Begin(
                wish, new(((ulong)config.Side << 4) | number), NonceOf(config, 1, number),
                new(((uint)config.Side << 12) | number)));
    }

    private static FirstNode Go(
        FirstConfig config, FirstNode node, Instant now, IkeInitiator.Input first)
    {
        var inputs = new Queue<IkeInitiator.Input>([first]);
        while (node.Ours is { } ours && inputs.TryDequeue(out var input))
        {
            var next = config.Beginning(config.Begins, ours.Is, now, input);
            node = node with { Ours = ours with { Is = next.State } };
            foreach (var output in next.Outputs)
            {
                node = Do(config, node, now, output, inputs);
            }

            if (next.State is IkeInitiator.State.Up or IkeInitiator.State.Gone)
            {
                node = node with { Ours = null, BeginAt = now + Pause };
            }
        }

        return node;
    }

    private static FirstNode Do(
        FirstConfig config, FirstNode node, Instant now, IkeInitiator.Output output,
        Queue<IkeInitiator.Input> inputs)
    {
        switch (output)
        {
            case IkeInitiator.Output.BeginExchange(var method):
                var value = new Octets([config.Side, node.Begun, (byte)method.Value]);
                inputs.Enqueue(new IkeInitiator.Input.Shared(value, HandleOf(value)));
                return node;
            case IkeInitiator.Output.Write(var spis, var greeting):
                var request = new FirstWord(
                    FirstKind.Greets, spis,
                    new([
                        (byte)FirstKind.Greets, (byte)spis.Initiator.Value,
                        (byte)greeting.Method.Value, .. greeting.Cookie.Span,
                    ]))
                {
                    Greeting = greeting,
                };
                inputs.Enqueue(new IkeInitiator.Input.Written(request.Octets));
                return node with { Ours = node.Ours! with { Said = request } };
            case IkeInitiator.Output.Send:
                return ToDo(node, new FirstWork.Send(node.Ours!.Said!));
            case IkeInitiator.Output.Complete(var share, _, var spis, var nonces, var theirs):
                inputs.Enqueue(new IkeInitiator.Input.Keyed(
                    KeysOf(spis, nonces, OctetsOf(share), theirs)));
                return node;
            case IkeInitiator.Output.Prove(var keys, var claim, _, _):
                inputs.Enqueue(new IkeInitiator.Input.Proved(ProofOf(keys, claim), []));
                return node;
            case IkeInitiator.Output.Seal(_, var spis, _, var message, _):
                var asks = Sealed(FirstKind.Asks, spis, message);
                inputs.Enqueue(new IkeInitiator.Input.Sealed([asks.Octets]));
                node = node with { Ours = node.Ours! with { Said = asks } };
                return config.Flaw == FirstFlaw.ToldBeforeAnswer
                    ? ToDo(node, new FirstWork.Tell(
                        new(
                            new(spis.Initiator, spis.Responder), IkeRole.Initiator, 0,
                            default, null),
                        []))
                    : node;
            case IkeInitiator.Output.Verify(var keys, var claim, var message):
                inputs.Enqueue(message.Auth == ProofOf(keys, claim)
                    ? new IkeInitiator.Input.Verified()
                    : new IkeInitiator.Input.Denied());
                return node;
            case IkeInitiator.Output.DeriveChild(var keys, _, var nonces):
                inputs.Enqueue(new IkeInitiator.Input.ChildKeyed(ChildKeysOf(keys, nonces)));
                return node;
            case IkeInitiator.Output.SealEnd(_, var spis, _, _):
                var end = new FirstWord(
                    FirstKind.Deletes, spis, OctetsOf(FirstKind.Deletes, spis, default));
                inputs.Enqueue(new IkeInitiator.Input.Sealed([end.Octets]));
                return node with { Ours = node.Ours! with { Said = end } };
            case IkeInitiator.Output.Establish(var made):
                return ToDo(node, new FirstWork.Tell(
                    FactOf(made, null),
                    config.Replaced(made, StandingOf(node), node.Ours!.Before)));
            default:
                return node;
        }
    }

    private static Items<(Holdfast.StateMachines.Replication.IkeSaId Id, IkeRole Role)>
        StandingOf(FirstNode node) => [.. node.Facts.Select(fact => (fact.Id, fact.Role))];

    private static FirstFact FactOf(Established made, FirstWord? answer) => new(
        made.Id, made.Role, made.Keys.Value,
        made.Child is { } child
            ? (child.Inbound.Value, child.Outbound.Value, child.Keys.Value)
            : default,
        answer);

    private static byte Other(FirstConfig config) => (byte)(3 - config.Side);

    private static Octets IdentityOf(byte side) =>
        side == 1 ? SampleHandshake.Responder : SampleHandshake.Initiator;

    private static Octets NonceOf(FirstConfig config, byte role, byte number)
    {
        var nonce = new byte[16];
        (nonce[0], nonce[1], nonce[2]) = (config.Side, role, number);
        return new(nonce);
    }
}

using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Simulation.Scenarios.FirstExchanges;

/// <content>What a side answers, and what is computed.</content>
internal static partial class FirstNodeMachine
{
    private static FirstNode Greet(
        FirstConfig config, FirstNode node, Instant now, FirstWord word)
    {
        var initiator = word.Spis.Initiator;
        if (IndexOf(node, initiator) < 0)
        {
            node = node with
            {
                Theirs = node.Theirs.Add(new(
                    initiator, new IkeResponder.State.Idle(),
                    [.. node.Facts.Select(fact => fact.Id)], null)),
            };
        }

        var number = (byte)(node.Drawn + 1);
        var cookie = word.Greeting!.Cookie;
        var isBegun = node.Theirs[IndexOf(node, initiator)].Is is not IkeResponder.State.Idle;
        node = Go(config, node, now, initiator, new IkeResponder.Input.Greeted(
            word.Greeting,
            new(
                initiator, word.Octets, NatSides.None,
                cookie.Length == 0 ? IkeResponder.CookieCheck.None
                    : cookie == CookieOf(node, initiator) ? IkeResponder.CookieCheck.Good
                    : IkeResponder.CookieCheck.Bad,
                node.IsLoaded),
            new(((ulong)config.Side << 8) | number), NonceOf(config, 2, number)));

        // What is drawn for nobody is drawn once more: nobody has seen it.
        return isBegun || IndexOf(node, initiator) < 0 ? node : node with { Drawn = number };
    }

    private static FirstNode Go(
        FirstConfig config, FirstNode node, Instant now, IkeSpi initiator,
        IkeResponder.Input first)
    {
        var inputs = new Queue<IkeResponder.Input>([first]);
        while (IndexOf(node, initiator) is >= 0 and var at && inputs.TryDequeue(out var input))
        {
            var next = config.Answering(config.Answers, node.Theirs[at].Is, now, input);
            node = node with
            {
                Theirs = node.Theirs.With(at, node.Theirs[at] with { Is = next.State }),
            };
            foreach (var output in next.Outputs)
            {
                node = Do(config, node, at, input, output, inputs);
            }

            if (next.State is IkeResponder.State.Idle or IkeResponder.State.Up
                or IkeResponder.State.Gone)
            {
                node = node with { Theirs = node.Theirs.Without(at) };
            }
        }

        return node;
    }

    private static FirstNode Do(
        FirstConfig config, FirstNode node, int at, IkeResponder.Input input,
        IkeResponder.Output output, Queue<IkeResponder.Input> inputs)
    {
        var half = node.Theirs[at];
        switch (output)
        {
            case IkeResponder.Output.DemandCookie:
                return ToDo(node, Turn(half.Initiator, new()
                {
                    Data = new NotifyPayloadData.Cookie(
                        new() { Data = CookieOf(node, half.Initiator) }),
                }));
            case IkeResponder.Output.Reply(var notify):
                return ToDo(node, Turn(half.Initiator, notify));
            case IkeResponder.Output.Exchange(_, var spis, var nonces, var theirs):
                var value = new Octets([
                    (byte)(0x80 | config.Side), (byte)spis.Responder.Value,
                ]);
                inputs.Enqueue(new IkeResponder.Input.Keyed(
                    value, KeysOf(spis, nonces, theirs, value)));
                return node;
            case IkeResponder.Output.Write(var spis, var greeting):
                var welcome = new FirstWord(
                    FirstKind.Welcomes, spis,
                    OctetsOf(FirstKind.Welcomes, spis, default))
                {
                    Greeting = greeting,
                };
                inputs.Enqueue(new IkeResponder.Input.Written(welcome.Octets));
                return Saying(node, at, welcome);

            // The answer that makes an SA leaves with the fact that makes it.
            case IkeResponder.Output.Send when input is IkeResponder.Input.Committed:
                return node;
            case IkeResponder.Output.Send:
                return ToDo(node, new FirstWork.Send(half.Said!));
            case IkeResponder.Output.Verify(var keys, var claim, var message):
                inputs.Enqueue(
                    message.Auth == ProofOf(keys, claim)
                    && message.Identity == IdentityOf(Other(config))
                        ? new IkeResponder.Input.Verified(
                            PeerOf(config),
                            new(((uint)config.Side << 12)
                                | (uint)SpisOf(half)!.Value.Responder.Value))
                        : new IkeResponder.Input.Denied());
                return node;
            case IkeResponder.Output.Prove(var keys, var claim, _, _):
                inputs.Enqueue(new IkeResponder.Input.Proved(ProofOf(keys, claim), []));
                return node;
            case IkeResponder.Output.DeriveChild(var keys, _, var nonces):
                inputs.Enqueue(new IkeResponder.Input.ChildKeyed(ChildKeysOf(keys, nonces)));
                return node;
            case IkeResponder.Output.Seal(_, var spis, _, var message, _):
                var answer = Sealed(FirstKind.Answers, spis, message);
                inputs.Enqueue(new IkeResponder.Input.Sealed([answer.Octets]));
                return Saying(node, at, answer);
            case IkeResponder.Output.SealRefusal(_, var spis, _, _, var notify):
                var refusal = new FirstWord(
                    FirstKind.Answers, spis,
                    OctetsOf(FirstKind.Answers, spis, new([0xff])))
                {
                    Notify = notify,
                };
                inputs.Enqueue(new IkeResponder.Input.Sealed([refusal.Octets]));
                return Saying(node, at, refusal);
            case IkeResponder.Output.Establish(var made):
                return ToDo(node, new FirstWork.Tell(
                    FactOf(made, half.Said),
                    config.Replaced(made, StandingOf(node), half.Before)));
            default:
                return node;
        }
    }

    private static int IndexOf(FirstNode node, IkeSpi initiator)
    {
        for (var at = 0; at < node.Theirs.Count; at++)
        {
            if (node.Theirs[at].Initiator == initiator)
            {
                return at;
            }
        }

        return -1;
    }

    private static FirstNode Saying(FirstNode node, int at, FirstWord word) => node with
    {
        Theirs = node.Theirs.With(at, node.Theirs[at] with { Said = word }),
    };

    private static FirstWork.Send Turn(IkeSpi initiator, NotifyPayloadValue notify) => new(new(
        FirstKind.Turns, new(initiator, default),
        new([(byte)FirstKind.Turns, (byte)initiator.Value, (byte)notify.Data.Tag.Value]))
    {
        Notify = notify,
    });

    private static HandshakePeer PeerOf(FirstConfig config) => new(
        IdentityOf(config.Side), [SampleHandshake.Suite],
        [
            config.Side == 1
                ? new(SampleHandshake.Here, SampleHandshake.There)
                : new(SampleHandshake.There, SampleHandshake.Here),
        ]);

    private static IkeSpiPair? SpisOf(FirstHalf half) => half.Is switch
    {
        IkeResponder.State.Verifying verifying => verifying.Half.Spis,
        _ => null,
    };

    /// <summary>Each member has a secret of its own.</summary>
    private static Octets CookieOf(FirstNode node, IkeSpi initiator) =>
        new([0xc0, node.Reign, (byte)initiator.Value]);

    private static FirstWord Sealed(FirstKind kind, IkeSpiPair spis, AuthMessage message) =>
        new(kind, spis, OctetsOf(
            kind, spis, OctetsOf(message.Auth)))
        {
            Auth = message,
        };

    private static Octets OctetsOf(AuthPayloadValue? proof) =>
        proof?.Data is AuthPayloadData.Unknown(_, var octets) ? octets : default;

    private static Octets OctetsOf(FirstKind kind, IkeSpiPair spis, Octets content) =>
        new([
            (byte)kind, (byte)spis.Initiator.Value, (byte)spis.Responder.Value,
            .. content.Span,
        ]);

    private static KeyHandle HandleOf(Octets share) =>
        new(((ulong)share.Span[0] << 16) | ((ulong)share.Span[1] << 8) | share.Span[2]);

    private static Octets OctetsOf(KeyHandle share) => new([
        (byte)(share.Value >> 16), (byte)(share.Value >> 8), (byte)share.Value,
    ]);

    /// <summary>Both sides find the same: of the SPIs, the nonces, and both halves.</summary>
    private static KeyHandle KeysOf(
        IkeSpiPair spis, ExchangeNonces nonces, Octets initiator, Octets responder) =>
        new(Mixed(
            StateDigest.Of('K').With(spis.Initiator.Value).With(spis.Responder.Value),
            nonces.Initiator, nonces.Responder, initiator, responder));

    private static KeyHandle ChildKeysOf(KeyHandle keys, ExchangeNonces nonces) => new(Mixed(
        StateDigest.Of('C').With(keys.Value), nonces.Initiator, nonces.Responder));

    /// <summary>Over what AUTH covers, RFC 7296 §2.15.</summary>
    private static AuthPayloadValue ProofOf(KeyHandle keys, AuthClaim claim)
    {
        var proof = Mixed(
            StateDigest.Of('A').With(keys.Value).With((ulong)claim.Side), claim.Message,
            claim.PeerNonce, claim.Identity);
        return new()
        {
            Data = new AuthPayloadData.Unknown(
                AuthMethod.SharedKey,
                new([(byte)(proof >> 16), (byte)(proof >> 8), (byte)proof])),
        };
    }

    private static ulong Mixed(StateDigest digest, params ReadOnlySpan<Octets> parts)
    {
        foreach (var part in parts)
        {
            digest = digest.With(part);
        }

        return digest.Value | 1;
    }
}

using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ikev1.QuickResponder.State,
    Holdfast.StateMachines.Ikev1.QuickResponder.Output>;

namespace Holdfast.StateMachines.Ikev1;

/// <content>A function for each state.</content>
public static partial class QuickResponder
{
    private static Next FromIdle(State.Idle state, Input input) => input switch
    {
        Input.Asked asked => Answer(asked),
        Input.Keyed keyed => Unasked(state, keyed.Keys),
        Input.Tick => Stay(state, Why.NothingIsDue),
        Input.NotKeyed or Input.Confirmed or Input.Used or Input.Repeated or Input.Failed
            or Input.Committed or Input.NotCommitted => Stay(state, Why.OutOfTurn),
    };

    private static Next FromAnswering(State.Answering state, Input input) => input switch
    {
        Input.Keyed keyed => Commit(state, keyed),
        Input.NotKeyed => Refuse(
            state.Half, IsakmpNotifyType.InvalidKeyInformation, Why.BadShare),
        Input.Failed => Stay(new State.Gone(), Why.Failed),
        Input.Asked or Input.Repeated => Stay(state, Why.BeingAnswered),
        Input.Tick => Stay(state, Why.NothingIsDue),
        Input.Confirmed or Input.Used or Input.Committed or Input.NotCommitted =>
            Stay(state, Why.OutOfTurn),
    };

    private static Next FromCommitting(
        Config config, State.Committing state, Instant now, Input input) => input switch
        {
            Input.Committed => To(
                new State.Waiting(
                    state.Half, state.Made, config.Retries.Open(state.Made.Answer.Sent, now)),
                Why.Committed, new Output.Send(state.Made.Answer.Sent)),
            Input.NotCommitted => To(
                new State.Gone(), Why.NotCommitted, new Output.Forget(state.Made.Child.Keys)),
            Input.Asked or Input.Repeated => Stay(state, Why.BeingAnswered),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.Tick => Stay(state, Why.NothingIsDue),

            // What is to be a fact may be one already: only an answer ends the wait.
            Input.NotKeyed or Input.Confirmed or Input.Used or Input.Failed =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next FromWaiting(
        Config config, State.Waiting state, Instant now, Input input) => input switch
        {
            Input.Confirmed => Use(state, Why.Confirmed),
            Input.Used => Use(state, Why.Used),
            Input.Repeated => To(
                state, Why.Repeated, new Output.Send(state.Made.Answer.Sent)),
            Input.Asked => Stay(state, Why.BeingAnswered),
            Input.Failed => Abandon(state, Why.Failed),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.Tick => now < state.Open.At ? Stay(state, Why.NothingIsDue)
                : config.Retries.Again(state.Open, now) is not { } again
                    ? Abandon(state, Why.Unconfirmed)
                : To(
                    state with { Open = again }, Why.Retry,
                    new Output.Send(state.Open.Octets)),
            Input.NotKeyed or Input.Committed or Input.NotCommitted =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next Answer(Input.Asked asked)
    {
        var (message, half, peer) = (asked.Message, asked.Half, asked.Peer);
        if (half.Isakmp.Awaits is not null)
        {
            return Refuse(half, IsakmpNotifyType.AuthenticationFailed, Why.NotLoggedIn);
        }

        if (QuickOffers.Choose(peer.Suites, message.Proposals, peer.IsEncapsulated)
                is not { } choice
            || (choice.IsTransport && !peer.MayTransport))
        {
            return Refuse(half, IsakmpNotifyType.NoProposalChosen, Why.NoProposal);
        }

        if (!QuickOffers.IsOfPeer(choice.Spi))
        {
            return Refuse(half, IsakmpNotifyType.InvalidSpi, Why.KeptSpi);
        }

        if (message is not { Initiator: { } remote, Responder: { } local }
            || !peer.Allows(local, remote))
        {
            return Refuse(half, IsakmpNotifyType.InvalidIdInformation, Why.NoTraffic);
        }

        if (choice.Suite.KeyExchange != KeyExchangeMethod.None && message.Share.Length == 0)
        {
            return Refuse(half, IsakmpNotifyType.InvalidKeyInformation, Why.NoShare);
        }

        // RFC 3947 §5.2: original addresses are of transport mode through a NAT.
        var isThroughNat = choice.IsTransport && peer.IsEncapsulated;
        var life = choice.Life.Meet(peer.Life);
        var made = new QuickSa(
            new(half.Isakmp.Cookies.Initiator, half.Isakmp.Cookies.Responder), half.Id,
            new(
                half.Inbound, choice.Spi, choice.Suite, new([local], [remote]),
                choice.IsTransport, KeyHandle.None)
            {
                Role = IkeRole.Responder,
            },
            life, new(half.Taken, default))
        {
            Originals = isThroughNat ? message.Originals : null,
        };
        var known = half with { Nonces = half.Nonces with { Initiator = message.Nonce } };
        var answer = new QuickMessage
        {
            Proposals = choice.Answer(half.Inbound),
            Nonce = half.Nonces.Responder,
            Initiator = remote,
            Responder = local,
            Originals = isThroughNat ? half.Seen : null,
            Life = life == choice.Life ? null : life,
        };
        return To(
            new State.Answering(known, made),
            life == choice.Life ? Why.Asked : Why.AskedForLonger,
            new Output.Answer(
                known, answer, choice.Suite, choice.Spi, message.ShareFor(choice.Suite)));
    }

    private static Next Commit(State.Answering state, Input.Keyed keyed)
    {
        var made = state.Made with
        {
            Child = state.Made.Child with { Keys = keyed.Keys },
            Answer = state.Made.Answer with { Sent = keyed.Octets },
        };
        return To(
            new State.Committing(state.Half with { Chain = keyed.Chain }, made), Why.Keyed,
            new Output.Establish(made));
    }

    private static Next Use(State.Waiting state, Reason why) => To(
        new State.Up(state.Made.Ike, state.Made.Child.Inbound), why,
        new Output.Use(state.Made.Child.Inbound));

    /// <summary>What is a fact ends as a fact: whoever carries that out zeroes its keys.</summary>
    private static Next Abandon(State.Waiting state, Reason why)
    {
        var child = state.Made.Child;
        return new(
            new State.Gone(),
            [
                new Output.Inform(
                    state.Half.Isakmp,
                    new() { Children = [(new(child.Suite.Protocol.Value), child.Inbound)] }),
                new Output.Abandon(child.Inbound),
            ],
            why);
    }

    private static Next Refuse(QuickHalf half, IsakmpNotifyType type, Reason why) => To(
        new State.Gone(), why, new Output.Inform(half.Isakmp, Information.Refusing(type)));

    /// <summary>Keys that nobody waits for any more are zeroed.</summary>
    private static Next Unasked(State state, KeyHandle keys) =>
        To(state, Why.OutOfTurn, new Output.Forget(keys));

    // What was being computed when it ended is zeroed as well.
    private static Next Over(State state, Input input, Reason why) => input is Input.Keyed keyed
        ? To(state, why, new Output.Forget(keyed.Keys))
        : Stay(state, why);

    private static Next Stay(State state, Reason why) => new(state, default, why);

    private static Next To(State state, Reason why, Output output) =>
        new(state, [output], why);
}

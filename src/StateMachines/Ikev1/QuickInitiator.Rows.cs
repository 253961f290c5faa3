using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ike;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ikev1.QuickInitiator.State,
    Holdfast.StateMachines.Ikev1.QuickInitiator.Output>;

namespace Holdfast.StateMachines.Ikev1;

/// <content>A function for each state.</content>
public static partial class QuickInitiator
{
    private static Next FromIdle(State.Idle state, Input input) => input switch
    {
        Input.Begin begin => Start(state, begin),
        Input.Sealed made => Unasked(state, made.Share),
        Input.Keyed keyed => Unasked(state, keyed.Keys),
        Input.Tick => Stay(state, Why.NothingIsDue),
        Input.Answered or Input.Refused or Input.NotKeyed or Input.Repeated or Input.Failed
            or Input.Committed or Input.NotCommitted => Stay(state, Why.OutOfTurn),
    };

    private static Next FromAsking(
        Config config, State.Asking state, Instant now, Input input) => input switch
        {
            Input.Sealed made => To(
                new State.Waiting(
                    state.Wish,
                    state.Half with { Share = made.Share, Chain = made.Chain },
                    config.Retries.Open(made.Octets, now)),
                Why.Asked, new Output.Send(made.Octets)),
            Input.Failed => GiveUp(state.Half, new(null), Why.Failed),
            Input.Begin => Stay(state, Why.BegunAlready),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.Tick => Stay(state, Why.NothingIsDue),
            Input.Answered or Input.Refused or Input.NotKeyed or Input.Repeated
                or Input.Committed or Input.NotCommitted => Stay(state, Why.OutOfTurn),
        };

    private static Next FromWaiting(
        Config config, State.Waiting state, Instant now, Input input) => input switch
        {
            Input.Answered answered => Take(state, answered),
            Input.Refused(var notify) => GiveUp(state.Half, new(notify), Why.Refused),
            Input.Failed => GiveUp(state.Half, new(null), Why.Failed),
            Input.Begin => Stay(state, Why.BegunAlready),
            Input.Sealed made => Unasked(state, made.Share),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.Tick => now < state.Open.At ? Stay(state, Why.NothingIsDue)
                : config.Retries.Again(state.Open, now) is not { } again
                    ? GiveUp(state.Half, new(null), Why.Unanswered)
                : To(
                    state with { Open = again }, Why.Retry,
                    new Output.Send(state.Open.Octets)),
            Input.NotKeyed or Input.Repeated or Input.Committed or Input.NotCommitted =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next FromCompleting(State.Completing state, Input input) => input switch
    {
        Input.Keyed keyed => Commit(state, keyed),
        Input.NotKeyed => Stay(state.Before, Why.BadShare),
        Input.Failed => GiveUp(state.Half, new(null), Why.Failed),
        Input.Begin => Stay(state, Why.BegunAlready),
        Input.Sealed made => Unasked(state, made.Share),
        Input.Tick => Stay(state, Why.NothingIsDue),
        Input.Answered or Input.Refused or Input.Repeated or Input.Committed
            or Input.NotCommitted => Stay(state, Why.OutOfTurn),
    };

    private static Next FromCommitting(State.Committing state, Input input) => input switch
    {
        Input.Committed => To(
            new State.Up(state.Made.Ike, state.Made.Child.Inbound, state.Made.Answer),
            Why.Committed, new Output.Send(state.Made.Answer.Sent)),
        Input.NotCommitted => To(
            new State.Gone(), Why.NotCommitted, new Output.Forget(state.Made.Child.Keys)),
        Input.Begin => Stay(state, Why.BegunAlready),
        Input.Sealed made => Unasked(state, made.Share),
        Input.Keyed keyed => Unasked(state, keyed.Keys),
        Input.Tick => Stay(state, Why.NothingIsDue),

        // What is to be a fact may be one already: only an answer ends the wait.
        Input.Answered or Input.Refused or Input.NotKeyed or Input.Repeated or Input.Failed =>
            Stay(state, Why.OutOfTurn),
    };

    private static Next FromUp(State.Up state, Input input) => input is Input.Repeated
        ? To(state, Why.Repeated, new Output.Send(state.Answer.Sent))
        : Over(state, input, Why.IsUp);

    private static Next Start(State.Idle state, Input.Begin begin)
    {
        var wish = begin.Wish;
        if (begin.Id.Value == 0 || begin.Inbound.Value == 0 || wish.Suites.Count == 0)
        {
            return Stay(state, Why.NoId);
        }

        if (wish.Isakmp.Awaits is not null)
        {
            return Stay(state, Why.NotLoggedIn);
        }

        var half = new QuickHalf(wish.Isakmp, begin.Id, begin.Inbound, new(begin.Nonce, default));
        return To(
            new State.Asking(wish, half),
            GroupOf(wish) == KeyExchangeMethod.None ? Why.Begun : Why.BegunWithSecrecy,
            new Output.Ask(
                half,
                new()
                {
                    Proposals = OfferOf(wish, begin.Inbound),
                    Nonce = begin.Nonce,
                    Initiator = wish.Local,
                    Responder = wish.Remote,
                    Originals = OriginalsOf(wish),
                },
                GroupOf(wish)));
    }

    private static Next Take(State.Waiting state, Input.Answered answered)
    {
        var (wish, message) = (state.Wish, answered.Message);
        if (QuickOffers.TakeAnswer(SuitesOf(wish), message.Proposals, wish.IsEncapsulated)
                is not { } choice
            || choice.IsTransport != wish.IsTransport)
        {
            return Disown(state, IsakmpNotifyType.NoProposalChosen, Why.NotOffered);
        }

        if (!QuickOffers.IsOfPeer(choice.Spi))
        {
            return Disown(state, IsakmpNotifyType.InvalidSpi, Why.KeptSpi);
        }

        if (!OfferedTransforms.Have(OfferOf(wish, state.Half.Inbound), message.Proposals!))
        {
            return Disown(state, IsakmpNotifyType.NoProposalChosen, Why.Changed);
        }

        // HASH(2) covers our nonce: no answer of the peer's has it once more.
        if (message.Nonce == state.Half.Nonces.Initiator)
        {
            return Disown(state, IsakmpNotifyType.InvalidKeyInformation, Why.OwnNonce);
        }

        if (message.Initiator != wish.Local || message.Responder != wish.Remote)
        {
            return Disown(state, IsakmpNotifyType.InvalidIdInformation, Why.OtherTraffic);
        }

        if (choice.Suite.KeyExchange != KeyExchangeMethod.None && message.Share.Length == 0)
        {
            return Disown(state, IsakmpNotifyType.InvalidKeyInformation, Why.NoShare);
        }

        var half = state.Half with
        {
            Nonces = state.Half.Nonces with { Responder = message.Nonce },
            Chain = answered.Chain,
            Taken = answered.Octets,
        };
        var life = choice.Life.Meet(wish.Life);
        var made = new QuickSa(
            IkeOf(half), half.Id,
            new(
                half.Inbound, choice.Spi, choice.Suite, new([wish.Local], [wish.Remote]),
                wish.IsTransport, KeyHandle.None)
            {
                Role = IkeRole.Initiator,
            },
            message.Life is { } said ? life.Meet(said) : life, new(answered.Octets, default))
        {
            Originals = wish is { IsTransport: true, IsEncapsulated: true }
                ? message.Originals
                : null,
        };
        return To(
            new State.Completing(state, half, made), Why.Answered,
            new Output.Complete(
                half, choice.Suite, choice.Spi, message.ShareFor(choice.Suite)));
    }

    private static Next Commit(State.Completing state, Input.Keyed keyed)
    {
        var made = state.Made with
        {
            Child = state.Made.Child with { Keys = keyed.Keys },
            Answer = state.Made.Answer with { Sent = keyed.Octets },
        };
        Outputs<Output> outputs = state.Half.Share.IsSome
            ? [new Output.Forget(state.Half.Share)]
            : [];
        return new(
            new State.Committing(made), outputs.Add(new Output.Establish(made)), Why.Keyed);
    }

    /// <summary>The peer has answered with what was not asked for: it is told.</summary>
    private static Next Disown(State.Waiting state, IsakmpNotifyType type, Reason why)
    {
        var told = PhaseOneMessages.Notice(type);
        var ended = GiveUp(state.Half, new(null) { Told = told }, why);
        return ended with
        {
            Outputs = ended.Outputs.Behind(
                new Output.Inform(state.Half.Isakmp, new() { Says = [told] })),
        };
    }

    // RFC 3947 §5.2: of transport mode, whose traffic is that of both ends themselves.
    private static OriginalAddresses? OriginalsOf(QuickWish wish) =>
        wish is
        {
            IsTransport: true, IsEncapsulated: true, Local.IsOneAddress: true,
            Remote.IsOneAddress: true,
        }
            ? new(wish.Local.First, wish.Remote.First)
            : null;

    private static IsakmpSaPayloadValue OfferOf(QuickWish wish, Spi inbound) =>
        QuickOffers.Offer(
            SuitesOf(wish), inbound, wish.Life, wish.IsTransport, wish.IsEncapsulated);

    // RFC 2409 §5.5: the one KE payload is of one group.
    private static Codec.Items<ChildSuite> SuitesOf(QuickWish wish) =>
        [.. wish.Suites.Where(suite => suite.KeyExchange == GroupOf(wish))];

    private static KeyExchangeMethod GroupOf(QuickWish wish) => wish.Suites[0].KeyExchange;

    private static Replication.IkeSaId IkeOf(QuickHalf half) =>
        new(half.Isakmp.Cookies.Initiator, half.Isakmp.Cookies.Responder);

    private static Next GiveUp(QuickHalf half, Output.GaveUp last, Reason why)
    {
        Outputs<Output> outputs = half.Share.IsSome ? [new Output.Forget(half.Share)] : [];
        return new(new State.Gone(), outputs.Add(last), why);
    }

    /// <summary>Keys that nobody waits for any more are zeroed.</summary>
    private static Next Unasked(State state, KeyHandle keys) => keys.IsSome
        ? To(state, Why.OutOfTurn, new Output.Forget(keys))
        : Stay(state, Why.OutOfTurn);

    // What was being computed when it ended is zeroed as well.
    private static Next Over(State state, Input input, Reason why)
    {
        var keys = input switch
        {
            Input.Sealed made => made.Share,
            Input.Keyed keyed => keyed.Keys,
            _ => default,
        };
        return keys.IsSome ? To(state, why, new Output.Forget(keys)) : Stay(state, why);
    }

    private static Next Stay(State state, Reason why) => new(state, default, why);

    private static Next To(State state, Reason why, Output output) =>
        new(state, [output], why);
}

using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ikev1.PhaseOneInitiator.State,
    Holdfast.StateMachines.Ikev1.PhaseOneInitiator.Output>;

namespace Holdfast.StateMachines.Ikev1;

/// <content>What it does.</content>
public static partial class PhaseOneInitiator
{
    private static Next Start(Config config, State.Idle state, Input.Begin begin)
    {
        if (begin.Cookie.Value == 0)
        {
            return Stay(state, Why.NoCookie);
        }

        var (wish, isAggressive) = (begin.Wish, begin.Wish.Mode == PhaseOneMode.Aggressive);
        var suites = SuitesOf(config, wish.Mode);
        var signs = suites.Any(
            suite => suite.Authentication.InPhaseOne == PhaseOneAuthMethod.RsaSignatures);
        var half = new PhaseOneHalf(wish.Mode, new(begin.Cookie, default))
        {
            Nonces = new(begin.Nonce, default),
            Traits = config.Traits,
            Life = config.Life,
        };
        var message = new PhaseOneMessage
        {
            Proposals = IsakmpOffers.Offer(suites, config.Life),
            Nonce = isAggressive ? begin.Nonce : default,
            Identity = isAggressive ? wish.Ours : default,
            Authorities = isAggressive && signs
                ? PhaseOneMessages.AskedOf(wish.Authorities)
                : [],
            Traits = config.Traits,
        };
        return To(
            new State.Writing(wish, half), isAggressive ? Why.BegunAggressive : Why.Begun,
            new Output.Write(
                half, message,
                isAggressive ? suites[0].KeyExchange : KeyExchangeMethod.None));
    }

    private static Next Offer(
        Config config, State.Writing state, Instant now, Input.Written written) => To(
            new State.Offering(
                state.Wish,
                state.Half with
                {
                    SaBody = written.SaBody,
                    Shares = new(written.Value, default),
                    Share = written.Share,
                },
                config.Retries.Open(written.Octets, now)),
            Why.Offered, new Output.Send(written.Octets, Floats: false));

    private static Next Choose(Config config, State.Offering state, Input.Answered answered)
    {
        var (wish, message) = (state.Wish, answered.Message);
        if (answered.Cookie.Value == 0)
        {
            return Stay(state, Why.NoCookie);
        }

        if (answered.Cookie == state.Half.Cookies.Initiator)
        {
            return Stay(state, Why.Reflected);
        }

        var suites = SuitesOf(config, wish.Mode);
        if (message.Proposals is not { } answer
            || IsakmpOffers.TakeAnswer(suites, answer) is not { } choice)
        {
            return Stay(state, Why.NotOffered);
        }

        if (!OfferedTransforms.Have(IsakmpOffers.Offer(suites, config.Life), answer))
        {
            return Stay(state, Why.Changed);
        }

        var half = state.Half with
        {
            Cookies = new(state.Half.Cookies.Initiator, answered.Cookie),
            Suite = choice.Suite,
            Life = choice.Life.Meet(config.Life),
            Traits = config.Traits & message.Traits,
            Taken = answered.Octets,
        };
        if (wish.Mode == PhaseOneMode.Main)
        {
            return To(
                new State.Composing(wish, half), Why.Chosen,
                new Output.Write(
                    half, new() { Nonce = half.Nonces.Initiator }, choice.Suite.KeyExchange));
        }

        var proof = half.Signs ? message.Signature : message.Proof;
        return message.Identity.Length == 0 || proof.Length == 0 ? Stay(state, Why.Missing)
            : !IsWanted(wish, message) ? Stay(state, Why.NotWanted)
            : Complete(wish, state, half, answered);
    }

    private static Next Share(
        Config config, State.Composing state, Instant now, Input.Written written) => To(
            new State.Exchanging(
                state.Wish,
                state.Half with { Shares = new(written.Value, default), Share = written.Share },
                config.Retries.Open(written.Octets, now)),
            Why.Shared, new Output.Send(written.Octets, Floats: false));

    private static Next Exchange(State.Exchanging state, Input.Answered answered) =>
        answered.Cookie != state.Half.Cookies.Responder
            ? Stay(state, Why.OtherCookie)
            : Complete(
                state.Wish, state, state.Half with { Taken = answered.Octets }, answered);

    private static Next Complete(
        PhaseOneWish wish, State before, PhaseOneHalf half, Input.Answered answered)
    {
        var message = answered.Message;
        if (message.Share.Length == 0 || message.Nonce.Length == 0)
        {
            return Stay(before, Why.Missing);
        }

        // HASH_R of our own value, cookie and name would be our HASH_I.
        if (message.Share == half.Shares.Initiator || message.Nonce == half.Nonces.Initiator)
        {
            return Stay(before, Why.Reflected);
        }

        var known = half with
        {
            Shares = half.Shares with { Responder = message.Share },
            Nonces = half.Nonces with { Responder = message.Nonce },
            Nat = half.FindsNats ? answered.Nat : default,
        };
        return To(
            new State.Keying(wish, before, known, message), Why.Exchanged,
            new Output.Complete(known, message, wish.Wanted));
    }

    private static Next Prove(State.Keying state, Input.Keyed keyed)
    {
        var (wish, isMain) = (state.Wish, state.Half.Mode == PhaseOneMode.Main);
        var half = state.Half with
        {
            Keys = keyed.Keys,
            Chain = keyed.Chain,
            Share = KeyHandle.None,
        };
        var message = new PhaseOneMessage
        {
            Identity = isMain ? wish.Ours : default,
            Authorities = isMain && half.Signs
                ? PhaseOneMessages.AskedOf(wish.Authorities)
                : [],

            // RFC 2407 §4.6.3: aggressive mode binds no status to the exchange.
            IsInitialContact = isMain && wish.IsInitialContact,
        };
        return new(
            new State.Proving(wish, half, state.Message),
            [
                new Output.Forget(state.Half.Share),
                new Output.Prove(half, message, wish.Ours, wish.Wanted),
            ],
            isMain ? Why.Keyed : Why.KeyedAggressive);
    }

    private static Next Proven(
        Config config, State.Proving state, Instant now, Input.Sealed made)
    {
        var half = state.Half with { Chain = made.Chain };
        return half.Mode == PhaseOneMode.Main
            ? To(
                new State.Authenticating(
                    state.Wish, half, config.Retries.Open(made.Octets, now)),
                half.Floats ? Why.ProvenAndFloats : Why.Proven,
                new Output.Send(made.Octets, half.Floats))
            : Establish(
                state.Wish, half, state.Message, Why.ProvenLast,
                new(half.Taken, made.Octets));
    }

    private static Next Verify(State.Authenticating state, Input.Claimed claimed)
    {
        var half = state.Half with { Chain = claimed.Chain };
        return !half.Signs
            ? Stay(state, Why.OutOfTurn)
            : To(
                new State.Verifying(state.Wish, state, half, claimed.Message), Why.Claimed,
                new Output.Verify(half, claimed.Message));
    }

    /// <summary>Few are verified under the same keys. Beyond them nobody is heard, and so it is
    /// over: whoever wants it so has no more of it than of one that waits, deaf, until its time is
    /// up.</summary>
    private static Next Doubt(State.Verifying state)
    {
        var doubted = state.Before.Half with { Doubts = state.Before.Half.Doubts + 1 };
        return doubted.Doubts < PhaseOneMessages.DoubtsMax
            ? Stay(state.Before with { Half = doubted }, Why.NotProved)
            : Refuse(state.Half, IsakmpNotifyType.InvalidSignature, Why.Doubted);
    }

    private static Next Believe(
        PhaseOneWish wish, PhaseOneHalf half, PhaseOneMessage message) =>
        IsWanted(wish, message)
            ? Establish(wish, half, message, Why.Proved, null)
            : Refuse(half, IsakmpNotifyType.InvalidIdInformation, Why.NotWanted);

    private static bool IsWanted(PhaseOneWish wish, PhaseOneMessage message) =>
        wish.Wanted is not { } wanted
        || PhaseOneMessages.KnownAs(wanted) == PhaseOneMessages.KnownAs(message.Identity);

    private static Next Refuse(PhaseOneHalf half, IsakmpNotifyType type, Reason why)
    {
        // The peer believes that there is an SA, and is told that there is none.
        var refusal = PhaseOneMessages.Notice(type);
        return new(
            new State.Gone(),
            [
                new Output.Inform(
                    new(half.Cookies, half.Keys, half.Chain),
                    new() { Says = [refusal], Isakmps = [half.Cookies] }),
                new Output.Forget(half.Keys),
                new Output.GaveUp(null) { Told = refusal },
            ],
            why);
    }

    private static Next Establish(
        PhaseOneWish wish, PhaseOneHalf half, PhaseOneMessage message, Reason why,
        IsakmpAnswer? answer)
    {
        var made = new PhaseOneSa(
            new(half.Cookies.Initiator, half.Cookies.Responder), IkeRole.Initiator, half.Mode,
            half.Suite!, half.Keys, half.Chain, wish.Ours, message.Identity)
        {
            Life = half.Mode == PhaseOneMode.Main && message.Life is { } said
                ? half.Life.Meet(said)
                : half.Life,
            Nat = half.Nat,
            Traits = half.Traits,
            IsInitialContact = half.Mode == PhaseOneMode.Main && message.IsInitialContact,
            Answer = answer,
        };
        return To(new State.Committing(made), why, new Output.Establish(made));
    }

    private static Next Again(
        Config config, State state, PhaseOneHalf half, IsakmpOpen open, Instant now,
        Func<IsakmpOpen, State> with) =>
        now < open.At ? Stay(state, Why.NothingIsDue)
            : config.Retries.Again(open, now) is not { } again
                ? GiveUp(half, half.Refusal, Why.Unanswered)
            : To(
                with(again), Why.Retry,
                new Output.Send(open.Octets, half.Keys.IsSome && half.Floats));

    // RFC 2409 §5.4: of aggressive mode the group cannot be negotiated.
    private static Items<IsakmpSuite> SuitesOf(Config config, PhaseOneMode mode) =>
        mode == PhaseOneMode.Main
            ? config.Suites
            :
            [
                .. config.Suites.Where(
                    suite => suite.KeyExchange == config.Suites[0].KeyExchange),
            ];

    private static Next GiveUp(
        PhaseOneHalf half, IsakmpNotifyPayloadValue? refusal, Reason why)
    {
        Outputs<Output> outputs = half.Share.IsSome ? [new Output.Forget(half.Share)] : [];
        outputs = half.Keys.IsSome ? outputs.Add(new Output.Forget(half.Keys)) : outputs;
        return new(new State.Gone(), outputs.Add(new Output.GaveUp(refusal)), why);
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
            Input.Written written => written.Share,
            Input.Keyed keyed => keyed.Keys,
            _ => default,
        };
        return keys.IsSome ? To(state, why, new Output.Forget(keys)) : Stay(state, why);
    }

    private static Next Stay(State state, Reason why) => new(state, default, why);

    private static Next To(State state, Reason why, Output output) =>
        new(state, [output], why);
}

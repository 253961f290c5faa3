using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ike;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ikev1.PhaseOneResponder.State,
    Holdfast.StateMachines.Ikev1.PhaseOneResponder.Output>;

namespace Holdfast.StateMachines.Ikev1;

/// <content>What it does.</content>
public static partial class PhaseOneResponder
{
    private static Next Choose(
        Config config, State.Idle state, Instant now, Input.Offered offered)
    {
        var (message, isMain) = (offered.Message, offered.Mode == PhaseOneMode.Main);
        if (offered.Initiator.Value == 0 || offered.Cookie.Value == 0)
        {
            return Stay(state, Why.NoCookie);
        }

        if (message.Proposals is not { } offer
            || (!isMain && (message.Share.Length == 0 || message.Nonce.Length == 0
                || message.Identity.Length == 0)))
        {
            return Stay(state, Why.Missing);
        }

        var cookies = new IkeSpiPair(offered.Initiator, offered.Cookie);
        if (!isMain && !config.TakesAggressive)
        {
            return To(
                state, Why.NoAggressive,
                new Output.Reply(
                    cookies,
                    PhaseOneMessages.Notice(IsakmpNotifyType.UnsupportedExchangeType)));
        }

        if (IsakmpOffers.Choose(config.Suites, offer) is not { } choice)
        {
            return To(
                state, Why.NoProposal,
                new Output.Reply(
                    cookies, PhaseOneMessages.Notice(IsakmpNotifyType.NoProposalChosen)));
        }

        var half = new PhaseOneHalf(offered.Mode, cookies)
        {
            Suite = choice.Suite,
            Life = choice.Life.Meet(config.Life),
            IsShorter = choice.Life.Meet(config.Life) != choice.Life,
            SaBody = message.SaBody,
            Shares = new(message.Share, default),
            Nonces = new(message.Nonce, offered.Nonce),
            Traits = config.Traits & message.Traits,
            Taken = offered.Octets,
        };
        var until = now + config.HalfOpenFor;
        var answer = new PhaseOneMessage { Proposals = choice.Answer, Traits = config.Traits };
        var asked = AskedOf(config, half);
        return isMain
            ? To(
                new State.Writing(half, until), Why.Offered, new Output.Write(half, answer))
            : To(
                new State.Exchanging(half, state, until), Why.OfferedAggressive,
                new Output.Exchange(
                    half, answer with { Nonce = offered.Nonce, Authorities = asked },
                    message.Identity));
    }

    private static Next Exchange(Config config, State.Open state, Input.Exchanged exchanged)
    {
        var message = exchanged.Message;
        if (message.Share.Length == 0 || message.Nonce.Length == 0)
        {
            return Stay(state, Why.Missing);
        }

        var half = state.Half with
        {
            Shares = new(message.Share, default),
            Nonces = state.Half.Nonces with { Initiator = message.Nonce },
            Nat = state.Half.FindsNats ? exchanged.Nat : default,
            Taken = exchanged.Octets,
        };
        return To(
            new State.Exchanging(half, state, state.Until), Why.Exchanged,
            new Output.Exchange(
                half,
                new()
                {
                    Nonce = half.Nonces.Responder,
                    Authorities = AskedOf(config, half),
                },
                null));
    }

    private static Next Share(
        Config config, State.Exchanging state, Instant now, Input.Keyed keyed)
    {
        var half = state.Half with
        {
            Shares = state.Half.Shares with { Responder = keyed.Value },
            Keys = keyed.Keys,
            Chain = keyed.Chain,
        };
        var isMain = half.Mode == PhaseOneMode.Main;
        return To(
            new State.Authenticating(
                half, keyed.Party, new(half.Taken, keyed.Octets),
                isMain ? null : config.Retries.Open(keyed.Octets, now), state.Until),
            isMain ? Why.Keyed : Why.KeyedAggressive, new Output.Send(keyed.Octets));
    }

    private static Items<Octets> AskedOf(Config config, PhaseOneHalf half) =>
        half.Signs ? PhaseOneMessages.AskedOf(config.Authorities) : [];

    private static Next Verify(State.Authenticating state, Input.Claimed claimed)
    {
        if (!state.Half.Signs || state.Half.Doubts >= PhaseOneMessages.DoubtsMax)
        {
            return Stay(state, state.Half.Signs ? Why.Doubted : Why.OutOfTurn);
        }

        var half = Taking(state.Half, claimed.Nat, claimed.Octets, claimed.Chain);
        return To(
            new State.Verifying(state, half, claimed.Message), Why.Claimed,
            new Output.Verify(half, claimed.Message));
    }

    private static Next Doubt(State.Verifying state)
    {
        var half = state.Before.Half;
        return Tell(
            state.Before with { Half = half with { Doubts = half.Doubts + 1 } },
            IsakmpNotifyType.InvalidSignature);
    }

    private static Next Tell(State.Authenticating state, IsakmpNotifyType type) => state.HasTold
        ? Stay(state, Why.NotProvedAgain)
        : To(
            state with { HasTold = true }, Why.NotProved,
            new Output.Inform(
                new(state.Half.Cookies, state.Half.Keys, state.Half.Chain),
                Information.Refusing(type)));

    private static PhaseOneHalf Taking(
        PhaseOneHalf half, NatSides nat, Octets octets, IvChain chain) => half with
        {
            Chain = chain,
            Nat = half.Mode == PhaseOneMode.Main || !half.FindsNats ? half.Nat : nat,
            Taken = octets,
        };

    private static Next Refuse(PhaseOneHalf half, IsakmpNotifyType type, Reason why) => new(
        new State.Gone(),
        [
            new Output.Inform(
                new(half.Cookies, half.Keys, half.Chain), Information.Refusing(type)),
            new Output.Forget(half.Keys),
        ],
        why);

    private static Next Believe(
        PhaseOneParty party, Instant until, PhaseOneHalf half, PhaseOneMessage message)
    {
        var (isMain, identity) = (half.Mode == PhaseOneMode.Main, message.Identity);
        if (party.Wanted is { } wanted
            && PhaseOneMessages.KnownAs(wanted) != PhaseOneMessages.KnownAs(identity))
        {
            return Refuse(half, IsakmpNotifyType.InvalidIdInformation, Why.NotWanted);
        }

        if (party.MustLogIn && half.Suite!.Authentication.LogsIn != IkeRole.Initiator)
        {
            return Refuse(half, IsakmpNotifyType.AuthenticationFailed, Why.WithoutLogin);
        }

        var made = new PhaseOneSa(
            new(half.Cookies.Initiator, half.Cookies.Responder), IkeRole.Responder, half.Mode,
            half.Suite!, half.Keys, half.Chain, party.Ours, identity)
        {
            Life = half.Life,
            Nat = half.Nat,
            Traits = half.Traits,

            // RFC 2407 §4.6.3: aggressive mode binds no status to the exchange; and whoever has a
            // login to come has shown no more than the key of a group.
            IsInitialContact = isMain && half.Suite!.Authentication.LogsIn is null
                && message.IsInitialContact,
        };
        return !isMain
            ? Commit(made, Why.ProvedAggressive)
            : To(
                new State.Proving(half, made, until), Why.Proved,
                new Output.Prove(
                    half,
                    new()
                    {
                        Identity = party.Ours,
                        Life = half.IsShorter ? half.Life : null,
                    },
                    party.Ours, identity));
    }

    private static Next Commit(PhaseOneSa made, Reason why) =>
        To(new State.Committing(made), why, new Output.Establish(made));

    private static Next Again(Config config, State.Authenticating state, Instant now)
    {
        if (now >= state.Until)
        {
            return Expire(state, state.Half, state.Until, now);
        }

        if (state.Again is not { } open || now < open.At)
        {
            return Stay(state, Why.NothingIsDue);
        }

        // Often enough: it is waited for until it is given up.
        return config.Retries.Again(open, now) is { } again
            ? To(state with { Again = again }, Why.Retry, new Output.Send(open.Octets))
            : Stay(state with { Again = null }, Why.OftenEnough);
    }

    private static Next Expire(State state, PhaseOneHalf half, Instant until, Instant now) =>
        now < until
            ? Stay(state, Why.NothingIsDue)
            : new(new State.Gone(), Forgotten(half), Why.GivenUp);

    private static Next Fail(PhaseOneHalf half) =>
        new(new State.Gone(), Forgotten(half), Why.Failed);

    private static Outputs<Output> Forgotten(PhaseOneHalf half) =>
        half.Keys.IsSome ? [new Output.Forget(half.Keys)] : [];

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

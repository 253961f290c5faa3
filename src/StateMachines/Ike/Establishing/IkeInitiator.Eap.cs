using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.IkeInitiator.State,
    Holdfast.StateMachines.Ike.IkeInitiator.Output>;

namespace Holdfast.StateMachines.Ike;

/// <content>EAP in IKE_AUTH, RFC 7296 §2.16: the method is the caller's.</content>
public static partial class IkeInitiator
{
    public abstract partial record State
    {
        /// <summary>The method is asked.</summary>
        public sealed record Consulting(HandshakeAttempt Attempt, HalfOpen Half) : State;
    }

    public abstract partial record Input
    {
        /// <summary>What the EAP method says to <see cref="Output.AskMethod"/>, once.</summary>
        public sealed record Replied(EapReply Reply) : Input
        {
            internal KeyHandle Msk => (Reply as EapReply.Ends)?.Msk ?? KeyHandle.None;
        }
    }

    public abstract partial record Output
    {
        /// <summary>Hand a word of the server to the EAP method, and say
        /// <see cref="Input.Replied"/>, whenever that is.</summary>
        /// <param name="Heard">A request, or success.</param>
        public sealed record AskMethod(EapPayloadValue Heard) : Output;

        /// <summary>Make our proof by what EAP made, and say <see cref="Input.Proved"/>.</summary>
        /// <param name="Keys">The keys of the IKE SA.</param>
        /// <param name="Claim">What we prove.</param>
        /// <param name="Msk">What the method made; none: SK_pi is in its place.</param>
        public sealed record ProveByEap(KeyHandle Keys, AuthClaim Claim, KeyHandle Msk) : Output;

        /// <summary>Check the peer's proof by what EAP made, and say <see cref="Input.Verified"/>
        /// or <see cref="Input.Denied"/>.</summary>
        /// <param name="Keys">The keys of the IKE SA.</param>
        /// <param name="Claim">What it has to prove.</param>
        /// <param name="Auth">Its proof.</param>
        /// <param name="Msk">What the method made; none: SK_pr is in its place.</param>
        public sealed record VerifyByEap(
            KeyHandle Keys, AuthClaim Claim, AuthPayloadValue Auth, KeyHandle Msk) : Output;
    }

    private static Next FromConsulting(
        Config config, State.Consulting state, Instant now, Input input) => input switch
        {
            Input.Replied(var reply) => Reply(config.Eap, state, reply),
            Input.Failed => Fail(state.Half),
            Input.Begin => Stay(state, Why.BegunAlready),
            Input.Shared shared => Unasked(state, shared.Share),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.ChildKeyed child => Unasked(state, child.Keys),
            Input.Tick => state.Half.Eap!.Until > now
                ? Stay(state, Why.NothingIsDue)
                : GiveUp(state.Half, null, Why.TooSlow),
            Input.Written or Input.Welcomed or Input.Refused or Input.NotKeyed or Input.Proved
                or Input.Sealed or Input.ExchangeSealed or Input.Exchanged or Input.Answered
                or Input.AuthRefused or Input.Verified or Input.Denied or Input.Committed
                or Input.NotCommitted => Stay(state, Why.OutOfTurn),
        };

    /// <summary>Whom we prove by EAP behind our first proof, RFC 4739; null: nobody.</summary>
    private static Octets? Second(HandshakeWish wish) => wish.ByEap ? null : wish.Besides;

    private static Items<NotifyPayloadValue> SaidOf(HandshakeWish wish) => Second(wish) is null
        ? wish.Says
        : wish.Says.Add(new() { Data = new NotifyPayloadData.MultipleAuthSupported(new()) });

    /// <summary>Both have proved who they are: now whom we are besides.</summary>
    private static Next Follow(State.Verifying state, Octets second)
    {
        // RFC 4739 §2.1: there is no SA before both proofs are done.
        if (state.Answer.Child is not null)
        {
            return Leave(state.Half, Why.BadChild);
        }

        var half = state.Half with
        {
            Eap = new(Request(state.Attempt), state.Answer.Covered)
            {
                Identity = state.Answer.Identity,
                Rounds = 1,
                IsSecond = true,
                Second = second,
            },
        };
        return To(
            new State.Sealing(state.Attempt, half), Why.Follows,
            new Output.Seal(
                half.Keys, half.Spis, half.NextId, new(second, null), half.TakesFragments));
    }

    /// <summary>A response to a request without AUTH.</summary>
    private static Next Converse(
        Config config, State.Authenticating state, EapTalk talk, AuthMessage answer)
    {
        if (talk.Rounds == 0)
        {
            // RFC 7296 §2.16: it proves itself before it hears a word of EAP.
            return answer.Auth is null
                ? GiveUp(state.Half, answer.Refusal, Why.NoAuth)
                : IsAnother(state.Attempt, answer) ? Disbelieve(state.Half, Why.NotWanted)
                : answer.Eap is null ? GiveUp(state.Half, answer.Refusal, Why.NoEap)
                : Verify(state, answer);
        }

        if (talk.IsOver)
        {
            return answer.Auth is not { } auth
                ? GiveUp(state.Half, answer.Refusal, Why.NoAuth)
                : To(
                    new State.Verifying(state.Attempt, state.Half, answer), Why.Answered,
                    new Output.VerifyByEap(
                        state.Half.Keys,
                        state.Half.ClaimOf(IkeRole.Responder, talk.Responder), auth, talk.Msk));
        }

        return Hear(config.Eap, state.Attempt, state.Half, talk, answer);
    }

    /// <summary>The responder is who it says: its first word of EAP may be answered.</summary>
    private static Next Trust(Config config, State.Verifying state, EapTalk talk) => Hear(
        config.Eap, state.Attempt, state.Half,
        talk with { Responder = state.Answer.Covered, Identity = state.Answer.Identity },
        state.Answer);

    private static Next Hear(
        EapLimits limits, HandshakeAttempt attempt, HalfOpen half, EapTalk talk,
        AuthMessage answer)
    {
        if (answer.Eap is not { } said || said.Code == EapCode.Failure)
        {
            return GiveUp(half, answer.Refusal, Why.EapFailed);
        }

        // RFC 3748 §4.2: before any round nobody has shown anything.
        var isOver = said.Code == EapCode.Success;
        if (!EapTalk.Fits(said, isOver ? EapCode.Success : EapCode.Request, limits)
            || (isOver && talk.Words == 0))
        {
            return GiveUp(half, answer.Refusal, Why.NoServerWord);
        }

        return !isOver && talk.Words >= limits.RoundsMax
            ? GiveUp(half, answer.Refusal, Why.TooManyRounds)
            : To(
                new State.Consulting(
                    attempt,
                    half with { Eap = talk with { Rounds = talk.Rounds + 1, IsOver = isOver } }),
                isOver ? Why.Succeeded : Why.Heard, new Output.AskMethod(said));
    }

    private static Next Reply(EapLimits limits, State.Consulting state, EapReply reply)
    {
        var (half, talk) = (state.Half, state.Half.Eap!);
        switch (reply)
        {
            case EapReply.Says(var word) when !talk.IsOver
                && EapTalk.Fits(word, EapCode.Response, limits):
                return To(
                    new State.Sealing(state.Attempt, half), Why.Replied,
                    new Output.Seal(
                        half.Keys, half.Spis, half.NextId, new(default, null) { Eap = word },
                        half.TakesFragments));
            case EapReply.Ends(var msk) when talk.IsOver && (msk.IsSome || limits.TakesKeyless):
                return To(
                    new State.Proving(
                        state.Attempt, half with { Eap = talk with { Msk = msk } }),
                    Why.Made,
                    new Output.ProveByEap(
                        half.Keys,
                        half.ClaimOf(
                            IkeRole.Initiator, talk.Second ?? state.Attempt.Wish.Ours),
                        msk));
            case EapReply.Ends(var msk):
                return GiveUp(
                    half with { Eap = talk with { Msk = msk } }, null,
                    msk.IsSome ? Why.NoMethodWord : Why.Keyless);
            default:
                return GiveUp(half, null, Why.NoMethodWord);
        }
    }

    private static bool IsAnother(HandshakeAttempt attempt, AuthMessage answer) =>
        attempt.Wish.Wanted is { } wanted && wanted != answer.Identity;

    private static Next Verify(State.Authenticating state, AuthMessage answer) => To(
        new State.Verifying(state.Attempt, state.Half, answer), Why.Answered,
        new Output.Verify(
            state.Half.Keys, state.Half.ClaimOf(IkeRole.Responder, answer.Covered), answer));

    /// <summary>What EAP made is zeroed.</summary>
    private static HalfOpen Spent(HalfOpen half) => half.Eap is { } talk
        ? half with { Eap = talk with { Msk = KeyHandle.None } }
        : half;
}

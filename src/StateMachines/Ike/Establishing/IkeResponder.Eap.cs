using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.IkeResponder.State,
    Holdfast.StateMachines.Ike.IkeResponder.Output>;

namespace Holdfast.StateMachines.Ike;

/// <content>EAP in IKE_AUTH, RFC 7296 §2.16: the server is the caller's.</content>
public static partial class IkeResponder
{
    public abstract partial record State
    {
        /// <summary>Whoever has sent no proof is to be one that proves itself by EAP.</summary>
        public sealed record Admitting(HalfOpen Half) : State;

        /// <summary>Our proof is being made: it goes before any word of EAP.</summary>
        public sealed record Introducing(HalfOpen Half) : State;

        /// <summary>The server is asked.</summary>
        /// <param name="Half">What there is.</param>
        /// <param name="Answer">What the response says beside EAP: of the first one our proof.
        /// </param>
        public sealed record Consulting(HalfOpen Half, AuthMessage Answer) : State;

        /// <summary>A response of IKE_AUTH with a word of the server is being sealed.</summary>
        public sealed record Conveying(HalfOpen Half) : State;

        /// <summary>The peer has a word of the server: what does it say to it?</summary>
        public sealed record Conversing(HalfOpen Half) : State;
    }

    public abstract partial record Input
    {
        /// <summary>That identity proves itself by EAP.</summary>
        /// <param name="Ours">The body of our ID payload towards it.</param>
        public sealed record Admitted(Octets Ours) : Input;

        /// <summary>What the EAP server says to <see cref="Output.AskServer"/>, once.</summary>
        public sealed record Served(EapVerdict Verdict) : Input
        {
            internal KeyHandle Msk => (Verdict as EapVerdict.Succeeded)?.Msk ?? KeyHandle.None;
        }
    }

    public abstract partial record Output
    {
        /// <summary>Look whether that identity proves itself by EAP, and say
        /// <see cref="Input.Admitted"/> or <see cref="Input.Denied"/>.</summary>
        public sealed record Admit(AuthMessage Message) : Output
        {
            /// <summary>Whether another identity is proved already, RFC 4739 §2.1.</summary>
            public bool IsSecond { get; init; }
        }

        /// <summary>Hand a word of the peer to the EAP server, and say <see cref="Input.Served"/>,
        /// whenever that is.</summary>
        /// <param name="Identity">The body of the peer's ID payload.</param>
        /// <param name="Heard">What the peer says; null: the conversation begins.</param>
        public sealed record AskServer(Octets Identity, EapPayloadValue? Heard) : Output;

        /// <summary>Check the peer's proof by what EAP made, look what it may have, and say
        /// <see cref="Input.Verified"/> or <see cref="Input.Denied"/>.</summary>
        /// <param name="Keys">The keys of the IKE SA.</param>
        /// <param name="Claim">What it has to prove.</param>
        /// <param name="Auth">Its proof.</param>
        /// <param name="Msk">What the method made; none: SK_pi is in its place.</param>
        /// <param name="Identity">Who was authenticated, as the body of an ID payload.</param>
        public sealed record VerifyByEap(
            KeyHandle Keys, AuthClaim Claim, AuthPayloadValue Auth, KeyHandle Msk,
            Octets Identity) : Output
        {
            /// <summary>Whether another identity is proved already, RFC 4739 §2.1.</summary>
            public bool IsSecond { get; init; }
        }

        /// <summary>Make our proof by what EAP made, and say <see cref="Input.Proved"/>.</summary>
        /// <param name="Keys">The keys of the IKE SA.</param>
        /// <param name="Claim">What we prove.</param>
        /// <param name="Msk">What the method made; none: SK_pr is in its place.</param>
        public sealed record ProveByEap(KeyHandle Keys, AuthClaim Claim, KeyHandle Msk) : Output;
    }

    private static Next FromAdmitting(
        Config config, State.Admitting state, Instant now, Input input) => input switch
        {
            Input.Admitted(var ours) => state.Half.Eap!.IsSecond
                ? Consult(state.Half, new(default, null), null, Why.AdmittedBesides)
                : Introduce(config, state.Half, ours, now, Why.Admitted),
            Input.Denied => Refuse(
                state.Half, ExchangeType.IkeAuth,
                FirstChild.Notice(NotifyType.AuthenticationFailed), Why.NotByEap),
            Input.Failed => Fail(state.Half),
            Input.Greeted or Input.Exchanged or Input.Asked or Input.Malformed =>
                Stay(state, Why.BeingAnswered),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.ChildKeyed child => Unasked(state, child.Keys),
            Input.Served served => Unasked(state, served.Msk),
            Input.Tick => Expire(state, state.Half, now),
            Input.NotKeyed or Input.Written or Input.Verified or Input.Proved or Input.Sealed
                or Input.Committed or Input.NotCommitted or Input.ExchangeSealed =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next FromIntroducing(State.Introducing state, Instant now, Input input) =>
        input switch
        {
            Input.Proved(var auth, var certificates) => Introduced(
                state.Half,
                new(state.Half.Eap!.Responder, auth) { Certificates = certificates }),
            Input.Failed => Refuse(
                state.Half, ExchangeType.IkeAuth,
                FirstChild.Notice(NotifyType.AuthenticationFailed), Why.CannotProve),
            Input.Greeted or Input.Exchanged or Input.Asked or Input.Malformed =>
                Stay(state, Why.BeingAnswered),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.ChildKeyed child => Unasked(state, child.Keys),
            Input.Served served => Unasked(state, served.Msk),
            Input.Tick => Expire(state, state.Half, now),
            Input.NotKeyed or Input.Written or Input.Verified or Input.Denied or Input.Sealed
                or Input.Committed or Input.NotCommitted or Input.ExchangeSealed
                or Input.Admitted => Stay(state, Why.OutOfTurn),
        };

    private static Next FromConsulting(
        Config config, State.Consulting state, Instant now, Input input) => input switch
        {
            Input.Served(var verdict) => Judge(config.Eap!, state, verdict),
            Input.Failed => Fail(state.Half),
            Input.Greeted or Input.Exchanged or Input.Asked or Input.Malformed =>
                Stay(state, Why.BeingAnswered),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.ChildKeyed child => Unasked(state, child.Keys),
            Input.Tick => Expire(state, state.Half, now),
            Input.NotKeyed or Input.Written or Input.Verified or Input.Denied or Input.Proved
                or Input.Sealed or Input.Committed or Input.NotCommitted or Input.ExchangeSealed
                or Input.Admitted => Stay(state, Why.OutOfTurn),
        };

    private static Next FromConveying(State.Conveying state, Instant now, Input input) =>
        input switch
        {
            Input.Sealed(var octets) => Conveyed(state.Half, octets),
            Input.Failed => Fail(state.Half),
            Input.Greeted or Input.Exchanged or Input.Asked or Input.Malformed =>
                Stay(state, Why.BeingAnswered),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.ChildKeyed child => Unasked(state, child.Keys),
            Input.Served served => Unasked(state, served.Msk),
            Input.Tick => Expire(state, state.Half, now),
            Input.NotKeyed or Input.Written or Input.Verified or Input.Denied or Input.Proved
                or Input.Committed or Input.NotCommitted or Input.ExchangeSealed
                or Input.Admitted => Stay(state, Why.OutOfTurn),
        };

    private static Next FromConversing(
        Config config, State.Conversing state, Instant now, Input input) => input switch
        {
            Input.Asked(var id, var request) => id == state.Half.NextId
                ? Converse(config.Eap!, state.Half, request)
                : Answered(state, id),
            Input.Malformed(var exchange, var id, var why) => id == state.Half.NextId
                ? Refuse(state.Half, exchange, why, Why.MalformedAuth)
                : Answered(state, id),
            Input.Exchanged(var id, _, _) => id == state.Half.NextId
                ? Refuse(
                    state.Half, ExchangeType.IkeIntermediate,
                    FirstChild.Notice(NotifyType.InvalidSyntax), Why.NoMoreChosen)
                : Answered(state, id),
            Input.Greeted => Stay(state, Why.OtherRequest),
            Input.Failed => Fail(state.Half),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.ChildKeyed child => Unasked(state, child.Keys),
            Input.Served served => Unasked(state, served.Msk),
            Input.Tick => Expire(state, state.Half, now),
            Input.NotKeyed or Input.Written or Input.Verified or Input.Denied or Input.Proved
                or Input.Sealed or Input.Committed or Input.NotCommitted or Input.ExchangeSealed
                or Input.Admitted => Stay(state, Why.OutOfTurn),
        };

    /// <summary>The first request has no AUTH.</summary>
    private static Next Admit(Config config, HalfOpen half, AuthMessage request)
    {
        if (config.Eap is null)
        {
            return Refuse(
                half, ExchangeType.IkeAuth,
                FirstChild.Notice(NotifyType.AuthenticationFailed), Why.NoAuth);
        }

        return request.Eap is not null
            ? Refuse(
                half, ExchangeType.IkeAuth, FirstChild.Notice(NotifyType.InvalidSyntax),
                Why.EapTooEarly)
            : new(
                new State.Admitting(Heard(half) with { Eap = new(request, default) }),
                Forgotten(half.Before).Add(new Output.Admit(request)), Why.WantsEap);
    }

    private static Next Introduce(
        Config config, HalfOpen half, Octets ours, Instant now, Reason why)
    {
        var next = half with
        {
            Eap = half.Eap! with { Responder = ours },
            Until = now + config.Eap!.Within,
        };
        return To(
            new State.Introducing(next), why,
            new Output.Prove(
                half.Keys, next.ClaimOf(IkeRole.Responder, ours), half.Eap.Request.Identity,
                half.Hashes));
    }

    /// <summary>RFC 4739 §2.1: behind the first proof of two we prove ourselves, and the next
    /// request says who is to be proved by EAP. Else EAP begins at once.</summary>
    private static Next Introduced(HalfOpen half, AuthMessage answer) => half.Eap!.IsSecond
        ? Convey(half, answer, null, Why.IntroducedFirst)
        : Consult(half, answer, null, Why.Introduced);

    private static Next Consult(
        HalfOpen half, AuthMessage answer, EapPayloadValue? heard, Reason why) => To(
            new State.Consulting(half, answer), why,
            new Output.AskServer(half.Eap!.Named, heard));

    /// <summary>What the server says goes to the peer, where it is what a server may say.</summary>
    private static Next Judge(EapLimits limits, State.Consulting state, EapVerdict verdict)
    {
        var talk = state.Half.Eap!;
        return verdict switch
        {
            EapVerdict.Asks(var message) =>
                talk.Words >= limits.RoundsMax
                    ? Disappoint(state.Half, null, Why.TooManyRounds)
                : !EapTalk.Fits(message, EapCode.Request, limits)
                    ? Disappoint(state.Half, null, Why.NoServerWord)
                : Convey(state.Half, state.Answer, message, Why.Conveyed),

            // RFC 3748 §4.2: before any round nobody has shown anything.
            EapVerdict.Succeeded(var message, var msk, var identity) =>
                talk.Words == 0 || !EapTalk.Fits(message, EapCode.Success, limits)
                    ? Disappoint(With(msk), null, Why.NoServerWord)
                : !msk.IsSome && !limits.TakesKeyless
                    ? Disappoint(With(msk), null, Why.Keyless)
                : Convey(
                    state.Half with
                    {
                        Eap = talk with { IsOver = true, Msk = msk, Identity = identity },
                    },
                    state.Answer, message, Why.Succeeded),
            EapVerdict.Failed(var message) => Disappoint(
                state.Half,
                message is not null && EapTalk.Fits(message, EapCode.Failure, limits)
                    ? message
                    : null,
                Why.EapFailed),
        };

        HalfOpen With(KeyHandle msk) => state.Half with { Eap = talk with { Msk = msk } };
    }

    private static Next Convey(
        HalfOpen half, AuthMessage answer, EapPayloadValue? message, Reason why) => To(
            new State.Conveying(half), why,
            new Output.Seal(
                half.Keys, half.Spis, half.NextId, answer with { Eap = message },
                half.TakesFragments));

    private static Next Conveyed(HalfOpen half, Items<Octets> octets) => To(
        new State.Conversing(half with
        {
            Eap = half.Eap! with { Rounds = half.Eap.Rounds + 1 },
            Answer = octets,
        }),
        Why.RoundAnswered, new Output.Send(octets));

    /// <summary>The next request: a word of EAP, or AUTH where the server is content.</summary>
    private static Next Converse(EapLimits limits, HalfOpen half, AuthMessage request)
    {
        var talk = half.Eap!;
        if (talk.IsSecond && talk.Second is null)
        {
            return request.Auth is not null || request.Eap is not null
                || request.Identity.Length == 0
                    ? Refuse(
                        half, ExchangeType.IkeAuth, FirstChild.Notice(NotifyType.InvalidSyntax),
                        Why.NamesNobody)
                    : To(
                        new State.Admitting(Heard(half) with
                        {
                            Eap = talk with
                            {
                                Second = request.Identity,
                                SecondCovered = request.Covered,
                            },
                        }),
                        Why.NamesAnother, new Output.Admit(request) { IsSecond = true });
        }

        if (!talk.IsOver)
        {
            return request.Auth is not null || request.Eap is not { } word
                || word.Code != EapCode.Response
                    ? Refuse(
                        half, ExchangeType.IkeAuth, FirstChild.Notice(NotifyType.InvalidSyntax),
                        Why.NoEap)
                : word.SizeOf() > limits.OctetsMax
                    ? Disappoint(half, null, Why.TooLong)
                : Consult(Heard(half), new(default, null), word, Why.Heard);
        }

        if (request.Auth is not { } auth)
        {
            return Refuse(
                half, ExchangeType.IkeAuth, FirstChild.Notice(NotifyType.InvalidSyntax),
                Why.NoAuthBehindEap);
        }

        // RFC 4739 §2.1: behind a proof by EAP there is none.
        return request.IsAnotherNext
            ? Refuse(
                half, ExchangeType.IkeAuth, FirstChild.Notice(NotifyType.AuthenticationFailed),
                Why.OtherProofs)
            : To(
                new State.Verifying(
                    Heard(half),
                    talk.Request with { Says = [.. talk.Request.Says, .. request.Says] }),
                Why.AskedByEap,
                new Output.VerifyByEap(
                    half.Keys, half.ClaimOf(IkeRole.Initiator, talk.Covered), auth,
                    talk.Msk, talk.Identity ?? talk.Named)
                {
                    IsSecond = talk.IsSecond,
                });
    }

    /// <summary>A request that has had its response has it again.</summary>
    private static Next Answered(State.Conversing state, uint id) => id == state.Half.NextId - 1
        ? To(state, Why.Repeated, new Output.Send(state.Half.Answer))
        : Stay(state, Why.OtherId);

    /// <summary>AUTHENTICATION_FAILED, with what the server says to it.</summary>
    private static Next Disappoint(HalfOpen half, EapPayloadValue? said, Reason why) => Refuse(
        half, ExchangeType.IkeAuth, FirstChild.Notice(NotifyType.AuthenticationFailed), why, said);
}

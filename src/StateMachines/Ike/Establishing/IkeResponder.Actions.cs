using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.IkeResponder.State,
    Holdfast.StateMachines.Ike.IkeResponder.Output>;

namespace Holdfast.StateMachines.Ike;

/// <content>What it does to requests.</content>
public static partial class IkeResponder
{
    private static Next Greet(
        Config config, State.Idle state, Instant now, Input.Greeted input)
    {
        var (message, arrival) = (input.Message, input.Arrival);
        if (arrival.Spi.Value == 0 || input.Spi.Value == 0)
        {
            return Stay(state, Why.NoSpi);
        }

        // RFC 7296 §2.6: a cookie that is not ours is as good as none.
        if (arrival.IsLoaded && arrival.Cookie != CookieCheck.Good)
        {
            return To(state, Why.CookieWanted, new Output.DemandCookie());
        }

        if (arrival.Elsewhere is { } elsewhere
            && message.Traits.HasFlag(GreetingTraits.FollowsRedirects))
        {
            return To(state, Why.Elsewhere, new Output.Reply(elsewhere));
        }

        var choice = ProposalChoice.Choose(
            config.SuitesFor(message.Traits), message.Proposals, spiLength: 0, message.Method,
            message.Traits.HasFlag(GreetingTraits.Intermediate));
        var spis = new IkeSpiPair(arrival.Spi, input.Spi);
        var nonces = new ExchangeNonces(message.Nonce, input.Nonce);
        return choice.Verdict switch
        {
            ProposalChoice.Verdict.Malformed => To(
                state, Why.MalformedProposals,
                new Output.Reply(FirstChild.Notice(NotifyType.InvalidSyntax))),
            ProposalChoice.Verdict.NoneFits => To(
                state, Why.NoProposal,
                new Output.Reply(FirstChild.Notice(NotifyType.NoProposalChosen))),
            ProposalChoice.Verdict.OtherMethod => To(
                state, Why.OtherMethod,
                new Output.Reply(new()
                {
                    Data = new NotifyPayloadData.InvalidKePayload(
                        new() { AcceptedMethod = choice.Suite!.KeyExchange }),
                })),
            ProposalChoice.Verdict.Chosen => To(
                new State.Keying(
                    new(
                        spis, nonces, choice.Suite!,
                        HalfOpen.Agreed(
                            message.Traits, config.Traits | SaidBy(choice.Proposal!)),
                        message.Hashes, arrival.Nat, arrival.Octets, now + config.HalfOpenFor),
                    choice.Proposal!),
                Why.Begun,
                new Output.Exchange(choice.Suite!, spis, nonces, message.Share)),
        };
    }

    // RFC 9370 §2.2.1: whoever chooses of additional exchanges, be it none, says so.
    private static GreetingTraits SaidBy(ProposalValue chosen) =>
        ProposalChoice.NamesAdditional(chosen)
            ? GreetingTraits.Intermediate
            : GreetingTraits.None;

    private static Next Ask(Config config, State.Open state, AuthMessage request)
    {
        var half = state.Half;
        if (half.Wanted is not null)
        {
            return Refuse(
                half, ExchangeType.IkeAuth, FirstChild.Notice(NotifyType.InvalidSyntax),
                Why.TooEarly);
        }

        // RFC 6023 §3: without a CHILD SA only where we have said that we take it.
        if (request.Child is null && !config.Traits.HasFlag(GreetingTraits.Childless))
        {
            return Refuse(
                half, ExchangeType.IkeAuth, FirstChild.Notice(NotifyType.InvalidSyntax),
                Why.NoChild);
        }

        return request.Auth is null ? Admit(config, half, request) : new(
            new State.Verifying(Heard(half), request),
            Forgotten(half.Before).Add(new Output.Verify(
                half.Keys, half.ClaimOf(IkeRole.Initiator, request.Covered), request)),
            Why.Asked);
    }

    private static Next Accept(
        Config config, State.Verifying state, Instant now, Input.Verified verified)
    {
        var (half, request, peer, talk) = (
            state.Half, state.Request, verified.Peer, state.Half.Eap);
        if (talk is null && (peer.ThenByEap || request.IsAnotherNext))
        {
            // RFC 4739 §2.1: whoever has to prove a second identity says that it will.
            return !peer.ThenByEap || !request.IsAnotherNext || config.Eap is null
                ? Refuse(
                    half, ExchangeType.IkeAuth,
                    FirstChild.Notice(NotifyType.AuthenticationFailed), Why.OtherProofs)
                : Introduce(
                    config, half with { Eap = new(request, peer.Ours) { IsSecond = true } },
                    peer.Ours, now, Why.VerifiedFirst);
        }

        // The first proof of two is none by EAP: who has to prove another identity has not.
        if (talk is { IsSecond: false } && peer.ThenByEap)
        {
            return Refuse(
                half, ExchangeType.IkeAuth,
                FirstChild.Notice(NotifyType.AuthenticationFailed), Why.OtherProofs);
        }

        // RFC 7296 §2.16: we are who we have said before, and so the proof is.
        var ours = talk?.Responder ?? peer.Ours;
        var grant = FirstChild.Decide(peer, request, verified.Inbound);
        var made = new Established(
            new(half.Spis.Initiator, half.Spis.Responder), IkeRole.Responder, half.Suite,
            half.Keys, half.Nat, ours, talk?.Identity ?? talk?.Named ?? request.Identity)
        {
            Child = grant.Sa,
            Given = grant.Configuration is null ? null : peer.Address,
            IsInitialContact = request.IsInitialContact,
            Says = request.Says,
            TakesFragments = half.TakesFragments,
            NextId = half.NextId + 1,
        };
        var answer = new AuthMessage(talk is null ? ours : default, null)
        {
            Child = grant.Answer,
            Refusal = grant.Refusal,
            Configuration = grant.Configuration,

            // RFC 4555 §3.3: whoever does not say that it speaks MOBIKE is not told so either.
            Says =
            [
                .. peer.Says.Where(said => said.Data is not NotifyPayloadData.MobikeSupported
                    || request.Says.Any(theirs =>
                        theirs.Data is NotifyPayloadData.MobikeSupported)),
            ],
        };
        return To(
            new State.Proving(half, made, answer),
            grant.Sa is null ? Why.VerifiedAlone : Why.Verified,
            talk is null
                ? new Output.Prove(
                    half.Keys, half.ClaimOf(IkeRole.Responder, ours), request.Identity,
                    half.Hashes)
                : new Output.ProveByEap(
                    half.Keys, half.ClaimOf(IkeRole.Responder, ours), talk.Msk));
    }

    private static Next Prove(State.Proving state, AuthMessage answer)
    {
        // RFC 7296 §2.16: what EAP made is for nothing else.
        var (half, forgotten) = (Spent(state.Half), Forgotten(MskOf(state.Half)));
        return state.Made.Child is not { } child
            ? new(
                new State.Sealing(half, state.Made),
                forgotten.Add(SealOf(half, answer)), Why.ProvedAlone)
            : new(
                new State.Deriving(half, state.Made, answer),
                forgotten.Add(new Output.DeriveChild(half.Keys, child.Suite, half.Nonces)),
                Why.Proved);
    }

    private static Next Seal(HalfOpen half, Established made, AuthMessage answer, Reason why) =>
        To(new State.Sealing(half, made), why, SealOf(half, answer));

    private static Output.Seal SealOf(HalfOpen half, AuthMessage answer) =>
        new(half.Keys, half.Spis, half.NextId, answer, half.TakesFragments);

    private static Next Commit(Established made) =>
        To(new State.Committing(made), Why.Sealed, new Output.Establish(made));

    private static Next Refuse(
        HalfOpen half, ExchangeType exchange, NotifyPayloadValue notify, Reason why,
        EapPayloadValue? eap = null) => new(
            new State.Refusing(Spent(Heard(half))),
            [
                .. Forgotten(half.Before), .. Forgotten(MskOf(half)),
                new Output.SealRefusal(half.Keys, half.Spis, exchange, half.NextId, notify)
                {
                    Eap = eap,
                },
            ],
            why);

    private static Next Expire(
        State state, HalfOpen half, Instant now, Established? made = null) => now < half.Until
            ? Stay(state, Why.NothingIsDue)
            : new(new State.Gone(), Forgotten(half, made), Why.GivenUp);

    private static Next Fail(HalfOpen half, Established? made = null) =>
        new(new State.Gone(), Forgotten(half, made), Why.Failed);

    private static Outputs<Output> Forgotten(HalfOpen half, Established? made)
    {
        var outputs = Forgotten(half.Keys, made);
        outputs = half.Before.IsSome ? outputs.Add(new Output.Forget(half.Before)) : outputs;
        return half.Eap is { Msk.IsSome: true } talk
            ? outputs.Add(new Output.Forget(talk.Msk))
            : outputs;
    }

    private static KeyHandle MskOf(HalfOpen half) => half.Eap?.Msk ?? KeyHandle.None;

    /// <summary>What EAP made is zeroed.</summary>
    private static HalfOpen Spent(HalfOpen half) => half.Eap is { } talk
        ? half with { Eap = talk with { Msk = KeyHandle.None } }
        : half;

    private static Outputs<Output> Forgotten(KeyHandle keys, Established? made = null)
    {
        Outputs<Output> outputs = keys.IsSome ? [new Output.Forget(keys)] : [];
        return made?.Child is { Keys.IsSome: true } child
            ? outputs.Add(new Output.Forget(child.Keys))
            : outputs;
    }

    /// <summary>Keys that nobody waits for any more are zeroed.</summary>
    private static Next Unasked(State state, KeyHandle keys) =>
        new(state, Forgotten(keys), Why.OutOfTurn);

    // What was being computed when it ended is zeroed as well.
    private static Next Over(State state, Input input, Reason why) =>
        input is Input.Keyed keyed ? To(state, why, new Output.Forget(keyed.Keys))
        : input is Input.ChildKeyed child ? To(state, why, new Output.Forget(child.Keys))
        : input is Input.Served served ? new(state, Forgotten(served.Msk), why)
        : Stay(state, why);

    private static Next Stay(State state, Reason why) => new(state, default, why);

    private static Next To(State state, Reason why, Output output) =>
        new(state, [output], why);
}

using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.IkeInitiator.State,
    Holdfast.StateMachines.Ike.IkeInitiator.Output>;

namespace Holdfast.StateMachines.Ike;

/// <content>IKE_AUTH: a function for each state.</content>
public static partial class IkeInitiator
{
    private static Next FromProving(State.Proving state, Input input) => input switch
    {
        Input.Proved proved => To(
            new State.Sealing(state.Attempt, state.Half), Why.Proved,
            new Output.Seal(
                state.Half.Keys, state.Half.Spis, state.Half.NextId,
                state.Half.Eap is null
                    ? Request(state.Attempt) with
                    {
                        Auth = proved.Auth,
                        Certificates = proved.Certificates,
                        Says = [.. SaidOf(state.Attempt.Wish), .. proved.Says],
                    }
                    : new(default, proved.Auth) { Says = proved.Says },
                state.Half.TakesFragments)),
        Input.Failed => Fail(state.Half),
        Input.Begin => Stay(state, Why.BegunAlready),
        Input.Shared shared => Unasked(state, shared.Share),
        Input.Keyed keyed => Unasked(state, keyed.Keys),
        Input.ChildKeyed child => Unasked(state, child.Keys),
        Input.Replied replied => Unasked(state, replied.Msk),
        Input.Tick => Stay(state, Why.NothingIsDue),
        Input.Written or Input.Welcomed or Input.Refused or Input.NotKeyed or Input.Sealed
            or Input.Answered or Input.AuthRefused or Input.Verified or Input.Denied
            or Input.Committed or Input.NotCommitted or Input.ExchangeSealed or Input.Exchanged =>
            Stay(state, Why.OutOfTurn),
    };

    private static Next FromSealing(
        Config config, State.Sealing state, Instant now, Input input) => input switch
        {
            Input.Sealed(var octets) => To(
                new State.Authenticating(
                    state.Attempt, Begun(config, state.Half, now), Open(config, now, octets)),
                Why.Asked, new Output.Send(octets)),
            Input.Failed => Fail(state.Half),
            Input.Begin => Stay(state, Why.BegunAlready),
            Input.Shared shared => Unasked(state, shared.Share),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.ChildKeyed child => Unasked(state, child.Keys),
            Input.Replied replied => Unasked(state, replied.Msk),
            Input.Tick => Stay(state, Why.NothingIsDue),
            Input.Written or Input.Welcomed or Input.Refused or Input.NotKeyed or Input.Proved
                or Input.Answered or Input.AuthRefused or Input.Verified or Input.Denied
                or Input.Committed or Input.NotCommitted or Input.ExchangeSealed or Input.Exchanged
                =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next FromAuthenticating(
        Config config, State.Authenticating state, Instant now, Input input) => input switch
        {
            Input.Answered(var answer) => state.Half.Eap is { } talk
                ? Converse(config, state, talk, answer)
                : answer.Auth is null
                ? GiveUp(state.Half, answer.Refusal, Why.NoAuth)
                : IsAnother(state.Attempt, answer) ? Disbelieve(state.Half, Why.NotWanted)
                : Verify(state, answer),
            Input.AuthRefused(var notify) => GiveUp(
                state.Half, notify, Why.Refused),
            Input.Failed => Fail(state.Half),
            Input.Begin => Stay(state, Why.BegunAlready),
            Input.Shared shared => Unasked(state, shared.Share),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.ChildKeyed child => Unasked(state, child.Keys),
            Input.Replied replied => Unasked(state, replied.Msk),
            Input.Tick => state.Half.Eap?.Until <= now
                ? GiveUp(state.Half, null, Why.TooSlow)
                : now < state.Request.At ? Stay(state, Why.NothingIsDue)
                : state.Request.Sends >= config.SendsMax
                    ? GiveUp(state.Half, null, Why.Unanswered)
                : To(
                    state with { Request = Again(config, now, state.Request) }, Why.Retry,
                    new Output.Send(state.Request.Octets)),
            Input.Welcomed or Input.Refused => Stay(state, Why.OutOfTurn),
            Input.Written or Input.NotKeyed or Input.Proved or Input.Sealed or Input.Verified
                or Input.Denied or Input.Committed or Input.NotCommitted or Input.ExchangeSealed
                or Input.Exchanged => Stay(state, Why.OutOfTurn),
        };

    private static Next FromVerifying(
        Config config, State.Verifying state, Input input) => input switch
        {
            Input.Verified => state.Half.Eap is { IsOver: false } talk
                    ? Trust(config, state, talk)
                : state.Half.Eap is null && Second(state.Attempt.Wish) is { } second
                    ? Follow(state, second)
                : Accept(state),
            Input.Denied => Disbelieve(state.Half, Why.Denied),
            Input.Failed => Fail(state.Half),
            Input.Begin => Stay(state, Why.BegunAlready),
            Input.Shared shared => Unasked(state, shared.Share),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.ChildKeyed child => Unasked(state, child.Keys),
            Input.Replied replied => Unasked(state, replied.Msk),
            Input.Tick => Stay(state, Why.NothingIsDue),
            Input.Written or Input.Welcomed or Input.Refused or Input.NotKeyed or Input.Proved
                or Input.Sealed or Input.Answered or Input.AuthRefused or Input.Committed
                or Input.NotCommitted or Input.ExchangeSealed or Input.Exchanged =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next FromDeriving(State.Deriving state, Input input) => input switch
    {
        Input.ChildKeyed(var keys) => Commit(
            state.Made with { Child = state.Made.Child! with { Keys = keys } },
            Why.ChildKeyed),
        Input.Failed => Fail(default, state.Made.Keys),
        Input.Begin => Stay(state, Why.BegunAlready),
        Input.Shared shared => Unasked(state, shared.Share),
        Input.Keyed keyed => Unasked(state, keyed.Keys),
        Input.Replied replied => Unasked(state, replied.Msk),
        Input.Tick => Stay(state, Why.NothingIsDue),
        Input.Written or Input.Welcomed or Input.Refused or Input.NotKeyed or Input.Proved
            or Input.Sealed or Input.Answered or Input.AuthRefused or Input.Verified
            or Input.Denied or Input.Committed or Input.NotCommitted or Input.ExchangeSealed
            or Input.Exchanged => Stay(state, Why.OutOfTurn),
    };

    private static Next FromCommitting(State.Committing state, Input input) => input switch
    {
        Input.Committed => new(new State.Up(state.Made.Id), default, Why.Committed),
        Input.NotCommitted => state.Made.Child is { } made
            ? new(
                new State.Gone(),
                [new Output.Forget(state.Made.Keys), new Output.Forget(made.Keys)],
                Why.NotCommitted)
            : To(new State.Gone(), Why.NotCommitted, new Output.Forget(state.Made.Keys)),
        Input.Begin => Stay(state, Why.BegunAlready),
        Input.Shared shared => Unasked(state, shared.Share),
        Input.Keyed keyed => Unasked(state, keyed.Keys),
        Input.ChildKeyed child => Unasked(state, child.Keys),
        Input.Replied replied => Unasked(state, replied.Msk),
        Input.Tick => Stay(state, Why.NothingIsDue),

        // What is to be a fact may be one already: only an answer ends the wait.
        Input.Written or Input.Welcomed or Input.Refused or Input.NotKeyed or Input.Proved
            or Input.Sealed or Input.Answered or Input.AuthRefused or Input.Verified
            or Input.Denied or Input.Failed or Input.ExchangeSealed or Input.Exchanged =>
            Stay(state, Why.OutOfTurn),
    };

    private static Next FromLeaving(State.Leaving state, Input input) => input switch
    {
        Input.Sealed(var octets) => new(
            new State.Gone(),
            [
                new Output.Send(octets), new Output.Forget(state.Half.Keys),
                new Output.GaveUp(state.Refusal),
            ],
            Why.Left),
        Input.Failed => GiveUp(state.Half, state.Refusal, Why.Failed),
        Input.Begin => Stay(state, Why.BegunAlready),
        Input.Shared shared => Unasked(state, shared.Share),
        Input.Keyed keyed => Unasked(state, keyed.Keys),
        Input.ChildKeyed child => Unasked(state, child.Keys),
        Input.Replied replied => Unasked(state, replied.Msk),
        Input.Tick => Stay(state, Why.NothingIsDue),
        Input.Written or Input.Welcomed or Input.Refused or Input.NotKeyed or Input.Proved
            or Input.Answered or Input.AuthRefused or Input.Verified or Input.Denied
            or Input.Committed or Input.NotCommitted or Input.ExchangeSealed or Input.Exchanged =>
            Stay(state, Why.OutOfTurn),
    };

    private static AuthMessage Request(HandshakeAttempt attempt)
    {
        var wish = attempt.Wish;
        return new(wish.Ours, null)
        {
            Wanted = wish.Wanted,
            IsInitialContact = wish.IsInitialContact,
            Configuration = wish.Configuration,
            Authorities = wish.Authorities,
            Says = SaidOf(wish),
            IsAnotherNext = Second(wish) is not null,
            Child = wish.Suites.Count == 0
                ? null
                : new(
                    SuiteProposals.Offer(
                        wish.Suites, FirstChild.ToOctets(attempt.Inbound), isFirst: true),
                    wish.Traffic.Local, wish.Traffic.Remote, wish.IsTransport),
        };
    }

    /// <summary>The peer is authenticated: is its CHILD SA one that we have offered?</summary>
    private static Next Accept(State.Verifying state)
    {
        var (half, wish, answer) = (state.Half, state.Attempt.Wish, state.Answer);
        var made = new Established(
            new(half.Spis.Initiator, half.Spis.Responder), IkeRole.Initiator, half.Suite,
            half.Keys, half.Nat, wish.Ours, half.Eap?.Identity ?? answer.Identity)
        {
            Refusal = answer.Refusal,
            Configuration = answer.Configuration,
            IsInitialContact = answer.IsInitialContact,
            Says = answer.Says,
            TakesFragments = half.TakesFragments,
            NextId = half.NextId + 1,
            Got = FirstChild.AddressesIn(answer.Configuration) is [var got, ..] ? got : null,
        };

        // RFC 7296 §2.19: whoever has asked for an address can do nothing without it.
        if (!FirstChild.IsConfigured(wish.Configuration, answer))
        {
            return Leave(half, Why.BadChild);
        }

        // RFC 7296 §2.16: what EAP made is for nothing else.
        var spent = Forgotten(half.Eap?.Msk ?? default, KeyHandle.None);
        if (answer.Child is not { } child)
        {
            return new(
                new State.Committing(made), spent.Add(new Output.Establish(made)),
                Why.VerifiedAlone);
        }

        var selectors = new TrafficPair(child.Initiator, child.Responder);
        if (ProposalChoice.TakeAnswer(wish.Suites, child.Proposals, isFirst: true)
                is not { } suite
            || !TrafficSelectorNarrowing.IsNarrowingOf(wish.Traffic, selectors)
            || (child.IsTransport && !wish.IsTransport))
        {
            return Leave(half, Why.BadChild);
        }

        return new(
            new State.Deriving(made with
            {
                Child = new(
                    state.Attempt.Inbound, FirstChild.SpiOf(child.Proposals.Proposals[0].Spi),
                    suite, selectors, child.IsTransport, KeyHandle.None),
            }),
            spent.Add(new Output.DeriveChild(half.Keys, suite, half.Nonces)), Why.Verified);
    }

    private static Next Commit(Established made, Reason why) =>
        To(new State.Committing(made), why, new Output.Establish(made));

    /// <summary>A conversation by EAP has as long as it may from its first request on.</summary>
    private static HalfOpen Begun(Config config, HalfOpen half, Instant now) =>
        half.Eap is { Until: null } talk
            ? half with { Eap = talk with { Until = now + config.Eap.Within } }
            : half;

    private static OpenRequest Open(Config config, Instant now, Items<Octets> octets) =>
        new(octets, 1, config.RetryAfter, now + config.RetryAfter);

    private static OpenRequest Again(Config config, Instant now, OpenRequest request)
    {
        var wait = config.WaitAfter(request.Wait);
        return request with { Sends = request.Sends + 1, Wait = wait, At = now + wait };
    }

    private static Next GiveUp(
        KeyHandle share, KeyHandle keys, NotifyPayloadValue? refusal, Reason why) => new(
            new State.Gone(), Forgotten(share, keys).Add(new Output.GaveUp(refusal)), why);

    private static Next GiveUp(HalfOpen half, NotifyPayloadValue? refusal, Reason why) => new(
        new State.Gone(),
        Forgotten(half.Keys, half.Eap?.Msk ?? default).Add(new Output.GaveUp(refusal)), why);

    // RFC 7296 §2.21.2: the peer believes that there is an SA, and is told that there is none.
    private static Next Leave(HalfOpen half, Reason why, NotifyPayloadValue? said = null) => new(
        new State.Leaving(Spent(half), null),
        Forgotten(half.Eap?.Msk ?? default, KeyHandle.None)
            .Add(new Output.SealEnd(half.Keys, half.Spis, half.NextId + 1, said)),
        why);

    private static Next Disbelieve(HalfOpen half, Reason why) =>
        Leave(half, why, FirstChild.Notice(NotifyType.AuthenticationFailed));

    private static Next Fail(KeyHandle share, KeyHandle keys) =>
        GiveUp(share, keys, null, Why.Failed);

    private static Next Fail(HalfOpen half) => GiveUp(half, null, Why.Failed);

    private static Outputs<Output> Forgotten(KeyHandle share, KeyHandle keys)
    {
        Outputs<Output> outputs = share.IsSome ? [new Output.Forget(share)] : [];
        return keys.IsSome ? outputs.Add(new Output.Forget(keys)) : outputs;
    }

    /// <summary>Keys that nobody waits for any more are zeroed.</summary>
    private static Next Unasked(State state, KeyHandle keys) =>
        new(state, Forgotten(keys, KeyHandle.None), Why.OutOfTurn);

    // What was being computed when it ended is zeroed as well.
    private static Next Over(State state, Input input, Reason why) =>
        input is Input.Shared shared ? To(state, why, new Output.Forget(shared.Share))
        : input is Input.Keyed keyed ? To(state, why, new Output.Forget(keyed.Keys))
        : input is Input.ChildKeyed child ? To(state, why, new Output.Forget(child.Keys))
        : input is Input.Replied replied
            ? new(state, Forgotten(replied.Msk, KeyHandle.None), why)
        : Stay(state, why);

    private static Next Stay(State state, Reason why) => new(state, default, why);

    private static Next To(State state, Reason why, Output output) =>
        new(state, [output], why);
}

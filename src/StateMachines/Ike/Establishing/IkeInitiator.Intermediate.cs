using Holdfast.Protocol.Ike;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.IkeInitiator.State,
    Holdfast.StateMachines.Ike.IkeInitiator.Output>;

namespace Holdfast.StateMachines.Ike;

/// <content>IKE_INTERMEDIATE, RFC 9242 and RFC 9370 §2.2.2: a function for each state.</content>
public static partial class IkeInitiator
{
    private static Next FromAdding(State.Adding state, Input input) => input switch
    {
        Input.Shared(var value, var share) => To(
            new State.Offering(
                state.Attempt with { Share = share, Value = value }, state.Half),
            Why.SharedMore,
            new Output.SealExchange(
                state.Half.Keys, state.Half.Spis, state.Half.NextId,
                new(state.Half.Wanted!.Value, value), state.Half.OfInitiator,
                state.Half.TakesFragments)),
        Input.Failed => Fail(state.Half),
        Input.Begin => Stay(state, Why.BegunAlready),
        Input.Keyed keyed => Unasked(state, keyed.Keys),
        Input.ChildKeyed child => Unasked(state, child.Keys),
        Input.Replied replied => Unasked(state, replied.Msk),
        Input.Tick => Stay(state, Why.NothingIsDue),
        Input.Written or Input.Welcomed or Input.Refused or Input.NotKeyed or Input.Proved
            or Input.Sealed or Input.ExchangeSealed or Input.Exchanged or Input.Answered
            or Input.AuthRefused or Input.Verified or Input.Denied or Input.Committed
            or Input.NotCommitted => Stay(state, Why.OutOfTurn),
    };

    private static Next FromOffering(
        Config config, State.Offering state, Instant now, Input input) => input switch
        {
            Input.ExchangeSealed(var octets, var covered) => To(
                new State.Exchanging(
                    state.Attempt, state.Half with { OfInitiator = covered },
                    Open(config, now, octets)),
                Why.AskedMore, new Output.Send(octets)),
            Input.Failed => Fail(state.Attempt.Share, state.Half.Keys),
            Input.Begin => Stay(state, Why.BegunAlready),
            Input.Shared shared => Unasked(state, shared.Share),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.ChildKeyed child => Unasked(state, child.Keys),
            Input.Replied replied => Unasked(state, replied.Msk),
            Input.Tick => Stay(state, Why.NothingIsDue),
            Input.Written or Input.Welcomed or Input.Refused or Input.NotKeyed or Input.Proved
                or Input.Sealed or Input.Exchanged or Input.Answered or Input.AuthRefused
                or Input.Verified or Input.Denied or Input.Committed or Input.NotCommitted =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next FromExchanging(
        Config config, State.Exchanging state, Instant now, Input input) => input switch
        {
            // RFC 9370 §2.2.2: whoever answers by another method has not chosen what it chose.
            Input.Exchanged(var answer, var covered) => answer.Method != state.Half.Wanted
                ? GiveUp(
                    state.Attempt.Share, state.Half.Keys, null, Why.OtherExchange)
                : To(
                    new State.Mixing(
                        state.Attempt, state.Half with { OfResponder = covered }),
                    Why.Exchanged,
                    new Output.CompleteMore(
                        state.Attempt.Share, state.Half.Keys, state.Half.Suite,
                        state.Half.Spis, state.Half.Nonces, answer.Value)),

            // RFC 9242 §3.4: it is said under keys that only who answered IKE_SA_INIT has.
            Input.AuthRefused(var notify) => GiveUp(
                state.Attempt.Share, state.Half.Keys, notify, Why.RefusedMore),
            Input.Failed => Fail(state.Attempt.Share, state.Half.Keys),
            Input.Begin => Stay(state, Why.BegunAlready),
            Input.Shared shared => Unasked(state, shared.Share),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.ChildKeyed child => Unasked(state, child.Keys),
            Input.Replied replied => Unasked(state, replied.Msk),
            Input.Tick => now < state.Request.At ? Stay(state, Why.NothingIsDue)
                : state.Request.Sends >= config.SendsMax
                    ? GiveUp(state.Attempt.Share, state.Half.Keys, null, Why.Unanswered)
                : To(
                    state with { Request = Again(config, now, state.Request) }, Why.Retry,
                    new Output.Send(state.Request.Octets)),
            Input.Written or Input.Welcomed or Input.Refused or Input.NotKeyed or Input.Proved
                or Input.Sealed or Input.ExchangeSealed or Input.Answered or Input.Verified
                or Input.Denied or Input.Committed or Input.NotCommitted =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next FromMixing(State.Mixing state, Input input) => input switch
    {
        // The share is used up by the keys, and nothing is said under those before any more.
        Input.Keyed(var keys) => GoOn(
            state.Attempt with { Share = KeyHandle.None },
            state.Half with { Keys = keys, Done = state.Half.Done + 1 },
            [new Output.Forget(state.Half.Keys)], Why.KeyedMore),

        // RFC 9242 §3.4: it is authentic, so no better one follows.
        Input.NotKeyed => GiveUp(
            state.Attempt.Share, state.Half.Keys, null, Why.BadMore),
        Input.Failed => Fail(state.Attempt.Share, state.Half.Keys),
        Input.Begin => Stay(state, Why.BegunAlready),
        Input.Shared shared => Unasked(state, shared.Share),
        Input.ChildKeyed child => Unasked(state, child.Keys),
        Input.Replied replied => Unasked(state, replied.Msk),
        Input.Tick => Stay(state, Why.NothingIsDue),
        Input.Written or Input.Welcomed or Input.Refused or Input.Proved or Input.Sealed
            or Input.ExchangeSealed or Input.Exchanged or Input.Answered or Input.AuthRefused
            or Input.Verified or Input.Denied or Input.Committed or Input.NotCommitted =>
            Stay(state, Why.OutOfTurn),
    };

    /// <summary>RFC 7296 §2.16: without AUTH it is asked for EAP.</summary>
    private static Next Ask(
        HandshakeAttempt attempt, HalfOpen half, Outputs<Output> outputs, Reason why)
    {
        var request = Request(attempt);
        return new(
            new State.Sealing(attempt, half with { Eap = new(request, default) }),
            outputs.Add(new Output.Seal(
                half.Keys, half.Spis, half.NextId, request, half.TakesFragments)),
            why);
    }

    /// <summary>There are keys: the next additional exchange, or IKE_AUTH.</summary>
    private static Next GoOn(
        HandshakeAttempt attempt, HalfOpen half, Outputs<Output> outputs, Reason why) =>
        half.Wanted is { } method
            ? new(
                new State.Adding(attempt, half),
                outputs.Add(new Output.BeginExchange(method)), why)
            : attempt.Wish.ByEap ? Ask(attempt, half, outputs, why)
            : new(
                new State.Proving(attempt, half),
                outputs.Add(new Output.Prove(
                    half.Keys, half.ClaimOf(IkeRole.Initiator, attempt.Wish.Ours),
                    attempt.Wish.Wanted, half.Hashes)),
                why);
}

using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ikev1.PhaseOneInitiator.State,
    Holdfast.StateMachines.Ikev1.PhaseOneInitiator.Output>;

namespace Holdfast.StateMachines.Ikev1;

/// <content>A function for each state.</content>
public static partial class PhaseOneInitiator
{
    private static Next FromIdle(Config config, State.Idle state, Input input) => input switch
    {
        Input.Begin begin => Start(config, state, begin),
        Input.Written written => Unasked(state, written.Share),
        Input.Keyed keyed => Unasked(state, keyed.Keys),
        Input.Tick => Stay(state, Why.NothingIsDue),
        Input.Answered or Input.Refused or Input.NotKeyed or Input.Sealed or Input.Proved
            or Input.NotProved or Input.Claimed or Input.Verified or Input.Distrusted
            or Input.Denied or Input.Repeated or Input.Failed or Input.Committed
            or Input.NotCommitted => Stay(state, Why.OutOfTurn),
    };

    private static Next FromWriting(
        Config config, State.Writing state, Instant now, Input input) => input switch
        {
            Input.Written written => Offer(config, state, now, written),
            Input.Failed => GiveUp(state.Half, null, Why.Failed),
            Input.Begin => Stay(state, Why.BegunAlready),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.Tick => Stay(state, Why.NothingIsDue),
            Input.Answered or Input.Refused or Input.NotKeyed or Input.Sealed or Input.Proved
                or Input.NotProved or Input.Claimed or Input.Verified or Input.Distrusted
                or Input.Denied or Input.Repeated or Input.Committed or Input.NotCommitted =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next FromOffering(
        Config config, State.Offering state, Instant now, Input input) => input switch
        {
            Input.Answered answered => Choose(config, state, answered),
            Input.Refused(var notify) => Stay(
                state with { Half = state.Half with { Refusal = notify } },
                Why.RefusedInClear),
            Input.Failed => GiveUp(state.Half, null, Why.Failed),
            Input.Begin => Stay(state, Why.BegunAlready),
            Input.Written written => Unasked(state, written.Share),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.Tick => Again(config, state, state.Half, state.Open, now,
                open => state with { Open = open }),
            Input.NotKeyed or Input.Sealed or Input.Proved or Input.NotProved or Input.Claimed
                or Input.Verified or Input.Distrusted or Input.Denied or Input.Repeated
                or Input.Committed or Input.NotCommitted => Stay(state, Why.OutOfTurn),
        };

    private static Next FromComposing(
        Config config, State.Composing state, Instant now, Input input) => input switch
        {
            Input.Written written => Share(config, state, now, written),
            Input.Failed => GiveUp(state.Half, null, Why.Failed),
            Input.Begin => Stay(state, Why.BegunAlready),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.Tick => Stay(state, Why.NothingIsDue),
            Input.Answered or Input.Refused or Input.NotKeyed or Input.Sealed or Input.Proved
                or Input.NotProved or Input.Claimed or Input.Verified or Input.Distrusted
                or Input.Denied or Input.Repeated or Input.Committed or Input.NotCommitted =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next FromExchanging(
        Config config, State.Exchanging state, Instant now, Input input) => input switch
        {
            Input.Answered answered => Exchange(state, answered),
            Input.Refused(var notify) => Stay(
                state with { Half = state.Half with { Refusal = notify } },
                Why.RefusedInClear),
            Input.Failed => GiveUp(state.Half, null, Why.Failed),
            Input.Begin => Stay(state, Why.BegunAlready),
            Input.Written written => Unasked(state, written.Share),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.Tick => Again(config, state, state.Half, state.Open, now,
                open => state with { Open = open }),
            Input.NotKeyed or Input.Sealed or Input.Proved or Input.NotProved or Input.Claimed
                or Input.Verified or Input.Distrusted or Input.Denied or Input.Repeated
                or Input.Committed or Input.NotCommitted => Stay(state, Why.OutOfTurn),
        };

    private static Next FromKeying(State.Keying state, Input input) => input switch
    {
        Input.Keyed keyed => Prove(state, keyed),
        Input.NotKeyed => Stay(state.Before, Why.BadAnswer),
        Input.Failed => GiveUp(state.Half, null, Why.Failed),
        Input.Begin => Stay(state, Why.BegunAlready),
        Input.Written written => Unasked(state, written.Share),
        Input.Tick => Stay(state, Why.NothingIsDue),
        Input.Answered or Input.Refused or Input.Sealed or Input.Proved or Input.NotProved
            or Input.Claimed or Input.Verified or Input.Distrusted or Input.Denied
            or Input.Repeated or Input.Committed or Input.NotCommitted =>
            Stay(state, Why.OutOfTurn),
    };

    private static Next FromProving(
        Config config, State.Proving state, Instant now, Input input) => input switch
        {
            Input.Sealed made => Proven(config, state, now, made),
            Input.Failed => GiveUp(state.Half, null, Why.Failed),
            Input.Begin => Stay(state, Why.BegunAlready),
            Input.Written written => Unasked(state, written.Share),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.Tick => Stay(state, Why.NothingIsDue),
            Input.Answered or Input.Refused or Input.NotKeyed or Input.Proved
                or Input.NotProved or Input.Claimed or Input.Verified or Input.Distrusted
                or Input.Denied or Input.Repeated or Input.Committed or Input.NotCommitted =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next FromAuthenticating(
        Config config, State.Authenticating state, Instant now, Input input) => input switch
        {
            Input.Proved proved => state.Half.Signs
                ? Stay(state, Why.OutOfTurn)
                : Believe(
                    state.Wish, state.Half with { Chain = proved.Chain }, proved.Message),
            Input.Claimed claimed => Verify(state, claimed),
            Input.NotProved => Stay(state, Why.NotProved),
            Input.Denied(var notify) => GiveUp(state.Half, notify, Why.Denied),
            Input.Refused(var notify) => Stay(
                state with { Half = state.Half with { Refusal = notify } },
                Why.RefusedInClear),
            Input.Failed => GiveUp(state.Half, null, Why.Failed),
            Input.Begin => Stay(state, Why.BegunAlready),
            Input.Written written => Unasked(state, written.Share),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.Tick => Again(config, state, state.Half, state.Open, now,
                open => state with { Open = open }),
            Input.Answered or Input.NotKeyed or Input.Sealed or Input.Verified
                or Input.Distrusted or Input.Repeated or Input.Committed or Input.NotCommitted =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next FromVerifying(State.Verifying state, Input input) => input switch
    {
        Input.Verified => Believe(state.Wish, state.Half, state.Message),

        // Nobody signs under these keys but who has made them with us: no other answer can come.
        Input.Distrusted => Refuse(
            state.Half, IsakmpNotifyType.AuthenticationFailed, Why.Distrusted),
        Input.NotProved => Doubt(state),
        Input.Failed => GiveUp(state.Half, null, Why.Failed),
        Input.Begin => Stay(state, Why.BegunAlready),
        Input.Written written => Unasked(state, written.Share),
        Input.Keyed keyed => Unasked(state, keyed.Keys),
        Input.Tick => Stay(state, Why.NothingIsDue),
        Input.Answered or Input.Refused or Input.NotKeyed or Input.Sealed or Input.Proved
            or Input.Claimed or Input.Denied or Input.Repeated or Input.Committed
            or Input.NotCommitted => Stay(state, Why.OutOfTurn),
    };

    private static Next FromCommitting(State.Committing state, Input input) => input switch
    {
        Input.Committed => state.Made.Answer is { } answer
            ? To(
                new State.Up(state.Made.Id, answer, state.Made.Floats), Why.CommittedLast,
                new Output.Send(answer.Sent, state.Made.Floats))
            : Stay(new State.Up(state.Made.Id, null, state.Made.Floats), Why.Committed),
        Input.NotCommitted => To(
            new State.Gone(), Why.NotCommitted, new Output.Forget(state.Made.Keys)),
        Input.Begin => Stay(state, Why.BegunAlready),
        Input.Written written => Unasked(state, written.Share),
        Input.Keyed keyed => Unasked(state, keyed.Keys),
        Input.Tick => Stay(state, Why.NothingIsDue),

        // What is to be a fact may be one already: only an answer ends the wait.
        Input.Answered or Input.Refused or Input.NotKeyed or Input.Sealed or Input.Proved
            or Input.NotProved or Input.Claimed or Input.Verified or Input.Distrusted
            or Input.Denied or Input.Repeated or Input.Failed => Stay(state, Why.OutOfTurn),
    };

    private static Next FromUp(State.Up state, Input input) =>
        input is Input.Repeated && state.Answer is { } answer
            ? To(state, Why.Repeated, new Output.Send(answer.Sent, state.Floats))
            : Over(state, input, Why.IsUp);
}

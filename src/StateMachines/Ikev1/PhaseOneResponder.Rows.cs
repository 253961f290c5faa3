using Holdfast.Protocol.Ike.V1;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ikev1.PhaseOneResponder.State,
    Holdfast.StateMachines.Ikev1.PhaseOneResponder.Output>;

namespace Holdfast.StateMachines.Ikev1;

/// <content>A function for each state.</content>
public static partial class PhaseOneResponder
{
    private static Next FromIdle(Config config, State.Idle state, Instant now, Input input) =>
        input switch
        {
            Input.Offered offered => Choose(config, state, now, offered),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.Tick => Stay(state, Why.NothingIsDue),
            Input.Written or Input.Exchanged or Input.NotKeyed or Input.Unknown or Input.Proved
                or Input.NotProved or Input.Claimed or Input.Verified or Input.Distrusted
                or Input.Sealed or Input.Repeated or Input.Failed or Input.Committed
                or Input.NotCommitted => Stay(state, Why.OutOfTurn),
        };

    private static Next FromWriting(State.Writing state, Instant now, Input input) =>
        input switch
        {
            Input.Written(var octets) => To(
                new State.Open(state.Half, new(state.Half.Taken, octets), state.Until),
                Why.Chosen, new Output.Send(octets)),
            Input.Failed => Fail(state.Half),
            Input.Offered => Stay(state, Why.BeingAnswered),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.Tick => Expire(state, state.Half, state.Until, now),
            Input.Exchanged or Input.NotKeyed or Input.Unknown or Input.Proved
                or Input.NotProved or Input.Claimed or Input.Verified or Input.Distrusted
                or Input.Sealed or Input.Repeated or Input.Committed or Input.NotCommitted =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next FromOpen(
        Config config, State.Open state, Instant now, Input input) => input switch
        {
            Input.Exchanged exchanged => Exchange(config, state, exchanged),
            Input.Repeated => To(state, Why.Repeated, new Output.Send(state.Answer.Sent)),
            Input.Offered => Stay(state, Why.OtherOffer),
            Input.Failed => Fail(state.Half),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.Tick => Expire(state, state.Half, state.Until, now),
            Input.Written or Input.NotKeyed or Input.Unknown or Input.Proved or Input.NotProved
                or Input.Claimed or Input.Verified or Input.Distrusted or Input.Sealed
                or Input.Committed or Input.NotCommitted => Stay(state, Why.OutOfTurn),
        };

    private static Next FromExchanging(
        Config config, State.Exchanging state, Instant now, Input input) => input switch
        {
            Input.Keyed keyed => Share(config, state, now, keyed),
            Input.NotKeyed => To(
                state.Before, Why.BadShare,
                new Output.Reply(
                    state.Half.Cookies,
                    PhaseOneMessages.Notice(IsakmpNotifyType.InvalidKeyInformation))),
            Input.Unknown => To(
                new State.Gone(), Why.Unknown,
                new Output.Reply(
                    state.Half.Cookies,
                    PhaseOneMessages.Notice(IsakmpNotifyType.AuthenticationFailed))),
            Input.Failed => Fail(state.Half),
            Input.Offered or Input.Exchanged or Input.Repeated => Stay(state, Why.BeingAnswered),
            Input.Tick => Expire(state, state.Half, state.Until, now),
            Input.Written or Input.Proved or Input.NotProved or Input.Claimed or Input.Verified
                or Input.Distrusted or Input.Sealed or Input.Committed or Input.NotCommitted =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next FromAuthenticating(
        Config config, State.Authenticating state, Instant now, Input input) => input switch
        {
            Input.Proved(var message, var nat, var octets, var chain) => state.Half.Signs
                ? Stay(state, Why.OutOfTurn)
                : Believe(
                    state.Party, state.Until, Taking(state.Half, nat, octets, chain), message),
            Input.Claimed claimed => Verify(state, claimed),
            Input.NotProved => Tell(state, IsakmpNotifyType.PayloadMalformed),
            Input.Repeated => To(state, Why.Repeated, new Output.Send(state.Answer.Sent)),
            Input.Offered or Input.Exchanged => Stay(state, Why.OtherOffer),
            Input.Failed => Fail(state.Half),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.Tick => Again(config, state, now),
            Input.Written or Input.NotKeyed or Input.Unknown or Input.Verified
                or Input.Distrusted or Input.Sealed or Input.Committed or Input.NotCommitted =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next FromVerifying(State.Verifying state, Instant now, Input input) =>
        input switch
        {
            Input.Verified verified => Believe(
                state.Before.Party with
                {
                    Ours = verified.Ours,
                    MustLogIn = verified.MustLogIn,
                },
                state.Before.Until, state.Half, state.Message),

            // Nobody signs under these keys but who has made them with us: it is no stranger's.
            Input.Distrusted => Refuse(
                state.Half, IsakmpNotifyType.AuthenticationFailed, Why.Distrusted),
            Input.NotProved => Doubt(state),
            Input.Failed => Fail(state.Half),
            Input.Offered or Input.Exchanged or Input.Proved or Input.Claimed or Input.Repeated =>
                Stay(state, Why.BeingAnswered),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.Tick => Expire(state, state.Half, state.Before.Until, now),
            Input.Written or Input.NotKeyed or Input.Unknown or Input.Sealed or Input.Committed
                or Input.NotCommitted => Stay(state, Why.OutOfTurn),
        };

    private static Next FromProving(State.Proving state, Instant now, Input input) =>
        input switch
        {
            Input.Sealed made => Commit(
                state.Made with
                {
                    Last = made.Chain,
                    Answer = new(state.Half.Taken, made.Octets),
                },
                Why.Proven),
            Input.Failed => Fail(state.Half),
            Input.Offered or Input.Exchanged or Input.Proved or Input.NotProved
                or Input.Claimed or Input.Repeated => Stay(state, Why.BeingAnswered),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.Tick => Expire(state, state.Half, state.Until, now),
            Input.Written or Input.NotKeyed or Input.Unknown or Input.Verified
                or Input.Distrusted or Input.Committed or Input.NotCommitted =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next FromCommitting(State.Committing state, Input input) => input switch
    {
        Input.Committed => state.Made.Answer is { } answer
            ? To(
                new State.Up(state.Made.Id, answer), Why.CommittedLast,
                new Output.Send(answer.Sent))
            : Stay(new State.Up(state.Made.Id, null), Why.Committed),
        Input.NotCommitted => To(
            new State.Gone(), Why.NotCommitted, new Output.Forget(state.Made.Keys)),
        Input.Offered or Input.Exchanged or Input.Proved or Input.NotProved or Input.Claimed
            or Input.Repeated => Stay(state, Why.BeingAnswered),
        Input.Keyed keyed => Unasked(state, keyed.Keys),
        Input.Tick => Stay(state, Why.NothingIsDue),

        // What is to be a fact may be one already: only an answer ends the wait.
        Input.Failed or Input.Written or Input.NotKeyed or Input.Unknown or Input.Verified
            or Input.Distrusted or Input.Sealed => Stay(state, Why.OutOfTurn),
    };

    private static Next FromUp(State.Up state, Input input) =>
        input is Input.Repeated && state.Answer is { } answer
            ? To(state, Why.Repeated, new Output.Send(answer.Sent))
            : Over(state, input, Why.IsUp);
}

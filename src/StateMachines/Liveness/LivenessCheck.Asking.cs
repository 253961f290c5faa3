using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Liveness.LivenessCheck.State,
    Holdfast.StateMachines.Liveness.LivenessCheck.Output>;

namespace Holdfast.StateMachines.Liveness;

/// <content>A function for each state with an open request, and for those without a voice.
/// </content>
public static partial class LivenessCheck
{
    private static Next FromChecking(
        Config config, State.Checking state, Instant now, Input input) => input switch
        {
            // RFC 7296 §2.3: what proves life otherwise does not open the window again.
            Input.Heard => Stay(
                state.Heard ? state : state with { Heard = true }, Why.ProofButOpen),
            Input.Asked(var id) => To(
                state.Heard ? state : state with { Heard = true }, Why.Asked,
                new Output.Answer(id)),
            Input.Answered(var id) => id == state.MessageId
                ? To(Proven(now, state.Notes), Why.Answered, new Output.Release())
                : Stay(
                    state.Heard ? state : state with { Heard = true }, Why.OtherAnswer),
            Input.Outbound or Input.Hint => Stay(state, Why.CheckOpen),
            Input.Occupied(var isOccupied) => Stay(
                state with { Notes = state.Notes with { IsOccupied = isOccupied } },
                Why.Occupied),
            Input.Tick => OnTick(config, state, now),
            Input.Granted or Input.Denied => Stay(state, Why.CheckOpen),
            Input.Sealed(var id, var message) => id == state.MessageId
                ? Stay(state, Why.SealedAlready)
                : To(state, Why.OtherOpen, new Output.Transmit(message)),
            Input.GivenUp => WithRelease(Fail(config, now, CauseOf(state), Why.GaveUp)),
            Input.InitialContact => OnContact(config, state, now),
            Input.TokenShown => WithRelease(Fail(config, now, Cause.Token, Why.Token)),
            Input.Refused(var why) => Stay(state, Why.Of(why)),
            Input.Demoted => To(new State.Paused(), Why.Standby, new Output.Release()),
            Input.Promoted => Stay(state, Why.ActiveAlready),
            Input.Synced => Stay(state, Why.NoSync),
        };

    private static Next FromSyncing(Config config, State.Syncing state, Instant now, Input input) =>
        input switch
        {
            // RFC 6311 §5.1: its answer echoes our nonce, so it is fresh.
            Input.Synced(var isSynced) => isSynced
                ? Stay(Proven(now, default), Why.SyncAnswered)
                : Fail(config, now, Cause.Silent, Why.GaveUp),
            Input.InitialContact => OnContact(config, state, now),
            Input.TokenShown => Fail(config, now, Cause.Token, Why.Token),
            Input.Granted => To(state, Why.NotWaiting, new Output.Release()),
            Input.Refused(var why) => Stay(state, Why.Of(why)),
            Input.Demoted => Stay(new State.Paused(), Why.Standby),
            Input.Promoted => Stay(state, Why.ActiveAlready),
            Input.Tick => Stay(state, Why.NothingIsDue),
            Input.Heard or Input.Asked or Input.Answered or Input.Outbound or Input.Hint
                or Input.Occupied or Input.GivenUp or Input.Denied or Input.Sealed =>
                Stay(state, Why.SyncOpen),
        };

    private static Next FromPaused(State.Paused state, Input input) => input switch
    {
        Input.Promoted(var syncsFirst) => syncsFirst
            ? To(new State.Syncing(), Why.SyncFirst, new Output.Synchronize())
            : Ask(
                new State.Waiting(Urgency.Promoted, null, Sent: false, default), Why.Promoted),
        Input.Granted => To(state, Why.Standby, new Output.Release()),
        Input.Tick => Stay(state, Why.NothingIsDue),
        Input.Heard or Input.Asked or Input.Answered or Input.Outbound or Input.Hint
            or Input.Occupied or Input.GivenUp or Input.Denied or Input.Sealed
            or Input.InitialContact or Input.TokenShown or Input.Refused or Input.Demoted
            or Input.Synced => Stay(state, Why.Standby),
    };

    private static Next FromFailed(State.Failed state, Input input) => input switch
    {
        Input.Granted => To(state, Why.Failed, new Output.Release()),
        Input.Heard or Input.Asked or Input.Answered or Input.Outbound or Input.Hint
            or Input.Occupied or Input.GivenUp or Input.Denied or Input.Sealed
            or Input.InitialContact or Input.TokenShown or Input.Refused or Input.Demoted
            or Input.Promoted or Input.Synced or Input.Tick => Stay(state, Why.Failed),
    };

    private static Next OnTick(Config config, State.Checking state, Instant now)
    {
        if (now < Deadline(config, state))
        {
            return Stay(state, Why.NothingIsDue);
        }

        // RFC 7296 §2.1: whose request is not answered in time, its IKE SA has failed.
        if (state.Sent >= config.SendsMax
            || (config.GiveUpAfter is { } most && now >= state.FirstSent + most))
        {
            return WithRelease(Fail(config, now, CauseOf(state), Why.GaveUp));
        }

        // RFC 7296 §2.4: retransmission times increase exponentially.
        var wait = config.WaitAfter(state.Wait);
        return To(
            state with { Sent = state.Sent + 1, Wait = wait, RetryAt = now + wait },
            Why.Retry,
            new Output.Transmit(state.Message));
    }

    private static Next Send(Config config, Notes notes, Instant now, Input.Sealed input) => To(
        new State.Checking(
            input.MessageId,
            input.Message,
            Sent: 1,
            Wait: config.RetryAfter,
            RetryAt: now + config.RetryAfter,
            FirstSent: now,
            Heard: false,
            notes),
        Why.FirstSend,
        new Output.Transmit(input.Message));

    private static Cause CauseOf(State.Checking state) =>
        state.Heard ? Cause.Unanswered : Cause.Silent;
}

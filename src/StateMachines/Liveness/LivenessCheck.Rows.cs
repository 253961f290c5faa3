using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Liveness.LivenessCheck.State,
    Holdfast.StateMachines.Liveness.LivenessCheck.Output>;

namespace Holdfast.StateMachines.Liveness;

/// <content>A function for each state in which nothing was sent yet.</content>
public static partial class LivenessCheck
{
    private static Next FromAlive(Config config, State.Alive state, Instant now, Input input) =>
        input switch
        {
            Input.Heard => Stay(Proven(now, state.Notes), Why.Proof),
            Input.Answered => Stay(Proven(now, state.Notes), Why.Proof),
            Input.Asked(var id) => To(
                Proven(now, state.Notes), Why.Asked, new Output.Answer(id)),
            Input.Outbound => IsSilent(config, state, now)
                ? Ask(state with { Sent = true }, Urgency.Wanted, Why.OnlySent)
                : Stay(state.Sent ? state : state with { Sent = true }, Why.Sent),
            Input.Hint => OnHint(config, state, now),
            Input.Occupied(var isOccupied) => Stay(
                state with { Notes = state.Notes with { IsOccupied = isOccupied } },
                Why.Occupied),
            Input.Tick => !IsSilent(config, state, now) ? Stay(state, Why.NothingIsDue)
                : state.Sent ? Ask(state, Urgency.Wanted, Why.OnlySent)
                : config.Mode switch
                {
                    Mode.Periodic => Ask(state, Urgency.Idle, Why.Silent),
                    Mode.OnDemand => Stay(new State.Idle(state.Notes), Why.NobodySends),
                },
            Input.Granted => To(state, Why.NotWaiting, new Output.Release()),
            Input.Denied => Stay(state, Why.NotWaiting),
            Input.Sealed sealing => Send(config, state.Notes, now, sealing),
            Input.GivenUp => Fail(
                config, now,
                now >= state.LastProof + config.IdleAfter ? Cause.Silent : Cause.Unanswered,
                Why.GaveUp),
            Input.InitialContact => OnContact(config, state, now),
            Input.TokenShown => Fail(config, now, Cause.Token, Why.Token),
            Input.Refused(var why) => Stay(state, Why.Of(why)),
            Input.Demoted => Stay(new State.Paused(), Why.Standby),
            Input.Promoted => Stay(state, Why.ActiveAlready),
            Input.Synced => Stay(state, Why.NoSync),
        };

    private static Next FromIdle(Config config, State.Idle state, Instant now, Input input) =>
        input switch
        {
            Input.Heard => Stay(Proven(now, state.Notes), Why.Proof),
            Input.Answered => Stay(Proven(now, state.Notes), Why.Proof),
            Input.Asked(var id) => To(
                Proven(now, state.Notes), Why.Asked, new Output.Answer(id)),

            // RFC 7296 §2.4: what was only sent needs a proof that somebody is there.
            Input.Outbound => state.Notes.IsOccupied
                ? Stay(Suspect(config, now, state.Notes), Why.RequestOpen)
                : Ask(
                    new State.Waiting(Urgency.Wanted, null, Sent: true, state.Notes),
                    Why.OnlySent),
            Input.Hint => OnHint(config, state, null, state.Notes, now),
            Input.Occupied(var isOccupied) => Stay(
                new State.Idle(state.Notes with { IsOccupied = isOccupied }), Why.Occupied),
            Input.Tick => Stay(state, Why.NothingIsDue),
            Input.Granted => To(state, Why.NotWaiting, new Output.Release()),
            Input.Denied => Stay(state, Why.NotWaiting),
            Input.Sealed sealing => Send(config, state.Notes, now, sealing),
            Input.GivenUp => Fail(config, now, Cause.Silent, Why.GaveUp),
            Input.InitialContact => OnContact(config, state, now),
            Input.TokenShown => Fail(config, now, Cause.Token, Why.Token),
            Input.Refused(var why) => Stay(state, Why.Of(why)),
            Input.Demoted => Stay(new State.Paused(), Why.Standby),
            Input.Promoted => Stay(state, Why.ActiveAlready),
            Input.Synced => Stay(state, Why.NoSync),
        };

    private static Next FromWaiting(Config config, State.Waiting state, Instant now, Input input) =>
        input switch
        {
            Input.Heard => To(Proven(now, state.Notes), Why.Proof, new Output.Release()),
            Input.Answered => To(Proven(now, state.Notes), Why.Proof, new Output.Release()),
            Input.Asked(var id) => new(
                Proven(now, state.Notes), [new Output.Release(), new Output.Answer(id)],
                Why.Asked),
            Input.Outbound => OnOutbound(config, state, now),
            Input.Hint => Stay(state, Why.CheckOpen),

            // RFC 7296 §2.4: any request is a check, so this one is not needed.
            Input.Occupied(var isOccupied) => isOccupied
                ? To(
                    Suspect(config, now, state.Notes with { IsOccupied = true }),
                    Why.RequestOpen, new Output.Release())
                : Stay(
                    state with { Notes = state.Notes with { IsOccupied = false } }, Why.Occupied),
            Input.Tick => Stay(state, Why.NothingIsDue),
            Input.Granted => To(new State.Sealing(state.Notes), Why.Granted, new Output.Seal()),
            Input.Denied => state.Urgency == Urgency.Hinted
                ? Stay(Before(state), Why.NoBudget)
                : Stay(state, Why.Due),
            Input.Sealed sealing => WithRelease(Send(config, state.Notes, now, sealing)),
            Input.GivenUp => WithRelease(Fail(config, now, Cause.Silent, Why.GaveUp)),
            Input.InitialContact => OnContact(config, state, now),
            Input.TokenShown => WithRelease(Fail(config, now, Cause.Token, Why.Token)),
            Input.Refused(var why) => Stay(state, Why.Of(why)),
            Input.Demoted => To(new State.Paused(), Why.Standby, new Output.Release()),
            Input.Promoted => Stay(state, Why.ActiveAlready),
            Input.Synced => Stay(state, Why.NoSync),
        };

    private static Next FromSealing(Config config, State.Sealing state, Instant now, Input input) =>
        input switch
        {
            // RFC 7296 §2.2: the message ID is taken; a hole in the window would close it.
            Input.Heard or Input.Answered => Stay(state, Why.ProofBeingSealed),
            Input.Asked(var id) => To(state, Why.Asked, new Output.Answer(id)),
            Input.Outbound or Input.Hint => Stay(state, Why.CheckOpen),
            Input.Occupied(var isOccupied) => Stay(
                new State.Sealing(state.Notes with { IsOccupied = isOccupied }), Why.Occupied),
            Input.Tick => Stay(state, Why.NothingIsDue),
            Input.Granted or Input.Denied => Stay(state, Why.CheckOpen),
            Input.Sealed sealing => Send(config, state.Notes, now, sealing),
            Input.GivenUp => WithRelease(Fail(config, now, Cause.Silent, Why.GaveUp)),
            Input.InitialContact => OnContact(config, state, now),
            Input.TokenShown => WithRelease(Fail(config, now, Cause.Token, Why.Token)),
            Input.Refused(var why) => Stay(state, Why.Of(why)),
            Input.Demoted => To(new State.Paused(), Why.Standby, new Output.Release()),
            Input.Promoted => Stay(state, Why.ActiveAlready),
            Input.Synced => Stay(state, Why.NoSync),
        };

    /// <summary>A hint is heeded when the peer was not heard lately, and not too often.</summary>
    private static Next OnHint(Config config, State.Alive state, Instant now) =>
        now - state.LastProof < config.HintsIgnoredFor
            ? Stay(state, Why.RecentProof)
            : OnHint(config, state, state, state.Notes, now);

    private static Next OnHint(
        Config config, State state, State.Alive? alive, Notes notes, Instant now) =>
        notes.IsOccupied ? Stay(state, Why.RequestOpen)
        : notes.HintFrom is { } from && now < from ? Stay(state, Why.HintTooSoon)
        : Ask(
            new State.Waiting(
                Urgency.Hinted, alive?.LastProof, alive?.Sent ?? false,
                notes with { HintFrom = now + config.HintEvery }),
            Why.Hinted);

    /// <summary>What is sent makes the check of a hint a wanted one, once it is due.</summary>
    private static Next OnOutbound(Config config, State.Waiting state, Instant now)
    {
        if (state.Urgency != Urgency.Hinted)
        {
            return Stay(state, Why.CheckOpen);
        }

        var isDue = state.LastProof is not { } last || now >= last + config.IdleAfter;
        return isDue
            ? Ask(state with { Urgency = Urgency.Wanted, Sent = true }, Why.OnlySent)
            : Stay(state.Sent ? state : state with { Sent = true }, Why.Sent);
    }

    /// <summary>RFC 7296 §2.4: the peer has no other IKE SA; a receiver may ignore it.</summary>
    private static Next OnContact(Config config, State state, Instant now)
    {
        if (!config.HeedsInitialContact)
        {
            return Stay(state, Why.ContactIgnored);
        }

        var failed = Fail(config, now, Cause.InitialContact, Why.InitialContact);
        return IsScheduled(state) ? WithRelease(failed) : failed;
    }

    private static bool IsScheduled(State state) =>
        state is State.Waiting or State.Sealing or State.Checking;

    private static bool IsSilent(Config config, State.Alive state, Instant now) =>
        !state.Notes.IsOccupied && now >= state.LastProof + config.IdleAfter;

    private static State.Alive Proven(Instant now, Notes notes) => new(now, Sent: false, notes);

    /// <summary>Unknown, and asked as soon as no other request does it.</summary>
    private static State.Alive Suspect(Config config, Instant now, Notes notes) =>
        new(now - config.IdleAfter, Sent: true, notes);

    /// <summary>The state from which a hint led to waiting.</summary>
    private static State Before(State.Waiting state) => state.LastProof is { } last
        ? new State.Alive(last, state.Sent, state.Notes)
        : new State.Idle(state.Notes);

    private static Next Ask(State.Alive state, Urgency urgency, Reason why) =>
        Ask(new State.Waiting(urgency, state.LastProof, state.Sent, state.Notes), why);

    private static Next Ask(State.Waiting state, Reason why) =>
        To(state, why, new Output.Ask(state.Urgency));

    private static Next Fail(Config config, Instant now, Cause cause, Reason why) => To(
        new State.Failed(now, cause), why, new Output.PeerFailed(cause, config.WhenFailed));

    /// <summary>The same, and before it the schedule forgets the SA.</summary>
    private static Next WithRelease(Next next) => next with
    {
        Outputs = [new Output.Release(), .. next.Outputs],
    };

    private static Next Stay(State state, Reason why) => new(state, default, why);

    private static Next To(State state, Reason why, Output output) => new(state, [output], why);
}

namespace Holdfast.StateMachines.Replication;

/// <summary>
/// SA replication (RFC 6027 §3): one member reigns and decides facts, the others fold them. Law: no
/// octet leaves that depends on a fact which a takeover would not know, no nonce is used twice by
/// anybody, and a member that may not know everything knows that.
/// </summary>
public static partial class SaReplication
{
    /// <summary>When a tick is due.</summary>
    public static Instant? Deadline(Config config, State state) => state.Role switch
    {
        Role.Standby standby => StandbyDeadline(config, state, standby),
        Role.Promoting promoting => promoting.IsPersisted ? promoting.Until : null,
        Role.Active active => ActiveDeadline(config, active),
        Role.Proving proving => proving.Until,
    };

    /// <summary>One step.</summary>
    public static Next<State, Output> Step(Config config, State state, Instant now, Input input)
    {
        // Time acts first: nobody is asked what he may do by what was true before he slept.
        var turn = Elapse(config, Turn.Of(state), now);
        if (input is not Input.Tick || ReferenceEquals(turn.State, state))
        {
            return Decide(config, turn, now, input);
        }

        var next = Decide(config, turn, now, input);
        return next.Reason == Why.NothingIsDue ? next with { Reason = Why.TimedOut } : next;
    }

    private static Next<State, Output> Decide(
        Config config, Turn turn, Instant now, Input input) => turn.State.Role switch
        {
            Role.Standby standby => OnStandby(config, turn, standby, now, input),
            Role.Promoting promoting => OnPromoting(config, turn, promoting, now, input),
            Role.Active active => OnActive(config, turn, active, now, input),
            Role.Proving proving => OnProving(config, turn, proving, now, input),
        };

    /// <summary>Whether whoever reigns has missed its heartbeats for longer than a hold time.
    /// </summary>
    internal static bool HasSlept(Config config, State state, Instant now) =>
        state.Role is Role.Active active
        && now > active.HeartbeatDue + config.Settings.HoldTime;

    // What time alone decides, whatever the input is.
    private static Turn Elapse(Config config, Turn turn, Instant now) => turn.State.Role switch
    {
        Role.Standby standby => ElapseStandby(config, turn, standby, now),
        Role.Active active when HasSlept(config, turn.State, now) =>
            FallAsleep(config, turn, active, now),
        Role.Promoting { IsPersisted: true } promoting
            when now > promoting.Until + config.Settings.HoldTime =>
            StepDown(config, turn, now, StopReason.Slept),
        Role.Active or Role.Promoting or Role.Proving => turn,
    };

    private static Turn Say(this Turn turn, byte to, SyncMessage message) =>
        turn.Add(new Output.Send(to, message));

    private static Turn SayToOthers(this Turn turn, Config config, SyncMessage message) =>
        turn.AddAll(config.Others.Select(other => new Output.Send(other, message)));

    private static Turn Forget(this Turn turn, IEnumerable<KeyHandle> keys) =>
        turn.AddAll(keys.Select(key => new Output.Forget(key)));

    private static StandingKind KindOf(Standing standing) => standing switch
    {
        Standing.Empty => StandingKind.Empty,
        Standing.Joining => StandingKind.Joining,
        Standing.Stale => StandingKind.Stale,
        Standing.Synced => StandingKind.Synced,
    };

    /// <summary>A step on its way.</summary>
    private readonly record struct Turn(State State, Outputs<Output> Outputs)
    {
        public static Turn Of(State state) => new(state, default);

        // Made anew and not by `with`: a copy of which one field is written at once is read back
        // from memory before it is there, and a step of replication has ten of them.
        public Turn Add(Output output) => new(State, Outputs.Add(output));

        public Turn AddAll(IEnumerable<Output> outputs) =>
            new(State, [.. Outputs.AsEnumerable(), .. outputs]);

        public Turn As(Role role) => ReferenceEquals(role, State.Role)
            ? this
            : new(State with { Role = role }, Outputs);

        public Turn With(State state) => new(state, Outputs);

        public Next<State, Output> Because(Reason reason) => new(State, Outputs, reason);
    }
}

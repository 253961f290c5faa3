namespace Holdfast.StateMachines.Replication;

/// <content>The machine as a value, and what exploration needs.</content>
public static partial class SaReplication
{
    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine =>
        new(nameof(SaReplication))
        {
            Initial = Initial,
            Step = Step,
            Deadline = Deadline,
            Rebase = Rebase,
            Normalize = Normalize,
            IsTerminal = _ => false,
            Tick = new Input.Tick(),
            PhaseOf = PhaseOf,
            Alphabet = SaReplicationLetters.All,
        };

    /// <summary>A member that has just started: it knows no SA.</summary>
    public static State Initial(Config config, Instant now)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(
            new(config.Settings.Start.Epoch, default), Replica.Empty, 0, false, 1, new(1, now),
            new Role.Standby(Term.None, now, false, [], new Standing.Empty()));
    }

    /// <summary>The role, and of a standby how much it knows.</summary>
    public static string PhaseOf(State state) => state.Role switch
    {
        Role.Standby { Standing: Standing.Empty } => "Empty",
        Role.Standby { Standing: Standing.Joining } => "Joining",
        Role.Standby { Standing: Standing.Stale } => "Stale",
        Role.Standby { Standing: Standing.Synced } => "Synced",
        Role.Standby => "Standby",
        Role.Promoting => "Promoting",
        Role.Active { IsSolo: true } => "Solo",
        Role.Active => "Active",
        Role.Proving => "Proving",
    };

    /// <summary>Shifts every instant.</summary>
    public static State Rebase(State state, TimeSpan by) => Times(state, instant => instant + by);

    /// <summary>
    /// With the origin as now: an age counts up to the longest time that something waits for it.
    /// </summary>
    public static State Normalize(Config config, State state)
    {
        var s = config.Settings;
        var longest = new[]
        {
            s.StaleFor, s.SyncedFor, config.SoloAfter, s.SilentAfter, s.HoldTime + s.Heartbeat,
        }.Max() + TimeSpan.FromTicks(1);
        return Times(state, instant => Instant.Latest(instant, Instant.Zero - longest));
    }

    private static State Times(State state, Func<Instant, Instant> on) => state with
    {
        Probe = state.Probe with { SentAt = on(state.Probe.SentAt) },
        Role = Times(state.Role, on),
    };

    private static Role Times(Role role, Func<Instant, Instant> on) => role switch
    {
        Role.Standby standby => Times(standby, on),
        Role.Promoting promoting => promoting with
        {
            Before = Times(promoting.Before, on),
            Since = on(promoting.Since),
            Until = on(promoting.Until),
        },
        Role.Active active => Times(active, on),
        Role.Proving proving => proving with
        {
            Paused = Times(proving.Paused, on),
            Until = on(proving.Until),
        },
    };

    private static Role.Standby Times(Role.Standby standby, Func<Instant, Instant> on) =>
        standby with
        {
            HeardAt = on(standby.HeardAt),
            Standing = standby.Standing switch
            {
                Standing.Empty empty => empty,
                Standing.Joining joining => joining with
                {
                    Since = joining.Since is { } since ? on(since) : null,
                },
                Standing.Stale stale => new Standing.Stale(
                    stale.Since is { } since ? on(since) : null),
                Standing.Synced synced => new Standing.Synced(on(synced.From)),
            },
        };

    private static Role.Active Times(Role.Active active, Func<Instant, Instant> on) =>
        active with
        {
            HeartbeatDue = on(active.HeartbeatDue),
            SharedAt = on(active.SharedAt),
            Views = [.. active.Views.Select(view => view with { AckedAt = on(view.AckedAt) })],
        };
}

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
    public static State Rebase(State state, TimeSpan by) =>
        Times(state, new(by, new(long.MinValue)));

    /// <summary>
    /// With the origin as now: an age counts up to the longest time that something waits for it.
    /// </summary>
    public static State Normalize(Config config, State state) =>
        Times(state, new(TimeSpan.Zero, Instant.Zero - config.LongestAge));

    // What has no instant that moves stays the same object: whoever compares sees that at once.
    private static State Times(State state, Shift by)
    {
        var sentAt = by.Of(state.Probe.SentAt);
        var role = Times(state.Role, by);
        var again = by.Of(state.Divergence?.NotBefore);
        return sentAt == state.Probe.SentAt && ReferenceEquals(role, state.Role)
            && again == state.Divergence?.NotBefore
            ? state
            : state with
            {
                Probe = state.Probe with { SentAt = sentAt },
                Role = role,
                Divergence = again is { } at ? state.Divergence! with { NotBefore = at } : null,
            };
    }

    private static Role Times(Role role, Shift by) => role switch
    {
        Role.Standby standby => Times(standby, by),
        Role.Promoting promoting => promoting with
        {
            Before = Times(promoting.Before, by),
            Since = by.Of(promoting.Since),
            Until = by.Of(promoting.Until),
        },
        Role.Active active => Times(active, by),
        Role.Proving proving => proving with
        {
            Paused = Times(proving.Paused, by),
            Until = by.Of(proving.Until),
        },
    };

    private static Role.Standby Times(Role.Standby standby, Shift by)
    {
        var heardAt = by.Of(standby.HeardAt);
        var standing = Times(standby.Standing, by);
        return heardAt == standby.HeardAt && ReferenceEquals(standing, standby.Standing)
            ? standby
            : standby with { HeardAt = heardAt, Standing = standing };
    }

    private static Standing Times(Standing standing, Shift by) => standing switch
    {
        Standing.Empty => standing,
        Standing.Joining joining => by.Of(joining.Since) is var since && since == joining.Since
            ? joining
            : joining with { Since = since },
        Standing.Stale stale => by.Of(stale.Since) is var since && since == stale.Since
            ? stale
            : new Standing.Stale(since),
        Standing.Synced synced => by.Of(synced.From) is var from && from == synced.From
            ? synced
            : new Standing.Synced(from),
    };

    private static Role.Active Times(Role.Active active, Shift by)
    {
        var (due, sharedAt) = (by.Of(active.HeartbeatDue), by.Of(active.SharedAt));
        var views = active.Views;
        for (var at = 0; at < views.Count; at++)
        {
            var view = views[at];
            var ackedAt = by.Of(view.AckedAt);
            if (ackedAt != view.AckedAt)
            {
                views = views.With(at, view with { AckedAt = ackedAt });
            }
        }

        return due == active.HeartbeatDue && sharedAt == active.SharedAt && views == active.Views
            ? active
            : active with { HeartbeatDue = due, SharedAt = sharedAt, Views = views };
    }

    /// <summary>What happens to every instant.</summary>
    /// <param name="By">It moves.</param>
    /// <param name="NotBefore">And it is no earlier.</param>
    private readonly record struct Shift(TimeSpan By, Instant NotBefore)
    {
        public Instant Of(Instant at) => Instant.Latest(at + By, NotBefore);

        public Instant? Of(Instant? at) => at is { } known ? Of(known) : null;
    }
}

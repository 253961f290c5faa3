using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Replication.SaReplication;

namespace Holdfast.Simulation.Scenarios.Replication;

/// <summary>
/// Times in a state of replication that no step reads before it writes them anew: states that
/// differ in these alone have the same future, and are one here. Each is written by whatever leads
/// to where it is read; a search without this has the same verdicts (docs/adr/0047).
/// </summary>
internal static class UnreadParts
{
    /// <summary>A state without them.</summary>
    public static State Omit(Config config, State state)
    {
        var left = OmitOfRole(config, state);

        // By how much longer a takeover counts is read to say how many packets were sent meanwhile.
        return left.Lead > TimeSpan.Zero && config.Settings.PacketsPerSecondMax == 0
            ? left with { Lead = TimeSpan.Zero }
            : left;
    }

    private static State OmitOfRole(Config config, State state) => state.Role switch
    {
        Role.Standby standby => state with { Role = Omit(config, standby) },

        // A probe's time is read by a standby that hears a heartbeat; whoever becomes one begins a
        // new spell, and with it a new probe.
        Role.Active active => state with
        {
            Probe = state.Probe with { SentAt = Instant.Zero },
            Role = Omit(config, active),
        },
        Role.Promoting => state with { Probe = state.Probe with { SentAt = Instant.Zero } },
        Role.Proving proving => state with
        {
            Probe = state.Probe with { SentAt = Instant.Zero },
            Role = proving with { Paused = Omit(config, proving.Paused) },
        },
    };

    // When it heard of a reign is read until that has been silent for long enough, and not at all
    // where it is over or there is none.
    private static Role.Standby Omit(Config config, Role.Standby standby)
    {
        var silent = Instant.Zero - config.Settings.SilentAfter;
        var heardAt = standby.IsOver || !standby.Reign.IsSome ? Instant.Zero
            : Instant.Latest(standby.HeardAt, silent);
        return heardAt == standby.HeardAt ? standby : standby with { HeardAt = heardAt };
    }

    // When a standby was heard last is read while facts wait for it, and under SafetyFirst never.
    private static Role.Active Omit(Config config, Role.Active active)
    {
        var views = active.Views;
        for (var at = 0; at < views.Count; at++)
        {
            var view = views[at];
            if (view.AckedAt != Instant.Zero && (IsSafe(config) || !view.Counts))
            {
                views = views.With(at, view with { AckedAt = Instant.Zero });
            }
        }

        return views == active.Views ? active : active with { Views = views };
    }

    private static bool IsSafe(Config config) =>
        config.Settings.Solo == SoloPolicy.SafetyFirst;
}

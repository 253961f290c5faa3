using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Replication;
using Holdfast.Testing.Draws;

namespace Holdfast.Testing.Worlds;

/// <content>The times and choices of members.</content>
internal static partial class TopologyDraws
{
    private delegate MemberPolicy Changing(Choices choices, MemberPolicy policy);

    // What belongs together changes together.
    private static readonly Changing[] Changes =
    [
        static (_, policy) => policy with { Solo = SoloPolicy.SafetyFirst },
        static (choices, policy) => policy with
        {
            Replay = choices.Of([ReplayPolicy.Bounded, ReplayPolicy.Strict]),
            Exposed = (uint)choices.Of([64, 1, 1_000]),
        },
        static (choices, policy) => policy with
        {
            Commit = choices.Of(Enum.GetValues<CommitRule>()),
        },
        static (_, policy) => policy with { Dialect = HsrpGroup.Dialect.Rfc2281Literal },
        static (choices, policy) => policy with
        {
            Version = HsrpGroup.HsrpVersion.V2,
            HelloTime = TimeSpan.FromMilliseconds(choices.Of([1_000, 250, 500])),
            JitterPercent = choices.Below(30),
        },
        static (choices, policy) => policy with
        {
            HoldTime = policy.HelloTime * choices.Of([3, 4, 10]),
        },
        static (choices, policy) => policy with
        {
            Preempts = choices.Below(2) == 0,
            PreemptsWhenSynced = choices.Below(2) == 0,
        },
        static (choices, policy) => policy with
        {
            Heartbeat = TimeSpan.FromMilliseconds(choices.Of([50, 100, 200])),
            SilentAfter = TimeSpan.FromMilliseconds(choices.Of([300, 700, 1_000])),
            SyncedFor = TimeSpan.FromSeconds(choices.Of([4, 3, 8])),
        },
        static (choices, policy) => policy with
        {
            StaleFor = TimeSpan.FromSeconds(choices.Of([60, 30, 300])),
        },
        static (choices, policy) => policy with { DriftPpm = choices.Of([100, 0, 5_000]) },
        static (choices, policy) => policy with
        {
            PacketsPerSecondMax = (uint)choices.Of([1_000, 500, 10_000]),
            LeaseBlock = (uint)choices.Of([100, 50, 1_000]),
            FloorBlock = (uint)choices.Of([100, 50, 1_000]),
        },
        static (choices, policy) => policy with
        {
            WorryAfter = TimeSpan.FromSeconds(3 + choices.Below(20)),
            SendsMax = 2 + choices.Below(6),
        },
        static (choices, policy) => policy with { PacePerSecond = 1 + choices.Below(200) },
        static (_, policy) => policy with { RedirectsAtDrain = true },
        static (choices, policy) => policy with
        {
            HasTokens = true,
            TokenRolloverEvery = choices.Chance(50) ? TimeSpan.FromMinutes(10) : null,
        },
    ];

    /// <summary>Each change is made or not; what cannot stand is not.</summary>
    private static WorldPlan WithPolicy(Choices choices, WorldPlan world)
    {
        foreach (var change in Changes)
        {
            if (choices.Chance(20))
            {
                var changed = world with { Policy = change(choices, world.Policy) };
                world = PlanCheck.Wrong(changed) is null ? changed : world;
            }
        }

        return world;
    }
}

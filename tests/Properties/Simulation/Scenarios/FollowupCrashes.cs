using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Scenarios.Playing;
using Holdfast.Simulation.Simulator;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>RFC 9370 §2.2.4: rekeys by two key exchanges with real octets, and the active member
/// dies at each point of the second one.</summary>
public sealed class FollowupCrashes
{
    /// <summary>Whose rekey, of what, and where.</summary>
    public static TheoryData<RekeyOf, bool, CrashPoint> Points
    {
        get
        {
            var points = new TheoryData<RekeyOf, bool, CrashPoint>();
            foreach (var what in Enum.GetValues<RekeyOf>())
            {
                foreach (var point in Enum.GetValues<CrashPoint>().Where(IsOfRequest))
                {
                    points.Add(what, false, point);
                    points.Add(what, true, point);
                }
            }

            return points;
        }
    }

    private static bool IsOfRequest(CrashPoint point) =>
        point is not (CrashPoint.BeforeAcknowledge or CrashPoint.AfterAcknowledge);

    [Theory]
    [MemberData(nameof(Points))]
    [Requirement("RFC9370-2.2.4-a")]
    public void Both_sides_have_the_same_SAs_behind_a_death_in_the_middle(
        RekeyOf what, bool byPeer, CrashPoint point)
    {
        var world = TraceWorlds.Several with
        {
            HealAt = TimeSpan.FromSeconds(60),
            Duration = TimeSpan.FromSeconds(90),
        };
        var run = SeededRun.Play(
            world,
            FaultPlan.None
                .At(30, new Fault.CrashAt("alice", point, MessageKind.IkeFollowup))
                .At(30.01, new Fault.Rekey("carol", what, byPeer)),
            seed: 1);
        Assert.Equal([], run.Violations);
        Assert.Equal(0, run.Measures.Reestablished);

        // There was such an exchange, or nobody would have come to that point of it.
        Assert.Contains(
            run.Timeline,
            one => one.Who == "alice" && one.Says.StartsWith("crashes", StringComparison.Ordinal));
    }
}

using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds.Cards;

namespace Holdfast.Tests.Examples.Simulation.Worlds.Cards;

/// <summary>A crash that strikes nowhere shows nothing: each one of the cases does.</summary>
public sealed class CrashPoints
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var card in ScenarioTable.All)
            {
                foreach (var one in card.Cases.Where(one => Points(one).Any()))
                {
                    all.Add(card.Name, one.Name);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_crash_at_a_point_strikes(string name, string which)
    {
        var card = ScenarioTable.Named(name)!;
        var one = card.Cases.Single(one => one.Name == which);
        var (world, faults) = card.Scenario(one);

        var run = SeededRun.Play(world, faults, 1);

        foreach (var point in Points(one))
        {
            Assert.Contains(run.Timeline, told => told.Who == point.Who
                && told.Says == $"crashes {MemberBox.Words(point.Point)}");
        }
    }

    private static IEnumerable<Fault.CrashAt> Points(ScenarioCase one) =>
        one.Faults.Faults.Select(timed => timed.Fault).OfType<Fault.CrashAt>();
}

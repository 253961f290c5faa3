using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Replication;
using static Holdfast.Tests.Examples.Simulation.Simulator.PlayedWorlds;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>
/// Who serves is back, and empty, before its hold time is over (docs/adr/0029): who stands by with
/// everything takes over, and not the one that has forgotten it.
/// </summary>
public sealed class RebootsWithinHold
{
    private const int Seeds = 3;

    [Theory]
    [InlineData(SoloPolicy.AvailabilityFirst, 30.51)]
    [InlineData(SoloPolicy.AvailabilityFirst, 30.9)]
    [InlineData(SoloPolicy.AvailabilityFirst, 32.4)]
    [InlineData(SoloPolicy.SafetyFirst, 30.51)]
    [InlineData(SoloPolicy.SafetyFirst, 32.4)]
    public void Who_stands_by_synced_takes_over(SoloPolicy solo, double back)
    {
        foreach (var world in (WorldPlan[])[Pair, WithAttacker])
        {
            foreach (var store in Enum.GetValues<KeptStore>())
            {
                for (var seed = 1UL; seed <= Seeds; seed++)
                {
                    var run = Play(
                        world with { Policy = world.Policy with { Solo = solo } },
                        Of(
                            (30.5, new Fault.Crash("alice")),
                            (back, new Fault.Restart("alice", store))),
                        seed);

                    var who = $"{store} from seed {seed}: " + string.Join(
                        '\n', run.Timeline.Select(one => $"{one.At} {one.Who} {one.Says}"));
                    Assert.True(Broken(run) == "", who);
                    Assert.True(run.Measures.LongestGap < TimeSpan.FromSeconds(4), who);
                    Assert.True(run.Measures.Reestablished == 0, who);
                    Assert.True(When(run, "moon", "reigns in") is > 33 and < 34, who);
                }
            }
        }
    }
}

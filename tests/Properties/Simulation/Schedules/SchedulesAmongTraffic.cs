using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Models;
using Holdfast.Simulation.Scenarios.PeriodicSync;
using Holdfast.Simulation.Schedules;
using Holdfast.Tests.Properties.Simulation.Scenarios;

namespace Holdfast.Tests.Properties.Simulation.Schedules;

/// <summary>Faults at every place of a run in which packets are sent: whatever is used twice there
/// is used by packets, which are no faults of a schedule.</summary>
public sealed class SchedulesAmongTraffic
{
    private static readonly ScheduleBounds Bounds = new() { Faults = 3, Units = 4 };

    [Theory]
    [InlineData("FloorNotAwaited")]
    [InlineData("FloorLoweredForOthers")]
    [InlineData("SentBeforeReplicated")]
    [InlineData("MessageIdsAnew")]
    [InlineData("DriftForgotten")]
    [InlineData("IvWithoutReign")]
    [InlineData("NumberComesRound")]
    [InlineData("LifeCountedAnew")]
    [InlineData("UncertainIsDead")]
    [InlineData("UnknownsForgotten")]
    [InlineData("NothingIsRepaired")]
    public void A_canary_is_found_by_a_schedule_of_three_faults(string name)
    {
        var (finds, world) = Rfc6027_3_Replication.WorldOf(name);
        Assert.Contains(
            finds,
            world.RunSchedules(Bounds, Limits.None, new()).Violations.Select(one => one.Name));
    }

    [Theory]
    [InlineData(4, 0, "I1a")]
    [InlineData(4, 0, "I1b")]
    [InlineData(0, 1, "I3")]
    public void Counters_told_every_so_many_packets_are_found_wrong(
        uint packets, uint inbound, string finds)
    {
        var found = World.Of(new PeriodicSyncBaseline("periodic-sync-baseline")
        {
            Packets = packets,
            Inbound = inbound,
            Losses = 3,
        }.Model()).RunSchedules(Bounds, Limits.None, new());
        Assert.Contains(finds, found.Violations.Select(one => one.Name));
        Assert.DoesNotContain(
            found.Alphabet, one => one.Contains("packet", StringComparison.Ordinal));
    }
}

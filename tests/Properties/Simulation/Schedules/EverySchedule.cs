using Holdfast.Codec;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Schedules;
using Holdfast.Simulation.Trace;
using Holdfast.Tests.Properties.Simulation.Explorer;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Tests.Properties.Simulation.Schedules;

/// <summary>Every schedule of faults: counted, walked one by one, and by a plain search.</summary>
public sealed class EverySchedule
{
    [Theory]
    [InlineData(Dialect.Repaired, false, 1, 3)]
    [InlineData(Dialect.Repaired, true, 2, 2)]
    [InlineData(Dialect.Repaired, false, 2, 3)]
    [InlineData(Dialect.Rfc2281Literal, false, 2, 3)]
    public void A_plain_search_runs_as_many_and_they_heal_as_late(
        Dialect dialect, bool preempts, int faults, int units)
    {
        var plain = new PlainSchedules(dialect, preempts, faults, units);
        plain.Run();
        var found = Routers(dialect, preempts, faults)
            .RunSchedules(Within(faults, units), Limits.None, new());
        var goal = Assert.Single(found.Goals);
        Assert.Equal((plain.Count, plain.Never), (found.Schedules, goal.Never));
        Assert.Equal(
            plain.Spread.Select(one => (one.Key, (UInt128)one.Value)).Order(),
            goal.Spread.Select((count, time) => (time, count)).Where(one => one.count > 0));
    }

    [Theory]
    [InlineData("hsrp-repaired-3", 2, 2)]
    [InlineData("hsrp-pair-preempt", 2, 3)]
    [InlineData("stateful-pair", 1, 2)]
    [InlineData("replication-availability-first-outbound", 2, 2)]
    [InlineData("drain-settles", 1, 2)]
    [InlineData("hsrp-literal", 2, 4)]
    public void Walked_one_by_one_they_are_as_many_and_end_alike(
        string name, int faults, int units)
    {
        var world = World(name, faults);
        var found = world.RunSchedules(Within(faults, units), Limits.None, new());
        var play = world.SchedulePlayer(Within(faults, units));
        var odometer = new Odometer();
        var ends = new Dictionary<ScheduleEnd, UInt128>();
        do
        {
            var end = play(odometer.Choose);
            ends[end] = ends.GetValueOrDefault(end) + 1;
        }
        while (odometer.MoveOn());

        var all = ends.Values.Aggregate(UInt128.Zero, (sum, one) => sum + one);
        Assert.Equal(found.Schedules, all);
        Assert.Equal(
            found.Invariants.Select(one => one.Holds),
            found.Invariants.Select((_, at) =>
                ends.Keys.All(one => ((one.Broken >> at) & 1) == 0)));
        foreach (var (goal, place) in found.Goals.Select((goal, place) => (goal, place)))
        {
            Assert.Equal(goal.Never, SumOf(place, null));
            Assert.Equal(
                goal.Spread, goal.Spread.Select((_, time) => SumOf(place, time)));
        }

        UInt128 SumOf(int goal, int? time) => ends.Where(one => one.Key.Heals[goal] == time)
            .Aggregate(UInt128.Zero, (sum, one) => sum + one.Value);
    }

    [Fact]
    public void The_literal_table_is_found_wrong_and_the_trace_shows_it()
    {
        var scenario = Scenario("hsrp-literal");
        var faults = scenario.With([.. scenario.Faults.Select(one => one with { Max = 2 })]);
        var world = scenario.Build(faults);
        var found = world.RunSchedules(Within(2, 4), Limits.None, new());
        Assert.Equal(Ending.Violation, found.Ending);
        var violation = Assert.Single(found.Violations, one => one.Name == "I10");
        Assert.NotEmpty(violation.Trace.Cycle);
        var again = world.Reenact(new SavedTrace(
            scenario.Name, faults.All, violation.Name, violation.Trace.StartDigest,
            [.. violation.Trace.Events.Select(one => new SavedEvent(one.Event, one.Digest))],
            violation.Trace.Stem.Count));
        Assert.Null(again.Divergence);
        Assert.True(again.IsBroken);
    }

    [Theory]
    [InlineData("hsrp-repaired-2", 3, 4)]
    [InlineData("hsrp-repaired-3", 2, 4)]
    public void Chosen_by_chance_they_end_as_one_of_all(string name, int faults, int units)
    {
        var world = World(name, faults);
        var goal = Assert.Single(
            world.RunSchedules(Within(faults, units), Limits.None, new()).Goals);
        var play = world.SchedulePlayer(Within(faults, units));
        var chance = new Random(7);
        for (var run = 0; run < 1_000; run++)
        {
            var end = play(count => chance.Next(20) == 0 ? chance.Next(count) : 0);
            Assert.Equal(0ul, end.Broken);
            Assert.NotEqual(UInt128.Zero, goal.Spread[end.Heals[0]!.Value]);
        }
    }

    [Fact]
    public void What_is_mended_costs_a_fault_too_and_none_at_the_end()
    {
        var found = World("hsrp-repaired-2", 1).RunSchedules(Within(0, 5), Limits.None, new());
        Assert.Equal((UInt128.One, 0), (found.Schedules, found.Alphabet.Count));
        Assert.Equal([UInt128.One], Assert.Single(found.Goals).Spread);
    }

    private static ScheduleBounds Within(int faults, int units) =>
        new() { Faults = faults, Units = units };

    private static Scenario Scenario(string name) =>
        Catalogue.All.First(one => one.Name == name);

    private static World World(string name, int faults) =>
        Scenario(name).Build(Scenario(name).Scheduled(faults));

    private static World Routers(Dialect dialect, bool preempts, int faults) =>
        Holdfast.Simulation.Models.World.Of(new HsrpElection("two")
        {
            Routers = 2,
            Dialect = dialect,
            Preempts = preempts,
            Crashes = faults,
            Cuts = faults,
        }.Model());
}

using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Reports;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Tests.Examples.Simulation.Reports;

/// <summary>A trace as a timeline.</summary>
public sealed class Timelines
{
    [Fact]
    public void The_literal_table_ends_with_a_standby_for_ever()
    {
        var timeline = Violated("hsrp-literal", "I10");
        Assert.Equal((15, 12.5), (timeline.Length, timeline.RepeatsFrom));
        Assert.Equal("0 s", timeline.Ticks[0].Text);
        Assert.Equal(("7 s", 14.0), (timeline.Ticks[^1].Text, timeline.Ticks[^1].At));
        Assert.Equal(
            ["world faults", "r1 role", "r2 role", "r2 events"],
            timeline.Lanes.Select(one => $"{one.Group} {one.Name}"));
        Assert.Equal(
            [new TimelineMark(1, "start r2", MarkKind.Mend)], timeline.Lanes[0].Marks);
        Assert.Equal([new TimelineSpan(0, 15, "gone", Tone.Trouble)], timeline.Lanes[1].Spans);
        Assert.Equal(
            [
                new(0, 1, "gone", Tone.Trouble), new(1, 5, "Listen", Tone.Idle),
                new(5, 12, "Speak", Tone.Changing), new TimelineSpan(12, 15, "Standby", Tone.Ready),
            ],
            timeline.Lanes[2].Spans);
        Assert.Contains(
            timeline.Lanes[3].Marks,
            one => one is { At: 13, Kind: MarkKind.Timer }
                && one.Text.Contains("Hello timer", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_broken_is_so_until_it_is_mended()
    {
        var scenario = Catalogue.All.First(one => one.Name == "hsrp-repaired-2");
        var worst = Assert.Single(
            scenario.Explore(scenario.With(), Limits.None, new()).Goals).WorstTrace!;
        var timeline = scenario.Build(scenario.With()).Draw(worst);
        var marks = timeline.Lanes.First(one => one.Name == "faults").Marks;
        var broken = Assert.Single(timeline.Lanes.First(one => one.Name == "broken").Spans);
        Assert.Equal(
            (marks.First(one => one.Kind == MarkKind.Fault).At, "join"),
            (broken.From, marks.First(one => one.At == broken.To).Text));
    }

    [Fact]
    public void A_composed_member_has_a_track_for_roles_SAs_routes_and_traffic()
    {
        var scenario = Catalogue.All.First(one => one.Name == "stateful-pair");
        var faults = scenario.With([new("crash", 0)]);
        var world = scenario.Build(faults);
        var timeline = world.Draw(world.Explore(new() { Depth = 12 }, new()).Gauges[0].MostTrace!);
        Assert.Equal(
            ["front", "back", "replication", "SAs", "routes", "traffic"],
            timeline.Lanes.Where(one => one.Group == "alice").Select(one => one.Name));
        Assert.Equal(
            ["Active", "Active", "Active", "usable", "1", "passes"],
            timeline.Lanes.Where(one => one.Group == "alice").Select(one => one.Spans[0].Text));
    }

    [Fact]
    public void A_trace_of_another_world_is_refused()
    {
        var scenario = Catalogue.All.First(one => one.Name == "hsrp-literal");
        var trace = Assert.Single(
            scenario.Explore(scenario.With(), Limits.None, new()).Violations).Trace;
        var other = Catalogue.All.First(one => one.Name == "reference-election");
        Assert.Throws<InvalidOperationException>(() => other.Build(other.With()).Draw(trace));
    }

    private static Timeline Violated(string name, string claim)
    {
        var scenario = Catalogue.All.First(one => one.Name == name);
        var found = scenario.Explore(scenario.With(), Limits.None, new());
        return scenario.Build(scenario.With())
            .Draw(found.Violations.First(one => one.Name == claim).Trace);
    }
}

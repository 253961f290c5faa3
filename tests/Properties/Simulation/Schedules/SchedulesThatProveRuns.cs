using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Schedules;
using Holdfast.Tests.Properties.Simulation.Scenarios;

namespace Holdfast.Tests.Properties.Simulation.Schedules;

/// <summary>Each scenario whose schedules <c>holdfast prove</c> runs when nobody says which: two
/// faults here, three, as there, where the long searches are run.</summary>
public sealed class SchedulesThatProveRuns
{
    public static TheoryData<string> All =>
        [.. Catalogue.All.Where(one => one.IsScheduled).Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(All))]
    public void No_schedule_of_two_faults_breaks_what_is_claimed(string name) =>
        Holds(name, faults: 2);

    [LongTheory]
    [MemberData(nameof(All))]
    public void No_schedule_of_three_faults_breaks_what_is_claimed(string name) =>
        Holds(name, faults: 3);

    [Fact]
    public void Clocks_run_ahead_where_settings_allow_for_it_and_nowhere_else()
    {
        (string Name, int Skews)[] found =
        [
            .. from one in Catalogue.All
               where one.IsScheduled
               let budgets = one.Scheduled(12).All
               let skew = budgets.SingleOrDefault(budget => budget.Name == "skew")
               where skew is not null
               select (one.Name, skew.Max),
        ];
        Assert.NotEmpty(found);
        Assert.All(found, one => Assert.Equal(
            one.Name.EndsWith("-clocks", StringComparison.Ordinal) ? 2 : 0, one.Skews));
        Assert.Contains(found, one => one.Skews == 2);
        var world = Catalogue.All.First(one =>
            one.Name == "replication-availability-first-late-lossy");
        var alphabet = world.Build(world.Scheduled(1)).RunSchedules(
            new() { Faults = 1, Units = 2 }, Limits.None, new()).Alphabet;
        Assert.NotEmpty(alphabet);
        Assert.DoesNotContain(
            alphabet, name => name.Contains("runs ahead", StringComparison.Ordinal));
    }

    private static void Holds(string name, int faults)
    {
        var scenario = Catalogue.All.First(one => one.Name == name);
        var found = scenario.Build(scenario.Scheduled(faults))
            .RunSchedules(new() { Faults = faults, Units = 4 }, Limits.None, new());
        Assert.Equal(Ending.Complete, found.Ending);
        Assert.Empty(found.Violations);
        Assert.All(found.Goals, goal => Assert.Equal(UInt128.Zero, goal.Never));
    }
}

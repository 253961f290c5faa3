namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// docs/machines/worlds.md has every world that <c>holdfast prove</c> explores when nobody says
/// which, and each is as its row says. Classes go side by side, so there are several.
/// </summary>
public sealed class WorldsThatProveShips
{
    /// <summary>All but those that have a class of their own.</summary>
    public static TheoryData<string> Rest => [.. Of("").Except(Of("replication-", "hsrp-"))];

    [Fact]
    public void The_page_has_each_of_them_in_order_and_nothing_else()
    {
        var (head, names) = ProvenWorlds.Written();
        Assert.Equal(ProvenWorlds.Beginning, head);
        Assert.Equal(ProvenWorlds.All.Select(one => one.Name), names);
    }

    [Theory]
    [MemberData(nameof(Rest))]
    public void It_has_the_states_and_the_verdict_of_its_row(string name) =>
        ProvenWorlds.IsAsOnItsPage(name);

    /// <summary>Those whose names begin so.</summary>
    internal static IEnumerable<string> Of(params string[] beginnings) =>
        ProvenWorlds.All.Select(one => one.Name).Where(name => beginnings.Any(beginning =>
            name.StartsWith(beginning, StringComparison.Ordinal)));
}

/// <summary>Elections, and two members that wait where it is not safe.</summary>
public sealed class WorldsThatProveShipsOfSafetyFirst
{
    /// <summary>Their names.</summary>
    public static TheoryData<string> Names =>
        [.. WorldsThatProveShips.Of("hsrp-", "replication-safety-")];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_the_states_and_the_verdict_of_its_row(string name) =>
        ProvenWorlds.IsAsOnItsPage(name);
}

/// <summary>Two members that take over at once.</summary>
public sealed class WorldsThatProveShipsOfAvailabilityFirst
{
    /// <summary>Their names.</summary>
    public static TheoryData<string> Names =>
        [.. WorldsThatProveShips.Of("replication-availability-")];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_the_states_and_the_verdict_of_its_row(string name) =>
        ProvenWorlds.IsAsOnItsPage(name);
}

using System.Globalization;
using System.Runtime.CompilerServices;
using Holdfast.Simulation.Checkers;
using Holdfast.Tests.Properties.Simulation.Scenarios;

namespace Holdfast.Tests.Properties.Simulation.Checkers;

/// <summary>
/// src/Simulation/Checkers/README.md: what each checker claims, measures, and catches.
/// HOLDFAST_UPDATE_GOLDENS=1 writes it, for a review.
/// </summary>
public sealed class CheckerTables
{
    [Fact]
    public void The_page_of_the_checkers_is_what_they_say()
    {
        var page = $"""
            # Checkers

            What must hold in every state of a world, each in a file of its own. A checker counts while it looks, so a result says how much as well as whether: a
            gauge is read off every state that is found, and the longest time to a goal is exact; `holdfast prove` prints both, and its page draws them. A
            canary is a member broken on purpose: tests pin by which checker each one is caught, the length of the shortest trace, and that it makes the number
            larger than members as they are shipped do in the same world (where that is one of replication, within as many events as the canary needs to be
            seen). `Hsrp` holds those of the first hop. Checked by the tests.

            | invariant | checker | claim | measures | in | canaries |
            |---|---|---|---|---|---|
            {CheckerTable.Rows(Worlds).TrimEnd()}

            """.ReplaceLineEndings("\n");
        var path = Page();
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(path, page);
        }

        Assert.Equal(File.ReadAllText(path), page, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Every_checker_has_a_canary_and_every_canary_is_explored()
    {
        Assert.All(CheckerTable.All, card => Assert.True(card.Canaries.Count > 0, card.Checker));
        Assert.Equal(
            CheckerTable.All.SelectMany(card => card.Canaries).Distinct().Order(),
            Rfc6027_3_Replication.Canaries.Concat(RriOrders.Canaries)
                .Concat(FrontBackSplits.Canaries).Concat(DpdVersusRoutings.Canaries)
                .Concat(Drains.Canaries).Concat(RekeyCrashes.Canaries)
                .Concat(SmallCanaries.Names).Concat(StatefulPairs.Canaries)
                .Concat(HsrpCanaries.OfInvariants).Distinct().Order());
    }

    [Fact]
    public void Every_checker_in_the_room_is_in_the_table() => Assert.Equal(
        typeof(CheckerCard).Assembly.GetTypes()
            .Where(type => type.GetProperty("Card")?.PropertyType == typeof(CheckerCard))
            .Select(type => type.Name).Order(),
        CheckerTable.All.Select(card => card.Checker).Order());

    private static string Worlds(CheckerCard card)
    {
        var worlds = MeasuredCheckers.WorldsOf(card);
        return worlds.Count > 1
            ? string.Create(
                CultureInfo.InvariantCulture, $"`{worlds[0]}` and {worlds.Count - 1} more")
            : $"`{worlds[0]}`";
    }

    private static string Page([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(
        Path.GetDirectoryName(here)!, "..", "..", "..", "..",
        "src", "Simulation", "Checkers", "README.md"));
}

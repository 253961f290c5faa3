using System.Text.RegularExpressions;
using Holdfast.Tests.Interop.Made;

namespace Holdfast.Tests.Interop.ModelCheckers;

/// <summary>
/// Each machine alone, searched by Spin: what it does comes out of a table that says nothing of
/// when, and Promela says what may happen and what has to hold.
/// </summary>
public sealed class SpinMachines : IClassFixture<TemporaryFolder>
{
    private readonly string _folder;

    public SpinMachines(TemporaryFolder folder) => _folder = folder.File("");

    public static TheoryData<string> Names => new(SmallMachines.All.Select(one => one.Name));

    [SpinTheory]
    [MemberData(nameof(Names))]
    public void Spin_stores_as_many_states_as_our_own_walk(string name)
    {
        var (states, steps) = SmallMachines.Named(name).Count();
        var found = Search(name);
        Assert.Equal((states, steps + 1L, 0), (found.States, found.Transitions, found.Errors));
    }

    /// <summary>The first row of DeadPeerDetection, which is neither due nor terminal, or what is
    /// known of its first states.</summary>
    /// <param name="array">The array that is spoilt.</param>
    /// <param name="column">From where on; the tick is the last one.</param>
    /// <param name="columns">How many of them.</param>
    /// <param name="value">What stands there instead.</param>
    /// <param name="errors">Whether a law is broken, or the count is another one alone.</param>
    [SpinTheory]
    [InlineData("next_of", 0, 15, "0", 0)]
    [InlineData("next_of", 3, 1, "-1", 1)]
    [InlineData("next_of", 15, 1, "2", 1)]
    [InlineData("said_of", 15, 1, "1", 1)]
    [InlineData("due", 0, 1, "1", 1)]
    [InlineData("later", 0, 1, "-1", 1)]
    [InlineData("later", 3, 1, "3", 0)]
    [InlineData("terminal", 0, 1, "1", 1)]
    public void A_table_that_is_spoilt_is_noticed(
        string array, int column, int columns, string value, int errors)
    {
        const string machine = "DeadPeerDetection";
        var found = Search(machine, table => Spoilt(table, array, column, columns, value));
        Assert.Equal(errors, found.Errors);
        Assert.NotEqual(
            (SmallMachines.Named(machine).Count().States, 0), (found.States, found.Errors));
    }

    private static string Spoilt(
        string tables, string array, int column, int columns, string value)
    {
        var row = new Regex(
            $@"(?<=static const int {array}\[\](\[\d+\])? = \{{\n    (\{{ )?)[\d, ]*\d");
        Assert.Single(row.Matches(tables));
        return row.Replace(tables, numbers => string.Join(", ", numbers.Value.Split(", ")
            .Select((one, at) => at < column || at >= column + columns ? one : value)));
    }

    private Searched Search(string name, Func<string, string>? spoil = null)
    {
        var model = SmallMachines.Named(name).ForSpin();
        File.WriteAllText(Path.Combine(_folder, model.ModelFile), model.Model);
        File.WriteAllText(
            Path.Combine(_folder, model.TablesFile), spoil?.Invoke(model.Tables) ?? model.Tables);
        return Spin.Search(_folder, model.ModelFile);
    }
}

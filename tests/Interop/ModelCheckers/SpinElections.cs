using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios;
using Holdfast.Tests.Interop.Corpus;
using Holdfast.Tests.Interop.Made;

namespace Holdfast.Tests.Interop.ModelCheckers;

/// <summary>
/// The reference election in Promela that somebody else has written, counted by Spin: as many
/// states as the explorer has, with one crash (<c>CMAX = 1</c>) and with two.
/// </summary>
public sealed class SpinElections : IClassFixture<TemporaryFolder>
{
    private const string Text = "benchmarks/peers/spin/reference-election.pml";

    private readonly string _folder;

    public SpinElections(TemporaryFolder folder) => _folder = folder.File("");

    [SpinTheory]
    [InlineData(1, 3_104_155, 31_222_729)]
    public void Spin_stores_as_many_states_as_the_explorer(
        int crashes, long states, long transitions) => Agree(crashes, states, transitions);

    [LongSpinTheory]
    [InlineData(2, 7_000_311, 76_229_581)]
    public void Spin_stores_as_many_with_two_crashes(
        int crashes, long states, long transitions) => Agree(crashes, states, transitions);

    /// <summary>The file that is shared has two crashes.</summary>
    [SharedModelFact]
    public void The_file_that_is_shared_is_the_same_model_with_two_crashes() => Assert.Equal(
        Lines(Path.Combine(Repository.Root, Text))
            .Select(line => line.Replace("CMAX 1", "CMAX 2", StringComparison.Ordinal)),
        Lines(SharedModelFactAttribute.File));

    private static IEnumerable<string> Lines(string file) => File.ReadLines(file)
        .SkipWhile(line => !line.StartsWith('#')).Select(line => line.TrimEnd());

    private void Agree(int crashes, long states, long transitions)
    {
        File.Copy(
            Path.Combine(Repository.Root, Text), Path.Combine(_folder, "election.pml"),
            overwrite: true);
        var found = Spin.Search(_folder, "election.pml", $"CMAX={crashes}");
        Assert.Equal((states, 0), (found.States, found.Errors));
        Assert.Equal(transitions + 1, found.Transitions);

        var scenario = Assert.Single(Catalogue.Named("reference-election"));
        var outcome = scenario.Explore(
            scenario.With([new("crash", crashes)]), Limits.None, new());
        Assert.Equal(
            (Ending.Complete, states, transitions),
            (outcome.Ending, outcome.States, outcome.Transitions));
    }
}

/// <summary>A fact that needs the model that is shared beside the checkout.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedModelFactAttribute : FactAttribute
{
    /// <summary>Skips without it.</summary>
    public SharedModelFactAttribute() => Skip = System.IO.File.Exists(File)
        ? null
        : "the shared model (../shared/models/hsrp1p.pml) is absent";

    /// <summary>The file.</summary>
    public static string File { get; } = Path.GetFullPath(
        Path.Combine(Repository.Root, "..", "shared", "models", "hsrp1p.pml"));
}

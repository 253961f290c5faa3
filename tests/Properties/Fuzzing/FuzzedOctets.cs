using Holdfast.Fuzz;
using Holdfast.Fuzz.Campaigns;

namespace Holdfast.Tests.Properties.Fuzzing;

/// <summary>
/// What fuzzing knows, asked again in every run: each input of the corpus and of the regressions,
/// and some thousands that are drawn from them, the same ones each time.
/// </summary>
public sealed class FuzzedOctets
{
    /// <summary>Executions by target, where an execution is a whole run of a model.</summary>
    private static readonly Dictionary<string, int> Fewer = new()
    {
        ["plans"] = 12,
        ["schedules"] = 300,
        ["scenario-json"] = 150,
        ["config-json"] = 400,
        ["ike-handshake"] = 400,
        ["ike-exchanges"] = 800,
        ["certificates"] = 600,
    };

    public static TheoryData<string> Names => [.. Targets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_claim_holds_for_the_corpus_and_for_what_once_broke_it(string name)
    {
        var target = Targets.Named(name)!;
        foreach (var input in Inputs.InTree(target))
        {
            target.Examine(input);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_claim_holds_for_inputs_that_are_made_of_those(string name)
    {
        var target = Targets.Named(name)!;
        var mutator = new Mutator(target, new(7296));
        var corpus = Inputs.InTree(target).Select(input => new Seed(input, target)).ToList();
        var buffer = new byte[target.LengthMax];
        var executions = Fewer.GetValueOrDefault(name, 3000);
        for (var i = 0; i < executions; i++)
        {
            if (i % 16 == 0)
            {
                mutator.Begin(corpus);
            }

            var input = buffer.AsSpan(0, mutator.Make(buffer));
            var thrown = Record(target, input);
            Assert.True(
                thrown is null, $"{name}: {Convert.ToHexStringLower(input)}\n{thrown}");
        }
    }

    [Fact]
    public void Every_target_has_a_corpus_in_the_tree()
    {
        Assert.All(
            Targets.All,
            target => Assert.NotEmpty(Folder.Inputs(Inputs.CorpusPath(target))));
    }

    private static Exception? Record(IFuzzTarget target, ReadOnlySpan<byte> input)
    {
        try
        {
            target.Run(input);
            return null;
        }
        catch (Exception thrown)
        {
            return thrown;
        }
    }
}

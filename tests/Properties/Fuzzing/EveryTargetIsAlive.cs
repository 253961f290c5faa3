using Holdfast.Fuzz;
using Holdfast.Fuzz.Campaigns;
using Xunit.Abstractions;

namespace Holdfast.Tests.Properties.Fuzzing;

/// <summary>A search that finds nothing could be one that would find nothing.</summary>
public sealed class EveryTargetIsAlive(ITestOutputHelper output)
{
    private const int ExecutionsMax = 10_000;
    private const int Draws = 5;

    public static TheoryData<string> Names => [.. Targets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_planted_bug_is_found_within_ten_thousand_executions(string name)
    {
        var target = Targets.Named(name)!;
        var inputs = Inputs.InTree(target).ToArray();
        var bug = new PlantedBug(inputs.Select(input => PlantedBug.FieldsOf(target, input)));
        int[] found =
        [
            .. Enumerable.Range(1, Draws).Select(draw => Find(target, inputs, bug, (ulong)draw)),
        ];
        Array.Sort(found);
        output.WriteLine($"{name}: found after {string.Join(", ", found)} executions");
        Assert.True(
            found[Draws / 2] <= ExecutionsMax, $"{name}: {string.Join(", ", found)} executions");
    }

    private static int Find(IFuzzTarget target, byte[][] inputs, PlantedBug bug, ulong draw)
    {
        var mutator = new Mutator(target, new(draw));
        var corpus = inputs.Select(input => new Seed(input, target)).ToList();
        var buffer = new byte[target.LengthMax];
        for (var i = 1; i <= ExecutionsMax; i++)
        {
            if (i % 16 == 1)
            {
                mutator.Begin(corpus);
            }

            var input = buffer.AsSpan(0, mutator.Make(buffer));
            if (bug.IsHit(PlantedBug.FieldsOf(target, input)))
            {
                return i;
            }
        }

        return ExecutionsMax + 1;
    }
}

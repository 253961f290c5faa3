using Holdfast.Fuzz;
using Holdfast.Fuzz.Campaigns;
using Xunit.Abstractions;

namespace Holdfast.Tests.Properties.Fuzzing;

/// <summary>
/// What mutations alone reach, without a build of its own: where a bug is planted behind the target
/// itself, <c>fuzz/planted</c> asks (docs/fuzzing.md).
/// </summary>
public sealed class EveryMutatorReaches(ITestOutputHelper output)
{
    private const int InputsMax = 10_000;
    private const int Draws = 5;

    public static TheoryData<string> Names => [.. Targets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_relation_of_two_fields_is_made_within_ten_thousand_inputs(string name)
    {
        var target = Targets.Named(name)!;
        var inputs = Inputs.InTree(target).ToArray();
        var bug = new PlantedBug(inputs.Select(input => PlantedBug.FieldsOf(target, input)));
        int[] found =
        [
            .. Enumerable.Range(1, Draws).Select(draw => Find(target, inputs, bug, (ulong)draw)),
        ];
        Array.Sort(found);
        output.WriteLine($"{name}: made after {string.Join(", ", found)} inputs");
        Assert.True(
            found[Draws / 2] <= InputsMax, $"{name}: {string.Join(", ", found)} inputs");
    }

    private static int Find(IFuzzTarget target, byte[][] inputs, PlantedBug bug, ulong draw)
    {
        var mutator = new Mutator(target, new(draw));
        var corpus = inputs.Select(input => new Seed(input, target)).ToList();
        var buffer = new byte[target.LengthMax];
        for (var i = 1; i <= InputsMax; i++)
        {
            if (i % 16 == 1)
            {
                mutator.Begin(corpus);
            }

            var input = buffer.AsSpan(0, mutator.Make(buffer));
            if (bug.IsHit(PlantedBug.FieldsOf(target, input)))
            {
                // Whatever is made, the target takes.
                target.Run(input);
                return i;
            }
        }

        return InputsMax + 1;
    }
}

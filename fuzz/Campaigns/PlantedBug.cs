using Holdfast.Fuzz.Schemas;

namespace Holdfast.Fuzz.Campaigns;

/// <summary>
/// A bug that a target does not have: two numbers beside each other, the first two aside, say
/// something of each other that those of no input of the corpus say.
/// </summary>
internal sealed class PlantedBug
{
    private const int NumbersBefore = 2;
    private const int RelationsMax = 6;

    /// <summary>What one number may be to the one before it; each needs some luck.</summary>
    private static readonly Func<ulong, ulong, bool>[] Relations =
    [
        (before, number) => number > 2 && number == (before ^ 1),
        (before, number) => before > 3 && number == before + 2,
        (before, number) => before > 5 && number == before * 2,
        (before, number) => before > 100 && number == before / 2,
        (before, number) => before > 200 && before - number == 3,
        (before, number) => before > 1000 && number == before,
        (before, number) => before > 3 && number == (before ^ 8),
        (before, number) => before > 7 && number == before + 5,
        (before, number) => before > 7 && number == before + 7,
        (before, number) => before > 200 && before - number == 9,
        (before, number) => before > 11 && number == (before ^ 0x40),
        (before, number) => before > 7 && number == before * 3,
    ];

    private readonly Func<ulong, ulong, bool>[] _relations;

    /// <summary>A bug.</summary>
    /// <param name="corpus">The numbers of each input that must not have it.</param>
    public PlantedBug(IEnumerable<IReadOnlyList<ulong>> corpus)
    {
        IReadOnlyList<ulong>[] all = [.. corpus.Select(numbers => (ulong[])[.. numbers])];
        _relations =
        [
            .. Relations.Where(relation => !all.Any(numbers => Has(numbers, relation)))
                .Take(RelationsMax),
        ];
    }

    /// <summary>The numbers that stand in the fields of an input, whoever reads it.</summary>
    public static IReadOnlyList<ulong> FieldsOf(IFuzzTarget target, ReadOnlySpan<byte> input)
    {
        var numbers = new NumbersOf();
        numbers.AddFields(target.ShapeOf(input), input);
        return numbers.Numbers;
    }

    /// <summary>Whether an input of these numbers has the bug thrown.</summary>
    public bool IsHit(IReadOnlyList<ulong> numbers)
    {
        foreach (var relation in _relations)
        {
            if (Has(numbers, relation))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(IReadOnlyList<ulong> numbers, Func<ulong, ulong, bool> relation)
    {
        for (var at = NumbersBefore + 1; at < numbers.Count; at++)
        {
            if (relation(numbers[at - 1], numbers[at]))
            {
                return true;
            }
        }

        return false;
    }
}

using Holdfast.Fuzz.Schemas;

namespace Holdfast.Fuzz.Campaigns;

/// <summary>
/// A bug that a target does not have: two neighbouring fields of an input that parses, the first
/// two aside, say something of each other that no input of the corpus says.
/// </summary>
internal sealed class PlantedBug
{
    private const int FieldsBefore = 2;

    /// <summary>What one number may be to the one before it; each needs some luck.</summary>
    private static readonly Func<ulong, ulong, bool>[] Relations =
    [
        (before, number) => number > 2 && number == (before ^ 1),
        (before, number) => before > 3 && number == before + 2,
        (before, number) => before > 5 && number == before * 2,
        (before, number) => before > 100 && number == before / 2,
        (before, number) => before > 200 && before - number == 3,
        (before, number) => before > 1000 && number == before,
    ];

    private readonly IFuzzTarget _target;
    private readonly Func<ulong, ulong, bool>[] _relations;

    /// <summary>A bug of a target.</summary>
    /// <param name="target">The target.</param>
    /// <param name="corpus">Inputs that must not have it.</param>
    public PlantedBug(IFuzzTarget target, IReadOnlyCollection<byte[]> corpus)
    {
        _target = target;
        _relations =
        [
            .. Relations.Where(relation => !corpus.Any(input => Has(input, relation))),
        ];
    }

    /// <summary>Whether an input has the bug thrown.</summary>
    public bool IsHit(ReadOnlySpan<byte> input)
    {
        foreach (var relation in _relations)
        {
            if (Has(input, relation))
            {
                return true;
            }
        }

        return false;
    }

    private bool Has(ReadOnlySpan<byte> input, Func<ulong, ulong, bool> relation)
    {
        ulong before = 0;
        var seen = 0;
        foreach (var field in _target.ShapeOf(input).Fields)
        {
            // A word of a text is as good as a number: its first octets are one.
            var part = field with { Bits = field.IsNumber ? field.Bits : Math.Min(field.Bits, 32) };
            if (part.Bits is < 8 or > 64)
            {
                continue;
            }

            var number = FieldMutation.Get(input, part);
            if (seen >= FieldsBefore && relation(before, number))
            {
                return true;
            }

            (before, seen) = (number, seen + 1);
        }

        return false;
    }
}

using Holdfast.Codec.Schemas;

namespace Holdfast.Codec.Interpreter;

/// <summary>Computes the numbers that follow from the rest of an element.</summary>
internal sealed class NumberWriter(
    WireNode node, Malleable malleable, Place place, IReadOnlyDictionary<string, int> bits,
    int size)
{
    /// <summary>The number to be written.</summary>
    public UInt128 Value(WirePart part)
    {
        var field = part.Field;
        if (Governed(field) is { } governed && !node[governed].Present)
        {
            return part.Number;
        }

        if (field.Measures is { } measures)
        {
            return Length(measures, part);
        }

        if (field.Counts != "")
        {
            return Count(node[field.Counts], part);
        }

        if (field.First != "")
        {
            return First(node[field.First]);
        }

        if (field.Reserved is { } reserved
            && (malleable == Malleable.Canonical || reserved.OnRead == OnRead.Refuse))
        {
            return reserved.OnWrite;
        }

        if (field.Next && place.Next is { } next)
        {
            return next;
        }

        if (field.More is var (last, more) && place.More is { } follows)
        {
            return follows ? more : last;
        }

        return field.SameAs != "" ? Value(node[field.SameAs]) : field.Const ?? part.Number;
    }

    /// <summary>The octet behind a field; empty ones end where they start.</summary>
    public static int EndOf(
        WireNode node, string field, IReadOnlyDictionary<string, int> bits, int size)
    {
        var names = node.Parts.Select(p => p.Field.Name).ToList();
        var index = names.IndexOf(field) + 1;
        return index == names.Count ? size : bits[names[index]] / 8;
    }

    /// <summary>
    /// The field that a computed number follows from: where it is absent, nothing is.
    /// </summary>
    private static string? Governed(FieldSchema field) =>
        field.Measures is { From: not "" } measures ? measures.To
        : field.Counts != "" ? field.Counts
        : field.First != "" ? field.First
        : null;

    /// <summary>The number of elements; blocks of no octets cannot be counted.</summary>
    private static UInt128 Count(WirePart list, WirePart part) =>
        list.Field.Kind != FieldKind.Blocks ? (uint)list.Nodes.Count
        : list.BlockSize == 0 ? part.Number
        : (uint)list.Octets.Length / list.BlockSize;

    private static UInt128 First(WirePart chain) =>
        chain.Nodes.Count == 0 ? chain.Ending : chain.Nodes[0].Tag;

    /// <summary>Whether all fields behind an extent are absent.</summary>
    private bool NothingBehind(string field) =>
        node.Parts.SkipWhile(p => p.Field.Name != field).Skip(1).All(p => !p.Present);

    private UInt128 Length(MeasuresSchema measures, WirePart part)
    {
        var from = measures.From == "" ? 0 : bits[measures.From] / 8;
        var to = measures.From == "" ? size : EndOf(node, measures.To, bits, size);
        if (measures.Absent >= 0 && NothingBehind(measures.To))
        {
            return (uint)measures.Absent;
        }

        if ((to - from) % measures.Unit != 0)
        {
            throw new CannotWriteException(
                $"{to - from} octets are no multiple of {measures.Unit} for {part.Field.Name}");
        }

        var value = ((to - from) / measures.Unit) + measures.Bias;
        return value >= 0
            ? (uint)value
            : throw new CannotWriteException($"{part.Field.Name} would be negative");
    }
}

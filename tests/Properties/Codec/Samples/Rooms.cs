using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;
using Holdfast.Testing.Samples;

namespace Holdfast.Tests.Properties.Codec.Samples;

/// <summary>Where elements and fields could reach at most, by what is around them.</summary>
internal static class Rooms
{
    /// <summary>
    /// The octet behind the last that an element could take, whatever its own length says.
    /// </summary>
    /// <param name="path">The elements around it and, last, itself.</param>
    /// <param name="sourceLength">Octets of the whole source.</param>
    public static int End(IReadOnlyList<Step> path, int sourceLength)
    {
        for (var i = path.Count - 2; i >= 0; i--)
        {
            var (parent, via) = path[i];
            if (via is null)
            {
                continue;
            }

            if (via.Field.Extent != ExtentRule.Own)
            {
                return via.End;
            }

            if (SchemaFacts.EndField(parent.Schema) is not null)
            {
                return parent.Offset + parent.Length;
            }
        }

        return sourceLength;
    }

    /// <summary>Octets of the fixed fields that are always there behind a field.</summary>
    public static int After(WireSchema schema, string field) => schema.Fields
        .SkipWhile(f => f.Name != field).Skip(1)
        .Where(f => f.When is null).Sum(f => f.Bits) / 8;

    /// <summary>Octets of the fixed fields that are always there.</summary>
    public static int Least(WireSchema schema) =>
        schema.Fields.Where(f => f.When is null).Sum(f => f.Bits) / 8;

    /// <summary>
    /// Whether another value of a length field must be detected at that field: what it measures is
    /// constant, could not hold what is always there, or would leave what encloses it.
    /// </summary>
    public static bool MustBeSeen(Leaf leaf, ulong value, int sourceLength)
    {
        var measures = leaf.Field.Measures!;
        if (measures.Absent >= 0 && value == (ulong)measures.Absent)
        {
            return false;
        }

        var node = leaf.Node;
        var octets = ((Int128)value - measures.Bias) * measures.Unit;
        var from = measures.From == "" ? node.Offset : node[measures.From].Offset;
        if (SchemaFacts.EndField(node.Schema)?.Name == leaf.Field.Name)
        {
            var end = from + octets;
            return end < node.Offset + Least(node.Schema)
                || IsConstant(node.Schema)
                || end > End(leaf.Path, sourceLength);
        }

        var to = node[measures.To];
        if (!to.Present)
        {
            return false;
        }

        var length = octets - (to.Offset - from);
        var room = to.Field.Trailer
            ? to.End - node.Parts.First(p => p.Field.Extent == ExtentRule.Rest).Offset
            : NodeEnd(leaf, sourceLength) - After(node.Schema, to.Field.Name) - to.Offset;
        return length < 0 || length > room;
    }

    private static int NodeEnd(Leaf leaf, int sourceLength) =>
        SchemaFacts.EndField(leaf.Node.Schema) is not null
            ? leaf.Node.Offset + leaf.Node.Length
            : End(leaf.Path, sourceLength);

    private static bool IsConstant(WireSchema schema) =>
        schema.Fields.All(f => f.Kind == FieldKind.Tag || (f.Bits > 0 && f.When is null));
}

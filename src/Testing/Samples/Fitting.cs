using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;
using Holdfast.Testing.Draws;

namespace Holdfast.Testing.Samples;

/// <summary>
/// Makes chosen fields fit each other: multiples of a length's unit, and paddings.
/// </summary>
internal static class Fitting
{
    /// <summary>
    /// Lengthens free octets, so that the measured extent is a multiple of the unit.
    /// </summary>
    public static WireNode ToUnit(WireNode node, FieldSchema length, Choices choices)
    {
        var measures = length.Measures!;
        var names = node.Schema.Fields.Select(f => f.Name).ToList();
        var from = measures.From == "" ? 0 : names.IndexOf(measures.From);
        var to = measures.From == "" ? names.Count - 1 : names.IndexOf(measures.To);
        var parts = node.Parts.Skip(from).Take(to - from + 1).Where(p => p.Present).ToList();
        var over = parts.Sum(SizeBits) / 8 % measures.Unit;
        return over == 0
            ? node
            : Lengthened(node, parts, choices.Octets(measures.Unit - over)) ?? node;
    }

    /// <summary>
    /// The element with more octets in one of its parts; null: none can take them.
    /// </summary>
    private static WireNode? Lengthened(
        WireNode node, IEnumerable<WirePart> parts, byte[] more)
    {
        foreach (var part in parts.Reverse().Where(p => p.Present && p.Field.Padding is null))
        {
            if (part.Field is { Kind: FieldKind.Octets or FieldKind.OneOf, Bits: 0 }
                && part.Nodes.Count == 0
                && part.Field.Extent is ExtentRule.Rest or ExtentRule.Measured)
            {
                byte[] longer = [.. part.Octets.Span, .. more];
                return node.With(part with { Octets = new Octets(longer) });
            }

            for (var i = part.Nodes.Count - 1; i >= 0; i--)
            {
                if (Lengthened(part.Nodes[i], more) is { } element)
                {
                    return node.With(part with { Nodes = part.Nodes.With(i, element) });
                }
            }
        }

        return null;
    }

    private static WireNode? Lengthened(WireNode node, byte[] more) =>
        node.Chosen is { } chosen
            ? Lengthened(chosen, more) is { } longer ? node with { Chosen = longer } : null
            : node.Schema.Fields.Any(f => f.Measures is { Unit: > 1 })
                ? null
                : Lengthened(node, node.Parts, more);

    /// <summary>
    /// Chooses the octets of a padding: the least, or more where a length field tells it.
    /// </summary>
    public static WireNode Padded(
        WireNode node, FieldSchema padding, Choices choices, bool least)
    {
        var part = node[padding.Name];
        if (!part.Present || padding.Bits > 0)
        {
            return part.Present
                ? node.With(part with
                {
                    Octets = Content(padding, choices, padding.Bits / 8, least),
                })
                : node;
        }

        if (padding.Extent == ExtentRule.Aligned)
        {
            return node.With(part with { Octets = Content(padding, choices, 64, least) });
        }

        var align = padding.Padding!.Align;
        var others = node.Parts.Where(p => p.Present && p.Field.Name != padding.Name)
            .Sum(SizeBits) / 8;
        var octets = (align - (others % align)) % align;
        if (!least && choices.Chance(40))
        {
            var max = padding.Extent == ExtentRule.Measured
                ? (int)ulong.Min(255, Numbers.Max(node.Schema[padding.ExtentBy]))
                : 64;
            octets += align * choices.Below(((max - octets) / align) + 1);
        }

        return node.With(part with { Octets = Content(padding, choices, octets, least) });
    }

    private static Octets Content(FieldSchema field, Choices choices, int count, bool least)
    {
        var padding = field.Padding!;
        if (!least && choices.Chance(30)
            && (padding.Rule == PaddingRule.Any || padding.OnRead == OnRead.Ignore))
        {
            return new Octets(choices.Octets(count));
        }

        var octets = new byte[count];
        for (var i = 0; i < count && padding.Rule == PaddingRule.Counting; i++)
        {
            octets[i] = (byte)(i + 1);
        }

        return new Octets(octets);
    }

    private static int SizeBits(WirePart part)
    {
        if (part.Field.Kind is FieldKind.Number or FieldKind.Tag)
        {
            return part.Field.Bits * (part.Field.Kind == FieldKind.Number ? 1 : 0);
        }

        var octets = part.Octets.Length;
        foreach (var node in part.Nodes)
        {
            octets += ReferenceWriter.TryWrite(node, Malleable.Kept, out var written, out _)
                ? written.Length
                : 0;
        }

        return octets * 8;
    }
}

using Holdfast.Codec.Schemas;

namespace Holdfast.Codec.Interpreter;

/// <summary>Opens the bodies of an element that was read as views are, in wire order.</summary>
internal static class BodyOpener
{
    /// <summary>The element with every body opened; null: one is refused.</summary>
    public static WireNode? Open(Input input, WireNode node)
    {
        input.Step();
        if (node.Chosen is { } chosen)
        {
            return Open(input, chosen) is { } opened ? node with { Chosen = opened } : null;
        }

        foreach (var part in node.Parts)
        {
            var opened = part.Field.Kind == FieldKind.OneOf && part.Present
                ? OpenBody(input, node, part)
                : OpenElements(input, part);
            if (opened is null)
            {
                return null;
            }

            node = node.With(opened);
        }

        return node;
    }

    private static WirePart? OpenElements(Input input, WirePart part)
    {
        var nodes = new List<WireNode>();
        foreach (var element in part.Nodes)
        {
            if (Open(input, element) is not { } opened)
            {
                return null;
            }

            nodes.Add(opened);
        }

        return part with { Nodes = Items.Of<WireNode>(nodes.ToArray()) };
    }

    private static WirePart? OpenBody(Input input, WireNode node, WirePart part)
    {
        var tag = node[part.Field.Tag].Number;
        var chosen = part.Field.Cases.FirstOrDefault(c => c.Tag == tag);
        if (chosen is null)
        {
            return IsCritical(node, part) ? Refuse(input, node[part.Field.Critical]) : part;
        }

        if (chosen.Opaque)
        {
            return part with { Case = chosen.Name };
        }

        var room = new Room(part.Offset, part.End, true);
        var body = input.Element(chosen.Type(), room, tag);
        if (body is null)
        {
            return null;
        }

        if (body.Length != part.Octets.Length)
        {
            input.Fail(DecodeFault.TrailingOctets, part.Offset + body.Length, part.Field.Label);
            return null;
        }

        return Open(input, body) is not { } opened
            ? null
            : part with { Case = chosen.Name, Nodes = [opened] };
    }

    private static bool IsCritical(WireNode node, WirePart part) =>
        part.Field.Critical != "" && node[part.Field.Critical].Number != 0;

    private static WirePart? Refuse(Input input, WirePart flag)
    {
        input.Fail(DecodeFault.UnknownCritical, flag.Offset, flag.Field.Label);
        return null;
    }
}

using Holdfast.Codec.Schemas;

namespace Holdfast.Codec.Interpreter;

/// <summary>Reads what stands in a variable schema.</summary>
internal sealed class ContentReader(Input input, FieldReader element, FieldSchema schema)
{
    private int _at = element.At;
    private readonly List<WireNode> _nodes = [];

    /// <summary>Reads the field from where the element stands.</summary>
    /// <param name="octets">Octets of its extent; −1: it says itself where it ends.</param>
    /// <param name="bounded">Whether a length fixes the extent.</param>
    /// <param name="part">What was read.</param>
    public bool TryRead(int octets, bool bounded, out WirePart part)
    {
        var hasExtent = octets >= 0;
        var room = new Room(_at, hasExtent ? _at + octets : element.End, bounded);
        part = new WirePart(schema, true, _at * 8, 0);
        ulong ending = 0;
        var good = schema.Kind switch
        {
            FieldKind.Struct => Struct(room, hasExtent),
            FieldKind.Many => Many(room, hasExtent),
            FieldKind.Chain => Chain(room, hasExtent, out ending),
            FieldKind.Blocks => Blocks(room),
            FieldKind.Octets or FieldKind.OneOf => Take(room),
            FieldKind.Number or FieldKind.Tag => throw new InvalidOperationException(
                $"{schema.Name} is not variable"),
        };
        if (!good)
        {
            return false;
        }

        part = part with
        {
            BitLength = (_at - room.Start) * 8,
            Octets = input.Slice(room.Start, _at),
            Nodes = Items.Of<WireNode>(_nodes.ToArray()),
            BlockSize = schema.Kind == FieldKind.Blocks ? BlockSize : 0,
            Ending = ending,
        };
        return true;
    }

    private ulong BlockSize => schema.BlockSizeBy == ""
        ? (ulong)schema.BlockSize
        : element.Number(schema.BlockSizeBy);

    private bool Take(Room room)
    {
        _at = room.End;
        return true;
    }

    private bool Struct(Room room, bool hasExtent) =>
        TryElement(room, 0)
        && (!hasExtent || _at == room.End
            || input.Fail(DecodeFault.TrailingOctets, _at, schema.Label));

    private bool Many(Room room, bool hasExtent)
    {
        var counted = schema.CountedBy != "";
        var wanted = counted ? element.Number(schema.CountedBy) : 0;
        while (counted ? (ulong)_nodes.Count < wanted : _at < room.End)
        {
            if (!TryElement(room, 0))
            {
                return false;
            }

            var last = counted ? (ulong)_nodes.Count == wanted : _at == room.End;
            if (!MarkAgrees(_nodes[^1], last))
            {
                return false;
            }
        }

        if (!counted || !hasExtent || _at == room.End)
        {
            return true;
        }

        var count = element.Part(schema.CountedBy);
        return input.Fail(DecodeFault.LengthOutOfRange, count.Offset, count.Field.Label);
    }

    private bool Chain(Room room, bool hasExtent, out ulong ending)
    {
        var link = schema.Element!();
        var tag = element.Number(schema.FirstBy);
        while (tag != schema.Chain!.End
            && !(schema.Chain.EndsAtUnknown && !KnownTags.Contains(link, tag)))
        {
            if (!TryElement(room, tag))
            {
                ending = tag;
                return false;
            }

            var last = link.Until.Contains((uint)tag);
            tag = _nodes[^1].Next!.Number;
            if (last)
            {
                break;
            }
        }

        ending = tag;
        return !hasExtent || _at == room.End
            || input.Fail(DecodeFault.TrailingOctets, _at, schema.Label);
    }

    private bool Blocks(Room room)
    {
        var octets = (ulong)(room.End - room.Start);
        _at = room.End;
        if (schema.CountedBy != "")
        {
            var count = element.Part(schema.CountedBy);
            return (UInt128)count.Number * BlockSize == octets
                || input.Fail(DecodeFault.LengthOutOfRange, count.Offset, count.Field.Label);
        }

        if (BlockSize == 0 ? octets == 0 : octets % BlockSize == 0)
        {
            return true;
        }

        var size = schema.BlockSizeBy == "" ? null : element.Part(schema.BlockSizeBy);
        return input.Fail(
            DecodeFault.LengthOutOfRange, size?.Offset ?? room.Start,
            size?.Field.Label ?? schema.Label);
    }

    private bool TryElement(Room room, ulong tag)
    {
        var node = input.Element(schema.Element!(), room with { Start = _at }, tag);
        if (node is null)
        {
            return false;
        }

        if (node.Length == 0 && schema.Kind != FieldKind.Struct)
        {
            throw new InvalidOperationException($"an element of {schema.Name} takes no octets");
        }

        _nodes.Add(node);
        _at += node.Length;
        return true;
    }

    private bool MarkAgrees(WireNode node, bool last)
    {
        var mark = node.Parts.FirstOrDefault(p => p.Field.More is not null);
        if (mark?.Field.More is not var (lastValue, _))
        {
            return true;
        }

        return (mark.Number == lastValue) == last
            || input.Fail(DecodeFault.ContinuationMismatch, mark.Offset, mark.Field.Label);
    }
}

/// <summary>The tags that a link type has cases for.</summary>
internal static class KnownTags
{
    public static bool Contains(WireSchema link, ulong tag) => Of(link) is not { } known
        || known.Contains(tag);

    /// <summary>The tags; null: any.</summary>
    public static IReadOnlyList<ulong>? Of(WireSchema link)
    {
        if (link.IsLinkSum)
        {
            return [.. link.Cases.Select(c => c.Tag)];
        }

        var name = link.Fields.FirstOrDefault(f => f.Kind == FieldKind.Tag)?.Name;
        var body = link.Fields.FirstOrDefault(f => f.Kind == FieldKind.OneOf && f.Tag == name);
        return body is null ? null : [.. body.Cases.Select(c => c.Tag)];
    }
}

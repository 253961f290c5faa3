using Holdfast.Codec.Schemas;

namespace Holdfast.Codec.Interpreter;

/// <summary>Writes the fields of one plain element.</summary>
internal sealed class FieldWriter(WireNode node, Malleable malleable, Place place)
{
    private readonly WireSchema _schema = node.Schema;
    private readonly Dictionary<string, byte[]> _contents = [];
    private readonly Dictionary<string, int> _bits = [];
    private byte[] _octets = [];

    public byte[] Write()
    {
        foreach (var part in node.Parts.Where(p => p.Present && p.Field.Kind != FieldKind.Number))
        {
            _contents[part.Field.Name] = Content(part);
        }

        foreach (var part in node.Parts.Where(p => p.Present && IsComputedPadding(p.Field)))
        {
            _contents[part.Field.Name] = Padding(part);
        }

        Lay();
        var numbers = new NumberWriter(node, malleable, place, _bits, _octets.Length);
        foreach (var part in node.Parts.Where(p => p.Present))
        {
            if (part.Field.Kind == FieldKind.Number)
            {
                Put(part.Field, numbers.Value(part));
            }
            else
            {
                _contents[part.Field.Name].CopyTo(_octets, _bits[part.Field.Name] / 8);
            }
        }

        foreach (var part in node.Parts.Where(p => p.Present && p.Field.Checksum is not null))
        {
            PutChecksum(part.Field);
        }

        return _octets;
    }

    private byte[] Content(WirePart part) => part.Field.Kind switch
    {
        FieldKind.Tag => [],
        FieldKind.Many => Many(part),
        FieldKind.Chain => Chain(part),
        FieldKind.Octets or FieldKind.Blocks or FieldKind.OneOf or FieldKind.Struct =>
            part.Nodes.Count == 1
                ? ReferenceWriter.Element(part.Nodes[0], malleable, default)
                : Octets(part),
        FieldKind.Number => throw new InvalidOperationException("numbers are written by bits"),
    };

    private static byte[] Octets(WirePart part) =>
        part.Field.Bits == 0 || part.Octets.Length * 8 == part.Field.Bits
            ? part.Octets.Span.ToArray()
            : throw new CannotWriteException($"{part.Field.Name} has another width");

    private byte[] Many(WirePart part)
    {
        var octets = new List<byte>();
        for (var i = 0; i < part.Nodes.Count; i++)
        {
            var more = i + 1 < part.Nodes.Count;
            octets.AddRange(
                ReferenceWriter.Element(part.Nodes[i], malleable, new Place(null, more)));
        }

        return [.. octets];
    }

    private byte[] Chain(WirePart part)
    {
        var octets = new List<byte>();
        for (var i = 0; i < part.Nodes.Count; i++)
        {
            var link = part.Nodes[i];
            var isLast = i + 1 == part.Nodes.Count;
            var isUntil = part.Field.Element!().Until.Contains((uint)link.Tag);
            if (isUntil && !isLast)
            {
                throw new CannotWriteException($"a link of {part.Field.Name} is last too early");
            }

            ulong? next = isUntil ? null : isLast ? part.Ending : part.Nodes[i + 1].Tag;
            octets.AddRange(ReferenceWriter.Element(link, malleable, new Place(next, null)));
        }

        return [.. octets];
    }

    /// <summary>Padding of which the writer, not the tree, says what it is.</summary>
    private bool IsComputedPadding(FieldSchema field) => field.Padding is not null
        && (malleable == Malleable.Canonical || field.Extent == ExtentRule.Aligned);

    private byte[] Padding(WirePart part)
    {
        var field = part.Field;
        if (field.Bits > 0)
        {
            return [.. Enumerable.Range(0, field.Bits / 8)
                .Select(i => FinalChecks.Octet(field.Padding!.Rule, i))];
        }

        var layout = new SchemaParts(_schema);
        var others = layout.After(layout.Of(field)) + node.Parts
            .TakeWhile(p => p.Field.Name != field.Name).Where(p => p.Present)
            .Sum(p => p.Field.Kind == FieldKind.Number
                ? p.Field.Bits
                : _contents[p.Field.Name].Length * 8) / 8;
        var align = field.Extent == ExtentRule.Aligned ? field.ExtentOctets : field.Padding!.Align;
        var octets = new byte[(align - (others % align)) % align];
        for (var i = 0; i < octets.Length; i++)
        {
            octets[i] = malleable == Malleable.Kept && i < part.Octets.Length
                ? part.Octets[i]
                : FinalChecks.Octet(field.Padding!.Rule, i);
        }

        return octets;
    }

    private void Lay()
    {
        var bit = 0;
        foreach (var part in node.Parts)
        {
            _bits[part.Field.Name] = bit;
            if (part.Present)
            {
                bit += part.Field.Kind == FieldKind.Number
                    ? part.Field.Bits
                    : _contents[part.Field.Name].Length * 8;
            }
        }

        _octets = new byte[bit / 8];
    }

    private void Put(FieldSchema field, UInt128 value)
    {
        if (value >> field.Bits != 0)
        {
            throw new CannotWriteException($"{value} does not fit {field.Name}");
        }

        var number = (ulong)value;
        if (node.Order == ByteOrder.Little && field.Bits % 8 == 0)
        {
            number = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(number)
                >> (64 - field.Bits);
        }

        var first = _bits[field.Name];
        for (var i = 0; i < field.Bits; i++)
        {
            var bit = (number >> (field.Bits - 1 - i)) & 1;
            var at = first + i;
            _octets[at / 8] |= (byte)(bit << (7 - (at % 8)));
        }
    }

    private void PutChecksum(FieldSchema field)
    {
        var to = field.Checksum!.To;
        var end = to == "" ? _octets.Length : NumberWriter.EndOf(node, to, _bits, _octets.Length);
        var at = _bits[field.Name] / 8;
        if (malleable == Malleable.Kept && field.Checksum.OnRead == OnRead.Ignore)
        {
            return;
        }

        _octets[at] = _octets[at + 1] = 0;
        var sum = 0xFFFF - OnesComplement.Sum(_octets.AsSpan(0, end));
        _octets[at] = (byte)(sum >> 8);
        _octets[at + 1] = (byte)sum;
    }
}

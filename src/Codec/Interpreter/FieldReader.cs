using Holdfast.Codec.Schemas;

namespace Holdfast.Codec.Interpreter;

/// <summary>Reads the fields of one plain element, in wire order.</summary>
internal sealed class FieldReader
{
    private readonly Input _input;
    private readonly WireSchema _schema;
    private readonly ulong _tag;
    private readonly SchemaParts _layout;
    private readonly Dictionary<string, WirePart> _parts = [];

    public FieldReader(Input input, WireSchema schema, Room room, ulong tag)
    {
        _input = input;
        _schema = schema;
        _tag = tag;
        _layout = new SchemaParts(schema);
        Start = At = room.Start;
        End = room.End;
        Order = schema.Order.Context == ""
            ? schema.Order.Fixed
            : (ByteOrder)input.Facts.Members[schema.Order.Context];
    }

    /// <summary>The first octet of the element.</summary>
    public int Start { get; }

    /// <summary>The octet to be read next.</summary>
    public int At { get; private set; }

    /// <summary>The end of the source, or of the element once a length has told it.</summary>
    public int End { get; private set; }

    /// <summary>Whether a length of this element has told its end.</summary>
    public bool Bounded { get; private set; }

    public ByteOrder Order { get; private set; }

    public WireNode? Read()
    {
        foreach (var field in _schema.Fields.Where(f => f.Kind == FieldKind.Tag))
        {
            _parts[field.Name] = new WirePart(field, true, Start * 8, 0) { Number = _tag };
        }

        foreach (var part in _layout.Parts.Where(p => !p.Trailer))
        {
            if (!ReadPart(part))
            {
                return null;
            }
        }

        if (_layout.Parts.Any(p => p.Trailer))
        {
            At = End;
        }

        if (Bounded && At != End)
        {
            var field = _schema.Fields.LastOrDefault(f => !SchemaParts.IsFixed(f))
                ?? _schema.Fields[^1];
            _input.Fail(DecodeFault.TrailingOctets, At, field.Label);
            return null;
        }

        if (!FinalChecks.Pass(_input, _schema, _parts, Start, At, Bounded))
        {
            return null;
        }

        var parts = _schema.Fields.Select(f => _parts[f.Name]).ToArray();
        return new WireNode(_schema, Start, At - Start, Items.Of<WirePart>(parts))
        {
            Tag = _tag,
            Order = Order,
        };
    }

    /// <summary>The value of a number or tag; an absent one is 0.</summary>
    public ulong Number(string field) => _parts[field].Number;

    /// <summary>The part of a field that was read before.</summary>
    public WirePart Part(string field) => _parts[field];

    /// <summary>Keeps a trailer that was placed.</summary>
    public void Place(WirePart part) => _parts[part.Field.Name] = part;

    private bool ReadPart(SchemaPart part)
    {
        _input.Step();
        if (!IsPresent(part.When))
        {
            foreach (var field in part.Fields)
            {
                _parts[field.Name] = new WirePart(field, false, At * 8, 0);
            }

            return true;
        }

        if (part.IsRun)
        {
            return RunIsWhole(part.Fields, _layout.After(part)) && ReadRun(part, At, true);
        }

        var extent = new ExtentReader(_input, this, _layout, part);
        var content = new ContentReader(_input, this, part.Fields[0]);
        if (!extent.TryMeasure(out var octets, out var bounded)
            || !content.TryRead(octets, bounded, out var read))
        {
            return false;
        }

        _parts[read.Field.Name] = read;
        At = read.End;
        return true;
    }

    private bool IsPresent(WhenSchema? when)
    {
        if (when is null)
        {
            return true;
        }

        if (when.Field == "")
        {
            return End - At >= when.Remaining;
        }

        return _parts[when.Field].Present && (Number(when.Field) == when.Value) != when.Not;
    }

    /// <summary>
    /// Whether all octets of a run lie before the end; tells the first field that does not.
    /// </summary>
    public bool RunIsWhole(IEnumerable<FieldSchema> fields, int after)
    {
        var bits = fields.Sum(f => f.Bits);
        if (At + (bits / 8) <= End)
        {
            return true;
        }

        var missing = (long)At + (bits / 8) + after - End;
        var bit = At * 8;
        foreach (var field in fields)
        {
            if (bit + field.Bits > End * 8)
            {
                return _input.FailShort(Bounded, bit / 8, field.Label, missing);
            }

            bit += field.Bits;
        }

        return true;
    }

    /// <summary>Reads a run of which all octets are there.</summary>
    public bool ReadRun(SchemaPart part, int at, bool moves)
    {
        FindOrder(part, at);
        if (_input.Error.Fault != DecodeFault.None)
        {
            return false;
        }

        var bit = at * 8;
        foreach (var field in part.Fields)
        {
            _input.Step();
            _parts[field.Name] = ReadFixed(field, bit);
            bit += field.Bits;
            if (!Constraints.Hold(_input, _parts, _parts[field.Name]))
            {
                return false;
            }
        }

        if (moves)
        {
            At = bit / 8;
        }

        var least = At - Start + _layout.After(part);
        return part.Fields.Where(_layout.FixesEnd).All(field => FixEnd(field, least));
    }

    private WirePart ReadFixed(FieldSchema field, int bit)
    {
        var part = new WirePart(field, true, bit, field.Bits);
        if (field.Kind != FieldKind.Number)
        {
            return part with { Octets = _input.Slice(bit / 8, (bit + field.Bits) / 8) };
        }

        return part with { Number = ReadNumber(bit, field.Bits, Order) };
    }

    private ulong ReadNumber(int bit, int bits, ByteOrder order)
    {
        var number = _input.Bits(bit, bits);
        if (order == ByteOrder.Big || bits % 8 != 0)
        {
            return number;
        }

        ulong reversed = 0;
        for (var i = 0; i < bits / 8; i++)
        {
            reversed = (reversed << 8) | ((number >> (8 * i)) & 0xFF);
        }

        return reversed;
    }

    private void FindOrder(SchemaPart part, int at)
    {
        var bit = at * 8;
        foreach (var field in part.Fields)
        {
            if (field.Name == _schema.Order.Field)
            {
                bool IsMagic(ByteOrder order) =>
                    _schema.Order.Magic.Contains((uint)ReadNumber(bit, field.Bits, order));

                if (!IsMagic(ByteOrder.Big) && !IsMagic(ByteOrder.Little))
                {
                    _input.Fail(DecodeFault.FixedValueMismatch, bit / 8, field.Label);
                }

                Order = IsMagic(ByteOrder.Big) ? ByteOrder.Big : ByteOrder.Little;
            }

            bit += field.Bits;
        }
    }

    private bool FixEnd(FieldSchema field, int least)
    {
        var measures = field.Measures!;
        var length = _parts[field.Name];
        var from = measures.From == "" ? Start
            : _parts.TryGetValue(measures.From, out var first) ? first.Offset
            : At;
        var total = from - Start + Lengths.Octets(measures, length.Number);
        if (total < least || (_layout.IsConstant && total != least))
        {
            return _input.Fail(DecodeFault.LengthOutOfRange, length.Offset, field.Label);
        }

        if (Start + total > End)
        {
            var missing = Lengths.Clamp(Start + total - End);
            return _input.FailShort(Bounded, length.Offset, field.Label, missing);
        }

        End = Start + (int)total;
        Bounded = true;
        return true;
    }
}

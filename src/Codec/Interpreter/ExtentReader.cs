using Holdfast.Codec.Schemas;

namespace Holdfast.Codec.Interpreter;

/// <summary>Finds how many octets a variable field has.</summary>
internal sealed class ExtentReader(
    Input input, FieldReader element, SchemaParts layout, SchemaPart part)
{
    private readonly FieldSchema _field = part.Fields[0];
    private readonly int _after = layout.After(part);

    /// <summary>Measures the extent.</summary>
    /// <param name="octets">Its octets; −1: the field says itself where it ends.</param>
    /// <param name="bounded">Whether a length fixes it.</param>
    public bool TryMeasure(out int octets, out bool bounded)
    {
        bounded = element.Bounded || _field.Extent is ExtentRule.Measured or ExtentRule.Context;
        octets = -1;
        return _field.Extent switch
        {
            ExtentRule.Measured => Measured(out octets),
            ExtentRule.Rest => Rest(out octets),
            ExtentRule.Context => FromContext(out octets),
            ExtentRule.Aligned => Aligned(out octets),
            ExtentRule.Sized => Sized(out octets),
            ExtentRule.Own => true,
            ExtentRule.Fixed => throw new InvalidOperationException(
                $"{_field.Name} has no width and no extent rule"),
        };
    }

    private bool Measured(out int octets)
    {
        var length = element.Part(_field.ExtentBy);
        var measures = length.Field.Measures!;
        octets = element.End - element.At;
        if (measures.Absent >= 0 && length.Number == (ulong)measures.Absent)
        {
            return Fits(octets, length, out octets);
        }

        var before = measures.From == _field.Name ? 0
            : element.At - element.Part(measures.From).Offset;
        return Fits(Lengths.Octets(measures, length.Number) - before, length, out octets);
    }

    private bool FromContext(out int octets) => Fits(
        input.Facts.Members[_field.ExtentBy],
        new WirePart(_field, true, element.At * 8, 0), out octets);

    private bool Sized(out int octets)
    {
        var count = element.Part(_field.CountedBy);
        var size = _field.BlockSizeBy == ""
            ? (ulong)_field.BlockSize
            : element.Number(_field.BlockSizeBy);
        return Fits((Int128)count.Number * size, count, out octets);
    }

    /// <summary>Whether an extent fits in front of what must follow it; told at a field.</summary>
    private bool Fits(Int128 wanted, WirePart tellAt, out int octets)
    {
        octets = Lengths.Clamp(wanted);
        if (wanted < 0)
        {
            return input.Fail(DecodeFault.LengthOutOfRange, tellAt.Offset, tellAt.Field.Label);
        }

        var missing = element.At + wanted + _after - element.End;
        return missing <= 0 || input.FailShort(
            element.Bounded, tellAt.Offset, tellAt.Field.Label, Lengths.Clamp(missing));
    }

    private bool Aligned(out int octets)
    {
        var align = _field.ExtentOctets;
        var sizeWithout = element.At - element.Start + _after;
        octets = (align - (sizeWithout % align)) % align;
        var missing = octets - (element.End - element.At);
        return missing <= 0 || input.FailShort(
            element.Bounded, element.At, _field.Label, missing + _after);
    }

    /// <summary>
    /// All that the trailers leave: they are placed first, from the last to the first.
    /// </summary>
    private bool Rest(out int octets)
    {
        octets = 0;
        var trailers = layout.Parts.Where(p => p.Trailer).ToList();
        var runs = trailers.Where(p => p.IsRun).SelectMany(p => p.Fields).ToList();
        if (!element.RunIsWhole(runs, 0))
        {
            return false;
        }

        var end = element.End;
        foreach (var trailer in Enumerable.Reverse(trailers))
        {
            input.Step();
            var before = trailers.Where(t => t.Index < trailer.Index).Sum(t => t.Min);
            var room = end - element.At - before;
            if (!TryPlace(trailer, end, room, out var start))
            {
                return false;
            }

            end = start;
        }

        octets = end - element.At;
        return true;
    }

    /// <summary>Places one trailer in front of what is placed already.</summary>
    private bool TryPlace(SchemaPart trailer, int end, int room, out int start)
    {
        if (trailer.IsRun)
        {
            start = end - trailer.Min;
            return element.ReadRun(trailer, start, false);
        }

        var field = trailer.Fields[0];
        start = end;
        Int128 octets;
        if (field.Extent == ExtentRule.Context)
        {
            octets = input.Facts.Members[field.ExtentBy];
            if (octets < 0 || octets > room)
            {
                return input.FailShort(
                    element.Bounded || octets < 0, element.At, field.Label,
                    Lengths.Clamp(octets - room));
            }
        }
        else
        {
            var length = element.Part(field.ExtentBy);
            octets = Lengths.Octets(length.Field.Measures!, length.Number);
            if (octets < 0 || octets > room)
            {
                return input.Fail(
                    DecodeFault.LengthOutOfRange, length.Offset, length.Field.Label);
            }
        }

        start = end - (int)octets;
        element.Place(new WirePart(field, true, start * 8, (end - start) * 8)
        {
            Octets = input.Slice(start, end),
        });
        return true;
    }
}

using Holdfast.Codec.Generator.Model;
using Holdfast.Codec.Generator.Parse;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>How numbers are read and converted.</summary>
internal static class NumberCode
{
    /// <summary>The raw type: uint up to 32 bits, else ulong.</summary>
    public static string Raw(FieldModel field) => field.Bits <= 32 ? "uint" : "ulong";

    public static string Suffix(FieldModel field) => field.Bits <= 32 ? "u" : "ul";

    /// <summary>An expression of the raw type that reads the field.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="field">The field.</param>
    /// <param name="view">Whether it stands in a view ("_s") or in a parser ("source").</param>
    public static string Read(Layout layout, FieldModel field, bool view)
    {
        var span = view ? "_s" : "source";
        var part = layout.PartOf(field);
        var bit = part.BitOffset(field);
        var position = part.Start.Plus(bit / 8);
        var at = position.In(view);
        if (view && position.Constant < 0)
        {
            (span, at) = ($"At.From(_s, {at})", "0");
        }

        var within = bit % 8;
        var octets = (within + field.Bits + 7) / 8;
        var raw = Raw(field);
        if (within == 0 && field.Bits % 8 == 0)
        {
            return Whole(layout.Model.Order, span, at, octets, view, raw);
        }

        var read = octets switch
        {
            1 => $"At.U8({span}, {at})",
            2 => $"At.U16({span}, {at})",
            4 => $"At.U32({span}, {at})",
            8 => $"At.U64({span}, {at})",
            _ => $"At.Big({span}, {at}, {octets})",
        };
        var shift = (octets * 8) - within - field.Bits;
        var shifted = shift == 0 ? $"(uint){read}" : $"({read} >> {shift})";
        if (octets > 4)
        {
            shifted = shift == 0 ? read : $"({read} >> {shift})";
        }

        var mask = field.Bits == 64 ? ulong.MaxValue : (1UL << field.Bits) - 1;
        return within == 0 && octets <= 4 && shift > 0
            ? $"({raw}){shifted}"
            : $"({raw})({shifted} & 0x{mask:X}{(octets > 4 ? "ul" : "u")})";
    }

    /// <summary>A raw expression as the property's type.</summary>
    public static string ToProperty(FieldModel field, string raw) => field.Form switch
    {
        NumberForm.Flag => $"{raw} != 0",
        NumberForm.Plain => $"({field.Primitive}){raw}",
        NumberForm.Newtype => $"new {Bare(field.Type)}(({field.Primitive}){raw})",
    };

    /// <summary>A property's value as the raw type.</summary>
    public static string FromProperty(FieldModel field, string value) => field.Form switch
    {
        NumberForm.Flag => $"({value} ? 1u : 0u)",
        NumberForm.Plain => $"({Raw(field)}){value}",
        NumberForm.Newtype => $"({Raw(field)}){value}.Value",
    };

    /// <summary>
    /// Bits of the largest number that a value can say, or its writer compute: more than the
    /// field's where one may not fit.
    /// </summary>
    public static int MostBits(Layout layout, FieldModel field)
    {
        var computed = field switch
        {
            { Measures: { } measures } => LengthBits(
                measures.Self ? layout.Min : 0, measures.Unit, measures.Bias),
            { Counts: not "" } => 31,
            { First: not "" } or { IsNext: true } => 32,
            _ => 0,
        };
        var said = field.Form == NumberForm.Flag ? 1 : KindReader.BitsOf(field.Primitive);
        return Math.Max(said, computed);
    }

    // From the least number of octets to the most; one below zero fits nowhere.
    private static int LengthBits(int least, int unit, int bias)
    {
        if ((least / unit) + bias < 0)
        {
            return 65;
        }

        var bits = 0;
        for (var most = (int.MaxValue / unit) + (long)bias; most > 0; most >>= 1)
        {
            bits++;
        }

        return bits;
    }

    /// <summary>The type without nullability.</summary>
    public static string Bare(string type) => type.TrimEnd('?');

    private static string Whole(
        OrderModel order, string span, string at, int octets, bool view, string raw)
    {
        if (octets == 1)
        {
            return $"({raw})At.U8({span}, {at})";
        }

        if (order.IsDynamic)
        {
            return $"({raw})At.Any({span}, {at}, {octets}, {(view ? "_little" : "little")})";
        }

        if (order.Little)
        {
            return $"({raw})At.Little({span}, {at}, {octets})";
        }

        return octets switch
        {
            2 => $"({raw})At.U16({span}, {at})",
            4 => $"({raw})At.U32({span}, {at})",
            8 => $"At.U64({span}, {at})",
            _ => $"({raw})At.Big({span}, {at}, {octets})",
        };
    }
}

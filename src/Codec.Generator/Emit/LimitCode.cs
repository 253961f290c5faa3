using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>Ranges of numbers and of lengths, which may hold under a condition only.</summary>
internal static class LimitCode
{
    /// <summary>Checks the ranges of a number that was read.</summary>
    public static void EmitNumber(
        ParseEmitter parse, CodeWriter code, Layout layout, FieldModel field, string at)
    {
        var suffix = NumberCode.Suffix(field);
        foreach (var limit in field.Limits)
        {
            code.Line($"if ({Condition(layout, field, limit)}"
                + $"v{field.Name} is not {Pattern(limit, ulong.MaxValue, suffix)})");
            parse.RefuseAt("ValueOutOfRange", at, field.Label);
        }
    }

    /// <summary>Checks how many octets a variable part has, once the end is known.</summary>
    /// <param name="end">Where the part ends.</param>
    public static void EmitLength(
        ParseEmitter parse, CodeWriter code, Layout layout, FieldModel field, string end)
    {
        var part = layout.PartOf(field);
        var start = part.Start.In(false);
        var octets = start == "0" ? end : $"{end} - ({start})";
        var present = field.When is null ? "" : $"{Presence.InParser(layout, part)} && ";

        // What takes all that is left may be longer once more octets come.
        var isFinal = parse.IsBounded || field.Extent != ExtentRule.Rest;
        foreach (var limit in field.Lengths)
        {
            code.Line($"if ({present}{Condition(layout, field, limit)}"
                + $"{octets} is not {Pattern(limit, int.MaxValue, "")})");
            parse.Refuse($"Fault.Length({(isFinal ? "true" : "false")}, {octets}, "
                + $"{Math.Min(limit.Min, int.MaxValue)}, {start}, "
                + $"{CodeWriter.Literal(field.Label)})");
        }
    }

    /// <summary>The fields by whose values ranges of a type hold.</summary>
    public static IEnumerable<string> Deciding(WireModel model) => model.Fields
        .SelectMany(field => field.Limits.Concat(field.Lengths))
        .Select(limit => limit.Of)
        .Where(name => name != "");

    /// <summary>"Where the deciding field is there and has the value, and"; or nothing.</summary>
    private static string Condition(Layout layout, FieldModel field, LimitModel limit)
    {
        if (limit.Of == "")
        {
            return "";
        }

        var by = layout.Model.Field(limit.Of);
        var holds = $"v{by.Name} == {limit.Is}{NumberCode.Suffix(by)} && ";

        // An absent number reads as 0. One of the field's own run is there with it.
        if (by.When is null || limit.Is != 0 || layout.PartOf(by) == layout.PartOf(field))
        {
            return holds;
        }

        var part = layout.PartOf(by);
        return $"{part.End.In(false)} > {part.Start.In(false)} && {holds}";
    }

    private static string Pattern(LimitModel limit, ulong most, string suffix)
    {
        var (min, max) = (Math.Min(limit.Min, most), Math.Min(limit.Max, most));
        var range = min == max
            ? $"{min}{suffix}"
            : $"(>= {min}{suffix} and <= {max}{suffix})";
        return limit.OrZero && min > 0 ? $"(0{suffix} or {range})" : range;
    }
}

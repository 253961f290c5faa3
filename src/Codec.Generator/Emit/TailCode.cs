using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>
/// Checks that come last: lengths of parts, padding rules and checksums, in wire order.
/// </summary>
internal static class TailCode
{
    public static void Emit(ParseEmitter parse, CodeWriter code, Layout layout, FieldModel field)
    {
        if (field.Lengths.Count > 0)
        {
            LimitCode.EmitLength(
                parse, code, layout, field, EndOf(layout, layout.PartOf(field)));
        }

        if (field.Padding is { Refuse: true } padding)
        {
            var part = layout.PartOf(field);
            var start = part.StartOf(field).In(false);
            var octets = field.IsFixed
                ? $"{field.Bits / 8}"
                : $"{EndOf(layout, part)} - ({start})";
            code.Line($"var wrong{field.Name} = Fault.WrongPadding("
                + $"At.Slice(source, {start}, {octets}), {Rule(padding)});");
            code.Line($"if (wrong{field.Name} >= 0)");
            parse.RefuseAt("PaddingMismatch", $"{start} + wrong{field.Name}", field.Label);
        }

        if (field.Checksum is { Refuse: true } checksum)
        {
            var at = layout.StartOf(field).In(false);
            var condition =
                $"!At.ChecksumIsValid(At.Slice(source, 0, {CoveredEnd(layout, checksum, false)}))";
            code.Line(field.When is null
                ? $"if ({condition})"
                : $"if ({Presence.InParser(layout, layout.PartOf(field))} && {condition})");
            parse.RefuseAt("ChecksumMismatch", at, field.Label);
        }
    }

    public static string Rule(PaddingModel padding) => padding.Rule switch
    {
        0 => "PaddingRule.Any",
        1 => "PaddingRule.Zero",
        _ => "PaddingRule.Counting",
    };

    /// <summary>The end of what a checksum covers.</summary>
    public static string CoveredEnd(Layout layout, ChecksumModel checksum, bool view)
    {
        if (checksum.To == "")
        {
            return view ? "_s.Length" : "stop";
        }

        var field = layout.Model.Field(checksum.To);
        var part = layout.PartOf(field);
        if (field.IsFixed)
        {
            return part.StartOf(field).Plus(field.Bits / 8).In(view);
        }

        return view ? part.End.In(true) : EndOf(layout, part);
    }

    private static string EndOf(Layout layout, Part part) =>
        part.Index == layout.Parts.Count - 1 && !part.Trailer ? "stop" : part.End.In(false);
}

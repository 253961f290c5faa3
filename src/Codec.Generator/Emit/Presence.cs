using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>Whether a conditional field is there, asked of a view.</summary>
internal static class Presence
{
    public static string Of(Layout layout, FieldModel field)
    {
        var part = layout.PartOf(field);
        if (part.IsRun || field.When!.Field == "")
        {
            return $"{part.End.In(true)} > {part.Start.In(true)}";
        }

        var when = field.When;
        var by = layout.Model.Field(when.Field);
        var holds = $"{NumberCode.Read(layout, by, true)} {(when.Not ? "!=" : "==")} {when.Value}";
        return by.When is null ? holds : $"({Of(layout, by)} && {holds})";
    }

    /// <summary>
    /// Whether a conditional part is there, asked in a parser that stands before it.
    /// </summary>
    public static string InParser(Layout layout, Part part)
    {
        var when = part.When!;
        if (when.Field == "")
        {
            return $"end - ({part.Start.In(false)}) >= {when.Remaining}";
        }

        // A field whose deciding field is absent is absent.
        var by = layout.PartOf(when.Field);
        var holds = $"v{when.Field} {(when.Not ? "!=" : "==")} {when.Value}";
        return by.When is null
            ? holds
            : $"{by.End.In(false)} > {by.Start.In(false)} && {holds}";
    }
}

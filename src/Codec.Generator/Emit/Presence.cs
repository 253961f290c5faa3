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
}

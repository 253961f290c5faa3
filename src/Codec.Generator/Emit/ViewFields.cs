using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>What a view keeps beside its octets: facts from outside, offsets, counts.</summary>
internal static class ViewFields
{
    /// <summary>Type, name and the parser's expression of each.</summary>
    public static IEnumerable<(string Type, string Name, string Argument)> Of(Layout layout)
    {
        var model = layout.Model;
        yield return ("ReadOnlySpan<byte>", "s", "At.Slice(source, 0, stop)");
        if (model.Context != "")
        {
            yield return (model.Context, "context", "context");
        }

        if (model.Tag is { } tag)
        {
            yield return (tag.Type, "tag", "tag");
        }

        if (model.Order.IsDynamic)
        {
            yield return ("bool", "little", "little");
        }

        foreach (var offset in layout.Offsets)
        {
            yield return ("int", offset, offset);
        }

        foreach (var field in model.Fields)
        {
            if (field.Kind is FieldKind.Many or FieldKind.Chain)
            {
                yield return ("int", "n" + field.Name, "n" + field.Name);
            }

            if (field.Kind == FieldKind.Chain)
            {
                yield return ("uint", "g" + field.Name, "g" + field.Name);
            }
        }
    }

    public static IEnumerable<string> Arguments(Layout layout) =>
        Of(layout).Select(f => f.Argument);

    public static void Emit(Layout layout, CodeWriter code)
    {
        var fields = Of(layout).ToList();
        foreach (var (type, name, _) in fields)
        {
            code.Line($"private readonly {type} _{name};");
        }

        code.Line();
        var parameters = fields.Select(f =>
            f.Name == "context" ? $"scoped in {f.Type} context" : $"{f.Type} {f.Name}");
        code.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        code.Open($"private {layout.Model.Name}({string.Join(", ", parameters)})");
        foreach (var (_, name, _) in fields)
        {
            code.Line($"_{name} = {name};");
        }

        code.Close();
        code.Line();
    }
}

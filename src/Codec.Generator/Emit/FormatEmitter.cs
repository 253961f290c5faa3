using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>Emits one line for people.</summary>
internal static class FormatEmitter
{
    public static void Emit(Layout layout, CodeWriter code)
    {
        var model = layout.Model;
        code.Line("/// <summary>One line for people: the fields that carry a meaning.</summary>");
        code.Open("public string Format()");
        code.Line("var text = new StringBuilder();");
        code.Line($"text.Append({CodeWriter.Literal(model.Name)});");
        foreach (var field in model.Fields.Where(f => f.Reserved is null && f.Padding is null))
        {
            EmitField(layout, code, field);
        }

        code.Line("return text.ToString();");
        code.Close();
        code.Line();
    }

    private static void EmitField(Layout layout, CodeWriter code, FieldModel field)
    {
        var open = field.When is not null && field.Kind != FieldKind.Tag;
        if (open)
        {
            code.Open($"if ({Presence.Of(layout, field)})");
        }

        var name = CodeWriter.Literal($" {field.Name}=");
        switch (field.Kind)
        {
            case FieldKind.Octets or FieldKind.OneOf:
                code.Line($"Say.Octets(text, {name}, {field.Name});");
                break;
            case FieldKind.Blocks or FieldKind.Many or FieldKind.Chain:
                code.Line($"Say.Count(text, {name}, {field.Name}.Count);");
                break;
            case FieldKind.Struct:
                code.Line($"Say.Nested(text, {name}, {field.Name}.Format());");
                break;
            default:
                code.Line($"Say.Number(text, {name}, {field.Name});");
                break;
        }

        if (open)
        {
            code.Close();
        }
    }
}

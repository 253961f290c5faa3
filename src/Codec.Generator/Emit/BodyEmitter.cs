using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>Emits the opening of bodies and plaintexts.</summary>
internal static class BodyEmitter
{
    public static void Emit(Layout layout, CodeWriter code, FieldModel field)
    {
        if (field.Kind == FieldKind.OneOf)
        {
            foreach (var group in field.Cases.GroupBy(c => c.Type))
            {
                EmitOpen(layout, code, field, group.Key, group.ToList());
            }
        }

        if (field.Encrypted is { } plain)
        {
            EmitPlain(code, field, plain);
        }
    }

    /// <summary>The raw tag of a sum in a view.</summary>
    public static string Tag(Layout layout, FieldModel field)
    {
        var tag = layout.Model.Field(field.Tag);
        return tag.Kind == FieldKind.Tag
            ? NumberCode.FromProperty(tag, "_tag")
            : NumberCode.Read(layout, tag, true);
    }

    private static void EmitOpen(
        Layout layout, CodeWriter code, FieldModel field, TypeModel type,
        IReadOnlyList<CaseModel> cases)
    {
        var tags = string.Join(" or ", cases.Select(c => $"{c.Tag}"));
        var names = string.Join(", ", cases.Select(c => c.Name));
        var start = layout.StartOf(field).In(true);
        code.Line($"/// <summary>Opens {field.Name} where it is {names}.</summary>");
        if (type.Context != "")
        {
            code.Line("/// <param name=\"context\">What its layout depends on.</param>");
        }

        code.Line("/// <param name=\"body\">The body.</param>");
        code.Line("/// <param name=\"error\"><see cref=\"DecodeFault.UnknownTag\"/> where it is "
            + "something else; otherwise what is wrong, told from the start of this view.</param>");
        var context = type.Context == "" ? "" : $"scoped in {type.Context} context, ";
        code.Open($"public bool Try{field.Name}({context}out {type.FullName} body, "
            + "out DecodeError error)");
        code.Open($"if ({Tag(layout, field)} is not ({tags}))");
        code.Line("body = default;");
        code.Line($"error = Fault.Make(DecodeFault.UnknownTag, {start}, "
            + $"{CodeWriter.Literal(field.Label)});");
        code.Line("return false;");
        code.Close();
        code.Line();
        var types = type.Context == "" ? type.FullName : $"{type.FullName}, {type.Context}";
        var passed = type.Context == "" ? "" : "in context, ";
        code.Line($"return Lift.TryBody<{types}>({field.Name}, {passed}{start}, "
            + $"{CodeWriter.Literal(field.Label)}, out body, out error);");
        code.Close();
        code.Line();
    }

    private static void EmitPlain(CodeWriter code, FieldModel field, TypeModel plain)
    {
        var context = plain.Context == "" ? "" : $"scoped in {plain.Context} context, ";
        var tag = plain.TagType == "" ? "" : $"{plain.TagType} tag, ";
        var passed = (context == "" ? "" : "in context, ") + (tag == "" ? "" : "tag, ");
        code.Line($"/// <summary>Parses the plaintext of {field.Name}, which the caller "
            + "decrypted.</summary>");
        code.Line("/// <param name=\"plaintext\">The plaintext.</param>");
        if (context != "")
        {
            code.Line("/// <param name=\"context\">What its layout depends on.</param>");
        }

        if (tag != "")
        {
            code.Line(
                "/// <param name=\"tag\">What the clear octets say that it begins with.</param>");
        }

        code.Line("/// <param name=\"view\">The view.</param>");
        code.Line("/// <param name=\"error\">What is wrong.</param>");
        code.Line($"public static bool TryOpen{field.Name}(ReadOnlySpan<byte> plaintext, "
            + $"{context}{tag}out {plain.FullName} view, out DecodeError error) =>");
        code.Line($"    {plain.FullName}.TryParse(plaintext, {passed}out view, out error);");
        code.Line();
    }
}

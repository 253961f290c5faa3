using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>Emits the closed hierarchy of a sum's values.</summary>
internal static class SumValueEmitter
{
    /// <summary>The values of a OneOf field.</summary>
    public static void Emit(WireModel model, FieldModel field, CodeWriter code)
    {
        var sum = Roles.SumName(model, field);
        var tag = model.Field(field.Tag);
        var tagType = NumberCode.Bare(tag.Type);
        code.Line($"/// <summary>What stands in the {field.Name} of a "
            + $"<see cref=\"{model.Name}\"/>.</summary>");
        code.Open($"{model.Accessibility} abstract partial record {sum} : IWireValue");
        code.Line($"private {sum}()");
        code.Line("{");
        code.Line("}");
        code.Line();
        code.Line("/// <summary>The tag of the case.</summary>");
        code.Line($"public abstract {tagType} Tag {{ get; }}");
        code.Line();
        code.Line("/// <inheritdoc/>");
        code.Line("public abstract int SizeOf();");
        code.Line();
        code.Line("/// <inheritdoc/>");
        code.Line("public abstract bool TryWrite(Span<byte> destination, in WriteScope scope, "
            + "out int written, out EncodeError error);");
        code.Line();
        foreach (var @case in field.Cases)
        {
            var number = NumberCode.ToProperty(tag, $"{@case.Tag}");
            if (Roles.IsOpaque(model, @case.Type))
            {
                EmitOpaque(code, sum, @case.Name, tagType, number);
            }
            else
            {
                EmitCase(code, sum, @case.Name, @case.Type, $"{tagType} Tag => {number};");
            }
        }

        EmitUnknown(code, sum, tagType);
        code.Close();
        code.Line();
    }

    /// <summary>A case that holds the value of a wire type.</summary>
    public static void EmitCase(
        CodeWriter code, string sum, string name, TypeModel type, string tag)
    {
        code.Line($"/// <summary>{name}.</summary>");
        code.Line("/// <param name=\"Value\">The value.</param>");
        code.Open($"public sealed partial record {name}({type.FullValueName} Value) : {sum}");
        if (tag != "")
        {
            code.Line("/// <inheritdoc/>");
            code.Line($"public override {tag}");
            code.Line();
        }

        code.Line("/// <inheritdoc/>");
        code.Line("public override int SizeOf() => Value?.SizeOf() ?? 0;");
        code.Line();
        code.Line("/// <inheritdoc/>");
        code.Line("public override bool TryWrite(Span<byte> destination, in WriteScope scope, "
            + "out int written, out EncodeError error) =>");
        code.Line($"    Put.TryWrite(destination, Value, in scope, {CodeWriter.Literal(name)}, "
            + "out written, out error);");
        code.Close();
        code.Line();
    }

    private static void EmitOpaque(
        CodeWriter code, string sum, string name, string tagType, string number)
    {
        code.Line($"/// <summary>{name}, which cannot be opened without facts from outside."
            + "</summary>");
        code.Line("/// <param name=\"Octets\">Its octets.</param>");
        code.Open($"public sealed partial record {name}(global::Holdfast.Codec.Octets Octets) "
            + $": {sum}");
        code.Line("/// <inheritdoc/>");
        code.Line($"public override {tagType} Tag => {number};");
        code.Line();
        EmitOctets(code);
        code.Close();
        code.Line();
    }

    private static void EmitUnknown(CodeWriter code, string sum, string tagType)
    {
        code.Line("/// <summary>A tag that is no case: its octets are kept.</summary>");
        code.Line("/// <param name=\"Tag\">The tag.</param>");
        code.Line("/// <param name=\"Octets\">The octets.</param>");
        code.Open($"public sealed partial record Unknown({tagType} Tag, "
            + $"global::Holdfast.Codec.Octets Octets) : {sum}");
        code.Line("/// <inheritdoc/>");
        code.Line($"public override {tagType} Tag {{ get; }} = Tag;");
        code.Line();
        EmitOctets(code);
        code.Close();
    }

    private static void EmitOctets(CodeWriter code)
    {
        code.Line("/// <inheritdoc/>");
        code.Line("public override int SizeOf() => Octets.Length;");
        code.Line();
        code.Line("/// <inheritdoc/>");
        code.Line("public override bool TryWrite(Span<byte> destination, in WriteScope scope, "
            + "out int written, out EncodeError error) =>");
        code.Line("    Put.TryOctets(destination, Octets, out written, out error);");
    }
}

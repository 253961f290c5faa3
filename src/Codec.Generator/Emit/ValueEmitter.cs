using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>Emits the value: an immutable record that compares by content.</summary>
internal sealed class ValueEmitter(Layout layout, CodeWriter code)
{
    private readonly WireModel _model = layout.Model;

    public void Emit()
    {
        var link = _model.IsLink ? "ILinkValue" : "IWireValue";
        code.Line($"/// <summary>The value of a <see cref=\"{_model.Name}\"/>, equal by content. "
            + "A derived field that is null is computed when it is written.</summary>");
        code.Open($"{_model.Accessibility} sealed partial record {_model.ValueName} : {link}");
        EmitProperties(_model, code);
        if (_model.IsLink)
        {
            code.Line("/// <inheritdoc/>");
            code.Line($"public uint LinkTag => {LinkTag()};");
            code.Line();
        }

        if (_model.Next is { } next && _model.Tag is null)
        {
            code.Line(
                $"/// <summary>The value as a link of a chain, which computes its {next.Name}."
                + "</summary>");
            code.Line(
                $"public {_model.ValueName} InChain() => this with {{ {next.Name} = null }};");
            code.Line();
        }

        EmitParse(_model, code);
        WriteEmitter.Emit(layout, code);
        code.Close();
        code.Line();
    }

    /// <summary>What the value holds.</summary>
    public static void EmitProperties(WireModel model, CodeWriter code)
    {
        foreach (var field in model.Fields.Where(f => Roles.IsKept(model, f)))
        {
            EmitProperty(model, field, code);
        }

        foreach (var chain in EndingChains(model))
        {
            code.Line($"/// <summary>The tag behind the last link of {chain.Name}.</summary>");
            code.Line($"public uint {chain.Name}Ending {{ get; init; }}");
            code.Line();
        }

        if (model.Order.Field != "")
        {
            code.Line("/// <summary>The byte order in which it is written.</summary>");
            code.Line("public ByteOrder Order { get; init; }");
            code.Line();
        }
    }

    /// <summary>Chains whose ending is a free part of the value.</summary>
    public static IEnumerable<FieldModel> EndingChains(WireModel model) =>
        model.Fields.Where(f => f.Chain is { EndsAtUnknown: true });

    /// <summary>Reads and opens in one call.</summary>
    public static void EmitParse(WireModel model, CodeWriter code)
    {
        var (declared, passed) = model.IsLinkSum
            ? ("uint tag, ", "tag, ")
            : ParseEmitter.Facts(model);
        code.Line("/// <summary>Reads a whole value from the start of a source.</summary>");
        code.Line("/// <param name=\"source\">The octets.</param>");
        ParseEmitter.FactDocs(code, model);
        if (model.IsLinkSum)
        {
            code.Line("/// <param name=\"tag\">What the octets before it say that it is.</param>");
        }

        code.Line("/// <param name=\"value\">The value.</param>");
        code.Line(
            "/// <param name=\"error\">What is wrong, in which field, at which octet.</param>");
        code.Line("/// <param name=\"fidelity\">Whether derived fields are kept as read.</param>");
        code.Open($"public static bool TryParse(ReadOnlySpan<byte> source, {declared}"
            + $"[NotNullWhen(true)] out {model.ValueName}? value, out DecodeError error, "
            + "Fidelity fidelity = Fidelity.Canonical)");
        code.Open($"if (!{model.Name}.TryParse(source, {passed}out var view, out error) "
            + "|| !view.TryToValue(out var read, out error, fidelity))");
        code.Line("value = null;");
        code.Line("return false;");
        code.Close();
        code.Line();
        code.Line("value = read;");
        code.Line("return true;");
        code.Close();
        code.Line();
    }

    private static void EmitProperty(
        WireModel model, FieldModel field, CodeWriter code)
    {
        var type = Roles.Type(model, field);
        var derived = Roles.IsDerived(model, field);
        var required = !type.EndsWith("?") && field.Kind is FieldKind.Struct or FieldKind.OneOf
            && !type.EndsWith("?");
        var when = field.When is not null && !derived ? "; null: absent" : "";
        code.Line($"/// <summary>{Escape(field.Label)}{(derived ? "; null: computed" : when)}."
            + "</summary>");
        code.Line($"public {(required ? "required " : "")}{type} {field.Name} {{ get; init; }}");
        code.Line();
    }

    private string LinkTag()
    {
        var tag = _model.Tag!;
        var body = _model.Fields.FirstOrDefault(
            f => f.Kind == FieldKind.OneOf && f.Tag == tag.Name);
        return body is null
            ? NumberCode.FromProperty(tag, tag.Name)
            : $"{body.Name} is null ? 0 : {NumberCode.FromProperty(tag, body.Name + ".Tag")}";
    }

    private static string Escape(string text) =>
        text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}

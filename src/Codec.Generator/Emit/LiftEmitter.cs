using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>Emits the reading of a view into a value.</summary>
internal sealed class LiftEmitter
{
    private readonly Layout _layout;
    private readonly CodeWriter _code;
    private readonly WireModel _model;

    private LiftEmitter(Layout layout, CodeWriter code)
    {
        _layout = layout;
        _code = code;
        _model = layout.Model;
    }

    public static void Emit(Layout layout, CodeWriter code)
    {
        var emitter = new LiftEmitter(layout, code);
        emitter.EmitWhole();
        foreach (var field in emitter._model.Fields.Where(f => f.Kind == FieldKind.OneOf))
        {
            emitter.EmitSum(field);
        }
    }

    private void EmitWhole()
    {
        _code.Line("/// <inheritdoc/>");
        _code.Open($"public bool TryToValue(out {_model.ValueName} value, out DecodeError error, "
            + "Fidelity fidelity = Fidelity.Canonical)");
        var kept = _model.Fields.Where(f => Roles.IsKept(_model, f))
            .Select(f => $"{f.Name} = {Expression(f)},").ToList();
        if (kept.Any(line => line.Contains("verbatim")))
        {
            _code.Line("var verbatim = fidelity == Fidelity.Verbatim;");
        }

        if (_model.Fields.Any(IsNested))
        {
            _code.Line("value = null!;");
        }

        foreach (var field in _model.Fields.Where(IsNested))
        {
            EmitNested(field);
        }

        _code.Line($"value = new {_model.ValueName}");
        _code.Line("{");
        _code.Indent();
        foreach (var line in kept)
        {
            _code.Line(line);
        }

        foreach (var chain in ValueEmitter.EndingChains(_model))
        {
            _code.Line($"{chain.Name}Ending = _g{chain.Name},");
        }

        if (_model.Order.Field != "")
        {
            _code.Line("Order = _little ? ByteOrder.Little : ByteOrder.Big,");
        }

        _code.Outdent();
        _code.Line("};");
        _code.Line("error = default;");
        _code.Line("return true;");
        _code.Close();
        _code.Line();
    }

    private static bool IsNested(FieldModel field) => field.Kind
        is FieldKind.Struct or FieldKind.Many or FieldKind.Chain or FieldKind.OneOf;

    private void EmitNested(FieldModel field)
    {
        var start = _layout.StartOf(field).In(true);
        var type = field.Element?.FullName;
        var value = field.Element?.FullValueName;
        var call = field.Kind switch
        {
            FieldKind.Struct =>
                $"{field.Name}.TryToValue(out var x{field.Name}, out error, fidelity)",
            FieldKind.Many when field.Element!.Context != "" =>
                $"Lift.TryMany<{type}, {field.Element.Context}, {value}>({field.Name}, {start}, "
                + $"fidelity, out var x{field.Name}, out error)",
            FieldKind.Many => $"Lift.TryMany<{type}, {value}>({field.Name}, {start}, fidelity, "
                + $"out var x{field.Name}, out error)",
            FieldKind.Chain => $"Lift.TryChain<{type}, {value}>({field.Name}, {start}, fidelity, "
                + $"out var x{field.Name}, out error)",
            _ => $"TryLift{field.Name}(out var x{field.Name}, out error, fidelity)",
        };
        var absent = field.When is null ? "" : $"({Presence.Of(_layout, field)}) && ";
        if (absent != "")
        {
            var declared = Roles.Type(_model, field).TrimEnd('?');
            var empty = field.Kind is FieldKind.Struct or FieldKind.OneOf ? "null!" : "default";
            _code.Line($"{declared} x{field.Name} = {empty};");
            call = call.Replace($"out var x{field.Name}", $"out x{field.Name}");
        }

        _code.Open($"if ({absent}!{call})");
        if (field.Kind == FieldKind.Struct)
        {
            _code.Line($"error = error.Within({start});");
        }

        _code.Line("return false;");
        _code.Close();
        _code.Line();
    }

    private string Expression(FieldModel field)
    {
        var present = field.When is null ? "" : Presence.Of(_layout, field);
        var read = field.Kind switch
        {
            FieldKind.Octets => $"new global::Holdfast.Codec.Octets({field.Name})",
            FieldKind.Blocks => $"Lift.Blocks({field.Name})",
            FieldKind.Struct or FieldKind.Many or FieldKind.Chain or FieldKind.OneOf =>
                $"x{field.Name}",
            _ => field.Name,
        };
        if (Roles.IsDerived(_model, field) && Kept(field) is not "true" and var kept)
        {
            return present == ""
                ? $"{kept} ? {read} : null"
                : $"({kept}) && ({present}) ? {read} : null";
        }

        return present == "" ? read : $"({present}) ? {read} : null";
    }

    /// <summary>
    /// When a derived field is kept: where the value would not know it otherwise.
    /// </summary>
    private string Kept(FieldModel field)
    {
        if (field.IsNext && _model.Tag is null)
        {
            return "true";
        }

        if (field.IsNext && _model.Until.Count > 0)
        {
            var tag = NumberCode.FromProperty(_model.Tag!, "_tag");
            var until = string.Join(" or ", _model.Until.Select(t => $"{t}u"));
            return $"verbatim || {tag} is {until}";
        }

        if (Governed(field) is { When: not null } governed && governed.When != field.When)
        {
            return $"verbatim || !({Presence.Of(_layout, governed)})";
        }

        // Blocks of no octets cannot be counted.
        return field.Counts != "" && _model.Field(field.Counts).BlockSizeBy is not "" and var size
            ? $"verbatim || {NumberCode.Read(_layout, _model.Field(size), true)} == 0"
            : "verbatim";
    }

    /// <summary>
    /// The field that a derived field follows from; null: the whole type, or none.
    /// </summary>
    private FieldModel? Governed(FieldModel field)
    {
        var name = field.Measures is { Self: false } measures ? measures.To
            : field.Counts != "" ? field.Counts
            : field.First;
        return name != "" ? _model.Field(name)
            : _model.Fields.FirstOrDefault(f => f.Kind == FieldKind.OneOf && f.Tag == field.Name);
    }

    private void EmitSum(FieldModel field)
    {
        var sum = Roles.SumName(_model, field);
        var start = _layout.StartOf(field).In(true);
        var tag = _model.Field(field.Tag);
        _code.Open($"private bool TryLift{field.Name}(out {sum} value, out DecodeError error, "
            + "Fidelity fidelity)");
        _code.Line("value = null!;");
        _code.Line("error = default;");
        _code.Open($"switch ({BodyEmitter.Tag(_layout, field)})");
        foreach (var @case in field.Cases)
        {
            _code.Line($"case {@case.Tag}:");
            _code.Line("{");
            _code.Indent();
            if (Roles.IsOpaque(_model, @case.Type))
            {
                _code.Line($"value = new {sum}.{@case.Name}("
                    + $"new global::Holdfast.Codec.Octets({field.Name}));");
                _code.Line("return true;");
            }
            else
            {
                EmitCase(field, @case, sum, start);
            }

            _code.Close();
            _code.Line();
        }

        _code.Line("default:");
        _code.Indent();
        if (field.Critical != "")
        {
            var critical = _model.Field(field.Critical);
            _code.Open($"if ({NumberCode.Read(_layout, critical, true)} != 0)");
            _code.Line($"error = Fault.Make(DecodeFault.UnknownCritical, "
                + $"{_layout.StartOf(critical).In(true)}, {CodeWriter.Literal(critical.Label)});");
            _code.Line("return false;");
            _code.Close();
            _code.Line();
        }

        var tagValue = tag.Kind == FieldKind.Tag ? "_tag" : UnknownTag(tag);
        _code.Line($"value = new {sum}.Unknown({tagValue}, "
            + $"new global::Holdfast.Codec.Octets({field.Name}));");
        _code.Line("return true;");
        _code.Outdent();
        _code.Close();
        _code.Close();
        _code.Line();
    }

    private string UnknownTag(FieldModel tag) =>
        tag.Type.EndsWith("?") ? $"{tag.Name}.GetValueOrDefault()" : tag.Name;

    private void EmitCase(FieldModel field, CaseModel @case, string sum, string start)
    {
        var context = @case.Type.Context == "" ? "" : "in _context, ";
        _code.Open($"if (!Try{field.Name}({context}out {@case.Type.FullName} body, out error))");
        _code.Line("return false;");
        _code.Close();
        _code.Line();
        _code.Open("if (!body.TryToValue(out var read, out error, fidelity))");
        _code.Line($"error = error.Within({start});");
        _code.Line("return false;");
        _code.Close();
        _code.Line();
        _code.Line($"value = new {sum}.{@case.Name}(read);");
        _code.Line("return true;");
    }
}

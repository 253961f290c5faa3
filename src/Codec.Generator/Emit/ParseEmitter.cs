using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>Emits the parser of a view: every check of the type, once.</summary>
internal sealed class ParseEmitter
{
    private readonly WireModel _model;
    private readonly Layout _layout;
    private readonly CodeWriter _code;
    private readonly Dictionary<Part, string> _short = [];
    private readonly HashSet<string> _raw;
    private bool _bounded;

    // Whether the last part ends where the type does, whatever it holds.
    private bool _takesAll;

    private ParseEmitter(Layout layout, CodeWriter code)
    {
        _model = layout.Model;
        _layout = layout;
        _code = code;
        _raw = [.. RawFields(_model)];
    }

    /// <summary>Whether a length that was checked fixes the end of the type.</summary>
    public bool IsBounded => _bounded;

    public static void Emit(Layout layout, CodeWriter code)
    {
        var emitter = new ParseEmitter(layout, code);
        emitter.EmitParse();
        emitter.EmitShortRuns();
    }

    /// <summary>The parameters behind the source, as declared and as passed on.</summary>
    public static (string Declared, string Passed) Facts(WireModel model)
    {
        var declared = "";
        var passed = "";
        if (model.Context != "")
        {
            declared += $"scoped in {model.Context} context, ";
            passed += "in context, ";
        }

        if (model.Tag is { } tag)
        {
            declared += $"{tag.Type} tag, ";
            passed += "tag, ";
        }

        return (declared, passed);
    }

    private static IEnumerable<string> RawFields(WireModel model)
    {
        var deciding = new HashSet<string>(LimitCode.Deciding(model));
        foreach (var field in model.Fields.Where(f => f.Kind == FieldKind.Number))
        {
            var constrained = field.Const is not null || field.Range is not null || field.NonZero
                || field.Limits.Count > 0 || deciding.Contains(field.Name)
                || field.Where != "" || field.SameAs != "" || field.More is not null
                || field.Reserved is { Refuse: true };
            var used = field.Measures is not null || field.Counts != "" || field.First != ""
                || model.Fields.Any(f => f.When?.Field == field.Name || f.SameAs == field.Name
                    || (f.Kind == FieldKind.Blocks && f.BlockSizeBy == field.Name));
            if (constrained || used)
            {
                yield return field.Name;
            }
        }
    }

    private void EmitParse()
    {
        var (declared, _) = Facts(_model);
        _code.Line("/// <summary>Parses from the start of a source; what the view does not cover "
            + "is left over.</summary>");
        _code.Line("/// <param name=\"source\">The octets.</param>");
        FactDocs(_code, _model);
        _code.Line("/// <param name=\"view\">The checked view.</param>");
        _code.Line(
            "/// <param name=\"error\">What is wrong, in which field, at which octet.</param>");
        _code.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        _code.Open("public static bool TryParse(ReadOnlySpan<byte> source, "
            + $"{declared}out {_model.Name} view, out DecodeError error)");
        _code.Line("var end = source.Length;");
        EmitLocals();
        foreach (var part in _layout.Parts.Where(p => !p.Trailer))
        {
            EmitPart(part);
        }

        EmitTail();
        _code.Close();
        _code.Line();
    }

    /// <summary>Documents the context and tag parameters.</summary>
    public static void FactDocs(CodeWriter code, WireModel model)
    {
        if (model.Context != "")
        {
            code.Line("/// <param name=\"context\">What the layout depends on.</param>");
        }

        if (model.Tag is not null)
        {
            code.Line("/// <param name=\"tag\">What the octets before it say that it is.</param>");
        }
    }

    private void EmitLocals()
    {
        if (_model.Order.Context != "")
        {
            _code.Line($"var little = context.{_model.Order.Context} == ByteOrder.Little;");
        }

        foreach (var field in _model.Fields.Where(f => _raw.Contains(f.Name) && f.When is not null))
        {
            _code.Line($"{NumberCode.Raw(field)} v{field.Name} = 0;");
        }

        foreach (var field in _model.Fields.Where(f => f.When is not null))
        {
            if (field.Kind is FieldKind.Many or FieldKind.Chain)
            {
                _code.Line($"var n{field.Name} = 0;");
            }

            if (field.Kind == FieldKind.Chain)
            {
                _code.Line($"var g{field.Name} = 0u;");
            }
        }

        if (_model.Tag is { } tag
            && (tag.First != "" || LimitCode.Deciding(_model).Contains(tag.Name)))
        {
            _code.Line($"var v{tag.Name} = {NumberCode.FromProperty(tag, "tag")};");
        }
    }

    private void EmitPart(Part part)
    {
        var end = part.End.Base.StartsWith("e") && part.End.Base != "end" && part.End.Constant == 0
            ? part.End.Base
            : "";
        var isLast = part.Index == _layout.Parts.Count - 1;
        var target = isLast ? "stop" : part.First.Extent == ExtentRule.Rest ? "" : end;
        if (part.When is null)
        {
            if (part.IsRun)
            {
                EmitRun(part);
                if (isLast)
                {
                    _code.Line($"var stop = {part.Start.Plus(part.Octets).In(false)};");
                }
            }
            else
            {
                var found = VariableEmitter.Emit(this, _code, _layout, part, target, _bounded);
                _takesAll |= isLast && found == "end";
            }

            return;
        }

        _code.Line($"var {target} = {part.Start.In(false)};");
        _code.Open($"if ({Presence.InParser(_layout, part)})");
        if (part.IsRun)
        {
            EmitRun(part);
            _code.Line($"{target} = {part.Start.Plus(part.Octets).In(false)};");
        }
        else
        {
            VariableEmitter.Emit(this, _code, _layout, part, target, _bounded, declared: true);
        }

        _code.Close();
    }

    private void EmitRun(Part part)
    {
        var start = part.Start.In(false);
        _code.Line(start == "0"
            ? $"if (end < {part.Octets})"
            : $"if (end - ({start}) < {part.Octets})");
        Refuse(Short(part, start));
        if (_model.Order.Field is not "" and var magic
            && part.Fields.Any(f => f.Name == magic))
        {
            EmitOrder(part, _model.Field(magic));
        }

        EmitRunFields(part);
    }

    /// <summary>Reads and checks the numbers of a run, and what fixes the end.</summary>
    public void EmitRunFields(Part part)
    {
        foreach (var field in part.Fields.Where(f => f.Kind == FieldKind.Number))
        {
            if (_raw.Contains(field.Name))
            {
                var declare = field.When is null ? "var " : "";
                _code.Line($"{declare}v{field.Name} = {NumberCode.Read(_layout, field, false)};");
            }

            EmitConstraints(part, field);
        }

        foreach (var field in part.Fields.Where(_layout.FixesEnd))
        {
            EmitTotal(part, field);
        }
    }

    private void EmitOrder(Part part, FieldModel magic)
    {
        var at = part.StartOf(magic).In(false);
        var octets = magic.Bits / 8;
        var set = string.Join(" or ", _model.Order.Magic.Select(m => $"0x{m:X}u"));
        _code.Line($"var little = (uint)At.Big(source, {at}, {octets}) is not ({set});");
        _code.Line($"if (little && (uint)At.Little(source, {at}, {octets}) is not ({set}))");
        RefuseAt("FixedValueMismatch", at, magic.Label);
    }

    private void EmitConstraints(Part part, FieldModel field)
    {
        var at = part.StartOf(field).In(false);
        var v = $"v{field.Name}";
        var u = NumberCode.Suffix(field);
        if (field.Const is { } constant)
        {
            _code.Line($"if ({v} != {constant}{u})");
            RefuseAt("FixedValueMismatch", at, field.Label);
        }

        if (field.Range is { } range)
        {
            _code.Line(range.Min == 0
                ? $"if ({v} > {range.Max}{u})"
                : $"if ({v} - {range.Min}{u} > {range.Max - range.Min}{u})");
            RefuseAt("ValueOutOfRange", at, field.Label);
        }

        LimitCode.EmitNumber(this, _code, _layout, field, at);
        if (field.NonZero)
        {
            _code.Line($"if ({v} == 0)");
            RefuseAt("ValueOutOfRange", at, field.Label);
        }

        if (field.Where != "")
        {
            _code.Line($"if (!{field.Where}({v}))");
            RefuseAt("ValueOutOfRange", at, field.Label);
        }

        if (field.Reserved is { Refuse: true } reserved)
        {
            _code.Line($"if ({v} != {reserved.OnWrite}{u})");
            RefuseAt("ReservedBitSet", at, field.Label);
        }

        if (field.SameAs != "")
        {
            _code.Line($"if ({v} != v{field.SameAs})");
            RefuseAt("RepeatMismatch", at, field.Label);
        }

        if (field.More is { } more)
        {
            _code.Line($"if ({v} is not ({more.Last}{u} or {more.More}{u}))");
            RefuseAt("ContinuationMismatch", at, field.Label);
        }
    }

    private void EmitTotal(Part part, FieldModel field)
    {
        var measures = field.Measures!;
        var from = measures.Self ? "0" : _layout.StartOf(_model.Field(measures.From)).In(false);
        var octets = ExtentCode.Octets(field, measures);
        var total = from == "0" ? octets : $"{from} + {octets}";
        var at = part.StartOf(field).In(false);
        _code.Line($"var total{field.Name} = {total};");
        var least = LeastTotal(part);
        _code.Line(_layout.IsFixed
            ? $"if (total{field.Name} != {least})"
            : $"if (total{field.Name} < {least} || total{field.Name} > end)");
        Refuse(_layout.IsFixed
            ? $"Fault.Make(DecodeFault.LengthOutOfRange, {at}, {CodeWriter.Literal(field.Label)})"
            : $"Fault.Total(total{field.Name}, {least}, end, {at}, "
                + $"{CodeWriter.Literal(field.Label)})");
        _code.Line($"end = (int)total{field.Name};");
        _bounded = true;
    }

    /// <summary>
    /// The least that a to-the-end length can be: what was read up to the end of its run, which is
    /// more than the least size of the type where conditional or variable parts stand before it,
    /// and what is always there behind. An end before that would make lengths negative.
    /// </summary>
    private string LeastTotal(Part run) =>
        run.Start.Plus(run.Octets + _layout.After(run)).In(false);

    private void EmitTail()
    {
        if (_layout.Parts.Count == 0 || _layout.Parts[_layout.Parts.Count - 1].Trailer)
        {
            _code.Line("var stop = end;");
            _takesAll = true;
        }

        if (_bounded && !_layout.IsFixed && !_takesAll)
        {
            var field = _model.Fields.LastOrDefault(f => !f.IsFixed) ?? _model.Fields.Last();
            _code.Line("if (stop != end)");
            RefuseAt("TrailingOctets", "stop", field.Label);
        }

        foreach (var field in _model.Fields)
        {
            TailCode.Emit(this, _code, _layout, field);
        }

        _code.Line(
            $"view = new {_model.Name}({string.Join(", ", ViewFields.Arguments(_layout))});");
        _code.Line("error = default;");
        _code.Line("return true;");
    }

    /// <summary>The body of a failed check.</summary>
    public void Refuse(string error)
    {
        _code.Line("{");
        _code.Line("    view = default;");
        _code.Line($"    error = {error};");
        _code.Line("    return false;");
        _code.Line("}");
        _code.Line();
    }

    public void RefuseAt(string fault, string at, string label) =>
        Refuse($"Fault.Make(DecodeFault.{fault}, {at}, {CodeWriter.Literal(label)})");

    /// <summary>
    /// A call of an out-of-line method, to be emitted, that tells which field of a run is not
    /// whole.
    /// </summary>
    public string Short(Part part, string start)
    {
        _short[part] = start;
        return $"Short{part.Index}({(start == "0" ? "" : start + ", ")}end)";
    }

    private void EmitShortRuns()
    {
        var bounded = false;
        foreach (var part in _layout.Parts)
        {
            if (_short.TryGetValue(part, out var start))
            {
                EmitShort(part, bounded, start == "0");
            }

            bounded |= part.Fields.Any(_layout.FixesEnd);
        }
    }

    private void EmitShort(Part part, bool bounded, bool isAtStart)
    {
        var parts = part.Trailer ? _layout.Parts.Where(p => p.Trailer && p.IsRun) : [part];
        var fields = new List<string>();
        var bit = 0;
        foreach (var field in parts.SelectMany(p => p.Fields))
        {
            var end = (bit + field.Bits + 7) / 8;
            fields.Add($"({bit / 8}, {end}, {CodeWriter.Literal(field.Label)})");
            bit += field.Bits;
        }

        var after = part.Trailer ? 0 : _layout.After(part);
        _code.Line("[MethodImpl(MethodImplOptions.NoInlining)]");
        var (declared, start, there, whole) = isAtStart
            ? ("int end", "0", "end", "")
            : ("int start, int end", "start", "end - start", "start + ");
        _code.Line($"private static DecodeError Short{part.Index}({declared}) => Fault.Run(");
        _code.Line($"    {(bounded ? "true" : "false")}, {start}, {there}, "
            + $"{whole}{(bit / 8) + after} - end,");
        _code.Line($"    {string.Join(",\n            ", fields)});");
        _code.Line();
    }
}

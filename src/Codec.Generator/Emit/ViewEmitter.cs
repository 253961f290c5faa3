using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>Emits the view: its kept facts, its getters, its bodies.</summary>
internal sealed class ViewEmitter(Layout layout, CodeWriter code)
{
    private readonly WireModel _model = layout.Model;

    public void Emit()
    {
        code.Open($"{_model.Accessibility} readonly ref partial struct {_model.Name} : "
            + string.Join(", ", Interfaces(_model)));
        ViewFields.Emit(layout, code);
        code.Line("/// <summary>Exactly the octets that the view covers.</summary>");
        code.Line("public ReadOnlySpan<byte> Octets => _s;");
        code.Line();
        if (_model.Order.Field != "")
        {
            code.Line("/// <summary>The byte order that was found.</summary>");
            code.Line("public ByteOrder Order => _little ? ByteOrder.Little : ByteOrder.Big;");
            code.Line();
        }

        foreach (var field in _model.Fields)
        {
            EmitGetter(field);
        }

        foreach (var field in _model.Fields)
        {
            BodyEmitter.Emit(layout, code, field);
        }

        EmitLink();
        ParseEmitter.Emit(layout, code);
        SequenceEmitter.Emit(_model, code);
        LiftEmitter.Emit(layout, code);
        FormatEmitter.Emit(layout, code);
        SchemaEmitter.Emit(_model, code);
        EntryEmitter.Emit(layout, code);
        code.Close();
    }

    /// <summary>What the view is to whoever does not name it.</summary>
    public static IEnumerable<string> Interfaces(WireModel model)
    {
        if (model.IsLink)
        {
            yield return $"ILink<{model.Name}>";
        }
        else if (model.Context != "" && model.Tag is null)
        {
            yield return $"IWire<{model.Name}, {model.Context}>";
        }
        else if (model.Tag is null)
        {
            yield return $"IWire<{model.Name}>";
        }

        if (model.More is not null)
        {
            yield return "IContinued";
        }

        yield return $"ILift<{model.ValueName}>";
    }

    private void EmitGetter(FieldModel field)
    {
        var body = Getter(field);
        if (body.Contains("\n"))
        {
            code.Open($"{field.Accessibility} partial {field.Type} {field.Name}");
            code.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
            code.Open("get");
            foreach (var line in body.Split('\n'))
            {
                code.Line(line);
            }

            code.Close();
            code.Close();
        }
        else
        {
            code.Open($"{field.Accessibility} partial {field.Type} {field.Name}");
            code.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
            code.Line($"get => {body};");
            code.Close();
        }

        code.Line();
        if (field.Checksum is { Refuse: false } checksum)
        {
            EmitChecksum(field, checksum);
        }
    }

    private string Getter(FieldModel field)
    {
        if (field.Kind == FieldKind.Tag)
        {
            return "_tag";
        }

        var part = layout.PartOf(field);
        if (field.Kind == FieldKind.Number)
        {
            var value = NumberCode.ToProperty(field, NumberCode.Read(layout, field, true));
            if (part.When is null)
            {
                return value;
            }

            var type = NumberCode.Bare(field.Type);
            var absent = field.Type.EndsWith("?") ? $"default({type}?)" : $"default({type})";
            return $"{Presence.Of(layout, field)} ? {value} : {absent}";
        }

        var start = part.StartOf(field).In(true);
        var octets = Slice(field);
        return field.Kind switch
        {
            FieldKind.Many => field.Element!.Context == ""
                ? $"Walk.Many<{field.Element.FullName}>({octets}, _n{field.Name})"
                : $"Walk.Many<{field.Element.FullName}, {field.Element.Context}>("
                    + $"{octets}, _n{field.Name}, in _context)",
            FieldKind.Chain => $"Walk.Chain<{field.Element!.FullName}>("
                + $"{octets}, {FirstTag(field)}, _g{field.Name}, _n{field.Name})",
            FieldKind.Blocks => field.BlockSizeBy == ""
                ? $"new OctetBlocks({octets}, {field.BlockSize})"
                : $"new OctetBlocks({octets}, (int){Raw(field.BlockSizeBy)})",
            FieldKind.Struct => Struct(field, octets),
            _ => octets,
        };
    }

    private string Struct(FieldModel field, string octets)
    {
        var context = field.Element!.Context == "" ? "" : "in _context, ";
        var parse = $"{field.Element.FullName}.TryParse({octets}, {context}out var view, out _);\n"
            + "return view;";
        return field.When is null
            ? $"_ = {parse}"
            : $"if (!({Presence.Of(layout, field)}))\n{{\n    return default;\n}}\n\n_ = {parse}";
    }

    private string FirstTag(FieldModel chain) => Raw(chain.FirstBy);

    private string Raw(string name)
    {
        var field = _model.Field(name);
        return field.Kind == FieldKind.Tag
            ? NumberCode.FromProperty(field, "_tag")
            : NumberCode.Read(layout, field, true);
    }

    private string Slice(FieldModel field) => SliceOf(layout, field);

    /// <summary>The octets of a field in a view.</summary>
    public static string SliceOf(Layout layout, FieldModel field)
    {
        var whole = layout.PartOf(field);
        var (from, to) = (whole.StartOf(field), whole.End);
        var start = from.In(true);
        if (field.IsFixed)
        {
            var fixedSlice = $"At.Fixed(_s, {start}, {field.Bits / 8})";
            return field.When is null
                ? fixedSlice
                : $"{Presence.Of(layout, field)} ? {fixedSlice} : default";
        }

        var end = to.In(true);

        // Between two kept offsets, or from the start, lies nothing where nothing is kept.
        var part = from.Constant == 0 && to.Constant == 0 ? "Slice" : "Part";
        return start == "0" ? $"At.{part}(_s, 0, {end})"
            : from.Base == "" && to == new Position("end", 0) ? $"At.Rest(_s, {start})"
            : $"At.{part}(_s, {start}, {end} - ({start}))";
    }

    private void EmitChecksum(FieldModel field, ChecksumModel checksum)
    {
        code.Line($"/// <summary>Whether {field.Name} fits the octets that it covers.</summary>");
        code.Line($"public bool {field.Name}IsValid => At.ChecksumIsValid("
            + $"At.Slice(_s, 0, {TailCode.CoveredEnd(layout, checksum, true)}));");
        code.Line();
    }

    private void EmitLink()
    {
        if (_model.Next is { } next)
        {
            code.Line("/// <summary>The type of the link that follows in a chain.</summary>");
            code.Line($"public uint ChainNext => (uint){NumberCode.Read(layout, next, true)};");
            code.Line();
        }

        if (_model.IsLink)
        {
            var tag = _model.Tag!;
            code.Line(
                $"uint ILink<{_model.Name}>.LinkTag => {NumberCode.FromProperty(tag, "_tag")};");
            code.Line();
            code.Line($"uint ILink<{_model.Name}>.NextTag => "
                + $"(uint){NumberCode.Read(layout, _model.Next!, true)};");
            code.Line();
            code.Line($"static bool ILink<{_model.Name}>.TryParseLink(ReadOnlySpan<byte> source, "
                + $"uint tag, out {_model.Name} view, out DecodeError error) =>");
            code.Line($"    TryParse(source, {NumberCode.ToProperty(tag, "tag")}, "
                + "out view, out error);");
            code.Line();
            var last = _model.Until.Count == 0
                ? "false"
                : $"tag is {string.Join(" or ", _model.Until.Select(t => $"{t}u"))}";
            code.Line($"static bool ILink<{_model.Name}>.IsLast(uint tag) => {last};");
            code.Line();
            var known = _model.Fields.Where(f => f.Kind == FieldKind.OneOf && f.Tag == tag.Name)
                .SelectMany(f => f.Cases).Select(c => $"{c.Tag}u").ToList();
            code.Line($"static bool ILink<{_model.Name}>.IsKnown(uint tag) => "
                + (known.Count == 0 ? "true;" : $"tag is {string.Join(" or ", known)};"));
            code.Line();
            PlainLinkEmitter.Emit(layout, code);
        }

        if (_model.More is { More: { } more } mark)
        {
            code.Line(
                "bool IContinued.HasMore => "
                + $"{NumberCode.Read(layout, mark, true)} != {more.Last};");
            code.Line();
            code.Line($"static string IContinued.MoreField => {CodeWriter.Literal(mark.Label)};");
            code.Line();
            code.Line($"static int IContinued.MoreOffset => {layout.StartOf(mark).In(false)};");
            code.Line();
        }
    }
}

using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>Emits the writer of a value: sizes first, then every octet once.</summary>
internal sealed class WriteEmitter
{
    private readonly Layout _layout;
    private readonly CodeWriter _code;
    private readonly WireModel _model;
    private readonly SizeCode _size;

    private WriteEmitter(Layout layout, CodeWriter code)
    {
        _layout = layout;
        _code = code;
        _model = layout.Model;
        _size = new SizeCode(layout, code);
    }

    private string Little => _model.Order switch
    {
        { Field: not "" } => "Order == ByteOrder.Little",
        { Context: not "" } => "scope.Order == ByteOrder.Little",
        { Little: true } => "true",
        _ => "",
    };

    // Big is what is written where nothing is said.
    private string Order => Little == "" ? "" : ", little";

    private string Scope => Little == ""
        ? "default"
        : "new WriteScope(Order: little ? ByteOrder.Little : ByteOrder.Big)";

    public static void Emit(Layout layout, CodeWriter code)
    {
        var emitter = new WriteEmitter(layout, code);
        emitter.EmitSizeOf();
        emitter.EmitWrite();
    }

    private void EmitSizeOf()
    {
        _code.Line("/// <inheritdoc/>");
        _code.Open("public int SizeOf()");
        _size.Emit();
        _code.Line($"return {_size.Total};");
        _code.Close();
        _code.Line();
    }

    private void EmitWrite()
    {
        _code.Line("/// <inheritdoc/>");
        _code.Open("public bool TryWrite(Span<byte> destination, in WriteScope scope, "
            + "out int written, out EncodeError error)");
        _size.Emit();
        _code.Line("written = 0;");
        _code.Open($"if (destination.Length < {_size.Total})");
        Fail("DestinationTooSmall", _model.Name);
        _code.Close();
        _code.Line();
        foreach (var field in _model.Fields)
        {
            EmitMissing(field);
        }

        _code.Line($"var d = destination[..{_size.Total}];");
        if (Little != "")
        {
            _code.Line($"var little = {Little};");
        }

        foreach (var part in _layout.Parts)
        {
            EmitPart(part);
        }

        foreach (var field in _model.Fields.Where(f => f.Checksum is not null))
        {
            EmitChecksum(field);
        }

        _code.Line($"written = {_size.Total};");
        _code.Line("error = default;");
        _code.Line("return true;");
        _code.Close();
    }

    // What a record cannot keep from being null, though its type says that it is not.
    private void EmitMissing(FieldModel field)
    {
        var condition = field.Kind switch
        {
            FieldKind.Struct or FieldKind.OneOf when field.When is null => $"{field.Name} is null",
            FieldKind.Many or FieldKind.Chain => field.When is null
                ? $"Put.HasNull({field.Name})"
                : $"Put.HasNull({field.Name}.GetValueOrDefault())",
            _ => "",
        };
        if (condition != "")
        {
            _code.Open($"if ({condition})");
            Fail("Missing", field.Label);
            _code.Close();
            _code.Line();
        }
    }

    private void EmitPart(Part part)
    {
        if (part.When is not null)
        {
            _code.Open($"if ({_size.Has(part)})");
        }

        if (part.IsRun)
        {
            if (part.Fields.Any(field => LeavesBits(part, field)))
            {
                _code.Line($"d.Slice(a{part.Index}, {part.Octets}).Clear();");
            }

            foreach (var field in part.Fields)
            {
                if (field.Kind == FieldKind.Number)
                {
                    EmitNumber(part, field);
                }
                else
                {
                    EmitFixedOctets(part, field);
                }
            }
        }
        else
        {
            EmitVariable(part, part.First);
        }

        if (part.When is not null)
        {
            _code.Close();
        }

        _code.Line();
    }

    /// <summary>
    /// Whether what stands in the destination would be seen: bits are added to it, and octets that
    /// nobody gave are not written.
    /// </summary>
    private bool LeavesBits(Part part, FieldModel field) => field.Kind == FieldKind.Number
        ? part.BitOffset(field) % 8 != 0 || field.Bits % 8 != 0
        : field.Padding is null && (field.When is not null || Roles.IsDerived(_model, field));

    private void EmitNumber(Part part, FieldModel field)
    {
        var n = $"n{field.Name}";
        if (Roles.IsDerived(_model, field))
        {
            _code.Line($"ulong {n};");
            _code.Open($"if ({field.Name} is {{ }} f{field.Name})");
            _code.Line($"{n} = {NumberCode.FromProperty(field, "f" + field.Name)};");
            _code.Close();
            _code.Open("else");
            DerivedCode.Emit(_layout, _size, _code, field, n);
            _code.Close();
        }
        else
        {
            var value = field.When is null ? field.Name : $"{field.Name}.GetValueOrDefault()";
            _code.Line($"ulong {n} = {NumberCode.FromProperty(field, value)};");
        }

        if (NumberCode.MostBits(_layout, field) > field.Bits)
        {
            _code.Open($"if (!Put.Fits({n}, {field.Bits}))");
            Fail("DoesNotFit", field.Label);
            _code.Close();
            _code.Line();
        }

        _code.Line($"Put.Number(d, a{part.Index}, {part.BitOffset(field)}, {field.Bits}, {n}"
            + $"{Order});");
    }

    private void EmitFixedOctets(Part part, FieldModel field)
    {
        var octets = field.Bits / 8;
        var at = _size.Start(field);
        var nullable = field.When is not null || Roles.IsDerived(_model, field);
        var value = nullable ? $"f{field.Name}" : field.Name;
        if (nullable)
        {
            _code.Open($"if ({field.Name} is {{ }} f{field.Name})");
        }

        _code.Open($"if ({value}.Length != {octets})");
        Fail("WrongSize", field.Label);
        _code.Close();
        _code.Line();
        _code.Line($"{value}.Span.CopyTo(d[({at})..]);");
        if (nullable)
        {
            _code.Close();
            if (field.Padding is { } padding)
            {
                _code.Open("else");
                _code.Line($"Put.Padding(d.Slice({at}, {octets}), {TailCode.Rule(padding)});");
                _code.Close();
            }
        }
    }

    private void EmitVariable(Part part, FieldModel field)
    {
        var slice = $"d[a{part.Index}..a{part.Index + 1}]";
        var list = field.When is null ? field.Name : $"{field.Name}.GetValueOrDefault()";
        var label = CodeWriter.Literal(field.Label);
        if (field.Padding is { } padding)
        {
            _code.Open($"if ({field.Name} is {{ }} f{field.Name})");
            _code.Line($"f{field.Name}.Span.CopyTo({slice});");
            _code.Close();
            _code.Open("else");
            _code.Line($"Put.Padding({slice}, {TailCode.Rule(padding)});");
            _code.Close();
            return;
        }

        switch (field.Kind)
        {
            case FieldKind.Octets:
                _code.Line($"{list}.Span.CopyTo({slice});");
                break;
            case FieldKind.Struct or FieldKind.OneOf:
                var what = field.When is null ? field.Name : field.Name + "!";
                OrReturn($"{what}.TryWrite({slice}, {Scope}, out _, out error)");
                break;
            case FieldKind.Many:
                OrReturn($"Put.TryMany({slice}, {list}, out error{Order})");
                break;
            case FieldKind.Chain:
                OrReturn(
                    $"Put.TryChain({slice}, {list}, {Ending(field)}, out error{Order})");
                break;
            case FieldKind.Blocks:
                var size = field.BlockSizeBy == ""
                    ? $"{field.BlockSize}"
                    : $"(int)n{field.BlockSizeBy}";
                OrReturn($"Put.TryBlocks({slice}, {list}, {size}, {label}, out error)");
                break;
        }
    }

    /// <summary>The tag behind the last link of a chain.</summary>
    public static string Ending(FieldModel chain) => chain.Chain!.EndsAtUnknown
        ? $"{chain.Name}Ending"
        : $"{chain.Chain.End}u";

    private void EmitChecksum(FieldModel field)
    {
        var part = _layout.PartOf(field);
        var condition = $"{field.Name} is null";
        if (part.When is not null)
        {
            condition += $" && ({_size.Has(part)})";
        }

        var end = field.Checksum!.To == ""
            ? _size.Total
            : _size.End(_model.Field(field.Checksum.To));
        _code.Open($"if ({condition})");
        _code.Line($"Put.Number(d, a{part.Index}, {part.BitOffset(field)}, 16, "
            + $"At.Checksum(d[..({end})]));");
        _code.Close();
        _code.Line();
    }

    private void OrReturn(string call)
    {
        _code.Open($"if (!{call})");
        _code.Line("return false;");
        _code.Close();
    }

    private void Fail(string fault, string label)
    {
        _code.Line($"error = new EncodeError(EncodeFault.{fault}, {CodeWriter.Literal(label)});");
        _code.Line("return false;");
    }
}

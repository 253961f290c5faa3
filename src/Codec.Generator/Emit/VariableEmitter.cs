using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>Emits the checks of one variable field, and where it ends.</summary>
internal sealed class VariableEmitter
{
    private readonly ParseEmitter _parse;
    private readonly CodeWriter _code;
    private readonly Layout _layout;
    private readonly Part _part;
    private readonly FieldModel _field;
    private readonly bool _bounded;
    private readonly string _start;
    private readonly string _label;

    private VariableEmitter(
        ParseEmitter parse, CodeWriter code, Layout layout, Part part, bool bounded)
    {
        _parse = parse;
        _code = code;
        _layout = layout;
        _part = part;
        _field = part.First;
        _bounded = bounded;
        _start = part.Start.In(false);
        _label = CodeWriter.Literal(_field.Label);
    }

    private string Bounded => _bounded ? "true" : "false";

    private int After => _layout.After(_part);

    /// <param name="target">The local for the field's end; empty: the end is known already.</param>
    /// <param name="declared">Whether the local is declared already.</param>
    /// <returns>Where the field ends.</returns>
    public static string Emit(
        ParseEmitter parse, CodeWriter code, Layout layout, Part part, string target,
        bool bounded, bool declared = false)
    {
        var emitter = new VariableEmitter(parse, code, layout, part, bounded);
        var (extent, measured) = emitter.EmitExtent();
        var end = emitter.EmitContent(extent, measured);
        if (target != "" && target != end)
        {
            code.Line($"{(declared ? "" : "var ")}{target} = {end};");
        }

        return end;
    }

    /// <summary>The length of the extent (an int expression, empty: its own end).</summary>
    private (string Extent, bool Fixed) EmitExtent() => _field.Extent switch
    {
        ExtentRule.Measured => (EmitMeasured(), true),
        ExtentRule.Rest => (EmitRest(), _bounded),
        ExtentRule.Context => (EmitContext(), true),
        ExtentRule.Aligned => (EmitAligned(), true),
        ExtentRule.Sized => (EmitSized(), true),
        _ => ("", _bounded),
    };

    private string EmitMeasured()
    {
        var length = _layout.Model.Field(_field.ExtentBy);
        var measures = length.Measures!;
        var n = $"x{_field.Name}";
        var octets = ExtentCode.Octets(length, measures);
        var before = measures.From == _field.Name || measures.From == ""
            ? ""
            : Difference(_start, _layout.StartOf(_layout.Model.Field(measures.From)).In(false));
        var value = before == "" ? octets : $"{octets} - ({before})";
        _code.Line(measures.Absent >= 0
            ? $"var {n} = v{length.Name} == {measures.Absent} ? end - ({_start}) : {value};"
            : $"var {n} = {value};");
        _code.Line($"if ({n} < 0 || {n} > end - ({_start}){Minus(After)})");
        var at = _layout.PartOf(length).StartOf(length).In(false);
        _parse.Refuse($"Fault.Measured({Bounded}, {n}, {_start} + {n}{Plus(After)} - end, "
            + $"{at}, {CodeWriter.Literal(length.Label)})");
        return $"(int){n}";
    }

    private string EmitContext()
    {
        var n = $"x{_field.Name}";
        _code.Line($"var {n} = (int)context.{_field.ExtentBy};");
        _code.Line($"if ({n} < 0 || {n} > end - ({_start}){Minus(After)})");
        _parse.Refuse($"Fault.Measured({Bounded}, {n}, (long){_start} + {n}{Plus(After)} - end, "
            + $"{_start}, {_label})");
        return n;
    }

    private string EmitAligned()
    {
        var n = $"x{_field.Name}";
        var align = _field.ExtentOctets;
        _code.Line($"var {n} = ({align} - (({_start}{Plus(After)}) % {align})) % {align};");
        _code.Line($"if ({n} > end - ({_start}))");
        _parse.Refuse($"Fault.Short({Bounded}, {_start}, {_label}, "
            + $"{_start} + {n}{Plus(After)} - end)");
        return n;
    }

    private string EmitSized()
    {
        var n = $"x{_field.Name}";
        var count = _layout.Model.Field(_field.CountedBy);
        _code.Line($"var {n} = {BlocksCode.Octets(_layout, _field)};");
        _code.Line($"if ({n} > end - ({_start}){Minus(After)})");
        var at = _layout.StartOf(count).In(false);
        _parse.Refuse($"Fault.Measured({Bounded}, {n}, {_start} + {n}{Plus(After)} - end, "
            + $"{at}, {CodeWriter.Literal(count.Label)})");
        return $"(int){n}";
    }

    private string EmitRest()
    {
        TrailerEmitter.Emit(_parse, _code, _layout, _part, _bounded);
        var end = _part.End.In(false);
        return end == "end" && _start == "0" ? "end" : $"{end} - ({_start})";
    }

    /// <summary>Checks what stands in the extent; returns where it ends.</summary>
    private string EmitContent(string extent, bool isFixed)
    {
        var room = extent == "" ? Difference("end", _start) : extent;
        switch (_field.Kind)
        {
            case FieldKind.Struct:
                return EmitStruct(room, extent != "", isFixed);
            case FieldKind.Many:
                return EmitMany(room, extent != "", isFixed);
            case FieldKind.Chain:
                return EmitChain(room, extent != "", isFixed);
            case FieldKind.Blocks when _field.Extent != ExtentRule.Sized:
                EmitBlocks(room);
                break;
        }

        return Sum(_start, room);
    }

    private string EmitStruct(string room, bool hasExtent, bool isFixed)
    {
        var element = _field.Element!;
        var context = element.Context != "" ? "in context, " : "";
        _code.Line($"if (!{element.FullName}.TryParse(At.Slice(source, {_start}, {room}), "
            + $"{context}out var s{_field.Name}, out var f{_field.Name}))");
        _parse.Refuse($"Fault.Nested({Lower(isFixed)}, {_start}, f{_field.Name})");
        var end = $"{_start} + s{_field.Name}.Octets.Length";
        if (hasExtent)
        {
            _code.Line($"if (s{_field.Name}.Octets.Length != {room})");
            _parse.RefuseAt("TrailingOctets", end, _field.Label);
            return Sum(_start, room);
        }

        return end;
    }

    private string EmitMany(string room, bool hasExtent, bool isFixed)
    {
        var element = _field.Element!;
        var name = _field.Name;

        // More elements than an int can count are more than any source has: told as a count.
        var by = _field.CountedBy;
        var wanted = by == "" ? "-1"
            : _layout.Model.Field(by).Bits < 32 ? $"(int)v{by}"
            : $"(int)Math.Min(v{by}, int.MaxValue)";
        var method = element.IsContinued ? "TryContinued" : "TryMany";
        var types =
            element.Context == "" ? element.FullName : $"{element.FullName}, {element.Context}";
        var context = element.Context == "" ? "" : "in context, ";
        if (_field.When is null)
        {
            _code.Line($"int n{name};");
        }

        _code.Line($"if (!Walk.{method}<{types}>(At.Slice(source, {_start}, {room}), {context}"
            + $"{wanted}, {Lower(isFixed)}, out n{name}, out var u{name}, out var f{name}))");
        _parse.Refuse($"Fault.Nested(false, {_start}, f{name})");
        if (hasExtent && _field.CountedBy != "")
        {
            var count = _layout.Model.Field(_field.CountedBy);
            _code.Line($"if (u{name} != {room})");
            _parse.RefuseAt("LengthOutOfRange", _layout.StartOf(count).In(false), count.Label);
        }

        return hasExtent ? Sum(_start, room) : Sum(_start, $"u{name}");
    }

    private string EmitChain(string room, bool hasExtent, bool isFixed)
    {
        var name = _field.Name;
        var chain = _field.Chain!;
        _code.Line($"if (!Walk.TryChain<{_field.Element!.FullName}>("
            + $"At.Slice(source, {_start}, {room}), (uint)v{_field.FirstBy}, {chain.End}u, "
            + $"{Lower(chain.EndsAtUnknown)}, {Lower(isFixed)}, out var c{name}, "
            + $"out var u{name}, out var h{name}, out var f{name}))");
        _parse.Refuse($"Fault.Nested(false, {_start}, f{name})");
        var declare = _field.When is null ? "var " : "";
        _code.Line($"{declare}n{name} = c{name};");
        _code.Line($"{declare}g{name} = h{name};");
        if (hasExtent)
        {
            _code.Line($"if (u{name} != {room})");
            _parse.RefuseAt("TrailingOctets", Sum(_start, $"u{name}"), _field.Label);
            return Sum(_start, room);
        }

        return Sum(_start, $"u{name}");
    }

    private void EmitBlocks(string room)
    {
        var size = BlocksCode.Size(_layout, _field);
        if (_field.CountedBy != "")
        {
            var count = _layout.Model.Field(_field.CountedBy);
            _code.Line($"if ({BlocksCode.Octets(_layout, _field)} != {room})");
            _parse.RefuseAt("LengthOutOfRange", _layout.StartOf(count).In(false), count.Label);
        }
        else if (_field.BlockSizeBy != "")
        {
            var by = _layout.Model.Field(_field.BlockSizeBy);
            _code.Line($"if ({size} == 0 ? ({room}) != 0 : ({room}) % {size} != 0)");
            _parse.RefuseAt("LengthOutOfRange", _layout.StartOf(by).In(false), by.Label);
        }
        else
        {
            _code.Line($"if (({room}) % {size} != 0)");
            _parse.RefuseAt("LengthOutOfRange", _start, _field.Label);
        }
    }

    private static string Lower(bool value) => value ? "true" : "false";

    private static string Plus(int octets) => octets == 0 ? "" : $" + {octets}";

    private static string Minus(int octets) => octets == 0 ? "" : $" - {octets}";

    private static string Sum(string start, string octets)
    {
        if (start == "0")
        {
            return octets;
        }

        return octets == $"end - ({start})" ? "end" : $"{start} + ({octets})";
    }

    private static string Difference(string end, string start) =>
        start == "0" ? end : $"{end} - ({start})";
}

using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>
/// Emits what a faulty declaration lacks, and nothing that works: with it the compiler comes to the
/// point where the analyzer says what is wrong, and says nothing else about whoever uses the type.
/// </summary>
internal sealed class StubEmitter
{
    private const string Throw = "throw new NotSupportedException(\"The declaration is faulty.\");";

    private const string ToEncode =
        "(Span<byte> destination, in WriteScope scope, out int written, out EncodeError error)";

    private readonly WireModel _model;
    private readonly StubModel _stub;
    private readonly CodeWriter _code;
    private readonly string _name;
    private readonly string _facts;

    private StubEmitter(StubModel stub, CodeWriter code)
    {
        _stub = stub;
        _model = stub.Wire;
        _code = code;
        _name = _model.Name;
        _facts = _model.IsLinkSum ? "uint tag, " : ParseEmitter.Facts(_model).Declared;
    }

    private bool IsSum => _model.Peek is not null || _model.IsLinkSum;

    public static string Emit(StubModel stub)
    {
        var code = new CodeWriter();
        WireEmitter.EmitHead(stub.Wire, code);
        var emitter = new StubEmitter(stub, code);
        emitter.EmitView();
        code.Line();
        emitter.EmitValue();
        return code.ToString();
    }

    private void EmitView()
    {
        var interfaces = string.Join(", ", ViewEmitter.Interfaces(_model));
        _code.Open($"{_model.Accessibility} partial struct {_name} : {interfaces}");
        foreach (var one in _stub.Properties)
        {
            var kind = one.IsStatic ? "static partial" : "partial";
            var setter = one.Setter == "" ? "" : $" {one.Setter} => {Throw}";
            _code.Line($"{one.Accessibility} {kind} {one.Type} {one.Name} "
                + $"{{ get => {Throw}{setter} }}");
        }

        EmitInterfaces();
        Member("Octets", "ReadOnlySpan<byte> Octets");
        Member("Schema", "static WireSchema Schema");
        Member("Format", "string Format()");
        Member("ChainNext", "uint ChainNext", _model.Next is not null);
        Member("Order", "ByteOrder Order", _model.Order.Field != "");
        Member("TryToValue", $"bool TryToValue(out {_model.ValueName} value, "
            + "out DecodeError error, Fidelity fidelity = Fidelity.Canonical)");
        Member("TryParse", $"static bool TryParse(ReadOnlySpan<byte> source, {_facts}"
            + $"out {_name} view, out DecodeError error)");
        Member("TryParse", "static bool TryParse(in ReadOnlySequence<byte> source, "
            + $"Span<byte> scratch, {_facts}out {_name} view, out DecodeError error)");
        EmitBodies();
        _code.Close();
    }

    // A member that others may call; where the declaration has the name, it is the user's.
    private void Member(string name, string signature, bool isWanted = true)
    {
        if (isWanted && name != _name && !_stub.Members.Contains(name))
        {
            var arrow = signature.EndsWith(")") ? " => " : " { get => ";
            var end = signature.EndsWith(")") ? "" : " }";
            _code.Line($"public {signature}{arrow}{Throw}{end}");
        }
    }

    private void EmitInterfaces()
    {
        var view = $"out {_name} view, out DecodeError error)";
        foreach (var one in ViewEmitter.Interfaces(_model))
        {
            var explicits = one.Split('<')[0] switch
            {
                "IContinued" =>
                [
                    "bool IContinued.HasMore", "static string IContinued.MoreField",
                    "static int IContinued.MoreOffset",
                ],
                "ILift" =>
                [
                    $"bool {one}.TryToValue(out {_model.ValueName} value, out DecodeError error, "
                    + "Fidelity fidelity)",
                ],
                "ILink" =>
                [
                    $"static bool {one}.TryParseLink(ReadOnlySpan<byte> source, uint tag, {view}",
                    $"static bool {one}.IsLast(uint tag)", $"static bool {one}.IsKnown(uint tag)",
                    $"static int {one}.PlainOctets",
                    $"static uint {one}.PlainSize(ref readonly byte start)",
                    $"static uint {one}.PlainNext(ref readonly byte start)",
                    $"static {_name} {one}.Plain(ReadOnlySpan<byte> octets, uint tag)",
                    $"uint {one}.LinkTag", $"uint {one}.NextTag",
                    $"ReadOnlySpan<byte> {one}.Octets",
                ],
                _ => (string[])
                [
                    $"static bool {one}.TryParse(ReadOnlySpan<byte> source, "
                    + $"{ParseEmitter.Facts(_model).Declared}{view}",
                    $"ReadOnlySpan<byte> {one}.Octets",
                ],
            };
            foreach (var signature in explicits)
            {
                _code.Line($"{signature} => {Throw}");
            }
        }
    }

    private void EmitBodies()
    {
        foreach (var field in _model.Fields)
        {
            foreach (var type in field.Cases.Select(one => one.Type).Distinct())
            {
                var context = type.Context == "" ? "" : $"scoped in {type.Context} context, ";
                Member($"Try{field.Name}", $"bool Try{field.Name}({context}"
                    + $"out {type.FullName} body, out DecodeError error)");
            }

            if (field.Encrypted is { } plain)
            {
                var context = plain.Context == "" ? "" : $"scoped in {plain.Context} context, ";
                var tag = plain.TagType == "" ? "" : $"{plain.TagType} tag, ";
                Member($"TryOpen{field.Name}", $"static bool TryOpen{field.Name}("
                    + $"ReadOnlySpan<byte> plaintext, {context}{tag}out {plain.FullName} view, "
                    + "out DecodeError error)");
            }
        }

        foreach (var type in _model.Cases.Select(one => one.Type)
            .Append(_model.Peek?.Otherwise).Append(_model.Peek?.Short)
            .Where(type => type is not null).Distinct())
        {
            Member("TryAs", $"bool TryAs(out {type!.FullName} view, out DecodeError error)");
        }

        Member("Case", "string Case", IsSum);
    }

    private void EmitValue()
    {
        if (IsSum)
        {
            new SumTypeEmitter(_model, _code).EmitValue();
            return;
        }

        var link = _model.IsLink ? "ILinkValue" : "IWireValue";
        _code.Open($"{_model.Accessibility} sealed partial record {_model.ValueName} : {link}");
        ValueEmitter.EmitProperties(_model, _code);
        _code.Line($"int IWireValue.SizeOf() => {Throw}");
        _code.Line($"bool IWireValue.TryWrite{ToEncode} => {Throw}");
        _code.Line($"public int SizeOf() => {Throw}");
        _code.Line($"public bool TryWrite{ToEncode} => {Throw}");
        if (_model.IsLink)
        {
            _code.Line($"public uint LinkTag => {Throw}");
        }

        if (_model.Next is not null && _model.Tag is null)
        {
            _code.Line($"public {_model.ValueName} InChain() => {Throw}");
        }

        _code.Line($"public static bool TryParse(ReadOnlySpan<byte> source, {_facts}"
            + $"[NotNullWhen(true)] out {_model.ValueName}? value, out DecodeError error, "
            + $"Fidelity fidelity = Fidelity.Canonical) => {Throw}");
        _code.Close();
        foreach (var field in _model.Fields.Where(field => field.Kind == FieldKind.OneOf))
        {
            SumValueEmitter.Emit(_model, field, _code);
        }
    }
}

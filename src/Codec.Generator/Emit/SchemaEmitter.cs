using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>Emits the spec as data.</summary>
internal static class SchemaEmitter
{
    public static void Emit(WireModel model, CodeWriter code)
    {
        code.Line("/// <summary>The spec as data.</summary>");
        code.Line("public static WireSchema Schema => SchemaHolder.Schema;");
        code.Line();
        code.Open("private static class SchemaHolder");
        code.Line(
            $"public static readonly WireSchema Schema = new({CodeWriter.Literal(model.Name)},");
        code.Line("[");
        code.Indent();
        foreach (var field in model.Fields)
        {
            EmitField(model, field, code);
        }

        code.Outdent();
        code.Line("])");
        code.Line("{");
        code.Indent();
        code.Line($"Namespace = {CodeWriter.Literal(model.Namespace)},");
        code.Line($"Rfc = {model.Rfc},");
        code.Line($"Section = {CodeWriter.Literal(model.Section)},");
        code.Line($"Figure = {CodeWriter.Literal(model.Figure)},");
        code.Line($"Order = new OrderSchema(ByteOrder.{(model.Order.Little ? "Little" : "Big")}, "
            + $"{CodeWriter.Literal(model.Order.Field)}, "
            + $"{CodeWriter.Literal(model.Order.Context)}) "
            + $"{{ Magic = [{string.Join(", ", model.Order.Magic.Select(m => $"{m}u"))}] }},");
        var members = model.Fields.Where(f => f.Extent == ExtentRule.Context)
            .Select(f => f.ExtentBy)
            .Concat(model.Order.Context == "" ? [] : [model.Order.Context]).Distinct()
            .Select(CodeWriter.Literal);
        code.Line($"ContextMembers = [{string.Join(", ", members)}],");
        if (model.Peek is { } peek)
        {
            code.Line($"Peek = new PeekSchema({peek.Offset}, {peek.Bits}, "
                + $"{Function(peek.Otherwise)}, {Function(peek.Short)}),");
        }

        code.Line($"IsLinkSum = {(model.IsLinkSum ? "true" : "false")},");
        code.Line($"Cases = [{string.Join(", ", model.Cases.Select(c => Case(model, c)))}],");
        code.Line($"Until = [{string.Join(", ", model.Until.Select(u => $"{u}u"))}],");
        code.Outdent();
        code.Line("};");
        code.Close();
        code.Line();
    }

    private static void EmitField(WireModel model, FieldModel field, CodeWriter code)
    {
        code.Line($"new FieldSchema({CodeWriter.Literal(field.Name)}, "
            + $"{CodeWriter.Literal(field.Label)}, FieldKind.{field.Kind})");
        code.Line("{");
        code.Indent();
        foreach (var line in Properties(model, field))
        {
            code.Line(line + ",");
        }

        code.Outdent();
        code.Line("},");
    }

    private static IEnumerable<string> Properties(WireModel model, FieldModel field)
    {
        if (field.Bits != 0)
        {
            yield return $"Bits = {field.Bits}";
        }

        if (field.Form != NumberForm.Plain)
        {
            yield return $"Form = NumberForm.{(field.Form == NumberForm.Flag ? "Flag" : "Named")}";
        }

        if (field.IsRegistry)
        {
            yield return $"Names = static () => {NumberCode.Bare(field.Type)}.Entries";
        }

        if (field.Extent != ExtentRule.Fixed)
        {
            yield return $"Extent = ExtentRule.{field.Extent}";
        }

        foreach (var (name, text) in Texts(field))
        {
            if (text != "")
            {
                yield return $"{name} = {CodeWriter.Literal(text)}";
            }
        }

        if (field.ExtentOctets != 0)
        {
            yield return $"ExtentOctets = {field.ExtentOctets}";
        }

        if (field.BlockSize != 0)
        {
            yield return $"BlockSize = {field.BlockSize}";
        }

        if (field.Trailer)
        {
            yield return "Trailer = true";
        }

        if (field.When is { } when)
        {
            yield return $"When = new WhenSchema({CodeWriter.Literal(when.Field)}, {when.Value}ul, "
                + $"{Lower(when.Not)}, {when.Remaining})";
        }

        if (field.Element is { } element)
        {
            yield return $"Element = static () => {element.FullName}.Schema";
        }

        foreach (var line in Numbers(field).Concat(Sums(model, field)))
        {
            yield return line;
        }
    }

    private static IEnumerable<(string Name, string Text)> Texts(FieldModel field) =>
    [
        ("ExtentBy", field.ExtentBy), ("BlockSizeBy", field.BlockSizeBy),
        ("CountedBy", field.CountedBy), ("FirstBy", field.FirstBy), ("Counts", field.Counts),
        ("First", field.First), ("Tag", field.Tag), ("Critical", field.Critical),
        ("SameAs", field.SameAs),
    ];

    private static IEnumerable<string> Numbers(FieldModel field)
    {
        if (field.Measures is { } m)
        {
            yield return $"Measures = new MeasuresSchema({CodeWriter.Literal(m.From)}, "
                + $"{CodeWriter.Literal(m.To)}, {m.Unit}, {m.Bias}, {m.Absent})";
        }

        if (field.IsNext)
        {
            yield return "Next = true";
        }

        if (field.More is { } more)
        {
            yield return $"More = ({more.Last}ul, {more.More}ul)";
        }

        if (field.Const is { } constant)
        {
            yield return $"Const = {constant}ul";
        }

        if (field.Range is { } range)
        {
            yield return $"Range = ({range.Min}ul, {range.Max}ul)";
        }

        if (field.Limits.Count > 0)
        {
            yield return $"Limits = [{string.Join(", ", field.Limits.Select(Limit))}]";
        }

        if (field.NonZero)
        {
            yield return "NonZero = true";
        }

        if (field.Where != "")
        {
            yield return $"Where = {field.Where}";
        }

        if (field.Reserved is { } reserved)
        {
            yield return $"Reserved = new ReservedSchema(OnRead.{OnRead(reserved.Refuse)}, "
                + $"{reserved.OnWrite}ul)";
        }

        if (field.Lengths.Count > 0)
        {
            yield return $"Lengths = [{string.Join(", ", field.Lengths.Select(Limit))}]";
        }

        if (field.Padding is { } padding)
        {
            yield return $"Padding = new PaddingSchema({TailCode.Rule(padding)}, {padding.Align}, "
                + $"OnRead.{OnRead(padding.Refuse)})";
        }

        if (field.Checksum is { } checksum)
        {
            yield return $"Checksum = new ChecksumSchema(ChecksumAlgorithm.Internet, "
                + $"{CodeWriter.Literal(checksum.To)}, OnRead.{OnRead(checksum.Refuse)})";
        }
    }

    private static IEnumerable<string> Sums(WireModel model, FieldModel field)
    {
        if (field.Chain is { } chain)
        {
            yield return $"Chain = new ChainSchema({chain.End}u, {Lower(chain.EndsAtUnknown)})";
        }

        if (field.Cases.Count > 0)
        {
            yield return $"Cases = [{string.Join(", ", field.Cases.Select(c => Case(model, c)))}]";
        }

        if (field.Encrypted is { } plain)
        {
            yield return $"Encrypted = static () => {plain.FullName}.Schema";
        }
    }

    private static string Case(WireModel model, CaseModel @case) =>
        $"new CaseSchema({@case.Tag}ul, {CodeWriter.Literal(@case.Name)}, "
        + $"static () => {@case.Type.FullName}.Schema, {Lower(Roles.IsOpaque(model, @case.Type))})";

    private static string Limit(LimitModel limit) =>
        $"new LimitSchema({limit.Min}ul, {limit.Max}ul, {CodeWriter.Literal(limit.Of)}, "
        + $"{limit.Is}ul, {Lower(limit.OrZero)})";

    private static string Function(TypeModel? type) =>
        type is null ? "null" : $"static () => {type.FullName}.Schema";

    private static string OnRead(bool refuse) => refuse ? "Refuse" : "Ignore";

    private static string Lower(bool value) => value ? "true" : "false";
}

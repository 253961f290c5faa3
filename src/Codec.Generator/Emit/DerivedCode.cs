using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>Emits what a canonical writer computes for a derived number.</summary>
internal static class DerivedCode
{
    public static void Emit(
        Layout layout, SizeCode size, CodeWriter code, FieldModel field, string target)
    {
        var model = layout.Model;
        if (field.Measures is { } measures)
        {
            EmitLength(layout, size, code, field, measures, target);
            return;
        }

        var value = field switch
        {
            { Counts: not "" } => $"(ulong){Counted(model, field)}.Count",
            { First: not "" } => First(model, field),
            { IsNext: true } => "scope.NextTag",
            { More: { } more } => $"scope.More ? {more.More}ul : {more.Last}ul",
            { Const: { } constant } => $"{constant}ul",
            { Reserved: { } reserved } => $"{reserved.OnWrite}ul",
            { SameAs: not "" } => $"n{field.SameAs}",
            { Checksum: not null } => "0",
            _ when Roles.IsTag(model, field) => Tag(model, field),
            _ => $"{size.Flag(field)} ? 1ul : 0ul",
        };
        code.Line($"{target} = {value};");
    }

    private static string Counted(WireModel model, FieldModel field)
    {
        var list = model.Field(field.Counts);
        return list.When is null ? list.Name : $"{list.Name}.GetValueOrDefault()";
    }

    private static string First(WireModel model, FieldModel field)
    {
        var chain = model.Field(field.First);
        var list = chain.When is null ? chain.Name : $"{chain.Name}.GetValueOrDefault()";
        return $"Put.First({list}, {WriteEmitter.Ending(chain)})";
    }

    private static string Tag(WireModel model, FieldModel field)
    {
        var sum = model.Fields.First(f => f.Kind == FieldKind.OneOf && f.Tag == field.Name);
        var tag = NumberCode.FromProperty(field, $"{sum.Name}.Tag");
        return sum.When is null ? tag : $"{sum.Name} is null ? 0ul : {tag}";
    }

    private static void EmitLength(
        Layout layout, SizeCode size, CodeWriter code, FieldModel field, MeasuresModel measures,
        string target)
    {
        var from = measures.Self ? "0" : size.Start(layout.Model.Field(measures.From));
        var to = measures.Self ? size.Total : size.End(layout.Model.Field(measures.To));
        code.Line($"var octets = {to} - ({from});");
        if (measures.Absent >= 0)
        {
            var behind = layout.Model.Fields
                .SkipWhile(f => f.Name != measures.To).Skip(1)
                .Where(f => f.When is not null)
                .Select(f => $"{f.Name} is null")
                .ToList();
            code.Open(behind.Count == 0
                ? $"if ({to} == {size.Total})"
                : $"if ({string.Join(" && ", behind)})");
            code.Line($"{target} = {measures.Absent};");
            code.Close();
            code.Open("else");
        }

        if (measures.Unit != 1)
        {
            code.Open($"if (octets % {measures.Unit} != 0)");
            code.Line($"error = new EncodeError(EncodeFault.NotAMultiple, "
                + $"{CodeWriter.Literal(field.Label)});");
            code.Line("return false;");
            code.Close();
            code.Line();
        }

        var units = measures.Unit == 1 ? "octets" : $"(octets / {measures.Unit})";
        var biased = measures.Bias == 0 ? units : $"{units} + ({measures.Bias})";
        code.Line($"{target} = (ulong)(long)({biased});");
        if (measures.Absent >= 0)
        {
            code.Close();
        }
    }
}

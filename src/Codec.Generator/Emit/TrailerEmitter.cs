using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>Emits the placing of the fields behind a Rest, from the last to the first.</summary>
internal static class TrailerEmitter
{
    public static void Emit(
        ParseEmitter parse, CodeWriter code, Layout layout, Part rest, bool bounded)
    {
        var start = rest.Start.In(false);
        var trailers = layout.Parts.Where(p => p.Trailer).Reverse().ToList();
        var least = trailers.Sum(p => p.Octets);
        if (trailers.FirstOrDefault(p => p.IsRun) is { } run)
        {
            code.Line($"if (end - ({start}) < {least})");
            parse.Refuse(parse.Short(run, start));
        }

        foreach (var part in trailers)
        {
            if (part.IsRun)
            {
                parse.EmitRunFields(part);
            }
            else
            {
                EmitVariable(parse, code, layout, part, start, bounded);
            }
        }
    }

    private static void EmitVariable(
        ParseEmitter parse, CodeWriter code, Layout layout, Part part, string restStart,
        bool bounded)
    {
        var field = part.First;
        var n = $"x{field.Name}";
        var end = part.End.In(false);
        var before = layout.Parts.Where(p => p.Trailer && p.Index < part.Index).Sum(p => p.Octets);
        var room = $"{end} - ({restStart}){(before == 0 ? "" : $" - {before}")}";
        if (field.Extent == ExtentRule.Context)
        {
            code.Line($"var {n} = (int)context.{field.ExtentBy};");
            code.Line($"if ({n} < 0 || {n} > {room})");
            parse.Refuse($"Fault.Measured({(bounded ? "true" : "false")}, {n}, "
                + $"(long){n} - ({room}), {restStart}, {CodeWriter.Literal(field.Label)})");
        }
        else
        {
            var length = layout.Model.Field(field.ExtentBy);
            code.Line($"var {n} = {ExtentCode.Octets(length, length.Measures!)};");
            code.Line($"if ({n} < 0 || {n} > {room})");
            parse.RefuseAt(
                "LengthOutOfRange", layout.StartOf(length).In(false), length.Label);
        }

        code.Line($"var {part.Start.Base} = {end} - (int){n};");
    }
}

using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>Emits the parser over segmented octets.</summary>
internal static class SequenceEmitter
{
    public static void Emit(WireModel model, CodeWriter code)
    {
        var (declared, passed) = ParseEmitter.Facts(model);
        if (model.IsLinkSum)
        {
            (declared, passed) = ("uint tag, ", "tag, ");
        }

        code.Line(
            "/// <summary>Parses octets in segments: in place where they are one, else from a "
            + "copy in scratch space.</summary>");
        code.Line("/// <param name=\"source\">The octets.</param>");
        code.Line(
            "/// <param name=\"scratch\">At least as many octets as the source has, unless it is "
            + "one segment.</param>");
        ParseEmitter.FactDocs(code, model);
        if (model.IsLinkSum)
        {
            code.Line("/// <param name=\"tag\">What the octets before it say that it is.</param>");
        }

        code.Line("/// <param name=\"view\">The checked view.</param>");
        code.Line(
            "/// <param name=\"error\">What is wrong, in which field, at which octet.</param>");
        code.Open(
            "public static bool TryParse(in ReadOnlySequence<byte> source, Span<byte> scratch, "
            + $"{declared}out {model.Name} view, out DecodeError error)");
        code.Open("if (!At.TryContiguous(in source, scratch, out var octets, out error))");
        code.Line("view = default;");
        code.Line("return false;");
        code.Close();
        code.Line();
        code.Line($"return TryParse(octets, {passed}out view, out error);");
        code.Close();
        code.Line();
    }
}

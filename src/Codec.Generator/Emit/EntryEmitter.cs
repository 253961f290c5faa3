using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>
/// Emits the type as data and functions, for suites and tools that do not name it.
/// </summary>
internal static class EntryEmitter
{
    public static void Emit(Layout layout, CodeWriter code)
    {
        var model = layout.Model;
        var lists = model.Fields
            .Where(f => f.Kind is FieldKind.Many or FieldKind.Chain or FieldKind.Blocks).ToList();
        code.Open($"private static int Elements({model.Name} view)");
        code.Line("var elements = 0;");
        foreach (var field in lists)
        {
            code.Open($"foreach (var _ in view.{field.Name})");
            code.Line("elements++;");
            code.Close();
            code.Line();
        }

        code.Line("return elements;");
        code.Close();
        code.Line();
        var facts = "";
        if (model.Context != "")
        {
            facts += "in context, ";
        }

        if (model.Tag is { } tag)
        {
            facts += NumberCode.ToProperty(tag, "facts.Tag") + ", ";
        }

        EmitEntry(model, code, facts, "Elements(view)");
    }

    public static void EmitSum(WireModel model, CodeWriter code) =>
        EmitEntry(model, code, model.IsLinkSum ? "(uint)facts.Tag, " : "", "0");

    private static void EmitEntry(WireModel model, CodeWriter code, string facts, string elements)
    {
        var context = model.Context == ""
            ? ""
            : $"var context = ({model.Context})facts.Context!;";
        code.Line("/// <summary>The type as data and functions.</summary>");
        code.Line("[EditorBrowsable(EditorBrowsableState.Never)]");
        code.Line(
            "public static WireEntry Entry => "
            + "new(Schema, ReadEntry, ProbeEntry, ProbeSegmentsEntry)");
        code.Line("{");
        code.Line(
            model.Context == ""
                ? "    Context = null,"
                : $"    Context = typeof({model.Context}),");
        code.Line("};");
        code.Line();
        code.Open("private static bool ReadEntry(ReadOnlySpan<byte> source, in WireFacts facts, "
            + "Fidelity fidelity, out IWireValue? value, out DecodeError error)");
        code.Line(context);
        code.Line($"var good = {model.ValueName}.TryParse(source, {facts}out var read, out error, "
            + "fidelity);");
        code.Line("value = read;");
        code.Line("return good;");
        code.Close();
        code.Line();
        EmitProbe(model, code, context, facts, elements, "ProbeEntry", "ReadOnlySpan<byte> source",
            "source");
        EmitProbe(model, code, context, facts, elements, "ProbeSegmentsEntry",
            "in ReadOnlySequence<byte> source, Span<byte> scratch", "in source, scratch");
    }

    private static void EmitProbe(
        WireModel model, CodeWriter code, string context, string facts, string elements,
        string name, string declared, string passed)
    {
        code.Open($"private static bool {name}({declared}, in WireFacts facts, "
            + "out WireProbe probe, out DecodeError error)");
        code.Line(context);
        code.Open($"if (!TryParse({passed}, {facts}out var view, out error))");
        code.Line("probe = default;");
        code.Line("return false;");
        code.Close();
        code.Line();
        code.Line($"probe = new WireProbe(view.Octets.Length, {elements});");
        code.Line("return true;");
        code.Close();
        code.Line();
    }
}

using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>Emits a sum type: chosen by peeking, or a sum of links chosen by the tag.</summary>
internal sealed class SumTypeEmitter(WireModel model, CodeWriter code)
{
    private bool IsLink => model.IsLinkSum;

    private IEnumerable<(string Condition, string Name, TypeModel Type)> Cases()
    {
        foreach (var @case in model.Cases)
        {
            yield return ($"{@case.Tag}u", @case.Name, @case.Type);
        }
    }

    private IReadOnlyList<(string Name, TypeModel Type)> Named()
    {
        var all = Cases().Select(c => (c.Name, c.Type)).ToList();
        if (model.Peek?.Otherwise is { } otherwise)
        {
            all.Add((otherwise.Name, otherwise));
        }

        if (model.Peek?.Short is { } shorter)
        {
            all.Add((shorter.Name, shorter));
        }

        return all.GroupBy(c => c.Name).Select(g => g.First()).ToList();
    }

    public void EmitView()
    {
        var wire = IsLink ? "ILink" : "IWire";
        code.Open($"{model.Accessibility} readonly ref partial struct {model.Name} : "
            + $"{wire}<{model.Name}>, ILift<{model.ValueName}>");
        EmitFields();
        EmitTryParse();
        EmitTryAs();
        if (IsLink)
        {
            EmitLink();
        }

        SequenceEmitter.Emit(model, code);
        EmitLift();
        code.Line("/// <summary>One line for people.</summary>");
        code.Line($"public string Format() => $\"{model.Name} {{Case}} "
            + "{Convert.ToHexStringLower(_s[..Math.Min(32, _s.Length)])}\";");
        code.Line();
        SchemaEmitter.Emit(model, code);
        EntryEmitter.EmitSum(model, code);
        code.Close();
    }

    public void EmitValue()
    {
        var interfaces = IsLink ? "ILinkValue" : "IWireValue";
        code.Line($"/// <summary>The value of a <see cref=\"{model.Name}\"/>: one of its cases."
            + "</summary>");
        code.Open(
            $"{model.Accessibility} abstract partial record {model.ValueName} : {interfaces}");
        code.Line($"private {model.ValueName}()");
        code.Line("{");
        code.Line("}");
        code.Line();
        if (IsLink)
        {
            code.Line("/// <inheritdoc/>");
            code.Line("public abstract uint LinkTag { get; }");
            code.Line();
        }

        code.Line("/// <inheritdoc/>");
        code.Line("public abstract int SizeOf();");
        code.Line();
        code.Line("/// <inheritdoc/>");
        code.Line("public abstract bool TryWrite(Span<byte> destination, in WriteScope scope, "
            + "out int written, out EncodeError error);");
        code.Line();
        ValueEmitter.EmitParse(model, code);
        var tags = model.Cases.GroupBy(c => c.Name).ToDictionary(g => g.Key, g => g.First().Tag);
        foreach (var (name, type) in Named())
        {
            var tag = IsLink ? $"uint LinkTag => {tags[name]}u;" : "";
            SumValueEmitter.EmitCase(code, model.ValueName, name, type, tag);
        }

        code.Close();
        code.Line();
    }

    private void EmitFields()
    {
        code.Line("private readonly ReadOnlySpan<byte> _s;");
        code.Line("private readonly int _case;");
        code.Line(IsLink ? "private readonly uint _tag;" : "");
        code.Line(IsLink ? "private readonly uint _next;" : "");
        var more = IsLink ? ", uint tag, uint next" : "";
        code.Open($"private {model.Name}(ReadOnlySpan<byte> s, int @case{more})");
        code.Line("_s = s;");
        code.Line("_case = @case;");
        if (IsLink)
        {
            code.Line("_tag = tag;");
            code.Line("_next = next;");
        }

        code.Close();
        code.Line();
        code.Line("/// <summary>Exactly the octets that the view covers.</summary>");
        code.Line("public ReadOnlySpan<byte> Octets => _s;");
        code.Line();
        code.Line("/// <summary>The name of the case.</summary>");
        code.Open("public string Case => _case switch");
        foreach (var (name, _) in Named())
        {
            code.Line($"{(IsLastOf(name) ? "_" : IndexOf(name))} => {CodeWriter.Literal(name)},");
        }

        code.Close(";");
        code.Line();
    }

    // Whichever case is left.
    private bool IsLastOf(string name) => IndexOf(name) == Named().Count - 1;

    private int IndexOf(string name) => Named().Select(n => n.Name).ToList().IndexOf(name);

    private void EmitTryParse()
    {
        code.Line("/// <summary>Parses from the start of a source; what the view does not cover is "
            + "left over.</summary>");
        code.Line("/// <param name=\"source\">The octets.</param>");
        if (IsLink)
        {
            code.Line("/// <param name=\"tag\">What the octets before it say that it is.</param>");
        }

        code.Line("/// <param name=\"view\">The checked view.</param>");
        code.Line(
            "/// <param name=\"error\">What is wrong, in which field, at which octet.</param>");
        code.Open($"public static bool TryParse(ReadOnlySpan<byte> source, "
            + $"{(IsLink ? "uint tag, " : "")}out {model.Name} view, out DecodeError error)");
        if (!IsLink)
        {
            var peek = model.Peek!;
            var octets = ((peek.Offset + peek.Bits - 1) / 8) + 1;
            code.Open($"if (!At.TryPeek(source, {peek.Offset}, {peek.Bits}, out var tag))");
            if (peek.Short is { } shorter)
            {
                EmitCase(shorter.Name, shorter);
            }
            else
            {
                code.Line("view = default;");
                code.Line($"error = Fault.Short(false, 0, "
                    + $"{CodeWriter.Literal(model.Name)}, {octets} - source.Length);");
                code.Line("return false;");
            }

            code.Close();
            code.Line();
        }

        code.Open("switch (tag)");
        foreach (var group in Cases().GroupBy(c => c.Name))
        {
            foreach (var (condition, _, _) in group)
            {
                code.Line($"case {condition}:");
            }

            code.Line("{");
            code.Indent();
            EmitCase(group.Key, group.First().Type);
            code.Close();
            code.Line();
        }

        code.Line("default:");
        code.Line("{");
        code.Indent();
        if (model.Peek?.Otherwise is { } otherwise)
        {
            EmitCase(otherwise.Name, otherwise);
        }
        else
        {
            code.Line("view = default;");
            code.Line($"error = Fault.Make(DecodeFault.UnknownTag, 0, "
                + $"{CodeWriter.Literal(model.Name)});");
            code.Line("return false;");
        }

        code.Close();
        code.Close();
        code.Close();
        code.Line();
    }

    private void EmitCase(string name, TypeModel type)
    {
        var tag = IsLink && type.TagType != "" ? "tag, " : "";
        code.Open($"if (!{type.FullName}.TryParse(source, {tag}out var body, out error))");
        code.Line("view = default;");
        code.Line("return false;");
        code.Close();
        code.Line();
        var more = IsLink ? $", tag, body.ChainNext" : "";
        code.Line($"view = new {model.Name}(body.Octets, {IndexOf(name)}{more});");
        code.Line("return true;");
    }

    private void EmitTryAs()
    {
        foreach (var group in Named().GroupBy(n => n.Type))
        {
            var indices = string.Join(" or ", group.Select(n => IndexOf(n.Name)));
            code.Line($"/// <summary>The view as {string.Join(", ", group.Select(n => n.Name))}."
                + "</summary>");
            code.Line("/// <param name=\"view\">The case's view.</param>");
            code.Line(
                "/// <param name=\"error\"><see cref=\"DecodeFault.UnknownTag\"/> where it is "
                + "another case.</param>");
            code.Open($"public bool TryAs(out {group.Key.FullName} view, out DecodeError error)");
            code.Open($"if (_s.IsEmpty || _case is not ({indices}))");
            code.Line("view = default;");
            code.Line($"error = Fault.Make(DecodeFault.UnknownTag, 0, "
                + $"{CodeWriter.Literal(model.Name)});");
            code.Line("return false;");
            code.Close();
            code.Line();
            code.Line($"return {group.Key.FullName}.TryParse(_s, out view, out error);");
            code.Close();
            code.Line();
        }
    }

    private void EmitLink()
    {
        var name = model.Name;
        code.Line("/// <summary>The type of this link.</summary>");
        code.Line("public uint Tag => _tag;");
        code.Line();
        code.Line($"uint ILink<{name}>.LinkTag => _tag;");
        code.Line();
        code.Line($"uint ILink<{name}>.NextTag => _next;");
        code.Line();
        code.Line($"static bool ILink<{name}>.TryParseLink(ReadOnlySpan<byte> source, uint tag, "
            + $"out {name} view, out DecodeError error) =>");
        code.Line("    TryParse(source, tag, out view, out error);");
        code.Line();
        var last = model.Until.Count == 0
            ? "false"
            : $"tag is {string.Join(" or ", model.Until.Select(t => $"{t}u"))}";
        code.Line($"static bool ILink<{name}>.IsLast(uint tag) => {last};");
        code.Line();
        var known = string.Join(" or ", model.Cases.Select(c => $"{c.Tag}u"));
        code.Line($"static bool ILink<{name}>.IsKnown(uint tag) => tag is {known};");
        code.Line();
        PlainLinkEmitter.EmitNone(name, code);
    }

    private void EmitLift()
    {
        code.Line("/// <inheritdoc/>");
        code.Open($"public bool TryToValue(out {model.ValueName} value, out DecodeError error, "
            + "Fidelity fidelity = Fidelity.Canonical)");
        code.Line("value = null!;");
        code.Open("switch (_case)");
        foreach (var (name, type) in Named())
        {
            code.Line(IsLastOf(name) ? "default:" : $"case {IndexOf(name)}:");
            code.Line("{");
            code.Indent();
            code.Open($"if (!TryAs(out {type.FullName} view, out error) "
                + "|| !view.TryToValue(out var read, out error, fidelity))");
            code.Line("return false;");
            code.Close();
            code.Line();
            if (IsLink && type.TagType == "")
            {
                code.Line($"value = new {model.ValueName}.{name}("
                    + "fidelity == Fidelity.Verbatim ? read : read.InChain());");
            }
            else
            {
                code.Line($"value = new {model.ValueName}.{name}(read);");
            }

            code.Line("return true;");
            code.Close();
            if (!IsLastOf(name))
            {
                code.Line();
            }
        }

        code.Close();
        code.Close();
        code.Line();
    }
}

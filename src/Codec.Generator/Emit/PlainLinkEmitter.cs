using Holdfast.Codec.Generator.Model;

namespace Holdfast.Codec.Generator.Emit;

/// <summary>
/// Emits the short cut for links whose every check is their length: a chain of such links is walked
/// by two loads a link.
/// </summary>
internal static class PlainLinkEmitter
{
    public static void Emit(Layout layout, CodeWriter code)
    {
        var model = layout.Model;
        if (!IsPlain(layout))
        {
            EmitNone(model.Name, code);
            return;
        }

        var length = layout.EndField!;
        var octets = layout.Parts[0].Octets;
        code.Line($"static int ILink<{model.Name}>.PlainOctets => {octets};");
        code.Line();
        Read(layout, code, "PlainSize", length);
        Read(layout, code, "PlainNext", model.Next!);
        code.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        code.Line($"static {model.Name} ILink<{model.Name}>.Plain(ReadOnlySpan<byte> octets, "
            + $"uint tag) => new(octets, {NumberCode.ToProperty(model.Tag!, "tag")});");
        code.Line();
    }

    public static void EmitNone(string name, CodeWriter code)
    {
        code.Line($"static int ILink<{name}>.PlainOctets => 0;");
        code.Line();
        code.Line($"static uint ILink<{name}>.PlainSize(ref readonly byte start) => 0;");
        code.Line();
        code.Line($"static uint ILink<{name}>.PlainNext(ref readonly byte start) => 0;");
        code.Line();
        code.Line($"static {name} ILink<{name}>.Plain(ReadOnlySpan<byte> octets, uint tag) => "
            + "default;");
        code.Line();
    }

    private static void Read(Layout layout, CodeWriter code, string name, FieldModel field)
    {
        var octets = layout.Parts[0].Octets;
        var read = NumberCode.Read(layout, field, true).Replace("_s", "s");
        code.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        code.Open($"static uint ILink<{layout.Model.Name}>.{name}(ref readonly byte start)");
        code.Line($"var s = MemoryMarshal.CreateReadOnlySpan(in start, {octets});");
        code.Line($"return {read};");
        code.Close();
        code.Line();
    }

    private static bool IsPlain(Layout layout)
    {
        var model = layout.Model;
        return model.Context == "" && !model.Order.IsDynamic
            && layout.Parts.Count == 2
            && layout.Parts[0] is { IsRun: true, When: null }
            && layout.Parts[1].First is
            { Kind: FieldKind.Octets or FieldKind.OneOf, Extent: ExtentRule.Rest, When: null }
            && layout.EndField is { Measures: { Self: true, Unit: 1, Bias: 0 }, Bits: <= 16 }
            && model.Next is { Bits: <= 32 }
            && model.Fields.All(IsUnchecked);
    }

    private static bool IsUnchecked(FieldModel field) =>
        field.Const is null && field.Range is null && !field.NonZero && field.Where == ""
        && field.More is null && field.Limits.Count == 0 && field.Lengths.Count == 0
        && field.SameAs == "" && field.Reserved is not { Refuse: true }
        && field.Checksum is not { Refuse: true } && field.Padding is not { Refuse: true };
}

using Holdfast.Codec.Schemas;

namespace Holdfast.Codec.Interpreter;

/// <summary>The checks of a number's value, in their order.</summary>
internal static class Constraints
{
    public static bool Hold(
        Input input, IReadOnlyDictionary<string, WirePart> before, WirePart part)
    {
        var fault = Broken(before, part.Field, part.Number);
        return fault == DecodeFault.None || input.Fail(fault, part.Offset, part.Field.Label);
    }

    private static DecodeFault Broken(
        IReadOnlyDictionary<string, WirePart> before, FieldSchema field, ulong value)
    {
        if (field.Kind != FieldKind.Number)
        {
            return DecodeFault.None;
        }

        if (field.Const is { } constant && value != constant)
        {
            return DecodeFault.FixedValueMismatch;
        }

        if (field.Range is var (min, max) && (value < min || value > max))
        {
            return DecodeFault.ValueOutOfRange;
        }

        if (Limits.Broken(before, field.Limits, value) is not null)
        {
            return DecodeFault.ValueOutOfRange;
        }

        if ((field.NonZero && value == 0) || field.Where?.Invoke(value) == false)
        {
            return DecodeFault.ValueOutOfRange;
        }

        if (field.Reserved is { OnRead: OnRead.Refuse } reserved && value != reserved.OnWrite)
        {
            return DecodeFault.ReservedBitSet;
        }

        if (field.SameAs != "" && value != before[field.SameAs].Number)
        {
            return DecodeFault.RepeatMismatch;
        }

        return field.More is var (last, more) && value != last && value != more
            ? DecodeFault.ContinuationMismatch
            : DecodeFault.None;
    }
}

/// <summary>Ranges that hold always, or where another field says so.</summary>
internal static class Limits
{
    /// <summary>The first range that holds and does not allow a number; null: none.</summary>
    public static LimitSchema? Broken(
        IReadOnlyDictionary<string, WirePart> parts, Items<LimitSchema> limits, ulong number) =>
        limits.FirstOrDefault(limit => Hold(parts, limit) && !limit.Allows(number));

    private static bool Hold(IReadOnlyDictionary<string, WirePart> parts, LimitSchema limit) =>
        limit.Of == ""
        || (parts[limit.Of] is { Present: true } decides && decides.Number == limit.Is);
}

/// <summary>
/// The checks that come last: lengths of parts, padding rules and checksums, in wire order.
/// </summary>
internal static class FinalChecks
{
    /// <param name="input">What is read.</param>
    /// <param name="schema">The type.</param>
    /// <param name="parts">Its fields as read.</param>
    /// <param name="start">Its first octet.</param>
    /// <param name="end">The octet behind its last.</param>
    /// <param name="bounded">Whether a length of the type tells its end.</param>
    public static bool Pass(
        Input input, WireSchema schema, IReadOnlyDictionary<string, WirePart> parts,
        int start, int end, bool bounded) =>
        schema.Fields.Select(f => parts[f.Name]).Where(p => p.Present).All(part =>
            LengthIsRight(input, parts, part, bounded)
            && PaddingIsRight(input, part) && ChecksumIsRight(input, parts, part, start, end));

    private static bool LengthIsRight(
        Input input, IReadOnlyDictionary<string, WirePart> parts, WirePart part, bool bounded)
    {
        var octets = (ulong)part.Octets.Length;
        if (Limits.Broken(parts, part.Field.Lengths, octets) is not { } broken)
        {
            return true;
        }

        // What takes all that is left may be longer once more octets come.
        var isFinal = bounded || part.Field.Extent != ExtentRule.Rest || octets >= broken.Min;
        return input.FailShort(
            isFinal, part.Offset, part.Field.Label, isFinal ? 0 : (long)(broken.Min - octets));
    }

    private static bool PaddingIsRight(Input input, WirePart part)
    {
        if (part.Field.Padding is not { OnRead: OnRead.Refuse } padding)
        {
            return true;
        }

        for (var i = 0; i < part.Octets.Length; i++)
        {
            if (padding.Rule != PaddingRule.Any && part.Octets[i] != Octet(padding.Rule, i))
            {
                return input.Fail(DecodeFault.PaddingMismatch, part.Offset + i, part.Field.Label);
            }
        }

        return true;
    }

    /// <summary>What a rule says of the padding octet of that index.</summary>
    public static byte Octet(PaddingRule rule, int index) =>
        rule == PaddingRule.Counting ? (byte)(index + 1) : (byte)0;

    private static bool ChecksumIsRight(
        Input input, IReadOnlyDictionary<string, WirePart> parts, WirePart part, int start, int end)
    {
        if (part.Field.Checksum is not { OnRead: OnRead.Refuse } checksum)
        {
            return true;
        }

        var to = checksum.To == "" ? end : parts[checksum.To].End;
        return OnesComplement.Sum(input.Octets.AsSpan(start, to - start)) == 0xFFFF
            || input.Fail(DecodeFault.ChecksumMismatch, part.Offset, part.Field.Label);
    }
}

/// <summary>The sum of RFC 1071, an octet at a time.</summary>
internal static class OnesComplement
{
    public static uint Sum(ReadOnlySpan<byte> octets)
    {
        uint sum = 0;
        for (var i = 0; i < octets.Length; i++)
        {
            sum += i % 2 == 0 ? (uint)octets[i] << 8 : octets[i];
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return sum;
    }
}

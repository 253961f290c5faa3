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

/// <summary>The checks that come last: padding rules and checksums, in wire order.</summary>
internal static class FinalChecks
{
    public static bool Pass(
        Input input, WireSchema schema, IReadOnlyDictionary<string, WirePart> parts,
        int start, int end) =>
        schema.Fields.Select(f => parts[f.Name]).Where(p => p.Present).All(part =>
            PaddingIsRight(input, part) && ChecksumIsRight(input, parts, part, start, end));

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

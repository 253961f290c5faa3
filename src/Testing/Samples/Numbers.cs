using Holdfast.Codec;
using Holdfast.Codec.Schemas;
using Holdfast.Testing.Draws;

namespace Holdfast.Testing.Samples;

/// <summary>Chooses numbers that their fields allow.</summary>
internal static class Numbers
{
    private const int TriesMax = 64;

    public static ulong Choose(Choices choices, FieldSchema field, bool least)
    {
        if (field.Const is { } constant)
        {
            return constant;
        }

        if (field.Reserved is { } reserved)
        {
            return reserved.OnRead == OnRead.Refuse || !choices.Chance(20)
                ? reserved.OnWrite
                : choices.Number(field.Bits);
        }

        if (field.More is var (last, more))
        {
            return choices.Of([last, more]);
        }

        for (var i = 0; i < TriesMax; i++)
        {
            var value = Free(choices, field, least);
            if (Allows(field, value))
            {
                return value;
            }
        }

        for (ulong value = 0; value < ulong.Min(Max(field), 0xFFFF); value++)
        {
            if (Allows(field, value))
            {
                return value;
            }
        }

        throw new InvalidOperationException($"no number is found that {field.Name} allows");
    }

    /// <summary>The largest number of a width.</summary>
    public static ulong Max(FieldSchema field) =>
        field.Bits == 64 ? ulong.MaxValue : (1UL << field.Bits) - 1;

    /// <summary>Whether a field's constraints allow a number.</summary>
    public static bool Allows(FieldSchema field, ulong value) =>
        value <= Max(field)
        && (field.Const ?? value) == value
        && (field.Range is not var (min, max) || (value >= min && value <= max))
        && !(field.NonZero && value == 0)
        && field.Where?.Invoke(value) != false;

    /// <summary>A number of octets for a field of free content.</summary>
    /// <param name="choices">What is chosen by.</param>
    /// <param name="field">The field.</param>
    /// <param name="length">The length field that measures it; null: none.</param>
    /// <param name="limit">How many octets there may be; null: any number.</param>
    /// <param name="least">Whether there are to be as few as can be.</param>
    public static int OctetCount(
        Choices choices, FieldSchema field, FieldSchema? length, LimitSchema? limit, bool least)
    {
        var count = least ? 0
            : choices.AtBounds ? choices.Of([0, 1, 255])
            : choices.Below(10) switch
            {
                0 => 4,
                1 => 0,
                2 => 1,
                3 => 8,
                4 => 16,
                5 => 255,
                _ => choices.Below(24),
            };
        if (limit?.Allows((ulong)count) == false)
        {
            // Around its bounds, and in between.
            var (low, high) = ((int)limit.Min, (int)ulong.Min(limit.Max, limit.Min + 512));
            count = least ? low : choices.Of([low, high, low + choices.Below(high - low + 1)]);
        }

        if (length is null)
        {
            return count;
        }

        var measures = length.Measures!;
        var most = ((Int128)Max(length) - measures.Bias) * measures.Unit;
        var fewest = Int128.Max(0, -(Int128)measures.Bias * measures.Unit);
        if (length.Range is var (min, max))
        {
            most = Int128.Min(most, ((Int128)max - measures.Bias) * measures.Unit);
            fewest = Int128.Max(fewest, ((Int128)min - measures.Bias) * measures.Unit);
        }

        var fitting = (int)Int128.Clamp(count, fewest, Int128.Max(fewest, most));
        return measures.From == measures.To ? fitting - (fitting % measures.Unit) : fitting;
    }

    private static ulong Free(Choices choices, FieldSchema field, bool least)
    {
        if (least && Allows(field, 0))
        {
            return 0;
        }

        if (field.Range is var (min, max) && choices.Chance(90))
        {
            return choices.AtBounds
                ? choices.Of([min, max])
                : choices.Of([min, max, min + (choices.Number(field.Bits) % (max - min + 1))]);
        }

        return field.Names is { } names && names().Count > 0 && choices.Chance(50)
            ? choices.Of(names()).Value
            : choices.Number(field.Bits);
    }
}

/// <summary>Chooses the types of a chain's links.</summary>
internal sealed class LinkTags(Choices choices, FieldSchema chain, FieldSchema first)
{
    private readonly IReadOnlyList<ulong>? _known = SchemaFacts.KnownTags(chain.Element!());
    private readonly ulong _max = first.Bits is > 0 and < 8 ? (1UL << first.Bits) - 1 : 255;

    private bool MayBeUnknown => !chain.Chain!.EndsAtUnknown && !chain.Element!().IsLinkSum;

    /// <summary>The tag of a link.</summary>
    public ulong Choose()
    {
        if (_known is not null && !(MayBeUnknown && choices.Chance(20)))
        {
            return choices.Of([.. _known.Where(t => t != chain.Chain!.End)]);
        }

        var tag = choices.Number(64) % (_max + 1);
        return tag == chain.Chain!.End ? (tag + 1) % (_max + 1) : tag;
    }

    /// <summary>The tag behind the last link.</summary>
    public ulong Ending()
    {
        var tag = choices.Number(64) % (_max + 1);
        return chain.Chain!.EndsAtUnknown && _known?.Contains(tag) == false
            ? tag
            : chain.Chain.End;
    }
}

using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;

namespace Holdfast.Testing.Samples;

/// <summary>What is done to a field.</summary>
public enum MutationKind
{
    /// <summary>Its first bit is the other.</summary>
    FirstBit,

    /// <summary>Its last bit is the other.</summary>
    LastBit,

    /// <summary>One more.</summary>
    PlusOne,

    /// <summary>One less.</summary>
    MinusOne,

    /// <summary>One unit of its length more.</summary>
    PlusUnit,

    /// <summary>One unit of its length less.</summary>
    MinusUnit,

    /// <summary>All bits clear.</summary>
    Zero,

    /// <summary>All bits set.</summary>
    Max,

    /// <summary>Half of it.</summary>
    Half,
}

/// <summary>Valid octets of which one field was changed.</summary>
/// <param name="Leaf">The field.</param>
/// <param name="Kind">What was done to it.</param>
/// <param name="Octets">All octets, with that field changed.</param>
public sealed record Mutation(Leaf Leaf, MutationKind Kind, byte[] Octets)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Leaf} {Kind} at {Leaf.Part.Offset}: {Convert.ToHexStringLower(Octets)}";

    /// <summary>Every kind of change of every field of a sample.</summary>
    public static IEnumerable<Mutation> Of(Sample sample) => Leaf.Of(sample.Tree)
        .SelectMany(leaf => Enum.GetValues<MutationKind>()
            .Select(kind => Of(sample, leaf, kind)).OfType<Mutation>());

    /// <summary>
    /// One change of one field; null: the field is that already, or is no number.
    /// </summary>
    public static Mutation? Of(Sample sample, Leaf leaf, MutationKind kind)
    {
        var part = leaf.Part;
        byte[] octets = [.. sample.Octets];
        if (kind is MutationKind.FirstBit or MutationKind.LastBit)
        {
            if (part.BitLength == 0)
            {
                return null;
            }

            var bit = part.BitOffset + (kind == MutationKind.FirstBit ? 0 : part.BitLength - 1);
            octets[bit / 8] ^= (byte)(0x80 >> (bit % 8));
            return new Mutation(leaf, kind, octets);
        }

        if (part.Field.Kind != FieldKind.Number || Changed(part, kind) is not { } number)
        {
            return null;
        }

        Put(octets, part, number, leaf.Node.Order);
        return new Mutation(leaf, kind, octets);
    }

    /// <summary>
    /// The number that a kind of change makes; null: the same, or one that does not fit.
    /// </summary>
    public static ulong? Changed(WirePart part, MutationKind kind)
    {
        var max = Numbers.Max(part.Field);
        var unit = part.Field.Measures?.Unit ?? 1;
        var value = (Int128)part.Number;
        var changed = kind switch
        {
            MutationKind.PlusOne => value + 1,
            MutationKind.MinusOne => value - 1,
            MutationKind.PlusUnit => value + unit,
            MutationKind.MinusUnit => value - unit,
            MutationKind.Zero => 0,
            MutationKind.Max => max,
            MutationKind.Half => value / 2,
            _ => value,
        };
        return changed == value || changed < 0 || changed > max ? null : (ulong)changed;
    }

    internal static void Put(byte[] octets, WirePart part, ulong number, ByteOrder order)
    {
        var bits = part.Field.Bits;
        for (var i = 0; i < bits; i++)
        {
            // The i-th bit on the wire: little-endian numbers come octet by octet, least first.
            var weight = order == ByteOrder.Little && bits % 8 == 0
                ? (i / 8 * 8) + 7 - (i % 8)
                : bits - 1 - i;
            var at = part.BitOffset + i;
            var mask = (byte)(0x80 >> (at % 8));
            octets[at / 8] = (number >> weight & 1) != 0
                ? (byte)(octets[at / 8] | mask)
                : (byte)(octets[at / 8] & ~mask);
        }
    }
}

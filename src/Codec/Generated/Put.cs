using System.Buffers.Binary;
using System.ComponentModel;

namespace Holdfast.Codec.Generated;

/// <summary>Writes of generated writers.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Put
{
    /// <summary>Writes a number of 1 to 64 bits; the octets were zeroed before.</summary>
    /// <param name="d">The destination.</param>
    /// <param name="at">First octet of the run.</param>
    /// <param name="bit">Bits from there.</param>
    /// <param name="bits">Width.</param>
    /// <param name="value">The number, which fits.</param>
    /// <param name="little">Least significant octet first.</param>
    public static void Number(
        Span<byte> d, int at, int bit, int bits, ulong value, bool little = false)
    {
        if (bit % 8 == 0 && bits % 8 == 0)
        {
            Whole(d.Slice(at + (bit / 8), bits / 8), value, little);
            return;
        }

        for (var i = bits - 1; i >= 0; i--, value >>= 1)
        {
            var position = bit + i;
            if ((value & 1) != 0)
            {
                d[at + (position / 8)] |= (byte)(0x80 >> (position % 8));
            }
        }
    }

    /// <summary>Writes padding octets.</summary>
    public static void Padding(Span<byte> d, PaddingRule rule)
    {
        for (var i = 0; i < d.Length; i++)
        {
            d[i] = rule == PaddingRule.Counting ? (byte)(i + 1) : (byte)0;
        }
    }

    /// <summary>Whether a number fits a width.</summary>
    public static bool Fits(long value, int bits) =>
        value >= 0 && (bits >= 63 || value < 1L << bits);

    /// <summary>Whether a number fits a width.</summary>
    public static bool Fits(ulong value, int bits) => bits >= 64 || value < 1UL << bits;

    /// <summary>Octets of all elements.</summary>
    public static int SizeOf<T>(Items<T> items)
        where T : IWireValue
    {
        var size = 0;
        foreach (var item in items.Span)
        {
            size += item is null ? 0 : item.SizeOf();
        }

        return size;
    }

    /// <summary>Octets of all blocks.</summary>
    public static int SizeOf(Items<Octets> blocks)
    {
        var size = 0;
        foreach (var block in blocks.Span)
        {
            size += block.Length;
        }

        return size;
    }

    /// <summary>Whether an element is null, where none should be.</summary>
    public static bool HasNull<T>(Items<T> items)
        where T : IWireValue
    {
        foreach (var item in items.Span)
        {
            if (item is null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The type of the first link of a chain.</summary>
    public static ulong First<T>(Items<T> links, uint ending)
        where T : ILinkValue => links.Count == 0 ? ending : links[0].LinkTag;

    /// <summary>Writes the elements of a list.</summary>
    public static bool TryMany<T>(
        Span<byte> d, Items<T> items, out EncodeError error, bool little = false)
        where T : IWireValue
    {
        for (var i = 0; i < items.Count; i++)
        {
            var scope = new WriteScope(
                More: i < items.Count - 1, Order: little ? ByteOrder.Little : ByteOrder.Big);
            if (!items[i].TryWrite(d, in scope, out var written, out error))
            {
                return false;
            }

            d = d[written..];
        }

        error = default;
        return true;
    }

    /// <summary>Writes the links of a chain, each with the type of the next.</summary>
    public static bool TryChain<T>(
        Span<byte> d, Items<T> links, uint ending, out EncodeError error, bool little = false)
        where T : ILinkValue
    {
        for (var i = 0; i < links.Count; i++)
        {
            var next = i < links.Count - 1 ? links[i + 1].LinkTag : ending;
            var scope = new WriteScope(
                next, Order: little ? ByteOrder.Little : ByteOrder.Big);
            if (!links[i].TryWrite(d, in scope, out var written, out error))
            {
                return false;
            }

            d = d[written..];
        }

        error = default;
        return true;
    }

    /// <summary>Writes blocks of one size.</summary>
    public static bool TryBlocks(
        Span<byte> d, Items<Octets> blocks, int size, string field, out EncodeError error)
    {
        foreach (var block in blocks.Span)
        {
            if (block.Length != size)
            {
                error = new EncodeError(EncodeFault.WrongSize, field);
                return false;
            }

            block.Span.CopyTo(d);
            d = d[size..];
        }

        error = default;
        return true;
    }

    /// <summary>Writes octets as they are.</summary>
    public static bool TryOctets(
        Span<byte> d, Octets octets, out int written, out EncodeError error)
    {
        if (!octets.Span.TryCopyTo(d))
        {
            written = 0;
            error = new EncodeError(EncodeFault.DestinationTooSmall, "");
            return false;
        }

        written = octets.Length;
        error = default;
        return true;
    }

    /// <summary>Writes a part, unless it is null where a value must be.</summary>
    public static bool TryWrite<T>(
        Span<byte> d, T? value, in WriteScope scope, string field, out int written,
        out EncodeError error)
        where T : IWireValue
    {
        if (value is not null)
        {
            return value.TryWrite(d, in scope, out written, out error);
        }

        written = 0;
        error = new EncodeError(EncodeFault.Missing, field);
        return false;
    }

    private static void Whole(Span<byte> d, ulong value, bool little)
    {
        switch (d.Length)
        {
            case 1:
                d[0] = (byte)value;
                break;
            case 2 when !little:
                BinaryPrimitives.WriteUInt16BigEndian(d, (ushort)value);
                break;
            case 4 when !little:
                BinaryPrimitives.WriteUInt32BigEndian(d, (uint)value);
                break;
            case 8 when !little:
                BinaryPrimitives.WriteUInt64BigEndian(d, value);
                break;
            default:
                for (var i = 0; i < d.Length; i++, value >>= 8)
                {
                    d[little ? i : d.Length - 1 - i] = (byte)value;
                }

                break;
        }
    }
}

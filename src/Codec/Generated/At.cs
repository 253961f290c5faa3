using System.Buffers;
using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Holdfast.Codec.Generated;

/// <summary>
/// Reads of generated parsers: no check of their own, for octets that one check of a run covers.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class At
{
    /// <summary>An octet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte U8(ReadOnlySpan<byte> s, int at) => Ref<byte>(s, at);

    /// <summary>16 bits in network order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort U16(ReadOnlySpan<byte> s, int at) => BitConverter.IsLittleEndian
        ? BinaryPrimitives.ReverseEndianness(Ref<ushort>(s, at))
        : Ref<ushort>(s, at);

    /// <summary>32 bits in network order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint U32(ReadOnlySpan<byte> s, int at) => BitConverter.IsLittleEndian
        ? BinaryPrimitives.ReverseEndianness(Ref<uint>(s, at))
        : Ref<uint>(s, at);

    /// <summary>64 bits in network order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong U64(ReadOnlySpan<byte> s, int at) => BitConverter.IsLittleEndian
        ? BinaryPrimitives.ReverseEndianness(Ref<ulong>(s, at))
        : Ref<ulong>(s, at);

    /// <summary>
    /// 1 to 8 octets in network order; the number is a constant where it is inlined.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Big(ReadOnlySpan<byte> s, int at, int octets) => octets switch
    {
        1 => U8(s, at),
        2 => U16(s, at),
        4 => U32(s, at),
        8 => U64(s, at),
        _ => OddBig(s, at, octets),
    };

    /// <summary>1 to 8 octets, least significant first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Little(ReadOnlySpan<byte> s, int at, int octets) => octets switch
    {
        1 => U8(s, at),
        2 when BitConverter.IsLittleEndian => Ref<ushort>(s, at),
        4 when BitConverter.IsLittleEndian => Ref<uint>(s, at),
        8 when BitConverter.IsLittleEndian => Ref<ulong>(s, at),
        _ => OddLittle(s, at, octets),
    };

    /// <summary>1 to 8 octets in an order that was found in band.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Any(ReadOnlySpan<byte> s, int at, int octets, bool little) =>
        little ? Little(s, at, octets) : Big(s, at, octets);

    /// <summary>A part of a span whose bounds were checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> s, int start, int length)
    {
        Debug.Assert(start >= 0 && length >= 0 && start + length <= s.Length, "checked before");
        return MemoryMarshal.CreateReadOnlySpan(
            ref Unsafe.Add(ref MemoryMarshal.GetReference(s), start), length);
    }

    /// <summary>
    /// A part whose place follows from what a view keeps. A view that no parser gave keeps nothing:
    /// then the start lies before it or its length is less than nothing, and no octet is read.
    /// </summary>
    /// <exception cref="InvalidOperationException">The view was not given by a parser.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> s, int start, int length)
    {
        // Where the start is a constant, one test of a sign.
        if (start < 0 || length < 0)
        {
            ThrowNoView();
        }

        return MemoryMarshal.CreateReadOnlySpan(
            ref Unsafe.Add(ref MemoryMarshal.GetReference(s), start), length);
    }

    /// <summary>A constant number of octets, which a view has if a parser gave it.</summary>
    /// <inheritdoc cref="Part"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Fixed(ReadOnlySpan<byte> s, int start, int length)
    {
        // Where the start is a constant, one comparison.
        if (start < 0 || s.Length < start + length)
        {
            ThrowNoView();
        }

        return MemoryMarshal.CreateReadOnlySpan(
            ref Unsafe.Add(ref MemoryMarshal.GetReference(s), start), length);
    }

    /// <summary>What a view has from a constant place on.</summary>
    /// <inheritdoc cref="Part"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Rest(ReadOnlySpan<byte> s, int start)
    {
        // The same comparison as in the parser, so that next to it there is only one.
        if (s.Length < start)
        {
            ThrowNoView();
        }

        return MemoryMarshal.CreateReadOnlySpan(
            ref Unsafe.Add(ref MemoryMarshal.GetReference(s), start), s.Length - start);
    }

    /// <summary>Octets from a place on that a view counts from an end.</summary>
    /// <inheritdoc cref="Part"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> From(ReadOnlySpan<byte> s, int start) =>
        Part(s, start, s.Length - start);

    /// <summary>Bits at the start of a source; false: there are too few octets.</summary>
    public static bool TryPeek(ReadOnlySpan<byte> source, int offset, int bits, out uint value)
    {
        var last = (offset + bits - 1) / 8;
        if (source.Length <= last)
        {
            value = 0;
            return false;
        }

        var first = offset / 8;
        var octets = last - first + 1;
        var whole = Big(source, first, octets) >> ((8 * octets) - (offset % 8) - bits);
        value = (uint)(whole & (ulong.MaxValue >> (64 - bits)));
        return true;
    }

    /// <summary>Whether the ones' complement sum over the octets is right (RFC 1071).</summary>
    public static bool ChecksumIsValid(ReadOnlySpan<byte> s) => Sum(s) == 0xFFFF;

    /// <summary>The checksum over octets in which its own field is zero (RFC 1071).</summary>
    public static ushort Checksum(ReadOnlySpan<byte> s) => (ushort)~Sum(s);

    /// <summary>
    /// Octets in one piece: in place where they are one segment, else copied to scratch space.
    /// </summary>
    public static bool TryContiguous(
        in ReadOnlySequence<byte> source, Span<byte> scratch,
        out ReadOnlySpan<byte> octets, out DecodeError error)
    {
        error = default;
        if (source.IsSingleSegment)
        {
            octets = source.FirstSpan;
            return true;
        }

        if (source.Length > scratch.Length)
        {
            octets = default;
            error = new DecodeError(DecodeFault.ScratchTooSmall, scratch.Length, "");
            return false;
        }

        source.CopyTo(scratch);
        octets = scratch[..(int)source.Length];
        return true;
    }

    [DoesNotReturn]
    private static void ThrowNoView() => throw new InvalidOperationException(
        "A view that its TryParse did not give has no fields.");

    private static uint Sum(ReadOnlySpan<byte> s)
    {
        ulong sum = 0;
        for (; s.Length >= 2; s = s[2..])
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(s);
        }

        if (s.Length == 1)
        {
            sum += (uint)s[0] << 8;
        }

        while (sum > 0xFFFF)
        {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return (uint)sum;
    }

    private static ulong OddBig(ReadOnlySpan<byte> s, int at, int octets)
    {
        ulong value = 0;
        for (var i = 0; i < octets; i++)
        {
            value = (value << 8) | U8(s, at + i);
        }

        return value;
    }

    private static ulong OddLittle(ReadOnlySpan<byte> s, int at, int octets)
    {
        ulong value = 0;
        for (var i = octets - 1; i >= 0; i--)
        {
            value = (value << 8) | U8(s, at + i);
        }

        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Ref<T>(ReadOnlySpan<byte> s, int at)
        where T : unmanaged
    {
        Debug.Assert(at >= 0, "not before the octets");
        Debug.Assert(at + Unsafe.SizeOf<T>() <= s.Length, "one check covers the run");
        return Unsafe.ReadUnaligned<T>(ref Unsafe.Add(ref MemoryMarshal.GetReference(s), at));
    }
}

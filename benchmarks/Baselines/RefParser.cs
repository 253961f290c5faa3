using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Holdfast.Benchmarks.Baselines;

/// <summary>
/// The C parser word by word in C#: one length check for each fixed part, then loads at constant
/// offsets from a reference that nothing checks any more.
/// </summary>
internal readonly struct RefParser : IPacketParser
{
    public static string Name => "C# ref overlay";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TOutcome Parse<TOutcome>(ReadOnlySpan<byte> frame)
        where TOutcome : struct, IOutcome<TOutcome>
    {
        ref var ethernet = ref MemoryMarshal.GetReference(frame);
        if (frame.Length < 14 + 20 || U16(ref ethernet, 12) != 0x0800)
            return TOutcome.Refused;

        ref var ip = ref Unsafe.Add(ref ethernet, 14);
        int header = (ip & 15) * 4, total = U16(ref ip, 2);
        if (ip >> 4 != 4 || header < 20 || total < header || total > frame.Length - 14)
            return TOutcome.Refused;
        if (!OptionsFit(ref Unsafe.Add(ref ip, 20), (uint)header - 20))
            return TOutcome.Refused;
        if ((U16(ref ip, 6) & 0x3fff) != 0 || U8(ref ip, 9) != 17)
            return TOutcome.Refused;

        if (total - header < 8)
            return TOutcome.Refused;
        ref var udp = ref Unsafe.Add(ref ip, header);
        int length = U16(ref udp, 4);
        if (length < 8 || length > total - header)
            return TOutcome.Refused;

        var flow = new Flow(U32(ref ip, 12), U32(ref ip, 16), U16(ref udp, 0), U16(ref udp, 2));
        ref var body = ref Unsafe.Add(ref udp, 8);
        length -= 8;
        if (flow.DestinationPort == 4500 || flow.SourcePort == 4500)
        {
            return length >= 4 && U32(ref body, 0) == 0
                ? Ike<TOutcome>(flow, ref Unsafe.Add(ref body, 4), (uint)length - 4)
                : Esp<TOutcome>(flow, ref body, (uint)length);
        }

        if (flow.DestinationPort == 500 || flow.SourcePort == 500)
            return Ike<TOutcome>(flow, ref body, (uint)length);
        return flow.DestinationPort == 1985
            ? Hsrp<TOutcome>(flow, ref body, (uint)length)
            : TOutcome.Refused;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TOutcome Esp<TOutcome>(Flow flow, ref byte packet, uint count)
        where TOutcome : struct, IOutcome<TOutcome>
    {
        if (count < 8 || U32(ref packet, 0) == 0)
            return TOutcome.Refused;
        return TOutcome.Esp(
            flow, new EspFields(U32(ref packet, 0), U32(ref packet, 4), count - 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TOutcome Ike<TOutcome>(Flow flow, ref byte message, uint count)
        where TOutcome : struct, IOutcome<TOutcome>
    {
        if (count < 28)
            return TOutcome.Refused;
        var length = U32(ref message, 24);
        if (U8(ref message, 17) >> 4 != 2 || length < 28 || length > count)
            return TOutcome.Refused;

        uint offset = 28, payloads = 0, octets = 0;
        var next = U8(ref message, 16);
        while (next != 0)
        {
            var rest = length - offset;
            if (rest < 4)
                return TOutcome.Refused;
            ref var payload = ref Unsafe.Add(ref message, offset);
            uint size = U16(ref payload, 2);
            if (size - 4 > rest - 4)
                return TOutcome.Refused;
            payloads++;
            octets += size - 4;
            offset += size;
            var type = next;
            next = payload;
            if (type is 46 or 53)
                break;
        }

        if (offset != length)
            return TOutcome.Refused;
        return TOutcome.Ike(flow, new IkeFields(
            U64(ref message, 0), U64(ref message, 8), U32(ref message, 20), length,
            U8(ref message, 16),
            (uint)U8(ref message, 17) & 15, U8(ref message, 18), U8(ref message, 19),
            payloads, next, octets));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TOutcome Hsrp<TOutcome>(Flow flow, ref byte message, uint count)
        where TOutcome : struct, IOutcome<TOutcome>
    {
        if (count < 20 || message != 0 || U8(ref message, 1) > 2)
            return TOutcome.Refused;
        uint tlvs = 0;
        for (uint offset = 20; offset < count; tlvs++)
        {
            if (count - offset < 2)
                return TOutcome.Refused;
            uint size = U8(ref Unsafe.Add(ref message, offset), 1);
            if (size > count - offset - 2)
                return TOutcome.Refused;
            offset += 2 + size;
        }

        return TOutcome.Hsrp(flow, new HsrpFields(
            U8(ref message, 1), U8(ref message, 2), U8(ref message, 3), U8(ref message, 4),
            U8(ref message, 5), U8(ref message, 6), U64(ref message, 8), U32(ref message, 16),
            tlvs));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool OptionsFit(ref byte options, uint count)
    {
        uint offset = 0;
        while (offset < count)
        {
            uint size = 1;
            ref var option = ref Unsafe.Add(ref options, offset);
            if (option > 1)
            {
                if (count - offset < 2)
                    return false;
                size = U8(ref option, 1);
                if (size < 2 || size > count - offset)
                    return false;
            }

            offset += size;
        }

        return true;
    }

    private static byte U8(ref byte at, int offset) => Unsafe.Add(ref at, offset);

    private static ushort U16(ref byte at, int offset) => BinaryPrimitives.ReverseEndianness(
        Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref at, offset)));

    private static uint U32(ref byte at, int offset) => BinaryPrimitives.ReverseEndianness(
        Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref at, offset)));

    private static ulong U64(ref byte at, int offset) => BinaryPrimitives.ReverseEndianness(
        Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref at, offset)));
}

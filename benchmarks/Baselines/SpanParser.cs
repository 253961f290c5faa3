using static System.Buffers.Binary.BinaryPrimitives;

namespace Holdfast.Benchmarks.Baselines;

/// <summary>
/// What careful C# looks like: BinaryPrimitives over slices, nothing unsafe, inlining left to the JIT.
/// </summary>
internal readonly struct SpanParser : IPacketParser
{
    public static string Name => "C# spans";

    public static TOutcome Parse<TOutcome>(ReadOnlySpan<byte> frame)
        where TOutcome : struct, IOutcome<TOutcome>
    {
        if (frame.Length < 14 || ReadUInt16BigEndian(frame[12..]) != 0x0800)
            return TOutcome.Refused;

        var ip = frame[14..];
        if (ip.Length < 20 || ip[0] >> 4 != 4)
            return TOutcome.Refused;
        var header = (ip[0] & 15) * 4;
        int total = ReadUInt16BigEndian(ip[2..]);
        if (header < 20 || total < header || total > ip.Length)
            return TOutcome.Refused;
        if (!OptionsFit(ip[20..header]))
            return TOutcome.Refused;
        if ((ReadUInt16BigEndian(ip[6..]) & 0x3fff) != 0 || ip[9] != 17)
            return TOutcome.Refused;

        var udp = ip[header..total];
        if (udp.Length < 8)
            return TOutcome.Refused;
        int length = ReadUInt16BigEndian(udp[4..]);
        if (length < 8 || length > udp.Length)
            return TOutcome.Refused;

        var flow = new Flow(
            ReadUInt32BigEndian(ip[12..]), ReadUInt32BigEndian(ip[16..]),
            ReadUInt16BigEndian(udp), ReadUInt16BigEndian(udp[2..]));
        return Datagram<TOutcome>(flow, udp[8..length]);
    }

    private static TOutcome Datagram<TOutcome>(Flow flow, ReadOnlySpan<byte> body)
        where TOutcome : struct, IOutcome<TOutcome>
    {
        if (flow.DestinationPort == 4500 || flow.SourcePort == 4500)
        {
            return body.Length >= 4 && ReadUInt32BigEndian(body) == 0
                ? Ike<TOutcome>(flow, body[4..])
                : Esp<TOutcome>(flow, body);
        }

        if (flow.DestinationPort == 500 || flow.SourcePort == 500)
            return Ike<TOutcome>(flow, body);
        return flow.DestinationPort == 1985 ? Hsrp<TOutcome>(flow, body) : TOutcome.Refused;
    }

    internal static TOutcome Esp<TOutcome>(Flow flow, ReadOnlySpan<byte> packet)
        where TOutcome : struct, IOutcome<TOutcome>
    {
        if (packet.Length < 8 || ReadUInt32BigEndian(packet) == 0)
            return TOutcome.Refused;
        return TOutcome.Esp(flow, new EspFields(
            ReadUInt32BigEndian(packet), ReadUInt32BigEndian(packet[4..]),
            (uint)packet[8..].Length));
    }

    internal static TOutcome Ike<TOutcome>(Flow flow, ReadOnlySpan<byte> message)
        where TOutcome : struct, IOutcome<TOutcome>
    {
        if (message.Length < 28)
            return TOutcome.Refused;
        var length = ReadUInt32BigEndian(message[24..]);
        if (message[17] >> 4 != 2 || length < 28 || length > message.Length)
            return TOutcome.Refused;

        var rest = message[28..(int)length];
        uint payloads = 0, octets = 0;
        var next = message[16];
        while (next != 0)
        {
            if (rest.Length < 4)
                return TOutcome.Refused;
            int size = ReadUInt16BigEndian(rest[2..]);
            if (size < 4 || size > rest.Length)
                return TOutcome.Refused;
            payloads++;
            octets += (uint)size - 4;
            var type = next;
            next = rest[0];
            rest = rest[size..];
            if (type is 46 or 53)
                break;
        }

        if (!rest.IsEmpty)
            return TOutcome.Refused;
        return TOutcome.Ike(flow, new IkeFields(
            ReadUInt64BigEndian(message), ReadUInt64BigEndian(message[8..]),
            ReadUInt32BigEndian(message[20..]), length, message[16], (uint)message[17] & 15, message[18], message[19],
            payloads, next, octets));
    }

    internal static TOutcome Hsrp<TOutcome>(Flow flow, ReadOnlySpan<byte> message)
        where TOutcome : struct, IOutcome<TOutcome>
    {
        if (message.Length < 20 || message[0] != 0 || message[1] > 2)
            return TOutcome.Refused;
        uint tlvs = 0;
        for (var rest = message[20..]; !rest.IsEmpty; tlvs++)
        {
            if (rest.Length < 2 || rest[1] > rest.Length - 2)
                return TOutcome.Refused;
            rest = rest[(2 + rest[1])..];
        }

        return TOutcome.Hsrp(flow, new HsrpFields(
            message[1], message[2], message[3], message[4], message[5], message[6],
            ReadUInt64BigEndian(message[8..]), ReadUInt32BigEndian(message[16..]), tlvs));
    }

    private static bool OptionsFit(ReadOnlySpan<byte> rest)
    {
        while (!rest.IsEmpty)
        {
            var size = 1;
            if (rest[0] > 1)
            {
                if (rest.Length < 2)
                    return false;
                size = rest[1];
                if (size < 2 || size > rest.Length)
                    return false;
            }

            rest = rest[size..];
        }

        return true;
    }
}

using System.Buffers.Binary;
using Holdfast.Gateway.Tunnels;
using Holdfast.StateMachines;

namespace Holdfast.Gateway.Loading;

/// <summary>A question that any host answers with its own octets, RFC 792: an echo over IPv4 that
/// has its number and when it was asked in its payload.</summary>
/// <param name="Number">Its number in its tunnel, from 1.</param>
/// <param name="At">When it was asked.</param>
internal readonly record struct EchoQuestion(ulong Number, Instant At)
{
    /// <summary>Octets of both in the payload.</summary>
    public const int PayloadLeast = 16;

    /// <summary>Octets before the payload.</summary>
    public const int HeadersLength = IpHeader + IcmpHeader;

    private const int IpHeader = 20;
    private const int IcmpHeader = 8;
    private const byte Icmp = 1;
    private const byte Request = 8;
    private const byte Reply = 0;

    /// <summary>Writes the packet, all of it.</summary>
    /// <param name="packet">Headers and payload.</param>
    /// <param name="from">Who asks.</param>
    /// <param name="to">Who is asked.</param>
    /// <param name="id">Which tunnel it is of.</param>
    public void Write(Span<byte> packet, HostAddress from, HostAddress to, ushort id)
    {
        packet[..HeadersLength].Clear();
        (packet[0], packet[8], packet[9]) = (0x45, 64, Icmp);
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)packet.Length);
        from.Write(packet[12..]);
        to.Write(packet[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(
            packet[10..], PacketSum.Checksum(PacketSum.Of(packet[..IpHeader])));

        var icmp = packet[IpHeader..];
        icmp[0] = Request;
        BinaryPrimitives.WriteUInt16BigEndian(icmp[4..], id);
        BinaryPrimitives.WriteUInt16BigEndian(icmp[6..], (ushort)Number);
        BinaryPrimitives.WriteUInt64BigEndian(icmp[8..], Number);
        BinaryPrimitives.WriteInt64BigEndian(icmp[16..], At.Ticks);
        BinaryPrimitives.WriteUInt16BigEndian(icmp[2..], PacketSum.Checksum(PacketSum.Of(icmp)));
    }

    /// <summary>Reads the answer to one; false: it is none, or not intact.</summary>
    /// <param name="packet">The packet that came.</param>
    /// <param name="from">Who was asked.</param>
    /// <param name="to">Who has asked.</param>
    /// <param name="id">Which tunnel it is of.</param>
    /// <param name="question">What was asked.</param>
    public static bool TryReadAnswer(
        ReadOnlySpan<byte> packet, HostAddress from, HostAddress to, ushort id,
        out EchoQuestion question)
    {
        question = default;
        if (packet.Length < HeadersLength + PayloadLeast || packet[0] != 0x45
            || packet[9] != Icmp
            || BinaryPrimitives.ReadUInt16BigEndian(packet[2..]) > packet.Length
            || HostAddress.From(packet.Slice(12, 4)) != from
            || HostAddress.From(packet.Slice(16, 4)) != to)
        {
            return false;
        }

        var icmp = packet[IpHeader..BinaryPrimitives.ReadUInt16BigEndian(packet[2..])];
        if (icmp.Length < IcmpHeader + PayloadLeast || icmp[0] != Reply || icmp[1] != 0
            || PacketSum.Checksum(PacketSum.Of(icmp)) != 0
            || BinaryPrimitives.ReadUInt16BigEndian(icmp[4..]) != id)
        {
            return false;
        }

        question = new(
            BinaryPrimitives.ReadUInt64BigEndian(icmp[8..]),
            new(BinaryPrimitives.ReadInt64BigEndian(icmp[16..])));
        return true;
    }
}

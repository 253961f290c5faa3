using System.Buffers.Binary;

namespace Holdfast.Benchmarks.Corpus;

/// <summary>What the frames of a row carry, without Ethernet, IPv4, UDP and non-ESP marker.</summary>
internal static class Messages
{
    private const int BeforeUdpPayload = 14 + 20 + 8;
    private const int IkeHeaderOctets = 28;

    internal static IReadOnlyList<byte[]> Of(PacketRow row) => [.. row.Frames.Select(Message)];

    /// <summary>IKE headers alone: no payload follows, and the length says so.</summary>
    internal static IReadOnlyList<byte[]> IkeHeaders() => [.. Of(PacketRows.Ike).Select(Bare)];

    private static byte[] Message(byte[] frame)
    {
        var payload = frame.AsSpan(BeforeUdpPayload);
        var marked = BinaryPrimitives.ReadUInt32BigEndian(payload) == 0
            && BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(14 + 20)) == 4500;
        return payload[(marked ? 4 : 0)..].ToArray();
    }

    private static byte[] Bare(byte[] message)
    {
        var header = message[..IkeHeaderOctets];
        header[16] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(24), IkeHeaderOctets);
        return header;
    }
}

using System.Buffers.Binary;

namespace Holdfast.Tests.Interop.Made;

/// <summary>Frames made by hand, for what no capture at hand contains.</summary>
internal static class Frame
{
    private static readonly byte[] Left = [192, 0, 2, 1];
    private static readonly byte[] Right = [192, 0, 2, 2];

    /// <summary>The octets of 2001:db8::1.</summary>
    public static byte[] Left6 { get; } = [0x20, 1, 0x0d, 0xb8, .. new byte[11], 1];

    /// <summary>The octets of 2001:db8::2.</summary>
    public static byte[] Right6 { get; } = [0x20, 1, 0x0d, 0xb8, .. new byte[11], 2];

    /// <summary>Ethernet II.</summary>
    public static byte[] Ethernet(int etherType, byte[] payload) =>
        [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, .. Word(etherType), .. payload];

    /// <summary>IPv4 with a good header checksum.</summary>
    public static byte[] Ipv4(
        int protocol, byte[] payload, byte[]? options = null, int fragment = 0, int id = 7)
    {
        var optionOctets = options ?? [];
        var words = 5 + optionOctets.Length / 4;
        byte[] header =
        [
            (byte)(0x40 | words), 0, .. Word(words * 4 + payload.Length),
            .. Word(id), .. Word(fragment), 64, (byte)protocol, 0, 0, .. Left, .. Right,
            .. optionOctets,
        ];
        var sum = 0;
        for (var i = 0; i < header.Length; i += 2)
            sum += BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(i));
        while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(10), (ushort)~sum);
        return [.. header, .. payload];
    }

    /// <summary>IPv6; the payload begins with the extension headers, if any.</summary>
    public static byte[] Ipv6(int nextHeader, byte[] payload) =>
        [0x6a, 0xbc, 0xde, 0xf1, .. Word(payload.Length), (byte)nextHeader, 63,
            .. Left6, .. Right6, .. payload];

    /// <summary>UDP without checksum.</summary>
    public static byte[] Udp(int port, byte[] payload) =>
        [.. Word(port), .. Word(port), .. Word(8 + payload.Length), 0, 0, .. payload];

    /// <summary>A TCP segment from a client to port 4500.</summary>
    public static byte[] Tcp(uint sequence, byte flags, byte[] payload) =>
        [.. Word(40000), .. Word(4500), .. Long(sequence), 0, 0, 0, 1, 0x50, flags,
            0x20, 0, 0, 0, 0, 0, .. payload];

    /// <summary>Two octets, most significant first.</summary>
    public static byte[] Word(int value) => [(byte)(value >> 8), (byte)value];

    /// <summary>Four octets, most significant first.</summary>
    public static byte[] Long(uint value) =>
        [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}

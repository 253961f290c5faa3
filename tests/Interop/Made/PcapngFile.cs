using System.Buffers.Binary;

namespace Holdfast.Tests.Interop.Made;

/// <summary>Writes pcapng blocks, independently of the code under test.</summary>
internal sealed class PcapngFile(bool bigEndian)
{
    private readonly MemoryStream _stream = new();

    /// <summary>Everything written so far.</summary>
    public byte[] Octets => _stream.ToArray();

    /// <summary>A section header; the length of the section is not given.</summary>
    public PcapngFile Section() => Block(0x0a0d0d0a,
        [.. Word(0x1a2b3c4d), .. Half(1), .. Half(0), .. Word(uint.MaxValue),
            .. Word(uint.MaxValue)]);

    /// <summary>An interface; resolution is the octet of the option if_tsresol, or null.</summary>
    public PcapngFile Interface(int linkType, byte? resolution = null) => Block(1,
    [
        .. Half(linkType), .. Half(0), .. Word(0),
        .. resolution is { } octet
            ? (byte[])[.. Half(9), .. Half(1), octet, 0, 0, 0, .. Word(0)]
            : [],
    ]);

    /// <summary>An enhanced packet.</summary>
    public PcapngFile Packet(uint @interface, ulong time, byte[] frame) => Block(6,
    [
        .. Word(@interface), .. Word((uint)(time >> 32)), .. Word((uint)time),
        .. Word((uint)frame.Length), .. Word((uint)frame.Length), .. Padded(frame),
    ]);

    /// <summary>A simple packet, which has no time.</summary>
    public PcapngFile SimplePacket(byte[] frame) =>
        Block(3, [.. Word((uint)frame.Length), .. Padded(frame)]);

    /// <summary>Any block; the body is a multiple of four octets.</summary>
    public PcapngFile Block(uint type, byte[] body)
    {
        var length = Word((uint)body.Length + 12);
        _stream.Write([.. Word(type), .. length, .. body, .. length]);
        return this;
    }

    private static byte[] Padded(byte[] frame) => [.. frame, .. new byte[-frame.Length & 3]];

    private byte[] Word(uint value)
    {
        var octets = new byte[4];
        if (bigEndian) BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        else BinaryPrimitives.WriteUInt32LittleEndian(octets, value);
        return octets;
    }

    private byte[] Half(int value) =>
        bigEndian ? [(byte)(value >> 8), (byte)value] : [(byte)value, (byte)(value >> 8)];
}

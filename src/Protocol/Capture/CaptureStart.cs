using Holdfast.Codec;

namespace Holdfast.Protocol.Capture;

/// <summary>
/// What a capture file begins with, told by its first four octets read in network order: a pcap
/// file header in either byte order, or a pcapng section header, whose block type reads the same
/// both ways.
/// </summary>
[Wire(section: "draft-ietf-opsawg-pcap §4")]
[Peek(0, 32)]
[Case(Section, typeof(Blocks.SectionHeader), Name = "Pcapng")]
[Case(PcapFileHeader.Microseconds, typeof(PcapFileHeader), Name = "PcapBig")]
[Case(PcapFileHeader.Nanoseconds, typeof(PcapFileHeader), Name = "PcapBigNanoseconds")]
[Case(MicrosecondsReversed, typeof(PcapFileHeader), Name = "PcapLittle")]
[Case(NanosecondsReversed, typeof(PcapFileHeader), Name = "PcapLittleNanoseconds")]
public readonly ref partial struct CaptureStart
{
    /// <summary>A pcapng section header.</summary>
    public const uint Section = Blocks.SectionHeader.Type;

    /// <summary>A little-endian pcap file that counts microseconds.</summary>
    public const uint MicrosecondsReversed = 0xD4C3B2A1;

    /// <summary>A little-endian pcap file that counts nanoseconds.</summary>
    public const uint NanosecondsReversed = 0x4D3CB2A1;
}

using Holdfast.Codec;

namespace Holdfast.Protocol.Capture;

/// <summary>
/// The 24 octets in front of a pcap file (draft-ietf-opsawg-pcap §4). The magic number tells the
/// byte order of the whole file and whether records count micro- or nanoseconds.
/// </summary>
[Wire(section: "draft-ietf-opsawg-pcap §4", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         Magic Number                          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |         Major Version         |         Minor Version         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Time Zone                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                      Time Stamp Accuracy                      |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                        Snapshot Length                        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Link Type                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
[ByteOrder(nameof(MagicNumber), Microseconds, Nanoseconds)]
public readonly ref partial struct PcapFileHeader
{
    /// <summary>Octets of it.</summary>
    public const int Size = 24;

    /// <summary>The magic number of a file whose records count microseconds.</summary>
    public const uint Microseconds = 0xA1B2C3D4;

    /// <summary>The magic number of a file whose records count nanoseconds.</summary>
    public const uint Nanoseconds = 0xA1B23C4D;

    /// <summary><see cref="Microseconds"/> or <see cref="Nanoseconds"/>.</summary>
    public partial uint MagicNumber { get; }

    /// <summary>2.</summary>
    [Const(2)] public partial ushort MajorVersion { get; }

    /// <summary>4 in files of this century.</summary>
    public partial ushort MinorVersion { get; }

    /// <summary>Never used: time stamps are UTC.</summary>
    public partial uint TimeZone { get; }

    /// <summary>Never used.</summary>
    public partial uint TimeStampAccuracy { get; }

    /// <summary>The most octets that were kept of a packet.</summary>
    public partial uint SnapshotLength { get; }

    /// <summary>What every packet begins with.</summary>
    public partial PcapLink LinkType { get; }
}

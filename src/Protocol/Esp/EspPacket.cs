using Holdfast.Codec;

namespace Holdfast.Protocol.Esp;

/// <summary>An ESP packet without its keys, RFC 4303 §2: 8 octets and a protected body.</summary>
[Wire(rfc: 4303, section: "2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |               Security Parameters Index (SPI)                 |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                      Sequence Number                          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                             Body                              ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct EspPacket
{
    /// <summary>The SA; zero is for local use and never sent.</summary>
    [Label("Security Parameters Index (SPI)"), NonZero]
    public partial Spi Spi { get; }

    /// <summary>The sequence number, the low 32 bits with ESN.</summary>
    public partial SequenceNumber SequenceNumber { get; }

    /// <summary>IV, ciphertext and ICV: an <see cref="EspBody"/> once the SA is known.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Body { get; }
}

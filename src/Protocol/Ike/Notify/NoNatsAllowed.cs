using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// NO_NATS_ALLOWED (16402), RFC 4555 §4.2.6: addresses and ports as the sender uses them, 12 octets
/// in IPv4 and 36 in IPv6.
/// </summary>
[Wire(rfc: 4555, section: "4.2.6")]
public readonly ref partial struct NoNatsAllowed
{
    /// <summary>Source and destination address, of one size.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Addresses { get; }

    /// <summary>The source port.</summary>
    [Label("Source Port"), Bits(16), Trailer]
    public partial ushort SourcePort { get; }

    /// <summary>The destination port.</summary>
    [Label("Destination Port"), Bits(16), Trailer]
    public partial ushort DestinationPort { get; }

    /// <summary>The source address: the first half of the addresses.</summary>
    public ReadOnlySpan<byte> Source => Addresses[..(Addresses.Length / 2)];

    /// <summary>The destination address: the other half.</summary>
    public ReadOnlySpan<byte> Destination => Addresses[(Addresses.Length / 2)..];
}

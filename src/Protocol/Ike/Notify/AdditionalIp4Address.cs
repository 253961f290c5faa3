using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>ADDITIONAL_IP4_ADDRESS (16397), RFC 4555 §4.2.2.</summary>
[Wire(rfc: 4555, section: "4.2.2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                            Address                            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct AdditionalIp4Address
{
    /// <summary>A further address of the sender.</summary>
    public partial ReadOnlySpan<byte> Address { get; }
}

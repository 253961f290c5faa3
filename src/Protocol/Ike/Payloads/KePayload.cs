using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// The Key Exchange payload, RFC 7296 §3.4, its first field named as by RFC 9370 §2.2.2.
/// </summary>
[Wire(rfc: 7296, section: "3.4", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      Key Exchange Method      |            RESERVED           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                       Key Exchange Data                       ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct KePayload
{
    /// <summary>The group or KEM.</summary>
    [Label("Key Exchange Method")]
    public partial KeyExchangeMethod Method { get; }

    /// <summary>Zero; ignored by a receiver.</summary>
    [Reserved]
    public partial ushort Reserved { get; }

    /// <summary>The public value, encapsulation key or ciphertext.</summary>
    [Label("Key Exchange Data"), Rest]
    public partial ReadOnlySpan<byte> Data { get; }
}

using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>The data of an SKF payload, divided by what the SA says, RFC 7383 §2.5.</summary>
[Wire(rfc: 7383, section: "2.5", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                     Initialization Vector                     ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                     Encrypted IKE Payloads                    ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                    Integrity Checksum Data                    ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """, Context = typeof(EncryptedBodyContext))]
public readonly ref partial struct EncryptedFragmentBody
{
    /// <summary>The initialization vector, as the cipher of the SA sends it.</summary>
    [Label("Initialization Vector"), Context(nameof(EncryptedBodyContext.IvLength))]
    public partial ReadOnlySpan<byte> Iv { get; }

    /// <summary>The encrypted piece with its padding.</summary>
    [Label("Encrypted IKE Payloads"), Rest, Encrypted(typeof(SkfPlaintext))]
    public partial ReadOnlySpan<byte> Ciphertext { get; }

    /// <summary>Covers the message from its first octet to the last before this.</summary>
    [Label("Integrity Checksum Data"), Trailer, Context(nameof(EncryptedBodyContext.IcvLength))]
    public partial ReadOnlySpan<byte> IntegrityChecksum { get; }
}

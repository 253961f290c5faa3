using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// The Encrypted and Authenticated payload, RFC 7296 §3.14: how it divides is known only with the
/// SA, see <see cref="EncryptedBody"/>.
/// </summary>
[Wire(rfc: 7296, section: "3.14", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                         Encrypted Data                        ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct SkPayload
{
    /// <summary>IV, ciphertext and integrity checksum.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> EncryptedData { get; }
}

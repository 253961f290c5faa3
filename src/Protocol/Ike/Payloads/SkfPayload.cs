using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// The Encrypted and Authenticated Fragment payload, RFC 7383 §2.5: how its data divides is known
/// only with the SA, see <see cref="EncryptedFragmentBody"/>.
/// </summary>
[Wire(rfc: 7383, section: "2.5", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |        Fragment Number        |        Total Fragments        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                         Encrypted Data                        ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct SkfPayload
{
    /// <summary>1 in the first fragment; never 0.</summary>
    [NonZero]
    public partial ushort FragmentNumber { get; }

    /// <summary>Number of fragments of the message; never 0.</summary>
    [NonZero]
    public partial ushort TotalFragments { get; }

    /// <summary>IV, ciphertext and integrity checksum.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> EncryptedData { get; }
}

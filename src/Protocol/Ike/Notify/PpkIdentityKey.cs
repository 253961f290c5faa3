using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>PPK_IDENTITY_KEY (16446), RFC 9867 §3.1: a key that is offered, and known.</summary>
[Wire(rfc: 9867, section: "3.1")]
public readonly ref partial struct PpkIdentityKey
{
    /// <summary>How the key is named.</summary>
    [Label("PPK ID Type"), Bits(8)]
    public partial PpkIdType IdType { get; }

    /// <summary>The name of the post-quantum preshared key.</summary>
    [Label("PPK ID Data"), Rest]
    public partial ReadOnlySpan<byte> Id { get; }

    /// <summary>8 octets of a PRF under the key, which show that its sender has it.</summary>
    [Label("PPK Confirmation"), Bits(64), Trailer]
    public partial ReadOnlySpan<byte> Confirmation { get; }
}

using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>PPK_IDENTITY (16436), RFC 8784 §5.1.</summary>
[Wire(rfc: 8784, section: "5.1")]
public readonly ref partial struct PpkIdentity
{
    /// <summary>How the key is named.</summary>
    [Label("PPK ID Type"), Bits(8)]
    public partial PpkIdType IdType { get; }

    /// <summary>The name of the post-quantum preshared key.</summary>
    [Label("PPK ID Data"), Rest]
    public partial ReadOnlySpan<byte> Id { get; }
}

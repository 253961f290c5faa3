using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>One secure password method, RFC 6467 §3.1.</summary>
[Wire(rfc: 6467, section: "3.1")]
public readonly ref partial struct SecurePasswordMethodItem
{
    /// <summary>The method.</summary>
    [Bits(16)]
    public partial SecurePasswordMethod Method { get; }
}

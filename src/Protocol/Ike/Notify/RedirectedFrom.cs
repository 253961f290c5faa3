using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>REDIRECTED_FROM (16408), RFC 5685 §9.3.</summary>
[Wire(rfc: 5685, section: "9.3")]
public readonly ref partial struct RedirectedFrom
{
    /// <summary>How the gateway is named.</summary>
    [Label("GW Ident Type"), Bits(8)]
    public partial GatewayIdentityType IdentityType { get; }

    /// <summary>Octets of the identity.</summary>
    [Label("GW Ident Len"), Bits(8), Measures(nameof(Identity))]
    public partial byte IdentityLength { get; }

    /// <summary>The gateway that redirected the sender.</summary>
    [Label("Original Responder GW Identity")]
    public partial ReadOnlySpan<byte> Identity { get; }
}

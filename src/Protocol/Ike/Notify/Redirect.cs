using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>REDIRECT (16407), RFC 5685 §9.2.</summary>
[Wire(rfc: 5685, section: "9.2")]
public readonly ref partial struct Redirect
{
    /// <summary>How the gateway is named.</summary>
    [Label("GW Ident Type"), Bits(8)]
    public partial GatewayIdentityType IdentityType { get; }

    /// <summary>Octets of the identity.</summary>
    [Label("GW Ident Len"), Bits(8), Measures(nameof(Identity))]
    public partial byte IdentityLength { get; }

    /// <summary>The gateway to go to.</summary>
    [Label("New Responder GW Identity")]
    public partial ReadOnlySpan<byte> Identity { get; }

    /// <summary>The initiator's nonce, in an IKE_SA_INIT response; otherwise empty.</summary>
    [Label("Nonce Data"), Rest]
    public partial ReadOnlySpan<byte> Nonce { get; }
}

using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>INVALID_KE_PAYLOAD (17), RFC 7296 §1.3.</summary>
[Wire(rfc: 7296, section: "1.3")]
public readonly ref partial struct InvalidKePayload
{
    /// <summary>The group or KEM that the responder would take.</summary>
    [Label("Accepted Method"), Bits(16)]
    public partial KeyExchangeMethod AcceptedMethod { get; }
}

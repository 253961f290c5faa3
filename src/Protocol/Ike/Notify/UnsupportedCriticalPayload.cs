using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>UNSUPPORTED_CRITICAL_PAYLOAD (1), RFC 7296 §2.5.</summary>
[Wire(rfc: 7296, section: "2.5")]
public readonly ref partial struct UnsupportedCriticalPayload
{
    /// <summary>The type that was not understood.</summary>
    [Label("Payload Type"), Bits(8)]
    public partial PayloadType PayloadType { get; }
}

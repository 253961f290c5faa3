using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// USE_AGGFRAG (16442), RFC 9347 §6.1.4: what the sender demands of the AGGFRAG payloads that it
/// receives.
/// </summary>
[Wire(rfc: 9347, section: "6.1.4")]
public readonly ref partial struct UseAggfrag
{
    /// <summary>Zero; ignored by a receiver.</summary>
    [Bits(6), Reserved]
    public partial byte Reserved { get; }

    /// <summary>Congestion control information is to be sent.</summary>
    [Label("C"), Bits(1)]
    public partial bool CongestionControl { get; }

    /// <summary>Inner packets are not to be fragmented.</summary>
    [Label("D"), Bits(1)]
    public partial bool DontFragment { get; }
}

using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// IPSEC_REPLAY_COUNTER_SYNC (16423), RFC 6311 §6.4: by how much the peer is to move on the
/// counters of all its outgoing child SAs; 4 octets, or 8 with extended sequence numbers.
/// </summary>
[Wire(rfc: 6311, section: "6.4")]
public readonly ref partial struct ReplayCounterSync
{
    /// <summary>The high 32 bits, with extended sequence numbers.</summary>
    [Label("Incoming IPsec SA delta value, high-order"), Bits(32), WhenRemaining(8)]
    public partial uint? High { get; }

    /// <summary>The low 32 bits.</summary>
    [Label("Incoming IPsec SA delta value"), Bits(32)]
    public partial uint Low { get; }

    /// <summary>The whole delta.</summary>
    public ulong Delta => ((ulong)High.GetValueOrDefault() << 32) | Low;
}

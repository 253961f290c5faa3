using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Gateway.Isakmp;

/// <summary>A CHILD SA of IKEv1 that another member has made.</summary>
/// <param name="Inbound">Where we receive.</param>
/// <param name="Role">Which side of its quick mode the cluster was.</param>
/// <param name="Born">The how manyeth fact made it.</param>
/// <param name="Traffic">Its packets.</param>
internal sealed record TakenUpChild(Spi Inbound, IkeRole Role, ulong Born, TrafficPair Traffic)
{
    /// <summary>
    /// Whether it is sent over only behind a packet of the peer: it may not have what it has begun,
    /// for nobody here has heard its third message. Where no older one is for the same packets,
    /// there is nothing else to send over. It ends in neither case.
    /// </summary>
    public bool AwaitsSign(IEnumerable<TakenUpChild> all) => Role == IkeRole.Responder
        && all.Any(older => older.Born < Born && older.Traffic == Traffic);
}

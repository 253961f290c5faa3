using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>A CHILD SA that quick mode has made: what is to be a fact before anybody hears of it.
/// </summary>
/// <param name="Ike">The ISAKMP SA under which it is.</param>
/// <param name="Id">The message ID of quick mode.</param>
/// <param name="Child">The CHILD SA.</param>
/// <param name="Life">How long it may live.</param>
/// <param name="Answer">Our message that makes it, to be sent once it is a fact.</param>
public sealed record QuickSa(
    IkeSaId Ike, MessageId Id, EstablishedChild Child, SaLife Life, IsakmpAnswer Answer)
{
    /// <summary>Transport mode through a NAT: the addresses that the peer's packets are made with,
    /// for whoever puts their sums right (RFC 3948 §3.1.2); null: it did not say.</summary>
    public OriginalAddresses? Originals { get; init; }
}

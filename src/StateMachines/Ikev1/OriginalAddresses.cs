using Holdfast.StateMachines.Ike;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>Both ends of transport mode through a NAT as one side sees them, NAT-OA of RFC 3947
/// §5.2: the sums of TCP and UDP in its packets are made with them.</summary>
/// <param name="Initiator">The initiator of quick mode.</param>
/// <param name="Responder">The other side.</param>
public sealed record OriginalAddresses(HostAddress Initiator, HostAddress Responder);

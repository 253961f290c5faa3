using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Gateway.Ipsec;

/// <content>Addresses for peers, RFC 7296 §2.19: who has which one stands in the facts.</content>
internal sealed partial class IpsecShell
{
    /// <summary>What is known of who comes: with the address that it gets, where it gets one.
    /// </summary>
    private HandshakeCredentials? Find(Octets identity, Items<CertPayloadValue> certificates) =>
        _peers.Find(identity, certificates) is { } known
            ? known with { Peer = PolicyOf(identity, known.Peer, AddressFor) }
            : null;

    /// <summary>What a peer may have under an IKE SA that stands.</summary>
    private HandshakePeer PolicyOf(IkeSa ike, HandshakePeer policy) => PolicyOf(
        ike.Peer, policy, (_, _) => PeerPlace.Read(ike.Description)?.Inner);

    private HandshakePeer PolicyOf(
        Octets identity, HandshakePeer policy,
        Func<Octets, HostAddress, HostAddress?> addressOf) =>
        _peers.AddressOf(identity) is { } own
            ? policy.WithAddress(addressOf(identity, own))
            : policy;

    /// <summary>Its own one; null: somebody has it who got it before the configuration changed.
    /// </summary>
    private HostAddress? AddressFor(Octets identity, HostAddress own)
    {
        var isFree = true;
        foreach (var ike in _state().Replication.Replica.Sas.Ikes)
        {
            if (PeerPlace.Read(ike.Description)?.Inner is { } address)
            {
                // What it has by another IKE SA it keeps.
                if (ike.Peer == identity)
                {
                    return address;
                }

                isFree &= address != own;
            }
        }

        return isFree ? own : null;
    }
}

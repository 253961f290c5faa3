using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Netlink;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Gateway.Ipsec;

/// <content>Addresses for peers, and those that we have of peers, RFC 7296 §2.19: who has which one
/// stands in the facts.</content>
internal sealed partial class IpsecShell
{
    private static readonly TrafficRange Everywhere = TrafficRange.Between(
        HostAddress.From([0, 0, 0, 0]), HostAddress.From([255, 255, 255, 255]));

    private static readonly ConfigurationPayloadValue ForAddress = new()
    {
        CfgType = CfgType.Request,
        Attributes = [new() { AttributeType = CfgAttributeType.InternalIp4Address }],
    };

    private readonly HashSet<HostAddress> _own = [];
    private StateDigest? _ownAt;

    /// <summary>Addresses that peers gave the cluster are on the TUN device of the member that
    /// serves them: looked for when IKE SAs have changed, not for each packet.</summary>
    private void KeepAddresses()
    {
        StateDigest? at = _isOpen ? _state().Replication.Replica.Sas.Ikes.Digest : null;
        if (_asking.Count == 0 || _ownAt == at)
        {
            return;
        }

        _ownAt = at;
        HashSet<HostAddress> wanted = _isOpen
            ? [.. _state().Replication.Replica.Sas.Ikes
                .Select(ike => PeerPlace.Read(ike.Description)?.Own).OfType<HostAddress>()]
            : [];
        foreach (var address in _own.Except(wanted).ToArray())
        {
            Have(address, isOurs: false);
        }

        foreach (var address in wanted.Except(_own).ToArray())
        {
            Have(address, isOurs: true);
        }
    }

    private void Have(HostAddress address, bool isOurs)
    {
        try
        {
            if (isOurs)
            {
                _own.Add(address);
                NetworkLinks.AddAddress(_routes, _device.Link, address);
            }
            else
            {
                _own.Remove(address);
                NetworkLinks.RemoveAddress(_routes, _device.Link, address);
            }

            IpsecJournal.Address(_journal, $"{address}", isOurs ? "ours" : "not ours any more");
        }
        catch (System.ComponentModel.Win32Exception refused)
        {
            // One address that the kernel does not take ends no other one's tunnel.
            IpsecJournal.Fails(_journal, refused.Message);
        }
    }

    /// <summary>What may have a CHILD SA under an IKE SA with which we have an address.</summary>
    private static TrafficPolicy Of(IkeSa ike, TrafficPolicy policy) =>
        PeerPlace.Read(ike.Description)?.Own is { } own
            ? policy with { Local = [TrafficRange.Between(own, own)] }
            : policy;

    /// <summary>What is known of who comes: with the address that it gets, where it gets one.
    /// </summary>
    private HandshakeCredentials? Find(Octets identity, Items<CertPayloadValue> certificates) =>
        _peers.Find(identity, certificates) is { } known
            ? known with { Peer = PolicyOf(identity, known.Peer, AddressFor) }
            : null;

    /// <summary>What a peer may have under an IKE SA that stands.</summary>
    private HandshakePeer PolicyOf(IkeSa ike, HandshakePeer policy) => PolicyOf(
        ike.Peer,
        policy with { Traffic = [.. policy.Traffic.Select(one => Of(ike, one))] },
        (_, _) => PeerPlace.Read(ike.Description)?.Inner);

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

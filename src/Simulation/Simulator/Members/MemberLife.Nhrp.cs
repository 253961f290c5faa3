using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ipsec;
using Holdfast.Protocol.Nhrp;
using Holdfast.Simulation.Simulator.Spokes;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Simulation.Simulator;

/// <content>
/// A hub of a DMVPN: its SAs with spokes protect tunnels, and the shipped server of NHRP says who
/// is registered, who is told of whom and what is purged.
/// </content>
internal sealed partial class MemberLife
{
    private readonly Dictionary<NhrpServer.Input, NhrpPacketValue> _asked =
        new(ReferenceEqualityComparer.Instance);

    private byte[]? _passing;

    private NhrpHubMessages.Self Hub => new(
        _box.FrontAddress, SpokeSeat.TunnelOf(_stage.Plan, _box.Gateway));

    /// <summary>The spoke to which an SA is; null: it is to none.</summary>
    private SpokeBox? SpokeOf(IkeSaId ike) =>
        _stage.Spokes.Count > 0 && _stage.Agreements.Of(ike.Initiator) is { } agreement
            ? _stage.SpokeOf(agreement.Peer)
            : null;

    /// <summary>The machine hears where a spoke is: it may be anywhere.</summary>
    private void SeeSpoke(IkeSaId ike)
    {
        if (SpokeOf(ike) is not null)
        {
            Do(new Input.PeerSeen(ike, PlaceOf(ike).Address));
        }
    }

    private void SeeSpokes()
    {
        if (_stage.Spokes.Count > 0)
        {
            foreach (var ike in _state.Replication.Replica.Sas.Ikes)
            {
                SeeSpoke(ike.Id);
            }
        }
    }

    /// <summary>Whether a spoke is registered here: else nothing is sent to it.</summary>
    private bool IsRegistered(SpokeBox spoke) => _state.Nhrp?.Hub is { } hub
        && hub.Spokes.Find(NhrpServer.Spoke.KeyOf(spoke.Tunnel)) is { } row
        && row.ExpiresAt > Now;

    /// <summary>A packet as it goes to a spoke; null: the spoke is not registered.</summary>
    private byte[]? Tunnelled(DataPath path, SpokeBox spoke, ReadOnlySpan<byte> packet) =>
        IsRegistered(spoke)
            ? TunnelPackets.Wrap(
                _box.FrontAddress, PacketsTo(path.Sa.Ike).Address, EtherType.Ipv4, packet)
            : null;

    /// <summary>What came through the tunnel from a spoke.</summary>
    private void FromSpoke(DataPath path, SpokeBox spoke, byte[] inner)
    {
        if (!TunnelPackets.TryUnwrap(inner, out var kind, out var payload))
        {
            return;
        }

        if (kind == EtherType.Nhrp)
        {
            if (NhrpPacketValue.TryParse(payload, out var message, out _))
            {
                FromSpoke(path, spoke, message);
            }
        }
        else if (kind == EtherType.Ipv4 && Ipv4Packet.TryParse(payload, out var packet, out _))
        {
            var to = HostAddress.From(packet.DestinationAddress);
            if (_stage.SpokeBefore(to) is not { } egress)
            {
                ToInside(payload);
                return;
            }

            _passing = payload.ToArray();
            Do(new Input.AtHub(new NhrpServer.Input.Passes(spoke.Tunnel, egress.Tunnel)));
            var passing = _passing;
            _passing = null;
            Outbound(to, passing);
        }
    }

    /// <summary>RFC 2332 §5.2: requests are for the server, replies for whoever has asked. A spoke
    /// speaks for itself alone: its SA has proved who it is.</summary>
    private void FromSpoke(DataPath path, SpokeBox spoke, NhrpPacketValue message)
    {
        if (message.PacketType == NhrpPacketType.ResolutionReply)
        {
            if (AddressIn(message.SourceProtocolAddress) is { } asker)
            {
                SendTo(asker, message);
            }

            return;
        }

        if (message.PacketType != NhrpPacketType.PurgeReply
            && AddressIn(message.SourceProtocolAddress) != spoke.Tunnel)
        {
            return;
        }

        var seen = NhrpAddresses.Seen(message, PlaceOf(path.Sa.Ike).Address);
        var subject = NhrpHubMessages.SubjectOf(message);
        if (NhrpHubMessages.Classify(seen, EgressOf(subject)) is { } input)
        {
            _asked[input] = message;
            Do(new Input.AtHub(input));
            if (!_isBusy)
            {
                _asked.Clear();
            }
        }
    }

    /// <summary>The spoke behind which routes see an address, by its address inside.</summary>
    private HostAddress EgressOf(HostAddress? subject) => subject is not { } address ? default
        : _stage.SpokeBefore(address)?.Tunnel ?? address;

    private void CarryHub(NhrpServer.Output wanted)
    {
        if (NhrpHubMessages.ToPurge(wanted, Hub) is { } purge)
        {
            SendTo(((NhrpServer.Output.SendPurge)wanted).To, purge);
        }
        else if (wanted is NhrpServer.Output.SendRedirect(var spoke) && _passing is { } passing
            && Ipv4Packet.TryParse(passing, out var packet, out _)
            && NhrpHubMessages.ToRedirect(
                wanted, Hub, HostAddress.From(packet.DestinationAddress),
                new(passing.AsSpan(0, Math.Min(passing.Length, 64)))) is { } redirect)
        {
            SendTo(spoke, redirect.ToArray());
        }
        else if (_input is Input.AtHub(var asked) && _asked.TryGetValue(asked, out var request)
            && NhrpHubMessages.ToReply(wanted, request, HoldingTime) is { } reply)
        {
            if (wanted is NhrpServer.Output.Accept(_, var registered))
            {
                _stage.Tell(MomentKind.Peer, _box.Name, $"has {registered} registered");
                if (asked is NhrpServer.Input.Registers(_, _, var at, _))
                {
                    reply = NhrpAddresses.WithNat(reply, at);
                }
            }

            SendTo(
                wanted is NhrpServer.Output.Forward(_, var egress)
                    ? egress
                    : AddressIn(request.SourceProtocolAddress) ?? default,
                reply);
        }
    }

    // The least that a spoke keeps a binding for: all that are told hear of its end.
    private TimeSpan HoldingTime => _stage.Plan.Spokes.Min(spoke => spoke.HoldTime);

    private void SendTo(HostAddress spoke, NhrpPacketValue message) =>
        SendTo(spoke, message.ToArray());

    private void SendTo(HostAddress tunnel, ReadOnlySpan<byte> message)
    {
        if (_stage.SpokeAt(tunnel) is { } spoke && IsOpen
            && PathTo(spoke.Network.Address) is { } path)
        {
            Protect(path, TunnelPackets.Wrap(
                _box.FrontAddress, PacketsTo(path.Sa.Ike).Address, EtherType.Nhrp, message));
        }
    }

    private static HostAddress? AddressIn(Octets octets) =>
        octets.Length == 4 ? HostAddress.From(octets.Span) : null;
}

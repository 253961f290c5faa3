using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Nhrp;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Nhrp;

namespace Holdfast.Simulation.Simulator.Spokes;

/// <content>Ways of packets, and NHRP: octets become inputs, outputs octets.</content>
internal sealed partial class SpokeBox
{
    private readonly SortedDictionary<uint, SpokeWay> _ways = [];
    private HostAddress? _realNbma;
    private NhrpPacketValue? _request;

    /// <summary>The ways that it keeps.</summary>
    public IReadOnlyCollection<SpokeWay> Ways => _ways.Values;

    private NhrpMessages.Parties PartiesTo(HostAddress destination) =>
        new(Here, Tunnel, destination);

    /// <summary>A packet of a host behind it.</summary>
    public void Protect(ReadOnlySpan<byte> packet)
    {
        if (!IsRunning || !Ipv4Packet.TryParse(packet, out var ip, out _))
        {
            return;
        }

        if (WayTo(HostAddress.From(ip.DestinationAddress)) is { } way)
        {
            Shortcut(way, new NhrpShortcut.Input.Traffic());
            if (way is { Installed: not null, Router: { } router })
            {
                LinkTo(router)?.TrySend(EtherType.Ipv4, packet);
                return;
            }
        }

        SendByHub(EtherType.Ipv4, packet);
    }

    /// <summary>What came through the tunnel from a hub.</summary>
    public void FromHub(PeerBox peer, byte[] packet)
    {
        if (!IsRunning || _hubs.Find(one => one.Peer == peer) is not { } hub
            || !TunnelPackets.TryUnwrap(packet, out var kind, out var payload))
        {
            return;
        }

        if (kind == EtherType.Ipv4)
        {
            _stage.Deliver(payload);
        }
        else if (kind == EtherType.Nhrp)
        {
            if (NhrpTrafficIndicationValue.TryParse(payload, out var indication, out _))
            {
                if (NhrpMessages.ClassifyRedirect(indication) is { } destination)
                {
                    Shortcut(Kept(destination), new NhrpShortcut.Input.Redirected());
                }
            }
            else if (NhrpPacketValue.TryParse(payload, out var message, out _))
            {
                Take(hub, message);
            }
        }

        PlanTick();
    }

    /// <summary>The SA with a hub came, went, or is with another hub.</summary>
    public void Changed(PeerBox peer)
    {
        if (_hubs.Find(one => one.Peer == peer) is { } hub && hub.HasSa != peer.HasTunnel)
        {
            hub.HasSa = peer.HasTunnel;
            Registration(hub, hub.HasSa
                ? new NhrpRegistration.Input.SaUp()
                : new NhrpRegistration.Input.SaDown());
            PlanTick();
        }
    }

    /// <summary>The way to a destination that is kept, or in phase 2 begins with its first packet:
    /// there routes lead to the spoke behind which it is, else to a hub.</summary>
    private SpokeWay? WayTo(HostAddress destination)
    {
        if (Plan.Phase != DmvpnPhase.NextHop)
        {
            return _ways.GetValueOrDefault((uint)destination.Value);
        }

        return _stage.SpokeBefore(destination) is { } egress && egress != this
            ? Kept(egress.Tunnel)
            : null;
    }

    private SpokeWay Kept(HostAddress destination)
    {
        if (!_ways.TryGetValue((uint)destination.Value, out var way))
        {
            _ways[(uint)destination.Value] = way =
                new(destination, NhrpShortcut.Initial(_shortcut, Now));
        }

        return way;
    }

    private bool SendByHub(EtherType kind, ReadOnlySpan<byte> payload)
    {
        foreach (var hub in _hubs)
        {
            if (hub.IsUsable && hub.Peer.TrySend(kind, payload))
            {
                return true;
            }
        }

        return false;
    }

    private void Take(HubTunnel hub, NhrpPacketValue packet)
    {
        if (packet.PacketType == NhrpPacketType.ResolutionRequest)
        {
            Answer(packet);
            return;
        }

        if (packet.PacketType == NhrpPacketType.RegistrationReply)
        {
            _realNbma = NhrpAddresses.NatIn(packet) ?? _realNbma;
            if (NhrpMessages.ClassifyForRegistration(packet) is { } input)
            {
                Registration(hub, input);
            }

            return;
        }

        if (packet.PacketType == NhrpPacketType.PurgeRequest)
        {
            Purge(packet);
            return;
        }

        if (NhrpHubMessages.SubjectOf(packet) is { } destination
            && _ways.TryGetValue((uint)destination.Value, out var way)
            && NhrpMessages.ClassifyForShortcut(packet, destination) is { } heard)
        {
            way.Answered = NhrpAddresses.ResponderIn(packet) ?? destination;
            Shortcut(way, heard);
        }
    }

    /// <summary>RFC 2332 §5.2.2: whoever has the destination behind it answers, with all that is.
    /// </summary>
    private void Answer(NhrpPacketValue request)
    {
        var isHere = NhrpHubMessages.SubjectOf(request) is { } subject && IsBehind(subject);
        var nbma = _realNbma ?? Here;
        var reply = NhrpMessages.ResolutionReply(
            request,
            isHere ? new(_seat.Network.Address, (byte)_seat.Network.Length, nbma) : null,
            Plan.HoldTime);
        SendByHub(
            EtherType.Nhrp, NhrpAddresses.WithResponder(reply, nbma, Tunnel).ToArray());
    }

    /// <summary>RFC 2332 §5.2.5: ways over the router that it names are used no more.</summary>
    private void Purge(NhrpPacketValue request)
    {
        _request = request;
        foreach (var way in _ways.Values.ToArray())
        {
            if (way.Router is { } router
                && NhrpMessages.ClassifyForShortcut(request, router) is { } purged)
            {
                Shortcut(way, purged);
            }
        }

        if (_request is not null)
        {
            Reply(new NhrpShortcut.Output.AnswerPurge(request.RequestId));
        }
    }

    /// <summary>One reply, however many ways were withdrawn.</summary>
    private void Reply(NhrpShortcut.Output output)
    {
        if (_request is { } request
            && NhrpMessages.ToReply(output, request) is { } reply)
        {
            SendByHub(EtherType.Nhrp, reply.ToArray());
        }

        _request = null;
    }

    private void Registration(HubTunnel hub, NhrpRegistration.Input input)
    {
        var next = _stage.Options.Machines.NhrpRegistration(
            _registration, hub.Registration, Now, input);
        hub.Registration = next.State;
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case NhrpRegistration.Output.SendRequest:
                    var there = SpokeSeat.TunnelOf(_stage.Plan, hub.Peer.Gateway);
                    if (NhrpMessages.ToPacket(output, PartiesTo(there)) is { } request)
                    {
                        hub.Peer.TrySend(EtherType.Nhrp, request.ToArray());
                    }

                    break;
                case NhrpRegistration.Output.HubUsable:
                    hub.IsUsable = true;
                    _stage.Watch.Shortcuts.Registered();
                    _stage.Tell(
                        MomentKind.Peer, Name, $"is registered at {hub.Peer.Gateway.Name}");
                    break;
                case NhrpRegistration.Output.HubLost:
                    hub.IsUsable = false;
                    _stage.Tell(MomentKind.Peer, Name, "has lost a hub");
                    foreach (var way in _ways.Values.ToArray())
                    {
                        Shortcut(way, new NhrpShortcut.Input.HubLost());
                    }

                    break;
            }
        }
    }

    private void Shortcut(SpokeWay way, NhrpShortcut.Input input)
    {
        var next = _stage.Options.Machines.NhrpShortcut(_shortcut, way.State, Now, input);
        way.State = next.State;
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case NhrpShortcut.Output.SendRequest:
                    if (NhrpMessages.ToPacket(output, PartiesTo(way.Destination)) is { } asked)
                    {
                        SendByHub(EtherType.Nhrp, NhrpAddresses.AskingWho(asked).ToArray());
                    }

                    break;
                case NhrpShortcut.Output.SendPurge:
                    if (NhrpMessages.ToPacket(output, PartiesTo(way.Destination)) is { } purge)
                    {
                        SendByHub(EtherType.Nhrp, purge.ToArray());
                    }

                    break;
                case NhrpShortcut.Output.OpenSa(var nbma):
                    OpenSa(way, nbma);
                    break;
                case NhrpShortcut.Output.Install(var binding):
                    way.Installed = binding;
                    _stage.Tell(
                        MomentKind.Route, Name, $"has a shortcut to {way.Destination}");
                    break;
                case NhrpShortcut.Output.Withdraw:
                    way.Installed = null;
                    _stage.Tell(
                        MomentKind.Route, Name, $"withdraws its shortcut to {way.Destination}");
                    break;
                case NhrpShortcut.Output.AnswerPurge:
                    Reply(output);
                    break;
            }
        }

        _stage.Watch.Shortcuts.Look(this, way);
        PlanTick();
    }
}

using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Netlink;
using Holdfast.Gateway.Tunnels;
using Holdfast.Protocol;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ipsec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Gateway.Ipsec;

/// <content>Routes to tunnels, and tunnels as the rows have them.</content>
internal sealed partial class IpsecShell
{
    private const int WindowSize = 128;

    /// <summary>Routes and guards.</summary>
    public void Carry(ReverseRouteInjection.Output change)
    {
        try
        {
            Route(change);
        }
        catch (System.ComponentModel.Win32Exception refused)
        {
            // One prefix that the kernel does not take ends no other one's tunnel.
            IpsecJournal.Fails(_journal, refused.Message);
        }
    }

    private void Route(ReverseRouteInjection.Output change)
    {
        switch (change)
        {
            case ReverseRouteInjection.Output.Guard(var prefix, var vrf, _):
                NetworkRoutes.Guard(_routes, prefix, vrf);
                break;
            case ReverseRouteInjection.Output.Unguard(var prefix, var vrf, _):
                NetworkRoutes.Unguard(_routes, prefix, vrf);
                break;
            case ReverseRouteInjection.Output.Add(var route):
                NetworkRoutes.Add(_routes, route, _device.Link);
                IpsecJournal.Route(_journal, $"{route.Prefix}", "added");
                break;
            case ReverseRouteInjection.Output.Replace(_, var route):
                NetworkRoutes.Add(_routes, route, _device.Link);
                break;
            case ReverseRouteInjection.Output.Withdraw(var route):
                NetworkRoutes.Withdraw(_routes, route, _device.Link);
                IpsecJournal.Route(_journal, $"{route.Prefix}", "withdrawn");
                break;
            case ReverseRouteInjection.Output.Conflict(var prefix, _, _):
                IpsecJournal.Route(_journal, $"{prefix}", "several peers claim it");
                break;
            case ReverseRouteInjection.Output.ConflictEnded or ReverseRouteInjection.Output.Yield
                or ReverseRouteInjection.Output.Refused or ReverseRouteInjection.Output.Release:
                break;
        }
    }

    /// <summary>The tunnel of a CHILD SA; of a new one all is new; null: there is none.</summary>
    private Tunnel? TunnelOf(Spi spi) => ChildOf(spi) is not { } child ? null
        : _tunnels.Of(spi) is { } tunnel && tunnel.Sa.Born == child.Born ? tunnel
        : Make(child, plan: null);

    private void Begin(Spi spi)
    {
        if (TunnelOf(spi) is { } tunnel)
        {
            Ask(tunnel);
        }
    }

    private Tunnel? Make(ChildSa child, ChildPlan? plan)
    {
        if (Place(child.Ike) is not { } place
            || ChildTraffic.Read(child.Description) is not { } traffic)
        {
            return null;
        }

        if (_plane is not null)
        {
            return MakeInKernel(child, traffic, place, plan);
        }

        if (_keys.Opener(child.Keys) is not { } opener)
        {
            return null;
        }

        var settings = _config.Replication.Settings;
        var exposed = settings.Replay == ReplayPolicy.Bounded ? settings.Exposed : 0;
        var lease = plan?.Outbound ?? SequenceLease.New(child.IsExtended);
        var floor = plan?.Floor ?? (child.Floor > 0
            ? InboundFloor.TakenOver(child.Floor, exposed)
            : InboundFloor.New(exposed));
        var action = plan?.Action ?? ChildTakeover.Resume;
        var maySend = NoncePartition.TryCreate(
            _config.Set.Self, plan?.NonceReign ?? 0, out var partition, out _)
            && !action.HasFlag(ChildTakeover.SendNothing) && !lease.IsSpent;
        var path = place.Packets.Path;
        var (ours, theirs) = (AddressOf(path.Local), AddressOf(path.Remote));
        UdpPorts? ports = place.IsEncapsulated
            ? new(IkePort.Encapsulated, place.Packets.RemotePort)
            : null;
        var tunnel = new Tunnel
        {
            Sa = child,
            Traffic = traffic,
            Room = _tunnels.Room,
            Place = place,
            Lease = lease,
            Octets = plan?.Octets ?? OctetLease.New(child.OctetsLast),
            Floor = floor,
            Out = maySend
                ? Outbound(
                    new(child.Outbound, IpsecMode.Tunnel, child.IsExtended)
                    {
                        Outer = new(ours, theirs),
                        Udp = ports,
                    },
                    _keys.Sealer(child.Keys)!, partition, lease.Taken + 1)
                : null,
            In = action.HasFlag(ChildTakeover.ReceiveNothing)
                ? null
                : new(
                    new(child.Inbound, IpsecMode.Tunnel, child.IsExtended)
                    {
                        Outer = new(theirs, ours),
                        Udp = ports,
                    },
                    opener, new ReplayWindow(WindowSize, child.IsExtended, floor.Bottom)),
            IsReady = plan is not null && !action.HasFlag(ChildTakeover.SendNothing),
        };
        tunnel.Grant(lease.Through, tunnel.Octets.Through);
        tunnel.Raise(floor.Floor);
        _tunnels.Put(tunnel);
        return tunnel;
    }

    private static EspOutbound Outbound(
        IpsecSa sa, PacketCipher cipher, NoncePartition partition, ulong next) => new(
            sa, cipher,
            new IvSource(
                cipher.Encryption, partition,
                System.Security.Cryptography.RandomNumberGenerator.Fill),
            new OutboundSequence(sa.IsExtended, next));

    private static System.Net.IPAddress AddressOf(HostAddress address)
    {
        Span<byte> octets = stackalloc byte[4];
        address.Write(octets);
        return new(octets);
    }

    /// <summary>Tunnels whose SA is gone go too; those with packets that wait for a floor only
    /// when their end is a fact (<see cref="TakeRest"/>). What waited for their numbers goes by
    /// others.</summary>
    private void SweepTunnels()
    {
        List<byte[]> held = [];
        foreach (var tunnel in _tunnels.All.ToArray())
        {
            if (RowOf(tunnel) is { } child)
            {
                tunnel.Sa = child;
                tunnel.Place = Place(child.Ike) ?? tunnel.Place;
                continue;
            }

            held.AddRange(tunnel.Leave());
            if (tunnel.Waiting == 0 || !Reigns || Known(tunnel.Sa.Ike) is null)
            {
                Retire(tunnel);
            }
        }

        HandOn(held);
    }

    private ChildSa? RowOf(Tunnel tunnel) =>
        ChildOf(tunnel.Sa.Inbound) is { } child && child.Born == tunnel.Sa.Born ? child : null;
}

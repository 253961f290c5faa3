using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Tunnels;
using Holdfast.Gateway.Xfrm;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Path = Holdfast.StateMachines.Mobike.Path;

namespace Holdfast.Gateway.Ipsec;

/// <content>
/// The kernel carries ESP (docs/adr/0071): it counts numbers and IVs itself, so nobody goes on with
/// an SA of another member or of another reign. A lease is the packet limit of an SA.
/// </content>
internal sealed partial class IpsecShell
{
    private static readonly TimeSpan LooksEvery = TimeSpan.FromMilliseconds(200);

    private Instant _looksAt;
    private int _led;

    /// <summary>When somebody looks next at what the kernel has carried.</summary>
    private Instant? LooksAt =>
        _plane is null || !_isOpen || !_maySend || _tunnels.All.Count == 0 ? null : _looksAt;

    /// <summary>The kernel, where it is to carry ESP and can.</summary>
    private XfrmPlane? PlaneOf(IpsecConfig ipsec)
    {
        if (ipsec.DataPlane != IpsecConfig.Kernel)
        {
            return null;
        }

        var kernel = XfrmKernel.Open();
        var algorithms = EspSuites.Default
            .Select(suite => XfrmAlgorithm.Of(suite.Encryption, suite.Integrity)!)
            .Distinct().ToArray();
        if (XfrmProbe.LackOf(kernel, algorithms) is { } lack)
        {
            kernel.Dispose();
            throw new GatewayException(
                $"ipsec.data_plane: the kernel can't be it: {lack}; take "
                    + $"'{IpsecConfig.UserSpace}'");
        }

        var plane = new XfrmPlane(kernel, _address, _config.Replication.Settings.LeaseBlock);
        IpsecJournal.Plane(
            _journal,
            "the kernel carries ESP; no SA goes on over a takeover, each is rekeyed"
                + (plane.Sweep() is > 0 and var left
                    ? $"; {left} SAs and policies of a predecessor are gone"
                    : ""));
        return plane;
    }

    private void LeadInto(TunDevice device)
    {
        if (_plane is not null)
        {
            _plane.Link = device.Link;
        }
    }

    private void GiveEspToKernel()
    {
        if (_plane is not null)
        {
            _plain.PassBy();
            _encapsulated.PassBy();
            _encapsulated.GiveEspToKernel();
        }
    }

    /// <summary>A tunnel in the kernel; where it can't be there, one that carries nothing and is
    /// rekeyed.</summary>
    private Tunnel MakeInKernel(
        ChildSa child, TrafficPair traffic, PeerPlace place, ChildPlan? plan)
    {
        var keys = plan is null && _maySend ? _keys.Give(child.Keys) : null;
        var pair = keys is null ? null : Take(child, keys, traffic, place);
        var tunnel = new Tunnel
        {
            Sa = child,
            Traffic = traffic,
            Room = _tunnels.Room,
            Place = place,
            Lease = plan?.Outbound ?? SequenceLease.New(child.IsExtended),
            Octets = plan?.Octets ?? OctetLease.New(child.OctetsLast),
            Floor = plan?.Floor ?? InboundFloor.New(0),
            Out = null,
            In = null,
            Kernel = pair,
        };

        // What a takeover plans the machine sees to; what the kernel refuses it refuses again.
        if (keys is null && plan?.Action.HasFlag(ChildTakeover.Rekey) != true)
        {
            RekeyNow(tunnel);
        }

        _tunnels.Put(tunnel);
        return tunnel;
    }

    private XfrmPair? Take(
        ChildSa child, KeyMaterial keys, TrafficPair traffic, PeerPlace place)
    {
        var pair = _plane!.Take(child, keys, PeerOf(child.Ike), traffic, place, out var why);
        if (pair is null)
        {
            IpsecJournal.Fails(_journal, $"{NameOf(PeerOf(child.Ike))}: {why}");
        }

        return pair;
    }

    private void GrantInKernel(Tunnel tunnel)
    {
        if (tunnel.Kernel is not { } pair)
        {
            return;
        }

        var octets = tunnel.Octets.Last == ulong.MaxValue
            ? ulong.MaxValue
            : tunnel.Octets.Through;
        if (pair.Grant(tunnel.Lease.Through, octets, _keys.MaterialOf(tunnel.Sa.Keys)) is not 0
            and var error)
        {
            IpsecJournal.Fails(
                _journal,
                $"{tunnel.Sa.Inbound}: the kernel takes no lease: "
                    + System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(error));
        }

        RekeyInKernel(tunnel);
    }

    /// <summary>What the kernel has no more is rekeyed, as soon as may be.</summary>
    private void RekeyInKernel(Tunnel tunnel)
    {
        if (tunnel.Kernel is { IsSpent: true, IsMissed: false } pair)
        {
            pair.IsMissed = true;
            IpsecJournal.Plane(
                _journal, $"{tunnel.Sa.Inbound} sends or hears no more, and is rekeyed");
            RekeyNow(tunnel);
        }
    }

    private void RekeyNow(Tunnel tunnel) => (tunnel.IsUseless, _agesAt) = (true, _now());

    /// <summary>A reign is over: nothing of it stays in the kernel.</summary>
    private void LeaveKernel()
    {
        CloseKernel();
        foreach (var tunnel in _tunnels.All)
        {
            tunnel.Kernel?.Dispose();
        }
    }

    /// <summary>Nothing is sent, and nothing that comes goes on.</summary>
    private void CloseKernel()
    {
        _plane?.Close();
        _led = 0;
    }

    private void HearKernel()
    {
        if (_plane is null)
        {
            return;
        }

        var all = _plane.News(out var wereLost);
        foreach (var news in all)
        {
            if (news.Expiry is { } expiry
                && _tunnels.All.FirstOrDefault(one => one.Kernel is { } pair
                    && pair.Out.Spi == expiry.Spi && pair.Out.To == expiry.To) is { } tunnel)
            {
                Look(tunnel);
                var sent = tunnel.Kernel!.Expire(expiry);
                Counts.Carry(0, 0, sent.Packets, sent.Octets);
                tunnel.Carried(tunnel.Kernel.Sent);
                RekeyInKernel(tunnel);
                Ask(tunnel);
            }
            else if (news.Mapping is { } mapping && _tunnels.Of(mapping.Spi) is { } moved
                && Known(moved.Sa.Ike) is { } ike)
            {
                Follow(ike, new(
                    new Path(_address, mapping.From), IkePort.Encapsulated, mapping.Port));
            }
        }

        _looksAt = wereLost ? _now() : _looksAt;
    }

    private void LookAtKernel(Instant now)
    {
        if (LooksAt is not { } at || now < at)
        {
            return;
        }

        _looksAt = now + LooksEvery;
        _batchAt = now;
        foreach (var tunnel in _tunnels.All.ToArray())
        {
            if (tunnel.Kernel is { } pair && pair.Flow != tunnel.Place.Packets)
            {
                // What has left the kernel never comes back: elsewhere it is another SA.
                pair.Dispose();
            }

            Look(tunnel);
            RekeyInKernel(tunnel);
            Ask(tunnel);
        }
    }

    /// <summary>What the kernel has carried is told to whoever waits for signs of life.</summary>
    private void Look(Tunnel tunnel)
    {
        if (tunnel.Kernel is not { IsSpent: false } pair)
        {
            return;
        }

        var (sent, heard) = pair.Look();
        tunnel.Carried(pair.Sent);
        Counts.Carry(heard.Packets, heard.Octets, sent.Packets, sent.Octets);
        if (heard.Packets > 0)
        {
            var isShown = !tunnel.IsConfirmed;
            tunnel.IsConfirmed = true;
            if (isShown)
            {
                _phaseTwo.Used(tunnel.Sa.Inbound);
            }

            Sign(tunnel.Sa.Ike, isHeard: true);
        }

        if (sent.Packets > 0)
        {
            Sign(tunnel.Sa.Ike, isHeard: false);
        }
    }

    /// <summary>Policies lead to the SAs that there are, where something has changed.</summary>
    private void LeadKernel()
    {
        if (_plane is null || !_isOpen || !_maySend)
        {
            return;
        }

        var stamp = new HashCode();
        foreach (var tunnel in _tunnels.All)
        {
            stamp.Add((
                tunnel.Sa.Inbound, tunnel.IsReady, tunnel.IsConfirmed, tunnel.Kernel?.Sends,
                tunnel.Kernel?.Hears));
        }

        if (stamp.ToHashCode() is var now && now != _led)
        {
            _led = now;
            if (_plane.Lead(_tunnels.All.Where(tunnel => tunnel.Kernel is not null).Select(
                tunnel => (tunnel.Kernel!, !tunnel.IsReady ? 0 : tunnel.IsConfirmed ? 2 : 1)))
                is { } refused)
            {
                IpsecJournal.Fails(_journal, refused);
            }
        }
    }
}

using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ipsec;
using Holdfast.Simulation.Network;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Simulation.Simulator;

/// <content>Which CHILD SAs are used here, with which numbers.</content>
internal sealed partial class MemberLife
{
    private const int ChangesMax = 64;
    private const uint FewNumbers = 20;
    private const uint OctetsOfPacket = 2_048;
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(2);

    private readonly Dictionary<Spi, DataPath> _paths = [];
    private readonly Dictionary<uint, List<DataPath>> _byNetwork = [];
    private readonly List<Change> _wanted = [];
    private bool _isAsking;

    private void Reign(Takeover takeover)
    {
        Epoch = takeover.Epoch;
        MaySend = true;
        _stage.Watch.Reigns(_box, takeover, HighestSent);
        _paths.Clear();
        ForgetLate();
        _byNetwork.Clear();
        _wanted.Clear();
        _lifeSigns.Clear();
        _following.Clear();
        BeginIke(takeover);
        foreach (var plan in takeover.Children)
        {
            if (_state.Replication.Replica.Sas.Children.TryFind(plan.Inbound.Value, out var child)
                && Make(child, plan) is { } path)
            {
                Ask(path);
            }
        }

        BeginMoves();
        TakeUpExchanges();
        EndOldReplaced();
        AgeAll();
        SeeSpokes();
        BeginFloors();
        CountUsable();
    }

    private void Stop(SaReplication.StopReason why)
    {
        _stage.Tell(MomentKind.Role, _box.Name, $"stops reigning: {why}");
        MaySend &= _stage.Options.Mischief.HasFlag(Mischief.DeafToFences);
        _requests.Clear();
        _open.Clear();
        _wants.Clear();
        foreach (var then in _facts.GiveUp())
        {
            then(false);
        }

        BeginExchanges();
        EndHandshakes();
        EndStreams();
        foreach (var path in _paths.Values)
        {
            path.Held.Clear();
        }

        _isSweepWhole = true;
    }

    /// <summary>The epoch is proved: everything goes on as it was.</summary>
    private void Resume(SaReplication.Output.Resume resume)
    {
        Epoch = resume.Epoch;
        MaySend = true;
        _isSweepWhole = true;
        _stage.Tell(MomentKind.Role, _box.Name, $"goes on in {resume.Epoch}");
        foreach (var use in resume.Children)
        {
            if (PathOf(use.Inbound) is { } path)
            {
                if (_state.Replication.Replica.Sas.Children.TryFind(
                    use.Inbound.Value, out var child))
                {
                    Age(child);
                }

                path.IsReady = !use.Action.HasFlag(ChildTakeover.SendNothing);
                path.AskedLease = 0;
                path.AskFloor(0);
                Ask(path);
            }
        }

        BeginMoves();
        BeginFloors();
        CountUsable();
    }

    private ulong HighestSent(Spi inbound) =>
        _state.Replication.Replica.Sas.Children.TryFind(inbound.Value, out var child)
            ? _stage.Watch.Numbers.HighestOf(child.Outbound)
            : 0;

    /// <summary>The path of a CHILD SA; of a new one all is new.</summary>
    private DataPath? PathOf(Spi spi)
    {
        if (!_state.Replication.Replica.Sas.Children.TryFind(spi.Value, out var child))
        {
            return null;
        }

        return _paths.TryGetValue(spi, out var path) && path.Sa.Born == child.Born
            ? path
            : Make(child, plan: null);
    }

    private DataPath? Make(ChildSa child, ChildPlan? plan)
    {
        if (!_keys.Has(child.Keys)
            || _stage.Agreements.Of(child.Ike.Initiator) is not { } agreement)
        {
            return null;
        }

        var mischief = _stage.Options.Mischief;
        var (here, there) = (EndOf(agreement), PlaceOf(child.Ike));
        var lease = plan?.Outbound ?? SequenceLease.New(child.IsExtended);
        var replication = _config.Replication.Settings;
        var exposed = replication.Replay == ReplayPolicy.Bounded ? replication.Exposed : 0;
        var floor = plan?.Floor ?? (child.Floor > 0
            ? InboundFloor.TakenOver(child.Floor, exposed)
            : InboundFloor.New(exposed));
        if (mischief.HasFlag(Mischief.NumbersAnew))
        {
            lease = SequenceLease.New(child.IsExtended).Renew(lease.Through);
        }

        if (mischief.HasFlag(Mischief.NumbersWrap) && plan is not null)
        {
            var last = SequenceLease.LastOf(child.IsExtended);
            lease = SequenceLease.TakenOver(last - FewNumbers, child.IsExtended).Renew(last);
        }

        var action = plan?.Action ?? ChildTakeover.Resume;
        var reign = mischief.HasFlag(Mischief.NonceOfFirstReign) ? 0 : plan?.NonceReign ?? 0;
        var member = mischief.HasFlag(Mischief.NonceOfFirstReign) ? (byte)0 : _box.Number;
        var maySend = NoncePartition.TryCreate(member, reign, out var partition, out _)
            && !action.HasFlag(ChildTakeover.SendNothing) && !lease.IsSpent;
        var forgets = mischief.HasFlag(Mischief.WindowForgotten) && plan is not null;
        var path = new DataPath
        {
            Sa = child,
            Remote = ChildRoutes.Of(
                _config, _state.Replication.Replica.Sas.Ikes.Find(child.Ike.Key)!, child)
                .Prefixes[0],
            Lease = lease,
            Octets = plan?.Octets ?? OctetLease.New(child.OctetsLast),
            Floor = floor,
            Partition = partition,
            Out = maySend && !_unconfirmed.Contains(child.Inbound)
                ? Sending(child, partition, lease.Taken + 1)
                : null,
            In = action.HasFlag(ChildTakeover.ReceiveNothing)
                ? null
                : DataPath.Inbound(
                    DataPath.Named(
                        child.Inbound, child.IsExtended,
                        new TunnelEndpoints(Network(there.Address), Network(here)),
                        _stage.ModeOf(child.Inbound), PortsOf(there)),
                    _keys.Opener(child.Keys), _stage.WindowOf(child.Ike),
                    forgets ? 0 : floor.Bottom),
        };
        path.IsReady = plan is not null && !action.HasFlag(ChildTakeover.SendNothing);
        path.Grant(lease.Through, path.Octets.Through);
        path.Raise(forgets ? ulong.MaxValue : floor.Floor);
        Remove(child.Inbound);
        _paths[child.Inbound] = path;
        _byKeys[child.Keys] = child.Inbound;
        var network = NetworkOf(path.Remote.Address);
        if (!_byNetwork.TryGetValue(network, out var paths))
        {
            _byNetwork[network] = paths = [];
        }

        // The newest one first.
        paths.Insert(0, path);
        return path;
    }

    private Protocol.Esp.EspOutbound Sending(
        ChildSa child, NoncePartition partition, ulong next) => DataPath.Outbound(
            Towards(child), _keys.Sealer(child.Keys), partition,
            octets => _box.Chance.Fill(octets), next);

    private void Remove(Spi spi)
    {
        if (_paths.Remove(spi, out var path)
            && _byNetwork.TryGetValue(NetworkOf(path.Remote.Address), out var paths))
        {
            paths.Remove(path);
        }
    }

    /// <summary>The path that policy chooses for an address; null: there is none, and what is for
    /// it is dropped.</summary>
    private DataPath? PathTo(HostAddress to)
    {
        if (!_byNetwork.TryGetValue(NetworkOf(to), out var paths))
        {
            return null;
        }

        DataPath? other = null;
        foreach (var path in paths)
        {
            if (path is { Out: not null, IsReady: true, IsReleased: false }
                && path.Remote.Contains(to)
                && _routes.ContainsKey(path.Remote))
            {
                if (path is { IsEnding: false, IsConfirmed: true } && !IsOfOtherLink(path))
                {
                    return path;
                }

                other ??= path;
            }
        }

        return other;
    }

    /// <summary>Asks for numbers and for a floor in time; facts of a moment go together.</summary>
    private void Ask(DataPath path)
    {
        if (!Reigns || path.IsLeaving || _unconfirmed.Contains(path.Sa.Inbound)
            || _stage.Options.Mischief.HasFlag(Mischief.NoLeases))
        {
            return;
        }

        var settings = _config.Replication.Settings;
        if (path.Out is not null
            && path.Lease.Wanted(settings.LeaseBlock, settings.LeaseBlock / 2) is { } lease
            && lease > path.AskedLease)
        {
            path.AskedLease = lease;
            Want(new Change.Leased(
                path.Sa.Inbound, lease,
                OctetsFor(settings.LeaseBlock, path.Octets)));
        }

        if (!IsSettling && path.FloorWanted(settings.FloorBlock) is { } floor)
        {
            path.AskFloor(floor);
            Want(new Change.FloorRaised(path.Sa.Inbound, floor));
        }
    }

    /// <summary>As many octets as so many packets have at most, and no more than are left.
    /// </summary>
    private static ulong OctetsFor(ulong packets, OctetLease octets) =>
        octets.Used + Math.Min(packets * OctetsOfPacket, octets.Last - octets.Used);

    private void Want(Change change)
    {
        _wanted.Add(change);
        if (!_isAsking)
        {
            _isAsking = true;
            Later(Together, Flush);
        }
    }

    private void Flush()
    {
        _isAsking = false;
        while (!_isGone && Reigns && _wanted.Count > 0)
        {
            var count = Math.Min(ChangesMax, _wanted.Count);
            var together = Items.Of<Change>(
                System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_wanted)[..count]);
            _wanted.RemoveRange(0, count);
            AskFor(together);
        }

        _wanted.Clear();
    }

    /// <summary>What is refused together is asked for one by one: an SA that is gone meanwhile
    /// takes no other one's numbers with it.</summary>
    private void AskFor(Items<Change> changes) => Propose(changes, isFact =>
    {
        if (!isFact && changes.Count == 1)
        {
            Unask(changes[0]);
        }
        else if (!isFact)
        {
            foreach (var change in changes)
            {
                AskFor([change]);
            }
        }
    });

    /// <summary>What was refused is asked for again with the next packet. A new SA has none before
    /// its numbers are granted: it is looked at again.</summary>
    private void Unask(Change change)
    {
        var spi = change is Change.Leased leased ? leased.Inbound
            : ((Change.FloorRaised)change).Inbound;
        if (!_paths.TryGetValue(spi, out var path))
        {
            return;
        }

        if (change is Change.Leased)
        {
            path.AskedLease = 0;
        }
        else
        {
            path.AskFloor(0);
        }

        if (!path.IsReady)
        {
            Later(Looks, () =>
            {
                if (_paths.GetValueOrDefault(spi) == path)
                {
                    Ask(path);
                }
            });
        }
    }

    private static uint NetworkOf(HostAddress address) => (uint)address.Value & 0xFFFF_FF00;

    internal static System.Net.IPAddress Network(HostAddress address)
    {
        Span<byte> octets = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, (uint)address.Value);
        return new(octets);
    }
}

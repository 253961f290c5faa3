using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ipsec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator;

/// <content>The fast path: ESP that goes.</content>
internal sealed partial class MemberLife
{
    private static readonly TimeSpan WaitsAgain = TimeSpan.FromSeconds(1);

    /// <summary>An inner packet for a peer.</summary>
    private void Outbound(HostAddress to, ReadOnlySpan<byte> packet)
    {
        if (!IsOpen)
        {
            return;
        }

        if (PathTo(to) is not { } path)
        {
            HurryTo(to);
            if (_stage.Options.Mischief.HasFlag(Mischief.SendsInClear)
                && _stage.HostAt(to) is { Peer: { } peer }
                && _stage.Fabric.NextOf(
                    _box.Outside.Lan, _box.Outside.Address, peer.Port.Address) is { } next)
            {
                Send(_box.Outside, Ether.Carry(_box.Outside.Mac, next, packet, null));
            }

            return;
        }

        if (SpokeOf(path.Sa.Ike) is not { } spoke)
        {
            Protect(path, packet);
        }
        else if (Tunnelled(path, spoke, packet) is { } tunnelled)
        {
            Protect(path, tunnelled);
        }
    }

    /// <summary>An SA whose octets are nearly used up is rekeyed in its turn.</summary>
    private void Wear(DataPath path)
    {
        if (path is { IsWorn: true, IsWearTold: false, IsEnding: false })
        {
            path.IsWearTold = true;
            Later(TimeSpan.Zero, () => Turn(new PacedWork.Input.Wanted(
                path.Sa.Inbound.Value, PacedWork.Work.RekeyChildSa, PacedWork.Urgency.Idle)));
        }
    }

    /// <summary>Packets wait for an SA that is to be rekeyed before it is used.</summary>
    private void Hurry(DataPath path)
    {
        if (_stage.Agenda.Now >= path.WaitsFrom)
        {
            path.WaitsFrom = _stage.Agenda.Now + WaitsAgain;
            Do(new ClusterMember.Input.PacketsWait(path.Sa.Inbound));
        }
    }

    /// <summary>The same of packets that no SA may protect yet.</summary>
    private void HurryTo(HostAddress to)
    {
        foreach (var path in _byNetwork.GetValueOrDefault(NetworkOf(to)) ?? [])
        {
            if (path.Out is null && path.Remote.Contains(to))
            {
                Hurry(path);
                return;
            }
        }
    }

    private void Protect(DataPath path, ReadOnlySpan<byte> packet)
    {
        if (!TryProtect(path, packet, out var refusal))
        {
            if (refusal.Fault == PacketFault.LeaseUsedUp && path.Held.Count < DataPath.HeldMax)
            {
                path.Held.Enqueue(packet.ToArray());
            }
        }

        Ask(path);
    }

    private bool TryProtect(
        DataPath path, ReadOnlySpan<byte> packet, out PacketRefusal refusal)
    {
        if (path.Out is null || WayOf(path.Sa.Ike) is not { } way
            || _stage.Fabric.NextOf(
                way.Port.Lan, way.Port.Address, PacketsTo(path.Sa.Ike).Address) is not { } next)
        {
            refusal = default;
            return false;
        }

        if (!path.HasRoomFor(packet.Length))
        {
            Wear(path);
            refusal = new(PacketFault.LeaseUsedUp, 0, nameof(OctetLease));
            return false;
        }

        if (!path.Out.TryEncapsulate(packet, _room, out var written, out refusal))
        {
            if (refusal.Fault == PacketFault.Exhausted
                && _stage.Options.Mischief.HasFlag(Mischief.NumbersWrap))
            {
                NoncePartition.TryCreate(_box.Number, ushort.MaxValue, out var partition, out _);
                path.Out = Sending(path.Sa, partition, 1);
            }

            return false;
        }

        path.Lease.TryTake(out _, out var rest);
        path.Lease = rest;
        path.Octets.TryUse((uint)written, out var octets);
        path.Octets = octets;
        Wear(path);
        if (way.Stream is { } stream)
        {
            Put(way, stream, _room.AsSpan(0, written), MessageKind.Esp);
        }
        else
        {
            Send(way.Port, Ether.Carry(
                way.Port.Mac, next, _room.AsSpan(0, written), MessageKind.Esp));
        }

        Sign(path.Sa.Ike, isHeard: false);
        return true;
    }
}

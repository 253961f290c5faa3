using Holdfast.Gateway.Tunnels;
using Holdfast.Protocol;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ipsec;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Gateway.Ipsec;

/// <content>Packets that wait for what a fact grants, and go on once it does: numbers to be sent
/// with, a floor to be accepted below, the end of their SA.</content>
internal sealed partial class IpsecShell
{
    private void Wait(
        Tunnel tunnel, EspInbound inbound, ReadOnlySpan<byte> packet, int numberAt)
    {
        if (EspPacket.TryParse(packet[(numberAt - 4)..], out var esp, out _))
        {
            inbound.Window.Check(esp.SequenceNumber, out var number);
            Counts.WaitForFloor(tunnel.TryWait(number, packet));
            Ask(tunnel);
        }
    }

    private void Hold(Tunnel tunnel, ReadOnlySpan<byte> packet, PacketFault why)
    {
        if (why != PacketFault.LeaseUsedUp)
        {
            Counts.Drop(TrafficCounts.Of(why));
            return;
        }

        var waits = tunnel.Held.Count < Tunnel.HeldMax;
        Counts.WaitForLease(waits);
        if (waits)
        {
            tunnel.Held.Enqueue(packet.ToArray());
        }
    }

    private void SendThrough(Spi spi, ulong number, ulong octets)
    {
        if (TunnelOf(spi) is not { IsQuiet: false } tunnel)
        {
            return;
        }

        tunnel.Grant(number, octets);
        tunnel.IsReady = true;
        GrantInKernel(tunnel);
        _batchAt = _now();
        while (_isOpen && tunnel.Out is not null && tunnel.Held.TryPeek(out var held))
        {
            if (!TrySend(tunnel, held, out var refusal))
            {
                if (refusal.Fault == PacketFault.LeaseUsedUp)
                {
                    break;
                }

                // What can never be sent keeps no other packet waiting.
                Counts.Drop(TrafficCounts.Of(refusal.Fault));
            }

            tunnel.Held.Dequeue();
        }

        if (!_departures.IsEmpty)
        {
            Sign(tunnel.Sa.Ike, isHeard: false);
        }
    }

    private void AcceptThrough(Spi spi, ulong number)
    {
        if (TunnelOf(spi) is not { } tunnel)
        {
            return;
        }

        tunnel.Raise(number);
        LetIn(tunnel);
    }

    private void LetIn(Tunnel tunnel)
    {
        if (_isOpen)
        {
            _batchAt = _now();
            tunnel.Release(
                (Shell: this, Tunnel: tunnel),
                static (state, packet) => state.Shell.Accept(state.Tunnel, packet, from: null));
            if (tunnel.Waiting > 0)
            {
                Ask(tunnel);
            }
        }
    }

    /// <summary>That an SA has ended is a fact: what waited for its floor came before that, and
    /// nobody accepts it a second time.</summary>
    private void TakeRest(Spi spi)
    {
        if (_tunnels.Of(spi) is { } tunnel && RowOf(tunnel) is null)
        {
            var held = tunnel.Leave();
            tunnel.End();
            LetIn(tunnel);
            Retire(tunnel);
            HandOn(held);
        }
    }

    private void Retire(Tunnel tunnel)
    {
        Counts.Drop(PacketDrop.NoSa, tunnel.Waiting);
        _tunnels.Remove(tunnel.Sa.Inbound);
    }

    /// <summary>Clear packets that waited for numbers of an SA that ends.</summary>
    private void HandOn(IReadOnlyList<byte[]> held)
    {
        _batchAt = held.Count == 0 ? _batchAt : _now();
        foreach (var packet in held)
        {
            if (!_isOpen || !PacketFlow.TryRead(packet, out var flow)
                || _tunnels.For(flow) is not { } tunnel)
            {
                Counts.Drop(_isOpen ? PacketDrop.NoSa : PacketDrop.Closed);
                continue;
            }

            if (!TrySend(tunnel, packet, out var refusal))
            {
                Hold(tunnel, packet, refusal.Fault);
            }

            Sign(tunnel.Sa.Ike, isHeard: false);
            Ask(tunnel);
        }
    }
}

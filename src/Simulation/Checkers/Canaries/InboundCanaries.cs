using Holdfast.Codec;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Simulation.Scenarios.Inbound;

namespace Holdfast.Simulation.Checkers.Canaries;

/// <summary>I4: SAs that take packets in in another order.</summary>
public static class InboundCanaries
{
    /// <summary>The window moves before the ICV is looked at.</summary>
    public static UnmovedWindow WindowBeforeIcv(
        Items<EspOnTheWay> packets, UnmovedWindow sa, int packet)
    {
        var next = InboundForgeries.Take(packets, sa, packet);
        if (next.Accepted != sa.Accepted)
        {
            return next;
        }

        var window = ReplayWindow.Restore(next.Window);
        _ = window.Accept(packets[packet].Number);
        return next with { Window = window.Snapshot() };
    }

    /// <summary>The SA ages by what comes, before the window is asked.</summary>
    public static UnmovedWindow LifeBeforeWindow(
        Items<EspOnTheWay> packets, UnmovedWindow sa, int packet)
    {
        var next = InboundForgeries.Take(packets, sa, packet);
        return next.Accepted != sa.Accepted
            ? next
            : next with { Octets = next.Octets + (ulong)packets[packet].Packet.Length };
    }
}

using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Simulation.Scenarios.RriOrder;

/// <summary>An end of a tunnel, or the witness who sees both.</summary>
public abstract record TunnelState
{
    private TunnelState()
    {
    }

    /// <summary>An end of a tunnel.</summary>
    /// <param name="Table">The shipped machine of its routes; null: its IKE daemon is down.</param>
    /// <param name="Kernel">What packets meet.</param>
    /// <param name="ToDo">What is to be done, in this order, and is not done yet.</param>
    /// <param name="Talk">What it knows of its SAs, and what it talks about with the other end.
    /// </param>
    /// <param name="Steady">Whether a rekey left it without a route.</param>
    public sealed record End(
        RouteTable? Table, TunnelKernel Kernel, Items<TunnelWork> ToDo, TunnelTalk Talk,
        SteadyRoutes Steady) : TunnelState;

    /// <summary>Somebody who sees both ends, tells them what arrives, and counts.</summary>
    /// <param name="Patience">Units after which an end that does not answer is dead.</param>
    /// <param name="Ends">What is seen of each end.</param>
    /// <param name="Holes">How long packets of each have gone nowhere.</param>
    /// <param name="Silent">For how many units the other end has not known its IKE SA.</param>
    public sealed record Witness(
        int Patience, Items<TunnelView> Ends, Items<ShortHoles> Holes, Items<int> Silent)
        : TunnelState;
}

/// <summary>The part of an end that goes on when its IKE daemon dies.</summary>
/// <param name="Forwards">Whether it forwards packets.</param>
/// <param name="IsGuarded">Whether packets without a route are dropped.</param>
/// <param name="Route">The route for the prefix; null: none of ours.</param>
/// <param name="Inbound">The SAs over which it receives.</param>
/// <param name="Outbound">The SAs over which it sends, the newest last.</param>
public sealed record TunnelKernel(
    bool Forwards, bool IsGuarded, Route? Route, Items<ulong> Inbound, Items<ulong> Outbound)
{
    /// <summary>It is off.</summary>
    public static TunnelKernel Off { get; } = new(false, false, null, [], []);

    /// <summary>Whether a packet would leave in the clear now.</summary>
    public bool Leaks => NothingInClear.Leaks(
        Forwards, Route is not null, IsGuarded, Outbound.Contains(Uses));

    /// <summary>The SA to which the route leads; 0: none.</summary>
    public ulong Uses => Route is null ? 0
        : Route.Via.Interface != TunnelShell.Shared ? (ulong)Route.Via.Interface
        : Outbound.Count > 0 ? Outbound[^1] : 0;

    /// <summary>Without an SA.</summary>
    public TunnelKernel Without(ulong sa) => this with
    {
        Inbound = [.. Inbound.Where(one => one != sa)],
        Outbound = [.. Outbound.Where(one => one != sa)],
    };
}

/// <summary>What becomes of an SA.</summary>
public enum TunnelFate : byte
{
    /// <summary>It stays.</summary>
    Stays,

    /// <summary>This end wants it no more: once it is released, the other end is asked.</summary>
    Leaves,

    /// <summary>It is released: the other end is asked to delete it.</summary>
    Closes,

    /// <summary>The other end does not use it any more: it goes once it is released.</summary>
    Gone,
}

/// <summary>An SA as an end knows it.</summary>
/// <param name="Id">The SA.</param>
/// <param name="Replaces">The SA in whose place it came; 0: none.</param>
/// <param name="IsReady">Whether the other end is known to receive over it.</param>
/// <param name="Fate">What becomes of it.</param>
public readonly record struct TunnelSa(ulong Id, ulong Replaces, bool IsReady, TunnelFate Fate);

/// <summary>How far an end is with its start.</summary>
public enum TunnelBoot : byte
{
    /// <summary>It runs, or it is down.</summary>
    None,

    /// <summary>It starts: what was under way to it is lost meanwhile.</summary>
    Begins,

    /// <summary>It has started, and is to look at what it finds.</summary>
    IsDue,
}

/// <summary>What an end talks about with the other one.</summary>
/// <param name="Ike">The IKE SA; 0: none.</param>
/// <param name="Made">How many SAs it has made: no two have one name, whatever is forgotten.
/// </param>
/// <param name="Sas">Its SAs.</param>
/// <param name="Asked">The request that is open: one at a time.</param>
/// <param name="IsFresh">Whether that request was sent in this unit of time.</param>
/// <param name="Answered">The request that it answered last, and how.</param>
/// <param name="Restarts">Whether it wants a tunnel anew.</param>
/// <param name="Boot">How far it is with its start.</param>
public sealed record TunnelTalk(
    ulong Ike, uint Made, Items<TunnelSa> Sas, TunnelRequest? Asked, bool IsFresh,
    TunnelMessage? Answered, bool Restarts, TunnelBoot Boot)
{
    /// <summary>Nothing is known but how many SAs were made.</summary>
    public static TunnelTalk None(uint made) =>
        new(0, made, [], null, false, null, false, TunnelBoot.None);

    /// <summary>The index of an SA; -1: it is unknown.</summary>
    public int IndexOf(ulong sa)
    {
        for (var at = 0; at < Sas.Count; at++)
        {
            if (Sas[at].Id == sa)
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>An SA; null: it is unknown.</summary>
    public TunnelSa? Find(ulong sa) => IndexOf(sa) is >= 0 and var at ? Sas[at] : null;

    /// <summary>With an SA, in the place of the one of its name if there is one.</summary>
    public TunnelTalk With(TunnelSa sa) => this with
    {
        Sas = IndexOf(sa.Id) is >= 0 and var at ? Sas.With(at, sa) : Sas.Add(sa),
    };

    /// <summary>Without an SA.</summary>
    public TunnelTalk Without(ulong sa) =>
        IndexOf(sa) is >= 0 and var at ? this with { Sas = Sas.Without(at) } : this;
}

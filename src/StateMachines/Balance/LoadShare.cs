using Holdfast.Codec;

namespace Holdfast.StateMachines.Balance;

/// <summary>
/// Where a peer should be, by what the members carry: at its own member while that has room, else
/// at the least loaded. Law: whoever is sent somewhere is kept there, so two members with the same
/// view never send a peer to and fro.
/// </summary>
public static class LoadShare
{
    /// <summary>What a member carries.</summary>
    /// <param name="Member">The member, as in <see cref="Rendezvous.Member"/>.</param>
    /// <param name="Peers">Peers that it serves.</param>
    /// <param name="Capacity">Peers that it can serve; 0 takes none.</param>
    /// <param name="TakesPeers">Whether it is up, and not draining.</param>
    public readonly record struct Load(ulong Member, int Peers, int Capacity, bool TakesPeers);

    /// <summary>
    /// The least loaded member by the part of its capacity in use; the peer's ranking decides
    /// between equals. Null: nobody takes peers.
    /// </summary>
    public static ulong? LeastLoaded(ulong peer, Items<Load> loads) =>
        Least(peer, loads) is { } least ? least.Member : null;

    /// <summary>
    /// The member for a peer that comes anew: its own by <see cref="Rendezvous"/> if that has no
    /// more than its part and the slack, else the least loaded. Null: nobody takes peers.
    /// </summary>
    /// <param name="peer">The peer.</param>
    /// <param name="loads">What the members carry without this peer.</param>
    /// <param name="slackPercent">How far above the mean part in use a member may be.</param>
    public static ulong? Place(ulong peer, Items<Load> loads, int slackPercent)
    {
        Items<Rendezvous.Member> takers =
        [
            .. loads.Where(Takes).Select(load => new Rendezvous.Member(load.Member)),
        ];
        return Rendezvous.Owner(peer, takers) is not { } owner ? null
            : HasRoom(Find(loads, owner), loads, slackPercent) ? owner
            : LeastLoaded(peer, loads);
    }

    /// <summary>
    /// Where a peer that came to a member is to be redirected, RFC 5685 §3; null: it stays. A
    /// member that takes peers keeps what is no better off elsewhere.
    /// </summary>
    /// <param name="self">The member to which it came.</param>
    /// <param name="peer">The peer.</param>
    /// <param name="loads">What the members carry without this peer.</param>
    /// <param name="slackPercent">
    /// How many hundredths of its capacity a member may be above the least loaded one.
    /// </param>
    public static ulong? Redirect(ulong self, ulong peer, Items<Load> loads, int slackPercent)
    {
        if (Least(peer, loads) is not { } least || least.Member == self)
        {
            return null;
        }

        var own = Find(loads, self);
        return Takes(own) && Part(own) - Part(least) <= Math.Max(slackPercent, 0) * PartsInPercent
            ? null
            : least.Member;
    }

    private const long PartsInPercent = 1_000_000;

    /// <summary>The part of the capacity in use, in 10^-8.</summary>
    private static long Part(Load load) =>
        Math.Max(load.Peers, 0) * 100L * PartsInPercent / load.Capacity;

    private static bool Takes(Load load) =>
        load is { TakesPeers: true, Capacity: > 0 } && load.Peers < load.Capacity;

    private static Load? Least(ulong peer, Items<Load> loads)
    {
        Load? least = null;
        foreach (var load in loads.Span)
        {
            if (Takes(load) && (least is not { } before || IsBefore(peer, load, before)))
            {
                least = load;
            }
        }

        return least;
    }

    private static bool IsBefore(ulong peer, Load one, Load other)
    {
        var left = Part(one);
        var right = Part(other);
        return left != right
            ? left < right
            : Rendezvous.Owner(peer, [new(one.Member), new(other.Member)]) == one.Member;
    }

    private static bool HasRoom(Load load, Items<Load> loads, int slackPercent)
    {
        var peers = 1L;
        var capacity = 0L;
        foreach (var taker in loads.Span)
        {
            peers += Takes(taker) ? Math.Max(taker.Peers, 0) : 0;
            capacity += Takes(taker) ? taker.Capacity : 0;
        }

        // (own + 1) / own capacity ≤ (all + 1) / all capacity × (1 + slack), without a division.
        var percent = 100L + Math.Clamp(slackPercent, 0, 10_000);
        return (Int128)(load.Peers + 1L) * capacity * 100
            <= (Int128)peers * load.Capacity * percent;
    }

    private static Load Find(Items<Load> loads, ulong member)
    {
        foreach (var load in loads.Span)
        {
            if (load.Member == member)
            {
                return load;
            }
        }

        return default;
    }
}

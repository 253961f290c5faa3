using Holdfast.Codec;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Balance;

/// <summary>
/// Highest random weight: each peer has a score with each member, and belongs to the member with
/// the highest. The same on every member without a word between them; a member that leaves gives
/// away its own peers and moves no others, one that comes takes its share and moves no others.
/// </summary>
public static class Rendezvous
{
    /// <summary>The most shares that a member may have.</summary>
    public const int SharesMax = 64;

    /// <summary>A member, and its part of the peers.</summary>
    /// <param name="Id">The member, by an id that stays when others come and go.</param>
    /// <param name="Shares">
    /// Its part of the work, in shares; 0 takes none, more than <see cref="SharesMax"/> count as
    /// that.
    /// </param>
    public readonly record struct Member(ulong Id, int Shares = 1);

    /// <summary>
    /// The member to which a peer belongs; null: no member has a share. The order of the members
    /// does not matter.
    /// </summary>
    public static ulong? Owner(ulong peer, Items<Member> members)
    {
        ulong? owner = null;
        var highest = 0UL;
        foreach (var member in members.Span)
        {
            if (member.Shares > 0
                && (Score(peer, member) is var score)
                && (owner is not { } before || IsAbove(score, member.Id, highest, before)))
            {
                (owner, highest) = (member.Id, score);
            }
        }

        return owner;
    }

    /// <summary>
    /// The members with a share, the owner first: where the peer goes when those before are gone.
    /// </summary>
    public static Items<ulong> Ranking(ulong peer, Items<Member> members)
    {
        var ranked = members.Where(member => member.Shares > 0)
            .Select(member => (Score: Score(peer, member), member.Id)).ToList();
        ranked.Sort((one, other) => IsAbove(one.Score, one.Id, other.Score, other.Id) ? -1 : 1);
        return [.. ranked.Select(member => member.Id)];
    }

    /// <summary>
    /// The score of a peer with a member: the highest of as many numbers as it has shares, so that
    /// its chance to be the highest of all is its part of all shares, and a share more never takes
    /// a peer from it.
    /// </summary>
    public static ulong Score(ulong peer, Member member)
    {
        var digest = StateDigest.Of(member.Id).With(peer);
        var highest = 0UL;
        for (var share = Math.Min(member.Shares, SharesMax); share > 0; share--)
        {
            highest = Math.Max(highest, digest.With((ulong)share).Value);
        }

        return highest;
    }

    // Equal scores have to be decided in the same way everywhere.
    private static bool IsAbove(ulong score, ulong id, ulong other, ulong otherId) =>
        score > other || (score == other && id > otherId);
}

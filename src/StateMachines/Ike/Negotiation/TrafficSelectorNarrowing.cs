using Holdfast.Codec;

namespace Holdfast.StateMachines.Ike;

/// <summary>
/// What a responder makes of the traffic selectors that it is offered, RFC 7296 §2.9: the part of
/// them that its policy takes.
/// </summary>
public static class TrafficSelectorNarrowing
{
    /// <summary>No payload has room for more selectors, RFC 7296 §3.13.</summary>
    public const int SelectorsMax = byte.MaxValue;

    /// <summary>What becomes of an offer.</summary>
    public enum Verdict
    {
        /// <summary>All of it is taken.</summary>
        Whole,

        /// <summary>A part of it is taken.</summary>
        Narrowed,

        /// <summary>TS_UNACCEPTABLE: no part of it may be taken.</summary>
        Unacceptable,

        /// <summary>
        /// SINGLE_PAIR_REQUIRED: it has to be asked for one pair of addresses, and does not begin
        /// with one.
        /// </summary>
        SinglePairRequired,
    }

    /// <summary>An answer.</summary>
    /// <param name="Verdict">What becomes of the offer.</param>
    /// <param name="Taken">The selectors of the CHILD SA; empty where it gets none.</param>
    /// <param name="IsMorePossible">
    /// ADDITIONAL_TS_POSSIBLE: another part of the offer may have a CHILD SA of its own.
    /// </param>
    public readonly record struct Answer(
        Verdict Verdict, TrafficPair Taken, bool IsMorePossible);

    /// <summary>Narrows an offer.</summary>
    /// <param name="policies">What may have a CHILD SA, the preferred first.</param>
    /// <param name="offered">What the peer offers, its first choice in front.</param>
    public static Answer Narrow(Items<TrafficPolicy> policies, TrafficPair offered)
    {
        TrafficPair? taken = null;
        var (best, met, isPairWanted) = (-1, 0, false);
        foreach (var policy in policies)
        {
            if (Meet(policy, offered) is not { } pair)
            {
                continue;
            }

            met++;
            if (policy.IsSinglePair)
            {
                if (PairOf(policy, offered, pair) is not { } single)
                {
                    isPairWanted = true;
                    continue;
                }

                pair = single;
            }

            // RFC 7296 §2.9: where a policy takes the initiator's first choices, the answer has
            // them; the packet that wants the CHILD SA is among them.
            var rank = RankOf(policy, offered);
            if (rank > best)
            {
                (taken, best) = (pair, rank);
            }
        }

        if (taken is not { } found)
        {
            return new(
                isPairWanted ? Verdict.SinglePairRequired : Verdict.Unacceptable,
                new([], []), IsMorePossible: false);
        }

        var isWhole = IsWithin(offered.Local, found.Local)
            && IsWithin(offered.Remote, found.Remote);
        return new(
            isWhole ? Verdict.Whole : Verdict.Narrowed, found,
            IsMorePossible: !isWhole && met > 1);
    }

    /// <summary>
    /// Whether an answer has nothing but what was offered, each selector inside one of those.
    /// </summary>
    public static bool IsNarrowingOf(TrafficPair offered, TrafficPair answered) =>
        answered.Local.Count > 0 && answered.Remote.Count > 0
        && IsWithin(answered.Local, offered.Local) && IsWithin(answered.Remote, offered.Remote);

    /// <summary>
    /// What two lists have in common, in the order of the first: no selector inside another.
    /// </summary>
    public static Items<TrafficRange> Meet(
        Items<TrafficRange> offered, Items<TrafficRange> allowed)
    {
        var all = new List<TrafficRange>();
        foreach (var one in offered)
        {
            foreach (var other in allowed)
            {
                if (one.Meet(other) is { } both)
                {
                    Put(all, both);
                }
            }
        }

        return [.. all.Take(SelectorsMax)];
    }

    /// <summary>Puts a selector where the first one is that it contains.</summary>
    private static void Put(List<TrafficRange> all, TrafficRange one)
    {
        if (all.Any(other => other.Contains(one)))
        {
            return;
        }

        var at = all.FindIndex(one.Contains);
        if (at < 0)
        {
            all.Add(one);
            return;
        }

        all[at] = one;
        for (var i = all.Count - 1; i > at; i--)
        {
            if (one.Contains(all[i]))
            {
                all.RemoveAt(i);
            }
        }
    }

    private static TrafficPair? Meet(TrafficPolicy policy, TrafficPair offered)
    {
        var local = Meet(offered.Local, policy.Local);
        var remote = Meet(offered.Remote, policy.Remote);
        return local.Count > 0 && remote.Count > 0 ? new(local, remote) : null;
    }

    /// <summary>The one pair of addresses that a CHILD SA may have; null: none is named.</summary>
    private static TrafficPair? PairOf(
        TrafficPolicy policy, TrafficPair offered, TrafficPair met) =>
        IsOneAddress(met.Local) && IsOneAddress(met.Remote) ? met
        : RankOf(policy, offered) > 0 && offered.Local[0].IsOneAddress
            && offered.Remote[0].IsOneAddress
            ? Meet(policy, new([offered.Local[0]], [offered.Remote[0]]))
        : null;

    /// <summary>2: a policy has all of the first choices; 1: some of them; 0: none.</summary>
    private static int RankOf(TrafficPolicy policy, TrafficPair offered)
    {
        var (local, remote) = (offered.Local[0], offered.Remote[0]);
        return policy.Local.Any(one => one.Contains(local))
            && policy.Remote.Any(one => one.Contains(remote)) ? 2
            : policy.Local.Any(one => one.Meet(local) is not null)
            && policy.Remote.Any(one => one.Meet(remote) is not null) ? 1
            : 0;
    }

    private static bool IsOneAddress(Items<TrafficRange> ranges) =>
        ranges.All(range => range.IsOneAddress && range.First == ranges[0].First);

    private static bool IsWithin(Items<TrafficRange> inner, Items<TrafficRange> outer) =>
        inner.All(one => outer.Any(other => other.Contains(one)));
}

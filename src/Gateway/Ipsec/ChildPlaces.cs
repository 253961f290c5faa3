using Holdfast.Codec;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Gateway.Ipsec;

/// <summary>Which of the CHILD SAs that a peer should have are there, by their places in its
/// <c>child_sas</c>.</summary>
internal static class ChildPlaces
{
    /// <summary>Those of which no CHILD SA is one.</summary>
    /// <param name="wanted">The CHILD SAs that the peer should have.</param>
    /// <param name="there">What those that there are carry.</param>
    public static Items<int> Missing(
        Items<TrafficPolicy> wanted, IEnumerable<TrafficPair> there)
    {
        HashSet<int> taken = [.. there.Select(pair => PlaceOf(wanted, pair))];

        // One without a remote end is none that anybody could agree to.
        return
        [
            .. Enumerable.Range(0, wanted.Count)
                .Where(at => wanted[at].Remote.Count > 0 && !taken.Contains(at)),
        ];
    }

    /// <summary>A CHILD SA is the one of its own place: where the remote end of several holds it,
    /// of one that has its local end too, and then of the narrowest; -1: of none.</summary>
    private static int PlaceOf(Items<TrafficPolicy> wanted, TrafficPair pair)
    {
        int[] holding =
        [
            .. Enumerable.Range(0, wanted.Count)
                .Where(at => IsWithin(pair.Remote, wanted[at].Remote)),
        ];
        return holding
            .OrderBy(at => IsWithin(pair.Local, wanted[at].Local) ? 0 : 1)
            .ThenBy(at => holding.Count(other =>
                IsWithin(wanted[other].Remote, wanted[at].Remote)
                && IsWithin(wanted[other].Local, wanted[at].Local)))
            .Append(-1)
            .First();
    }

    private static bool IsWithin(Items<TrafficRange> inner, Items<TrafficRange> outer) =>
        inner.All(range => outer.Any(wide => wide.Contains(range)));
}

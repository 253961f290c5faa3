using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Gateway.Ipsec;

/// <summary>The IKE SA of a peer that is always wanted, under which others are begun.</summary>
/// <param name="Ike">The IKE SA.</param>
/// <param name="IsOurs">Whether we have begun it.</param>
/// <param name="Missing">Which of the peer's CHILD SAs are not there, by their places.</param>
internal sealed record WantedPlace(IkeSaId Ike, bool IsOurs, Items<int> Missing)
{
    /// <summary>Whether something is asked of the peer: what is missing may be just that, so
    /// nothing is begun, and whatever waits goes on waiting.</summary>
    public bool IsBusy { get; init; }
}

/// <summary>When CHILD SAs that are always wanted and are not there are begun. Whoever begins an
/// IKE SA begins its CHILD SAs too, so the other one gives it time to; what was begun and is not
/// there is begun again, later each time.</summary>
internal sealed class MissingChildren
{
    /// <summary>How long one is missing before it is begun, where it is not our turn.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How many are begun at once: each may be a key exchange, and Hellos wait behind.
    /// </summary>
    public const int AtOnce = 8;

    /// <summary>The longest time until the next attempt.</summary>
    public static readonly TimeSpan PauseMax = TimeSpan.FromMinutes(1);

    private readonly HashSet<IkeSaId> _seen = [];
    private readonly Dictionary<(IkeSaId Ike, int At), (Instant Due, TimeSpan Pause)> _waits = [];

    /// <summary>Those whose turn it is.</summary>
    /// <param name="places">All IKE SAs of peers that are always wanted.</param>
    /// <param name="now">The time.</param>
    public Items<(IkeSaId Ike, int At)> Due(IReadOnlyList<WantedPlace> places, Instant now)
    {
        HashSet<(IkeSaId, int)> missing =
            [.. places.SelectMany(place => place.Missing.Select(at => (place.Ike, at)))];
        foreach (var key in _waits.Keys.Where(key => !missing.Contains(key)).ToArray())
        {
            _waits.Remove(key);
        }

        _seen.IntersectWith(places.Select(place => place.Ike));
        List<(IkeSaId, int)> due = [];
        foreach (var place in places)
        {
            var (ike, isOurs, ofIt) = place;
            var isFirst = _seen.Add(ike);
            foreach (var at in ofIt)
            {
                var (when, pause) = _waits.TryGetValue((ike, at), out var waits)
                    ? waits
                    : (isFirst && isOurs ? now : now + Patience, Patience);
                if (when <= now && !place.IsBusy && due.Count < AtOnce)
                {
                    due.Add((ike, at));
                    when = now + pause;
                    pause = pause * 2 < PauseMax ? pause * 2 : PauseMax;
                }

                _waits[(ike, at)] = (when, pause);
            }
        }

        return [.. due];
    }

    /// <summary>A reign begins.</summary>
    public void Clear()
    {
        _seen.Clear();
        _waits.Clear();
    }
}

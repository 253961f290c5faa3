using Holdfast.Codec;
using Holdfast.StateMachines;

namespace Holdfast.Gateway.Ike;

/// <summary>Where peers with several addresses are looked for when something is begun with them:
/// where they were found last, and each time that nothing came of it at the next address.</summary>
internal sealed class PlacesOfPeers
{
    private readonly Dictionary<string, Tried> _tried = [];

    /// <summary>What was tried last, and how often in a row nothing came of it.</summary>
    private readonly record struct Tried(HostAddress At, int Failures)
    {
        /// <summary>Whether the peer has come by itself since something was begun with it.
        /// </summary>
        public bool HasCome { get; init; }
    }

    /// <summary>Where a peer is looked for next; null: nobody knows where it is.</summary>
    /// <param name="peer">Its name.</param>
    /// <param name="addresses">Where it may be, the preferred first.</param>
    /// <param name="known">Where it was heard; null: nowhere.</param>
    public HostAddress? Next(string peer, Items<HostAddress> addresses, HostAddress? known = null)
    {
        var tried = _tried.TryGetValue(peer, out var last) ? last : default(Tried?);
        if (tried is { Failures: > 0, At: var failed })
        {
            Items<HostAddress> all = known is { } heard && !addresses.Contains(heard)
                ? [heard, .. addresses]
                : addresses;
            return all.Count == 0 ? null : all[(all.Span.IndexOf(failed) + 1) % all.Count];
        }

        return known is not null ? known
            : tried is { At: var good } && addresses.Contains(good) ? good
            : addresses.Count > 0 ? addresses[0]
            : null;
    }

    /// <summary>Something is begun with a peer.</summary>
    public void Begun(string peer)
    {
        if (_tried.TryGetValue(peer, out var last))
        {
            _tried[peer] = last with { HasCome = false };
        }
    }

    /// <summary>A peer has come by itself, and what it began stands.</summary>
    public void Came(string peer, HostAddress from) =>
        _tried[peer] = new(from, 0) { HasCome = true };

    /// <summary>Something was begun with a peer, and has come to something or not: that nothing
    /// comes of it where the peer is there by what it has begun itself is no failure.</summary>
    /// <returns>What it has come to.</returns>
    public AttemptEnd Ended(string peer, HostAddress at, AttemptEnd end)
    {
        var last = _tried.GetValueOrDefault(peer);
        end = end == AttemptEnd.Failed && last.HasCome ? AttemptEnd.IsThePeers : end;
        if (end != AttemptEnd.IsThePeers)
        {
            _tried[peer] = new(at, end == AttemptEnd.Stands ? 0 : last.Failures + 1);
        }

        return end;
    }

    /// <summary>Whether nothing has come of any address of a peer since it was looked for in vain
    /// first, or since that was so last.</summary>
    public bool IsRoundOver(string peer, int addresses) =>
        addresses < 2 || _tried.GetValueOrDefault(peer).Failures % addresses == 0;
}

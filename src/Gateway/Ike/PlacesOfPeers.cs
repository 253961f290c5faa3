using Holdfast.Codec;
using Holdfast.StateMachines;

namespace Holdfast.Gateway.Ike;

/// <summary>Where peers with several addresses are looked for when something is begun with them:
/// where they were found last, and each time that nothing came of it at the next address.</summary>
internal sealed class PlacesOfPeers
{
    private readonly Dictionary<string, Tried> _tried = [];

    /// <summary>What was tried last, and how often in a row nothing came of it.</summary>
    private readonly record struct Tried(HostAddress At, int Failures);

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

    /// <summary>Something was begun with a peer, and has come to something or not.</summary>
    public void Ended(string peer, HostAddress at, bool isThere) => _tried[peer] = new(
        at, isThere ? 0 : _tried.GetValueOrDefault(peer).Failures + 1);

    /// <summary>Whether nothing has come of any address of a peer since it was looked for in vain
    /// first, or since that was so last.</summary>
    public bool IsRoundOver(string peer, int addresses) =>
        addresses < 2 || _tried.GetValueOrDefault(peer).Failures % addresses == 0;
}

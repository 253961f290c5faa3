using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Gateway.Isakmp;

/// <summary>ISAKMP SAs of peers that are always wanted whose CHILD SAs are gone, each by a Delete
/// of its own. Whoever has just made one begins its CHILD SAs himself: it gets time to.</summary>
internal sealed class ChildlessIkes
{
    /// <summary>How long one is without, before it gets others.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<IkeSaId, Instant> _since = [];

    /// <summary>Those that have been without for long enough, each once in that time.</summary>
    /// <param name="childless">All that are without now.</param>
    /// <param name="now">The time.</param>
    public Items<IkeSaId> Due(Items<IkeSaId> childless, Instant now)
    {
        foreach (var id in _since.Keys.Where(id => !childless.Contains(id)).ToArray())
        {
            _since.Remove(id);
        }

        List<IkeSaId> due = [];
        foreach (var id in childless)
        {
            if (!_since.TryGetValue(id, out var since))
            {
                _since[id] = now;
            }
            else if (now - since >= Patience)
            {
                _since[id] = now;
                due.Add(id);
            }
        }

        return [.. due];
    }

    /// <summary>A reign begins.</summary>
    public void Clear() => _since.Clear();
}

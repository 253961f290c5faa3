using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Gateway.Isakmp;

/// <summary>Answers that were said again a moment ago. Law: each is said once in a while at most,
/// for whoever asks for it proves nothing, and whoever has it answers it in turn.</summary>
internal sealed class SaidAgain
{
    /// <summary>Half of how long a peer waits for an answer, or less.</summary>
    public static readonly TimeSpan After = TimeSpan.FromSeconds(2);

    private readonly Dictionary<(IkeSaId Ike, MessageId Id), Instant> _said = [];

    /// <summary>Whether an answer may be said now; it is, then.</summary>
    public bool May(IkeSaId ike, MessageId id, Instant now)
    {
        foreach (var (old, at) in _said.Where(one => now - one.Value >= After).ToArray())
        {
            _said.Remove(old);
        }

        return _said.TryAdd((ike, id), now);
    }

    /// <summary>A reign begins.</summary>
    public void Clear() => _said.Clear();
}

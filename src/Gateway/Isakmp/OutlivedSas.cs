using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Gateway.Isakmp;

/// <summary>SAs of IKEv1 that were replaced, and stay a while for what is on its way; and when
/// somebody looks for CHILD SAs that are missing.</summary>
internal sealed class OutlivedSas
{
    /// <summary>How long a replaced ISAKMP SA stays.</summary>
    public static readonly TimeSpan IkeLingers = TimeSpan.FromSeconds(30);

    /// <summary>How long a replaced CHILD SA stays.</summary>
    public static readonly TimeSpan ChildLingers = TimeSpan.FromSeconds(8);

    /// <summary>How long a reign waits before it looks for what is missing: what is half done comes
    /// first.</summary>
    public static readonly TimeSpan MissedAfter = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(5);

    private readonly Dictionary<IkeSaId, Instant> _ikes = [];
    private readonly Dictionary<Spi, Instant> _children = [];
    private Instant _looksAt;

    /// <summary>When something is due.</summary>
    public Instant Deadline => _ikes.Values.Concat(_children.Values)
        .Aggregate(_looksAt, (first, at) => at < first ? at : first);

    /// <summary>A reign begins.</summary>
    public void Begin(Instant now)
    {
        _ikes.Clear();
        _children.Clear();
        Wake(now);
    }

    /// <summary>A reign goes on after a sleep: what was replaced before is so still.</summary>
    public void Wake(Instant now) => _looksAt = now + MissedAfter;

    /// <summary>An ISAKMP SA was replaced.</summary>
    public void Add(IkeSaId id, Instant now) => _ikes[id] = now + IkeLingers;

    /// <summary>A CHILD SA was replaced.</summary>
    public void Add(Spi inbound, Instant now) => _children[inbound] = now + ChildLingers;

    /// <summary>What has stayed long enough, and whether it is time to look for what is missing.
    /// </summary>
    public (Items<IkeSaId> Ikes, Items<Spi> Children, bool LooksForMissing) Take(Instant now)
    {
        Items<IkeSaId> ikes = [.. _ikes.Where(one => one.Value <= now).Select(one => one.Key)];
        Items<Spi> children =
            [.. _children.Where(one => one.Value <= now).Select(one => one.Key)];
        foreach (var id in ikes)
        {
            _ikes.Remove(id);
        }

        foreach (var spi in children)
        {
            _children.Remove(spi);
        }

        var looks = _looksAt <= now;
        _looksAt = looks ? now + LooksEvery : _looksAt;
        return (ikes, children, looks);
    }
}

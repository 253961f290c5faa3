using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Gateway.Isakmp;

/// <summary>SAs of IKEv1 that were replaced, and stay a while for what is on its way; and when
/// somebody looks for those that have lived long enough.</summary>
internal sealed class OutlivedSas
{
    /// <summary>How long a replaced ISAKMP SA stays.</summary>
    public static readonly TimeSpan IkeLingers = TimeSpan.FromSeconds(30);

    /// <summary>How long a replaced CHILD SA stays.</summary>
    public static readonly TimeSpan ChildLingers = TimeSpan.FromSeconds(8);

    /// <summary>How long a reign waits before it ends what is too old: ages are of the clock of
    /// whoever made an SA, and where that of this member is ahead, it is rekeyed first.</summary>
    public static readonly TimeSpan AgedAfter = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LivesEvery = TimeSpan.FromSeconds(5);

    private readonly Dictionary<IkeSaId, Instant> _ikes = [];
    private readonly Dictionary<Spi, Instant> _children = [];
    private Instant _livesAt;

    /// <summary>When something is due.</summary>
    public Instant Deadline => _ikes.Values.Concat(_children.Values)
        .Aggregate(_livesAt, (first, at) => at < first ? at : first);

    /// <summary>A reign begins.</summary>
    public void Begin(Instant now)
    {
        _ikes.Clear();
        _children.Clear();
        Wake(now);
    }

    /// <summary>A reign goes on after a sleep: what was replaced before is so still.</summary>
    public void Wake(Instant now) => _livesAt = now + AgedAfter;

    /// <summary>An ISAKMP SA was replaced.</summary>
    public void Add(IkeSaId id, Instant now) => _ikes[id] = now + IkeLingers;

    /// <summary>A CHILD SA was replaced.</summary>
    public void Add(Spi inbound, Instant now) => _children[inbound] = now + ChildLingers;

    /// <summary>What has stayed long enough, and whether it is time to look at ages.</summary>
    public (Items<IkeSaId> Ikes, Items<Spi> Children, bool LooksAtAges) Take(Instant now)
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

        var looks = _livesAt <= now;
        _livesAt = looks ? now + LivesEvery : _livesAt;
        return (ikes, children, looks);
    }
}

using Holdfast.Gateway.Xfrm;

namespace Holdfast.Tests.Examples.Gateway.Xfrm;

/// <summary>A kernel that does with SAs what Linux does: an SA that would go beyond its hard limit
/// is gone before it does, and one that is there is not made a second time.</summary>
internal sealed class PretendedKernel : IXfrmKernel
{
    public const int AlreadyThere = 17, NotThere = 3, NotSupported = 93;

    private readonly List<XfrmNews> _news = [];

    public sealed class State
    {
        public required string Keys { get; init; }

        public required XfrmLimits Limits { get; set; }

        public ulong Packets { get; set; }

        public bool WasTold { get; set; }
    }

    public Dictionary<XfrmSa, State> States { get; } = [];

    public Dictionary<(XfrmDirection, XfrmSelector), XfrmPolicy> Asked { get; } = [];

    /// <summary>Keys that were ever here, once for each time.</summary>
    public List<string> KeysSeen { get; } = [];

    /// <summary>What it is asked is refused with this error.</summary>
    public int Refuses { get; set; }

    /// <summary>Limits are what they were first.</summary>
    public bool KeepsLimits { get; set; }

    /// <summary>Counters are not told.</summary>
    public bool TellsNothing { get; set; }

    public bool IsClosed { get; private set; }

    public int NewsFile => 7;

    /// <summary>So many packets want to go out by policy; how many did.</summary>
    public int Send(XfrmSelector selector, int packets)
    {
        var sent = 0;
        while (sent < packets
            && Asked.TryGetValue((XfrmDirection.Out, selector), out var policy)
            && States.Keys.FirstOrDefault(sa => sa.Spi == policy.Spi
                && sa.Request == policy.Request && sa.To == policy.To) is { } sa)
        {
            var state = States[sa];
            if (state.Packets >= state.Limits.Hard)
            {
                States.Remove(sa);
                _news.Add(new(new XfrmExpiry(sa.Spi, sa.To, new(state.Packets, 0), true), null));
                break;
            }

            if (state.Packets >= state.Limits.Soft && !state.WasTold)
            {
                state.WasTold = true;
                _news.Add(new(new XfrmExpiry(sa.Spi, sa.To, new(state.Packets, 0), false), null));
            }

            state.Packets++;
            sent++;
        }

        return sent;
    }

    /// <summary>So many packets come by an SA.</summary>
    public void Receive(XfrmSa sa, ulong packets) => States[sa].Packets += packets;

    public int Add(
        XfrmSa sa, XfrmAlgorithm algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> integrityKey,
        XfrmLimits limits)
    {
        Assert.Equal(algorithm.KeyLength, key.Length);
        Assert.Equal(algorithm.IntegrityKeyLength, integrityKey.Length);
        if (Refuses != 0)
        {
            return Refuses;
        }

        var keys = Convert.ToHexStringLower([.. key, .. integrityKey]);
        KeysSeen.Add(keys);
        return States.TryAdd(sa, new() { Keys = keys, Limits = limits }) ? 0 : AlreadyThere;
    }

    public int Limit(XfrmSa sa, XfrmAlgorithm algorithm, XfrmLimits limits)
    {
        if (!States.TryGetValue(sa, out var state))
        {
            return NotThere;
        }

        state.Limits = KeepsLimits ? state.Limits : limits;
        state.WasTold = false;
        return 0;
    }

    public XfrmLimits? LimitsOf(XfrmSa sa) => States.GetValueOrDefault(sa)?.Limits;

    public XfrmCounters? CountersOf(XfrmSa sa, bool isOut) =>
        States.TryGetValue(sa, out var state) && !TellsNothing
            ? new(state.Packets, 100 * state.Packets, state.Packets)
            : null;

    public int Remove(XfrmSa sa) => States.Remove(sa) ? 0 : NotThere;

    public int Put(XfrmPolicy policy)
    {
        if (Refuses == 0)
        {
            Asked[(policy.Direction, policy.Selector)] = policy;
        }

        return Refuses;
    }

    public int Remove(XfrmPolicy policy) =>
        Asked.Remove((policy.Direction, policy.Selector)) ? 0 : NotThere;

    public IReadOnlyList<XfrmSa> Sas() => [.. States.Keys];

    public IReadOnlyList<XfrmPolicy> Policies() => [.. Asked.Values];

    public IReadOnlyList<XfrmNews> News(out bool wereLost)
    {
        wereLost = false;
        XfrmNews[] news = [.. _news];
        _news.Clear();
        return news;
    }

    public void Dispose() => IsClosed = true;
}

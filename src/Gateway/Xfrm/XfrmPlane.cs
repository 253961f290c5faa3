using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Ipsec;
using Holdfast.Protocol;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Gateway.Xfrm;

/// <summary>
/// The kernel as the data plane: SAs that this member has made are in it, with policies that lead
/// to them while traffic may pass. Law: what it has not made in this life, in a reign that still
/// goes on, is not there, and what others have made is not touched.
/// </summary>
internal sealed class XfrmPlane : IDisposable
{
    /// <summary>The first of the numbers by which SAs and policies are ours.</summary>
    public const uint RequestsFrom = 0x4846_0000;

    private const uint RequestsMask = 0xFFFF_0000;
    private const uint RequestsMax = 0xFFFF;

    private readonly IXfrmKernel _kernel;
    private readonly HostAddress _address;
    private readonly uint _block;
    private readonly Dictionary<(Octets Peer, TrafficPair Traffic), Use> _uses = [];
    private readonly HashSet<uint> _requests = [];
    private readonly Dictionary<(XfrmDirection, XfrmSelector), XfrmPolicy> _policies = [];
    private uint _nextRequest;

    /// <summary>SAs with one peer that carry the same: one while none is rekeyed.</summary>
    private sealed class Use(uint request)
    {
        public uint Request => request;

        public int Pairs { get; set; }
    }

    /// <param name="kernel">The kernel, which is this one's from now on.</param>
    /// <param name="address">The outer address that members share.</param>
    /// <param name="block">Packets of a lease.</param>
    public XfrmPlane(IXfrmKernel kernel, HostAddress address, uint block) =>
        (_kernel, _address, _block) = (kernel, address, block);

    /// <summary>The link into which routes lead: what goes elsewhere is not protected, whatever its
    /// addresses are. 0: nothing is sent.</summary>
    public int Link { get; set; }

    /// <summary>The file that has news, to wait for them.</summary>
    public int NewsFile => _kernel.NewsFile;

    /// <summary>
    /// Facts about SAs that are in this kernel and go to no other one: to whoever takes over their
    /// numbers are nonces (RFC 8750), and all that may come has come.
    /// </summary>
    public static Items<Change> Unshared(Items<Change> changes) =>
        !changes.Any(change => change is Change.ChildUp)
            ? changes
            :
            [
                .. changes.Select(change => change is Change.ChildUp(var row)
                    ? new Change.ChildUp(row with
                    {
                        Traits = row.Traits | ChildTraits.ImplicitIv,
                        Floor = SequenceLease.LastOf(row.IsExtended),
                    })
                    : change),
            ];

    /// <summary>What a predecessor that was killed has left: it is gone.</summary>
    /// <returns>How many SAs and policies that were.</returns>
    public int Sweep()
    {
        var gone = 0;
        foreach (var policy in _kernel.Policies())
        {
            gone += IsOurs(policy.Request, policy.From, policy.To)
                && _kernel.Remove(policy) == 0 ? 1 : 0;
        }

        foreach (var sa in _kernel.Sas())
        {
            gone += IsOurs(sa.Request, sa.From, sa.To) && _kernel.Remove(sa) == 0 ? 1 : 0;
        }

        return gone;
    }

    /// <summary>
    /// A pair of CHILD SAs that this member has made: it hears, and sends once it is granted
    /// packets.
    /// </summary>
    /// <param name="child">The SA.</param>
    /// <param name="keys">Its keys, which nobody else has used, nor the kernel before.</param>
    /// <param name="peer">With whom.</param>
    /// <param name="traffic">What it carries.</param>
    /// <param name="place">Where the peer is.</param>
    /// <param name="why">Why there is none, where the answer is null.</param>
    public XfrmPair? Take(
        ChildSa child, KeyMaterial keys, Octets peer, TrafficPair traffic, PeerPlace place,
        out string why)
    {
        why = "";
        var selectors = XfrmSelector.Of(traffic);
        if (selectors.Count == 0)
        {
            why = $"the kernel has no selectors for {traffic}";
            return null;
        }

        if (XfrmAlgorithm.Of(keys.Encryption, keys.Integrity) is not { } algorithm)
        {
            why = $"the kernel has no name for {keys}";
            return null;
        }

        if (place.Packets.IsOverTcp || UseOf((peer, traffic)) is not { } use)
        {
            why = "the kernel carries no ESP in TCP, and no more than 65535 kinds of traffic";
            return null;
        }

        var (flow, inUdp) = (place.Packets, place.IsEncapsulated);
        var hasIpv6 = selectors.Any(selector => selector.IsIpv6);
        use.Pairs++;
        var pair = new XfrmPair(_kernel, algorithm, _block, _ => Leave((peer, traffic), use))
        {
            In = new(
                child.Inbound, flow.Path.Remote, flow.Path.Local, use.Request, child.IsExtended,
                inUdp ? (flow.RemotePort, (ushort)IkePort.Encapsulated) : null, hasIpv6),
            Out = new(
                child.Outbound, flow.Path.Local, flow.Path.Remote, use.Request, child.IsExtended,
                inUdp ? ((ushort)IkePort.Encapsulated, flow.RemotePort) : null, hasIpv6),
            Selectors = selectors,
            Flow = flow,
        };
        if (pair.Listen(keys) is not 0 and var error)
        {
            pair.Dispose();
            why = Why("takes no SA", error);
            return null;
        }

        return pair;
    }

    /// <summary>Policies lead to SAs as they are now; what is refused is told.</summary>
    /// <param name="pairs">The SAs, the newest first, and whether each may be sent by (2), may be
    /// where there is no other one (1), or not at all (0).</param>
    public string? Lead(IEnumerable<(XfrmPair Pair, int Rank)> pairs)
    {
        var wanted = Wanted(pairs);
        string? refused = null;
        foreach (var (key, policy) in _policies.ToArray())
        {
            if (!wanted.ContainsKey(key))
            {
                _kernel.Remove(policy);
                _policies.Remove(key);
            }
        }

        foreach (var (key, policy) in wanted)
        {
            if (_policies.GetValueOrDefault(key) == policy)
            {
                continue;
            }

            if (_kernel.Put(policy) is not 0 and var error)
            {
                refused = Why($"takes no policy for {policy.Selector}", error);
            }
            else
            {
                _policies[key] = policy;
            }
        }

        return refused;
    }

    /// <summary>Nothing leads to any SA: nothing is sent, and nothing that comes goes on.</summary>
    public void Close() => Lead([]);

    /// <summary>News that have come, without waiting.</summary>
    /// <param name="wereLost">Whether there were more than the kernel could keep.</param>
    public IReadOnlyList<XfrmNews> News(out bool wereLost) => _kernel.News(out wereLost);

    /// <summary>Policies go; SAs go with those who have them.</summary>
    public void Dispose()
    {
        Close();
        _kernel.Dispose();
    }

    private Dictionary<(XfrmDirection, XfrmSelector), XfrmPolicy> Wanted(
        IEnumerable<(XfrmPair Pair, int Rank)> pairs)
    {
        Dictionary<(XfrmDirection, XfrmSelector), XfrmPolicy> wanted = [];
        foreach (var (pair, _) in pairs.OrderByDescending(one => one.Rank))
        {
            foreach (var selector in pair.Hears ? pair.Selectors : [])
            {
                var turned = selector.Turn();
                foreach (var direction in (ReadOnlySpan<XfrmDirection>)[
                    XfrmDirection.In, XfrmDirection.Forward])
                {
                    // RFC 7296 §2.8: what comes may come by the old one and by the new one.
                    wanted.TryAdd(
                        (direction, turned),
                        new(
                            direction, turned, pair.In.From, pair.In.To, pair.In.Request,
                            default));
                }
            }
        }

        foreach (var (pair, rank) in pairs.OrderByDescending(one => one.Rank))
        {
            var sends = rank > 0 && pair.Sends && Link != 0;
            foreach (var selector in sends ? pair.Selectors : [])
            {
                wanted.TryAdd(
                    (XfrmDirection.Out, selector),
                    new(
                        XfrmDirection.Out, selector, pair.Out.From, pair.Out.To, pair.Out.Request,
                        pair.Out.Spi, Link));
            }
        }

        return wanted;
    }

    private bool IsOurs(uint request, HostAddress from, HostAddress to) =>
        (request & RequestsMask) == RequestsFrom && (from == _address || to == _address);

    private Use? UseOf((Octets, TrafficPair) key)
    {
        if (_uses.TryGetValue(key, out var use))
        {
            return use;
        }

        if (_requests.Count >= RequestsMax)
        {
            return null;
        }

        do
        {
            // 0 is that of the probe.
            _nextRequest = (_nextRequest % RequestsMax) + 1;
        }
        while (!_requests.Add(RequestsFrom | _nextRequest));
        return _uses[key] = new(RequestsFrom | _nextRequest);
    }

    private void Leave((Octets, TrafficPair) key, Use use)
    {
        if (--use.Pairs == 0)
        {
            _uses.Remove(key);
            _requests.Remove(use.Request);
        }
    }

    private static string Why(string what, int error) =>
        $"the kernel {what}: "
        + System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(error);
}

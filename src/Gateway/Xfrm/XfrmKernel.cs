using System.ComponentModel;
using System.Security.Cryptography;
using Holdfast.Gateway.Netlink;

namespace Holdfast.Gateway.Xfrm;

/// <summary>The kernel of this machine, by two sockets: one that asks, and one that hears news.
/// </summary>
internal sealed class XfrmKernel : IXfrmKernel
{
    private readonly NetlinkSocket _asks;
    private readonly NetlinkSocket _hears;

    private XfrmKernel(NetlinkSocket asks, NetlinkSocket hears) => (_asks, _hears) = (asks, hears);

    /// <inheritdoc/>
    public int NewsFile => _hears.File;

    /// <summary>Opens it.</summary>
    /// <exception cref="GatewayException">It has no XFRM, or lets nobody at it here.</exception>
    public static XfrmKernel Open()
    {
        NetlinkSocket? asks = null;
        try
        {
            asks = new(XfrmMessages.Protocol);
            return new(
                asks,
                new(
                    XfrmMessages.Protocol,
                    XfrmAnswers.ExpiryGroup | XfrmAnswers.MappingGroup));
        }
        catch (Win32Exception refused)
        {
            asks?.Dispose();
            throw new GatewayException(
                $"ipsec.data_plane: the kernel has no XFRM here: {refused.Message}", refused);
        }
    }

    /// <inheritdoc/>
    public int Add(
        XfrmSa sa, XfrmAlgorithm algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> integrityKey,
        XfrmLimits limits)
    {
        var request = XfrmMessages.Add(sa, algorithm, key, integrityKey, limits);
        var error = _asks.Ask(request);
        request.Zero();

        // What is refused comes back whole.
        _asks.Zero();
        return error;
    }

    /// <inheritdoc/>
    public int Limit(XfrmSa sa, XfrmAlgorithm algorithm, XfrmLimits limits)
    {
        // Keys are there for the form: the kernel leaves those of the SA as they are.
        Span<byte> keys = stackalloc byte[algorithm.KeyLength + algorithm.IntegrityKeyLength];
        RandomNumberGenerator.Fill(keys);
        return _asks.Ask(XfrmMessages.Limit(
            sa, algorithm, keys[..algorithm.KeyLength], keys[algorithm.KeyLength..], limits));
    }

    /// <inheritdoc/>
    public XfrmLimits? LimitsOf(XfrmSa sa)
    {
        var isThere = _asks.Get(XfrmMessages.Get(sa), out var body) == 0;
        _asks.Zero();
        var limits = isThere ? XfrmAnswers.ReadSa(body)?.Limits : null;
        CryptographicOperations.ZeroMemory(body);
        return limits;
    }

    /// <inheritdoc/>
    public XfrmCounters? CountersOf(XfrmSa sa, bool isOut) =>
        _asks.Get(XfrmMessages.Counters(sa), out var body) == 0
            ? XfrmAnswers.ReadCounters(body, isOut)
            : null;

    /// <inheritdoc/>
    public int Remove(XfrmSa sa) => _asks.Ask(XfrmMessages.Remove(sa));

    /// <inheritdoc/>
    public int Put(XfrmPolicy policy) => _asks.Ask(XfrmMessages.Put(policy));

    /// <inheritdoc/>
    public int Remove(XfrmPolicy policy) => _asks.Ask(XfrmMessages.Remove(policy));

    /// <inheritdoc/>
    public IReadOnlyList<XfrmSa> Sas()
    {
        _asks.List(XfrmMessages.ListSas(), out var bodies);
        _asks.Zero();
        List<XfrmSa> all = [];
        foreach (var body in bodies)
        {
            if (XfrmAnswers.ReadSa(body) is var (sa, _))
            {
                all.Add(sa);
            }

            CryptographicOperations.ZeroMemory(body);
        }

        return all;
    }

    /// <inheritdoc/>
    public IReadOnlyList<XfrmPolicy> Policies()
    {
        _asks.List(XfrmMessages.ListPolicies(), out var bodies);
        return [.. bodies.Select(body => XfrmAnswers.ReadPolicy(body)).OfType<XfrmPolicy>()];
    }

    /// <inheritdoc/>
    public IReadOnlyList<XfrmNews> News(out bool wereLost) =>
    [
        .. _hears.News(out wereLost)
            .Select(news => new XfrmNews(
                XfrmAnswers.ReadExpiry(news.Kind, news.Body),
                XfrmAnswers.ReadMapping(news.Kind, news.Body)))
            .Where(news => news is not { Expiry: null, Mapping: null }),
    ];

    /// <inheritdoc/>
    public void Dispose()
    {
        _asks.Dispose();
        _hears.Dispose();
    }
}

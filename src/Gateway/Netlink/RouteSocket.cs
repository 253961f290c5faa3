namespace Holdfast.Gateway.Netlink;

/// <summary>A socket of rtnetlink, man 7 rtnetlink: links, addresses and routes, and news of links.
/// </summary>
/// <param name="groups">The news that it hears, as bits; 0: none.</param>
internal sealed class RouteSocket(int groups = 0) : NetlinkSocket(Protocol, groups)
{
    /// <summary>News of links.</summary>
    public const int LinkGroup = 1;

    private const int Protocol = 0;
}

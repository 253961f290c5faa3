using System.Runtime.InteropServices;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Gateway.Netlink;

/// <summary>Routes in the kernel, man 7 rtnetlink: those that lead into a tunnel, and guards
/// beneath them that lead nowhere.</summary>
internal static class NetworkRoutes
{
    private const ushort NewRoute = 24;
    private const ushort DeleteRoute = 25;
    private const ushort Create = 0x400;
    private const ushort Replace = 0x100;
    private const byte MainTable = 254;
    private const byte Unicast = 1;
    private const byte Blackhole = 6;
    private const byte LinkScope = 253;
    private const byte Ours = 186;
    private const uint GuardMetric = uint.MaxValue - 1;
    private const int NoSuchRoute = 3;

    /// <summary>From now on a prefix is reached over a link.</summary>
    public static void Add(RouteSocket socket, Route route, int link) => Demand(
        socket, $"can't add the route to {route.Prefix}", NewRoute, Create | Replace,
        route.Prefix, Unicast, LinkScope, TableOf(route.Vrf), (uint)route.Distance, link);

    /// <summary>From now on it is not; that it was not is no error.</summary>
    public static void Withdraw(RouteSocket socket, Route route, int link) => Demand(
        socket, $"can't withdraw the route to {route.Prefix}", DeleteRoute, 0,
        route.Prefix, Unicast, LinkScope, TableOf(route.Vrf), (uint)route.Distance, link);

    /// <summary>What no route beneath a prefix carries is dropped.</summary>
    public static void Guard(RouteSocket socket, Prefix prefix, uint vrf) => Demand(
        socket, $"can't guard {prefix}", NewRoute, Create | Replace,
        prefix, Blackhole, 0, TableOf(vrf), GuardMetric, null);

    /// <summary>It goes its other way again; that there was no guard is no error.</summary>
    public static void Unguard(RouteSocket socket, Prefix prefix, uint vrf) => Demand(
        socket, $"can't take the guard of {prefix} away", DeleteRoute, 0,
        prefix, Blackhole, 0, TableOf(vrf), GuardMetric, null);

    private static uint TableOf(uint vrf) => vrf == 0 ? MainTable : vrf;

    private static void Demand(
        RouteSocket socket, string what, ushort kind, ushort flags, Prefix prefix, byte type,
        byte scope, uint table, uint metric, int? link)
    {
        Span<byte> body = stackalloc byte[12];
        body.Clear();
        body[0] = (byte)(prefix.Address.IsIpv6 ? 10 : 2);
        body[1] = (byte)prefix.Length;
        body[4] = table <= byte.MaxValue ? (byte)table : (byte)0;
        body[5] = Ours;
        body[6] = scope;
        body[7] = type;
        var address = new byte[prefix.Address.Length];
        prefix.Address.Write(address);
        socket.Demand(
            what, kind, flags, body,
            request =>
            {
                request.With(1, address).With(15, table).With(6, metric);
                if (link is { } index)
                {
                    request.With(4, (uint)index);
                }
            },
            kind == DeleteRoute ? [NoSuchRoute] : []);
    }
}

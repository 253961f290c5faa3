using System.Security.Cryptography;
using Holdfast.Protocol;
using Holdfast.StateMachines;

namespace Holdfast.Gateway.Xfrm;

/// <summary>
/// Whether the kernel can do what is needed of it, by SAs that lead nowhere: ESP with each suite,
/// and a limit of packets that goes up and down. Who finds that out by a peer's SA finds it out too
/// late.
/// </summary>
internal static class XfrmProbe
{
    private const int NotPermitted = 1;
    private static readonly HostAddress Here = HostAddress.Parse("192.0.2.1");
    private static readonly HostAddress There = HostAddress.Parse("192.0.2.2");

    /// <summary>What the kernel lacks; null: nothing.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="algorithms">The suites that are offered to peers.</param>
    public static string? LackOf(IXfrmKernel kernel, IEnumerable<XfrmAlgorithm> algorithms)
    {
        var spi = 0x4846_5001u;
        foreach (var algorithm in algorithms)
        {
            var sa = new XfrmSa(
                new(spi), Here, There, XfrmPlane.RequestsFrom, IsExtended: (spi & 1) == 0);
            spi++;
            kernel.Remove(sa);
            var lack = LackOf(kernel, sa, algorithm);
            kernel.Remove(sa);
            if (lack is not null)
            {
                return lack;
            }
        }

        return null;
    }

    private static string? LackOf(IXfrmKernel kernel, XfrmSa sa, XfrmAlgorithm algorithm)
    {
        var keys = RandomNumberGenerator.GetBytes(
            algorithm.KeyLength + algorithm.IntegrityKeyLength);
        var error = kernel.Add(
            sa, algorithm, keys.AsSpan(0, algorithm.KeyLength),
            keys.AsSpan(algorithm.KeyLength), new(4, 8));
        if (error == NotPermitted)
        {
            return "it lets nobody without CAP_NET_ADMIN make SAs";
        }

        if (error != 0)
        {
            return $"it makes no SA of ESP with {algorithm}: "
                + System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(error);
        }

        foreach (var limits in (ReadOnlySpan<XfrmLimits>)[new(4, 8), new(12, 16), new(1, 2)])
        {
            error = limits.Hard == 8 ? 0 : kernel.Limit(sa, algorithm, limits);
            if (error != 0 || kernel.LimitsOf(sa) is not { } has
                || (has.Soft, has.Hard) != (limits.Soft, limits.Hard))
            {
                return $"the packet limit of an SA is not {limits.Hard} when it is told so, so "
                    + "that no lease holds it";
            }
        }

        return kernel.CountersOf(sa, isOut: true) is { Packets: 0, Number: 0 }
            ? null
            : "it does not say how many packets an SA has sent";
    }
}

using Holdfast.Protocol;
using Holdfast.StateMachines;

namespace Holdfast.Gateway.Xfrm;

/// <summary>ESP of one direction in tunnel mode as the kernel is told of it, without its keys.
/// </summary>
/// <param name="Spi">By which it is found, RFC 4303 §2.1.</param>
/// <param name="From">The outer source.</param>
/// <param name="To">The outer destination.</param>
/// <param name="Request">Joins it with its policies, and says whose it is.</param>
/// <param name="IsExtended">Whether sequence numbers have 64 bits.</param>
/// <param name="Ports">From which to which port it goes in UDP, RFC 3948; null: it does not.
/// </param>
/// <param name="HasIpv6">Whether packets of IPv6 are in it too.</param>
internal sealed record XfrmSa(
    Spi Spi, HostAddress From, HostAddress To, uint Request, bool IsExtended,
    (ushort From, ushort To)? Ports = null, bool HasIpv6 = false);

/// <summary>How much an SA may carry; at the hard limits the kernel ends it.</summary>
/// <param name="Soft">Packets at which the kernel says so.</param>
/// <param name="Hard">Packets that it carries, and no more.</param>
/// <param name="Octets">Octets at most; the largest number: no limit.</param>
internal readonly record struct XfrmLimits(
    ulong Soft, ulong Hard, ulong Octets = ulong.MaxValue)
{
    /// <summary>No limits.</summary>
    public static XfrmLimits None => new(ulong.MaxValue, ulong.MaxValue);
}

/// <summary>How much an SA has carried.</summary>
/// <param name="Packets">Packets as the kernel counts them: many segments that it cuts itself are
/// one.</param>
/// <param name="Octets">Octets of those.</param>
/// <param name="Number">The highest sequence number that was sent, or has come.</param>
internal readonly record struct XfrmCounters(ulong Packets, ulong Octets, ulong Number = 0);

/// <summary>The kernel says that an SA has come to a limit.</summary>
/// <param name="Spi">Which one.</param>
/// <param name="To">Its outer destination.</param>
/// <param name="Counters">What it has carried.</param>
/// <param name="IsOver">Whether it is gone.</param>
internal readonly record struct XfrmExpiry(
    Spi Spi, HostAddress To, XfrmCounters Counters, bool IsOver);

/// <summary>The kernel says that authentic packets come from elsewhere, RFC 3948 §4.</summary>
/// <param name="Spi">On which SA.</param>
/// <param name="From">From which address.</param>
/// <param name="Port">From which port.</param>
internal readonly record struct XfrmMapping(Spi Spi, HostAddress From, ushort Port);

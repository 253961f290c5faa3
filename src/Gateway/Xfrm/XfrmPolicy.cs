using Holdfast.Protocol;
using Holdfast.StateMachines;

namespace Holdfast.Gateway.Xfrm;

/// <summary>Where the kernel asks a policy.</summary>
internal enum XfrmDirection : byte
{
    /// <summary>For what comes to this machine.</summary>
    In = 0,

    /// <summary>For what leaves.</summary>
    Out = 1,

    /// <summary>For what goes through it.</summary>
    Forward = 2,
}

/// <summary>That packets are protected by an SA, or have to come by one.</summary>
/// <param name="Direction">Where it is asked.</param>
/// <param name="Selector">Which packets.</param>
/// <param name="From">The outer source.</param>
/// <param name="To">The outer destination.</param>
/// <param name="Request">Which SAs they are, RFC 4301 §4.4.1: those of one pair of ends and of
/// selectors, the old and the new one while one is rekeyed.</param>
/// <param name="Spi">The one of them that is used; 0: any.</param>
/// <param name="Link">Of packets that leave, those alone that are routed to this link; 0: all.
/// </param>
internal readonly record struct XfrmPolicy(
    XfrmDirection Direction, XfrmSelector Selector, HostAddress From, HostAddress To,
    uint Request, Spi Spi, int Link = 0);

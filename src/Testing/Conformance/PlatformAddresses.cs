using System.Net;
using Holdfast.StateMachines;

namespace Holdfast.Testing.Conformance;

/// <summary>
/// From the addresses in the words of the suites, which compare by content and order, to those of
/// the platform, and back. The room of those has none of System.Net in its surface.
/// </summary>
public static class PlatformAddresses
{
    /// <summary>The address as the platform has it.</summary>
    public static IPAddress ToIPAddress(this HostAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        address.Write(octets);
        return new(octets[..address.Length]);
    }

    /// <summary>The address as a value, without the scope that an IPv6 address may have.</summary>
    public static HostAddress ToHostAddress(this IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return HostAddress.From(address.GetAddressBytes());
    }
}

using System.Net;

namespace Holdfast.Protocol.Ipsec;

/// <summary>Where packets of one direction come from and go to.</summary>
public sealed record TunnelEndpoints
{
    /// <summary>Two addresses of one family.</summary>
    /// <exception cref="ArgumentException">They are of two families.</exception>
    public TunnelEndpoints(IPAddress source, IPAddress destination)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        if (source.AddressFamily != destination.AddressFamily)
        {
            throw new ArgumentException("Addresses of two families", nameof(destination));
        }

        Source = source;
        Destination = destination;
    }

    /// <summary>The sender.</summary>
    public IPAddress Source { get; }

    /// <summary>The receiver.</summary>
    public IPAddress Destination { get; }

    /// <summary>Whether they are of IPv6.</summary>
    public bool IsIpv6 =>
        Source.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
}

/// <summary>The ports of ESP in UDP, RFC 3948 §2.1.</summary>
/// <param name="Source">The sender's, 4500 where no NAT changes it.</param>
/// <param name="Destination">The receiver's.</param>
public readonly record struct UdpPorts(ushort Source, ushort Destination)
{
    /// <summary>Port 4500 on both sides.</summary>
    public static UdpPorts Standard => new(4500, 4500);
}

namespace Holdfast.Protocol.Ike;

/// <summary>How large an IKE message may be on a path, RFC 7383 §2.5.1.</summary>
public static class FragmentSize
{
    /// <summary>Octets of an IP datagram that every IPv4 path is taken to carry.</summary>
    public const int Ipv4Datagram = 576;

    /// <summary>Octets of an IP datagram that every IPv6 path carries.</summary>
    public const int Ipv6Datagram = 1280;

    private const int Ipv4Header = 20;
    private const int Ipv6Header = 40;
    private const int UdpHeader = 8;
    private const int NonEspMarker = 4;

    /// <summary>
    /// Octets of an IKE message that a path carries in one datagram, with room for the marker of
    /// port 4500.
    /// </summary>
    /// <param name="mtu">Octets of an IP datagram on the path.</param>
    /// <param name="isIpv6">Whether its header is that of IPv6, without extensions.</param>
    public static int OfPath(int mtu, bool isIpv6) =>
        mtu - (isIpv6 ? Ipv6Header : Ipv4Header) - UdpHeader - NonEspMarker;
}

namespace Holdfast.Protocol.Ipsec;

/// <summary>One SA of ESP or AH in one direction, its keys apart (RFC 4301 §4.4.2.1).</summary>
public sealed record IpsecSa
{
    /// <summary>An SA.</summary>
    /// <param name="spi">Its index; never 0 (RFC 4303 §2.1).</param>
    /// <param name="mode">What of a packet it protects.</param>
    /// <param name="isExtended">Whether sequence numbers have 64 bits.</param>
    public IpsecSa(Spi spi, IpsecMode mode, bool isExtended = false)
    {
        ArgumentOutOfRangeException.ThrowIfZero(spi.Value, nameof(spi));
        Spi = spi;
        Mode = mode;
        IsExtended = isExtended;
    }

    /// <summary>The index that packets carry.</summary>
    public Spi Spi { get; }

    /// <summary>What of a packet it protects.</summary>
    public IpsecMode Mode { get; }

    /// <summary>Whether sequence numbers have 64 bits.</summary>
    public bool IsExtended { get; }

    /// <summary>
    /// The addresses of the outer header, in tunnel and BEET mode; in transport mode none.
    /// </summary>
    public TunnelEndpoints? Outer { get; init; }

    /// <summary>The fixed inner addresses, in BEET mode.</summary>
    public TunnelEndpoints? Inner { get; init; }

    /// <summary>The ports of ESP in UDP; null: ESP stands on IP.</summary>
    public UdpPorts? Udp { get; init; }

    /// <summary>How outer headers are made.</summary>
    public TunnelPolicy Policy { get; init; } = TunnelPolicy.Default;

    internal TunnelEndpoints OuterOrThrow() => Outer
        ?? throw new ArgumentException("The mode needs outer addresses");

    internal TunnelEndpoints InnerOrThrow() => Inner
        ?? throw new ArgumentException("BEET mode needs inner addresses");
}

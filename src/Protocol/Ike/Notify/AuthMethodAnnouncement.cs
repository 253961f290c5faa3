using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// One announced authentication method, RFC 9593 §3.2: 2 octets, 3 with a link to an authority,
/// more with an algorithm.
/// </summary>
[Wire(rfc: 9593, section: "3.2")]
public readonly ref partial struct AuthMethodAnnouncement
{
    /// <summary>Octets of the announcement, this one included.</summary>
    [Bits(8), Measures(Extent.Self)]
    public partial byte Length { get; }

    /// <summary>The method.</summary>
    [Label("Auth Method"), Bits(8)]
    public partial AuthMethod Method { get; }

    /// <summary>
    /// 1 for the first authority of the first certificate request of the message, and so on; 0 for
    /// any.
    /// </summary>
    [Label("Cert Link"), Bits(8), WhenRemaining(1)]
    public partial byte? CertLink { get; }

    /// <summary>The DER encoding of the algorithm, with method 14.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> AlgorithmIdentifier { get; }
}

using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// A traffic selector, RFC 7296 §3.13.1: what all types of selectors have, and a body by type.
/// </summary>
[Wire(rfc: 7296, section: "3.13.1", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    TS Type    | IP Protocol ID|        Selector Length        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                              Body                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct TrafficSelector
{
    /// <summary>The type of the selector.</summary>
    public partial TsType TsType { get; }

    /// <summary>The IP protocol, 0 for any; reserved in types other than 7 and 8.</summary>
    public partial byte IpProtocolId { get; }

    /// <summary>Octets of the selector, these four included.</summary>
    [Measures(Extent.Self)]
    public partial ushort SelectorLength { get; }

    /// <summary>The rest of the selector; unknown types keep their octets.</summary>
    [Rest, OneOf(nameof(TsType))]
    [Case(7, typeof(Ipv4Range))]
    [Case(8, typeof(Ipv6Range))]
    [Case(9, typeof(FcRange))]
    [Case(10, typeof(TsSecurityLabel), Name = "SecurityLabel")]
    public partial ReadOnlySpan<byte> Body { get; }
}

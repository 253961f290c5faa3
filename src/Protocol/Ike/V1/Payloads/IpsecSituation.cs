using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>The SA payload of the IPsec DOI behind its DOI field, RFC 2407 §4.6.1.</summary>
[Wire(rfc: 2407, section: "4.6.1", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Situation                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                              Body                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct IpsecSituation
{
    /// <summary>What the SA is for; labels follow unless it is identity only.</summary>
    public partial Situation Situation { get; }

    /// <summary>The proposals; in a labeled situation the octets of labels and proposals.</summary>
    [Rest, OneOf(nameof(Situation))]
    [Case(1, typeof(IsakmpProposals), Name = "IdentityOnly")]
    public partial ReadOnlySpan<byte> Body { get; }
}

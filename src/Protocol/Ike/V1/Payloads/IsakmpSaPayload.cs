using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>
/// The Security Association payload, RFC 2408 §3.4; what follows the DOI is its own to say.
/// </summary>
[Wire(rfc: 2408, section: "3.4", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                 Domain of Interpretation (DOI)                |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                              Body                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct IsakmpSaPayload
{
    /// <summary>Who gives meaning to the rest.</summary>
    [Label("Domain of Interpretation (DOI)")]
    public partial DomainOfInterpretation Doi { get; }

    /// <summary>Situation and proposals; of unknown domains the octets.</summary>
    [Rest, OneOf(nameof(Doi))]
    [Case(1, typeof(IpsecSituation), Name = "Ipsec")]
    public partial ReadOnlySpan<byte> Body { get; }
}

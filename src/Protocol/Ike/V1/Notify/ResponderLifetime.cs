using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>
/// RESPONDER-LIFETIME (24576), RFC 2407 §4.6.3.1: the life that the responder gives the SA.
/// </summary>
[Wire(rfc: 2407, section: "4.6.3.1", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                           Attributes                          ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct ResponderLifetime
{
    /// <summary>Life types and durations, in the numbering of the phase.</summary>
    [Rest]
    public partial Many<IsakmpAttribute> Attributes { get; }
}

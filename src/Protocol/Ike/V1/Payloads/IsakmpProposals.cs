using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>
/// The proposals of an SA payload, RFC 2408 §3.5: those with one number belong together.
/// </summary>
[Wire(rfc: 2408, section: "3.5", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                           Proposals                           ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct IsakmpProposals
{
    /// <summary>The proposals, the most preferred first.</summary>
    [Rest]
    public partial Many<IsakmpProposal> Proposals { get; }
}

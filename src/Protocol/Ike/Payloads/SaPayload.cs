using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// The Security Association payload, RFC 7296 §3.3: proposals, the most preferred first.
/// </summary>
[Wire(rfc: 7296, section: "3.3", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                           Proposals                           ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct SaPayload
{
    /// <summary>The proposals.</summary>
    [Rest]
    public partial Many<Proposal> Proposals { get; }
}

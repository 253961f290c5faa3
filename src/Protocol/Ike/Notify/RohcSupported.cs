using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>ROHC_SUPPORTED (16416), RFC 5857 §3.1.1.</summary>
[Wire(rfc: 5857, section: "3.1.1", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                        ROHC Attributes                        ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct RohcSupported
{
    /// <summary>The parameters of the ROHC channel.</summary>
    [Label("ROHC Attributes"), Rest]
    public partial Many<RohcAttribute> Attributes { get; }
}

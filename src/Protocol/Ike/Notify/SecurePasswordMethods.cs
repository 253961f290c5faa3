using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>SECURE_PASSWORD_METHODS (16424), RFC 6467 §3.1.</summary>
[Wire(rfc: 6467, section: "3.1", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Methods                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct SecurePasswordMethods
{
    /// <summary>The methods that the sender knows, or the one it chose.</summary>
    [Rest]
    public partial Many<SecurePasswordMethodItem> Methods { get; }
}

using Holdfast.Codec;

namespace Holdfast.Protocol.Bfd;

/// <summary>A password in the clear, RFC 5880 §4.2: no protection against anybody who reads.
/// </summary>
[Wire(rfc: 5880, section: "4.2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Auth Key ID  |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                           Password                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct BfdSimplePassword
{
    /// <summary>Which of several passwords.</summary>
    [Label("Auth Key ID")]
    public partial byte KeyId { get; }

    /// <summary>1 to 16 octets.</summary>
    [Rest, Length(1, 16)]
    public partial ReadOnlySpan<byte> Password { get; }
}

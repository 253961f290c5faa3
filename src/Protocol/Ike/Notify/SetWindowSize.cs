using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>SET_WINDOW_SIZE (16385), RFC 7296 §2.3.</summary>
[Wire(rfc: 7296, section: "2.3", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                          Window Size                          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct SetWindowSize
{
    /// <summary>Requests that the sender keeps track of at a time.</summary>
    public partial uint WindowSize { get; }
}

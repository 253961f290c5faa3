using Holdfast.Codec;

namespace Holdfast.Protocol.Sync;

/// <summary>A change of a kind that the sender does not know.</summary>
[Wire(section: "Holdfast sync channel", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                             Number                            |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |              Kind             |            Reserved           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                              Body                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct SyncKeptRow
{
    /// <summary>The entry it came with, and its place there.</summary>
    public partial ulong Number { get; }

    /// <summary>Its kind.</summary>
    public partial SyncChangeKind Kind { get; }

    /// <summary>No meaning.</summary>
    [Reserved]
    public partial ushort Reserved { get; }

    /// <summary>Its octets.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Body { get; }
}

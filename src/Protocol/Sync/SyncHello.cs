using Holdfast.Codec;

namespace Holdfast.Protocol.Sync;

/// <summary>Who begins to speak on a sync channel.</summary>
[Wire(section: "Holdfast sync channel", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Seen Reign                          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Seen Boot                           |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Seen Member  |     Store     |           Reserved1           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                              Boot                             |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Generation                          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                          Stored Reign                         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    | Stored Member |                   Reserved2                   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                             Extra                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct SyncHello
{
    /// <summary>The highest reign that the sender has seen.</summary>
    public partial uint SeenReign { get; }

    /// <summary>The start of the member that began it.</summary>
    public partial ulong SeenBoot { get; }

    /// <summary>The member that began it.</summary>
    public partial byte SeenMember { get; }

    /// <summary>0: the store of epochs was kept; 1: it was missing.</summary>
    public partial byte Store { get; }

    /// <summary>No meaning.</summary>
    [Reserved]
    public partial ushort Reserved1 { get; }

    /// <summary>This start of the sender.</summary>
    public partial ulong Boot { get; }

    /// <summary>How often its store was written.</summary>
    public partial uint Generation { get; }

    /// <summary>The reign in its store.</summary>
    public partial uint StoredReign { get; }

    /// <summary>The member in its store.</summary>
    public partial byte StoredMember { get; }

    /// <summary>No meaning.</summary>
    [Reserved]
    public partial uint Reserved2 { get; }

    /// <summary>Fields of newer versions, kept as they are.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Extra { get; }
}

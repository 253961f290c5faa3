using Holdfast.Codec;

namespace Holdfast.Protocol.Sync;

/// <summary>Send a part of a snapshot.</summary>
[Wire(section: "Holdfast sync channel", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                             Reign                             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Reign Boot                          |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |     Member    |                    Reserved                   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                             Index                             |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                              Part                             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                             Extra                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct SyncRepairPart
{
    /// <summary>The reign of the term.</summary>
    public partial uint Reign { get; }

    /// <summary>The start of the member that began it.</summary>
    public partial ulong ReignBoot { get; }

    /// <summary>The active member.</summary>
    public partial byte Member { get; }

    /// <summary>No meaning.</summary>
    [Reserved]
    public partial uint Reserved { get; }

    /// <summary>The last entry of the snapshot.</summary>
    public partial ulong Index { get; }

    /// <summary>The part, from 0.</summary>
    public partial uint Part { get; }

    /// <summary>Fields of newer versions, kept as they are.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Extra { get; }
}

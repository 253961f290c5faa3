using Holdfast.Codec;

namespace Holdfast.Protocol.Sync;

/// <summary>Send what follows a position.</summary>
[Wire(section: "Holdfast sync channel", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                             Reign                             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Reign Boot                          |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |     Member    |  Last Member  |            Reserved           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Last Reign                          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Last Boot                           |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Last Index                          |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                             Extra                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct SyncRepairAfter
{
    /// <summary>The reign of the term.</summary>
    public partial uint Reign { get; }

    /// <summary>The start of the member that began it.</summary>
    public partial ulong ReignBoot { get; }

    /// <summary>The active member.</summary>
    public partial byte Member { get; }

    /// <summary>The member that decided the last entry.</summary>
    public partial byte LastMember { get; }

    /// <summary>No meaning.</summary>
    [Reserved]
    public partial ushort Reserved { get; }

    /// <summary>The reign that did.</summary>
    public partial uint LastReign { get; }

    /// <summary>The start that did.</summary>
    public partial ulong LastBoot { get; }

    /// <summary>The last entry of the sender.</summary>
    public partial ulong LastIndex { get; }

    /// <summary>Fields of newer versions, kept as they are.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Extra { get; }
}

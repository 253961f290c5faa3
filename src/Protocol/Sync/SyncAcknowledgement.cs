using Holdfast.Codec;

namespace Holdfast.Protocol.Sync;

/// <summary>A standby says how far it is.</summary>
[Wire(section: "Holdfast sync channel", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                             Reign                             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Reign Boot                          |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |     Member    |    Standing   |           Reserved1           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                              Boot                             |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Generation                          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Last Reign                          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Last Boot                           |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Last Member  |                   Reserved2                   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Last Index                          |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                              Age                              |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                             Spell                             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                             Probe                             |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                             Extra                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct SyncAcknowledgement
{
    /// <summary>The reign of the term.</summary>
    public partial uint Reign { get; }

    /// <summary>The start of the member that began it.</summary>
    public partial ulong ReignBoot { get; }

    /// <summary>The active member.</summary>
    public partial byte Member { get; }

    /// <summary>0 empty, 1 joining, 2 stale, 3 synced.</summary>
    public partial byte Standing { get; }

    /// <summary>No meaning.</summary>
    [Reserved]
    public partial ushort Reserved1 { get; }

    /// <summary>The start of the sender.</summary>
    public partial ulong Boot { get; }

    /// <summary>How often its store was written.</summary>
    public partial uint Generation { get; }

    /// <summary>The reign that decided its last entry.</summary>
    public partial uint LastReign { get; }

    /// <summary>The start that did.</summary>
    public partial ulong LastBoot { get; }

    /// <summary>The member that did.</summary>
    public partial byte LastMember { get; }

    /// <summary>No meaning.</summary>
    [Reserved]
    public partial uint Reserved2 { get; }

    /// <summary>Its last entry.</summary>
    public partial ulong LastIndex { get; }

    /// <summary>How old its knowledge is, in units of 100 ns.</summary>
    public partial ulong Age { get; }

    /// <summary>Its spell.</summary>
    public partial uint Spell { get; }

    /// <summary>A number to be echoed.</summary>
    public partial ulong Probe { get; }

    /// <summary>Fields of newer versions, kept as they are.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Extra { get; }
}

using Holdfast.Codec;

namespace Holdfast.Protocol.Sync;

/// <summary>An entry of the log.</summary>
[Wire(section: "Holdfast sync channel", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                             Reign                             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Reign Boot                          |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |     Member    |  Prior Member | Decided Member|    Reserved   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                          Prior Reign                          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Prior Boot                          |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         Decided Reign                         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                          Decided Boot                         |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                             Index                             |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         Changes Length                        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Changes                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                             Extra                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct SyncFact
{
    /// <summary>The reign of the term.</summary>
    public partial uint Reign { get; }

    /// <summary>The start of the member that began it.</summary>
    public partial ulong ReignBoot { get; }

    /// <summary>The sender.</summary>
    public partial byte Member { get; }

    /// <summary>The member that decided the entry before.</summary>
    public partial byte PriorMember { get; }

    /// <summary>The member that decided this one.</summary>
    public partial byte DecidedMember { get; }

    /// <summary>No meaning.</summary>
    [Reserved]
    public partial byte Reserved { get; }

    /// <summary>The reign that decided the entry before.</summary>
    public partial uint PriorReign { get; }

    /// <summary>The start that did.</summary>
    public partial ulong PriorBoot { get; }

    /// <summary>The reign that decided this one.</summary>
    public partial uint DecidedReign { get; }

    /// <summary>The start that did.</summary>
    public partial ulong DecidedBoot { get; }

    /// <summary>The number of the entry.</summary>
    public partial ulong Index { get; }

    /// <summary>Octets of the changes.</summary>
    [Measures(nameof(Changes))]
    public partial uint ChangesLength { get; }

    /// <summary>What it changes.</summary>
    public partial Many<SyncChange> Changes { get; }

    /// <summary>Fields of newer versions, kept as they are.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Extra { get; }
}

using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.Protocol.Sync;

/// <summary>A new IKE SA takes over the CHILD SAs of an old one.</summary>
[Wire(section: "Holdfast sync channel", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         Old Initiator                         |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         Old Responder                         |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                          New Length                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                              New                              ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                             Extra                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct SyncIkeRekeyed
{
    /// <summary>The old SA's SPI of the original initiator.</summary>
    public partial IkeSpi OldInitiator { get; }

    /// <summary>The old SA's SPI of the original responder.</summary>
    public partial IkeSpi OldResponder { get; }

    /// <summary>Octets of the new SA.</summary>
    [Measures(nameof(New))]
    public partial uint NewLength { get; }

    /// <summary>The new SA.</summary>
    public partial SyncIkeUp New { get; }

    /// <summary>Fields of newer versions, kept as they are.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Extra { get; }
}

using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.Protocol.Sync;

/// <summary>An IKE SA in a snapshot.</summary>
[Wire(section: "Holdfast sync channel", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Initiator                           |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Responder                           |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Born Reign                          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Born Boot                           |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Born Member  |                 Reserved Born                 |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Born Index                          |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         Touched Reign                         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                          Touched Boot                         |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    | Touched Member|                Reserved Touched               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         Touched Index                         |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                              Keys                             |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                          Next Request                         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         Next Expected                         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Sync Sent                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           Sync Seen                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |     Traits    |  Send Window  | Receive Window|    Reserved   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                          Peer Length                          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                       Description Length                      |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                        Requests Length                        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                        Responses Length                       |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                        Children Length                        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                              Peer                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                          Description                          ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Requests                           ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                           Responses                           ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                            Children                           ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                             Extra                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct SyncIkeRow
{
    /// <summary>The SPI of the original initiator.</summary>
    public partial IkeSpi Initiator { get; }

    /// <summary>The SPI of the original responder.</summary>
    public partial IkeSpi Responder { get; }

    /// <summary>The reign that made it.</summary>
    public partial uint BornReign { get; }

    /// <summary>The start that did.</summary>
    public partial ulong BornBoot { get; }

    /// <summary>The member that did.</summary>
    public partial byte BornMember { get; }

    /// <summary>No meaning.</summary>
    [Reserved]
    public partial uint ReservedBorn { get; }

    /// <summary>The entry.</summary>
    public partial ulong BornIndex { get; }

    /// <summary>The reign that changed it last.</summary>
    public partial uint TouchedReign { get; }

    /// <summary>The start that did.</summary>
    public partial ulong TouchedBoot { get; }

    /// <summary>The member that did.</summary>
    public partial byte TouchedMember { get; }

    /// <summary>No meaning.</summary>
    [Reserved]
    public partial uint ReservedTouched { get; }

    /// <summary>The entry.</summary>
    public partial ulong TouchedIndex { get; }

    /// <summary>The handle of its keys.</summary>
    public partial ulong Keys { get; }

    /// <summary>The ID of our next request.</summary>
    public partial uint NextRequest { get; }

    /// <summary>The lowest ID of the peer that is not answered.</summary>
    public partial uint NextExpected { get; }

    /// <summary>The highest ID in a synchronisation of ours; 0: none.</summary>
    public partial uint SyncSent { get; }

    /// <summary>The highest ID in a synchronisation of the peer; 0: none.</summary>
    public partial uint SyncSeen { get; }

    /// <summary>What both agreed on: 1 message IDs, 2 replay counters.</summary>
    public partial byte Traits { get; }

    /// <summary>Our window.</summary>
    public partial byte SendWindow { get; }

    /// <summary>The peer's window.</summary>
    public partial byte ReceiveWindow { get; }

    /// <summary>No meaning.</summary>
    [Reserved]
    public partial byte Reserved { get; }

    /// <summary>Octets of the peer's identity.</summary>
    [Measures(nameof(Peer))]
    public partial uint PeerLength { get; }

    /// <summary>Octets of the description.</summary>
    [Measures(nameof(Description))]
    public partial uint DescriptionLength { get; }

    /// <summary>Octets of our open requests.</summary>
    [Measures(nameof(Requests))]
    public partial uint RequestsLength { get; }

    /// <summary>Octets of our last responses.</summary>
    [Measures(nameof(Responses))]
    public partial uint ResponsesLength { get; }

    /// <summary>Octets of the CHILD SAs.</summary>
    [Measures(nameof(Children))]
    public partial uint ChildrenLength { get; }

    /// <summary>The identity that the peer has proved.</summary>
    public partial ReadOnlySpan<byte> Peer { get; }

    /// <summary>What a takeover does not depend on.</summary>
    public partial ReadOnlySpan<byte> Description { get; }

    /// <summary>Our requests that are not answered.</summary>
    public partial Many<SyncMessageRow> Requests { get; }

    /// <summary>Our last responses.</summary>
    public partial Many<SyncMessageRow> Responses { get; }

    /// <summary>Its CHILD SAs.</summary>
    public partial Many<SyncSpi> Children { get; }

    /// <summary>Fields of newer versions, kept as they are.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Extra { get; }
}

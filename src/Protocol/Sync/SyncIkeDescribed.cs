using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.Protocol.Sync;

/// <summary>Another description of an IKE SA.</summary>
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
    |                       Description Length                      |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                          Description                          ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                             Extra                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct SyncIkeDescribed
{
    /// <summary>The SPI of the original initiator.</summary>
    public partial IkeSpi Initiator { get; }

    /// <summary>The SPI of the original responder.</summary>
    public partial IkeSpi Responder { get; }

    /// <summary>Octets of the description.</summary>
    [Measures(nameof(Description))]
    public partial uint DescriptionLength { get; }

    /// <summary>What a takeover does not depend on.</summary>
    public partial ReadOnlySpan<byte> Description { get; }

    /// <summary>Fields of newer versions, kept as they are.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Extra { get; }
}

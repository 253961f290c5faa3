using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>
/// A proprietary fragment (payload type 132) as Cisco, Microsoft and others send it: a piece of a
/// whole message, header included, that stands alone in a message of its own.
/// </summary>
[Wire(section: "Cisco")]
public readonly ref partial struct IsakmpFragmentPayload
{
    /// <summary>The same in all fragments of a message.</summary>
    [Label("Fragment ID"), Bits(16)]
    public partial ushort FragmentId { get; }

    /// <summary>1 in the first fragment.</summary>
    [Label("Fragment Number"), Bits(8)]
    public partial byte FragmentNumber { get; }

    /// <summary>Zero; ignored by a receiver.</summary>
    [Bits(7), Reserved]
    public partial byte Reserved { get; }

    /// <summary>Whether no fragment follows.</summary>
    [Bits(1)]
    public partial bool Last { get; }

    /// <summary>The piece.</summary>
    [Label("Fragment Data"), Rest]
    public partial ReadOnlySpan<byte> Data { get; }
}

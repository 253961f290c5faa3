using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>The EAP payload, RFC 7296 §3.16: one EAP message, RFC 3748 §4.</summary>
[Wire(rfc: 7296, section: "3.16")]
public readonly ref partial struct EapPayload
{
    /// <summary>Request, response, success or failure.</summary>
    [Bits(8)]
    public partial EapCode Code { get; }

    /// <summary>Matches responses to requests.</summary>
    [Bits(8)]
    public partial byte Identifier { get; }

    /// <summary>
    /// Octets of the message, these four included; a request or response has a type besides, and a
    /// success or failure nothing (RFC 3748 §4.1, §4.2).
    /// </summary>
    [Bits(16), Measures(Extent.Self)]
    [Range(5, 65535, Of = nameof(Code), Is = 1), Range(5, 65535, Of = nameof(Code), Is = 2)]
    [Range(4, 4, Of = nameof(Code), Is = 3), Range(4, 4, Of = nameof(Code), Is = 4)]
    public partial ushort Length { get; }

    /// <summary>The method; there in requests and responses.</summary>
    [Bits(8), WhenRemaining(1)]
    public partial EapType? Type { get; }

    /// <summary>What the method says.</summary>
    [Label("Type_Data"), Rest]
    public partial ReadOnlySpan<byte> TypeData { get; }
}

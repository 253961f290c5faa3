using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// A payload of an IKEv2 message: the generic payload header and its body, RFC 7296 §3.2.
/// </summary>
[Wire(rfc: 7296, section: "3.2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Next Payload |C|   RESERVED  |         Payload Length        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                              Body                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
[Until(46, 53, Hands = typeof(SkPlaintext))]
public readonly ref partial struct IkePayload
{
    /// <summary>The type, named by what stands before the payload.</summary>
    [Tag]
    public partial PayloadType Type { get; }

    /// <summary>
    /// The type of the following payload; in SK and SKF that of the first payload inside.
    /// </summary>
    [Next]
    public partial PayloadType NextPayload { get; }

    /// <summary>
    /// Whether a receiver that does not know the type must refuse the message (RFC 7296 §2.5).
    /// </summary>
    [Label("C")]
    public partial bool Critical { get; }

    /// <summary>Zero; ignored by a receiver.</summary>
    [Reserved]
    public partial byte Reserved { get; }

    /// <summary>Octets of the payload, these four included.</summary>
    [Measures(Extent.Self)]
    public partial ushort PayloadLength { get; }

    /// <summary>What the type says; unknown types keep their octets.</summary>
    [Rest, OneOf(nameof(Type), Critical = nameof(Critical))]
    [Case(33, typeof(SaPayload), Name = "Sa")]
    [Case(34, typeof(KePayload), Name = "Ke")]
    [Case(35, typeof(IdPayload), Name = "IdInitiator")]
    [Case(36, typeof(IdPayload), Name = "IdResponder")]
    [Case(37, typeof(CertPayload), Name = "Cert")]
    [Case(38, typeof(CertRequestPayload), Name = "CertRequest")]
    [Case(39, typeof(AuthPayload), Name = "Auth")]
    [Case(40, typeof(NoncePayload), Name = "Nonce")]
    [Case(41, typeof(NotifyPayload), Name = "Notify")]
    [Case(42, typeof(DeletePayload), Name = "Delete")]
    [Case(43, typeof(VendorIdPayload), Name = "VendorId")]
    [Case(44, typeof(TrafficSelectorPayload), Name = "TsInitiator")]
    [Case(45, typeof(TrafficSelectorPayload), Name = "TsResponder")]
    [Case(46, typeof(SkPayload), Name = "Sk")]
    [Case(47, typeof(ConfigurationPayload), Name = "Configuration")]
    [Case(48, typeof(EapPayload), Name = "Eap")]
    [Case(50, typeof(IdPayload), Name = "IdGroup")]
    [Case(53, typeof(SkfPayload), Name = "Skf")]
    public partial ReadOnlySpan<byte> Body { get; }
}

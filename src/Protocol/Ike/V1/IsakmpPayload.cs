using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>
/// A payload of an IKEv1 message: the generic payload header and its body, RFC 2408 §3.2.
/// </summary>
[Wire(rfc: 2408, section: "3.2", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Next Payload |    RESERVED   |         Payload Length        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                              Body                             ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct IsakmpPayload
{
    /// <summary>The type, named by what stands before the payload.</summary>
    [Tag]
    public partial IsakmpPayloadType Type { get; }

    /// <summary>The type of the following payload.</summary>
    [Next]
    public partial IsakmpPayloadType NextPayload { get; }

    /// <summary>Zero; ignored by a receiver.</summary>
    [Reserved]
    public partial byte Reserved { get; }

    /// <summary>Octets of the payload, these four included.</summary>
    [Measures(Extent.Self)]
    public partial ushort PayloadLength { get; }

    /// <summary>
    /// What the type says; unknown types keep their octets. Numbers 15 to 19 are of GDOI (RFC
    /// 3547), and drafts of NAT traversal used 15 and 16: they are kept too.
    /// </summary>
    [Rest, OneOf(nameof(Type))]
    [Case(1, typeof(IsakmpSaPayload), Name = "Sa")]
    [Case(4, typeof(IsakmpKePayload), Name = "Ke")]
    [Case(5, typeof(IsakmpIdPayload), Name = "Id")]
    [Case(6, typeof(IsakmpCertPayload), Name = "Cert")]
    [Case(7, typeof(IsakmpCertRequestPayload), Name = "CertRequest")]
    [Case(8, typeof(IsakmpHashPayload), Name = "Hash")]
    [Case(9, typeof(IsakmpSignaturePayload), Name = "Signature")]
    [Case(10, typeof(IsakmpNoncePayload), Name = "Nonce")]
    [Case(11, typeof(IsakmpNotifyPayload), Name = "Notify")]
    [Case(12, typeof(IsakmpDeletePayload), Name = "Delete")]
    [Case(13, typeof(IsakmpVendorIdPayload), Name = "VendorId")]
    [Case(14, typeof(IsakmpConfigPayload), Name = "Config")]
    [Case(20, typeof(IsakmpNatDiscoveryPayload), Name = "NatDiscovery")]
    [Case(21, typeof(IsakmpNatOriginalAddressPayload), Name = "NatOriginalAddress")]
    [Case(130, typeof(IsakmpNatDiscoveryPayload), Name = "NatDiscoveryDraft")]
    [Case(131, typeof(IsakmpNatOriginalAddressPayload), Name = "NatOriginalAddressDraft")]
    [Case(132, typeof(IsakmpFragmentPayload), Name = "Fragment")]
    public partial ReadOnlySpan<byte> Body { get; }
}

using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>The Notify payload, RFC 7296 §3.10: errors below 16384, status from there on.</summary>
[Wire(rfc: 7296, section: "3.10", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Protocol ID  |    SPI Size   |      Notify Message Type      |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                 Security Parameter Index (SPI)                ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                       Notification Data                       ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct NotifyPayload
{
    /// <summary>The protocol of the SPI; 0 without one.</summary>
    public partial ProtocolId ProtocolId { get; }

    /// <summary>
    /// Octets of the SPI: 4 for AH and ESP; 0 where the notification is about the IKE SA, and then
    /// the protocol is ignored.
    /// </summary>
    [Measures(nameof(Spi))]
    [Range(4, 4, Of = nameof(ProtocolId), Is = 2, OrZero = true)]
    [Range(4, 4, Of = nameof(ProtocolId), Is = 3, OrZero = true)]
    public partial byte SpiSize { get; }

    /// <summary>What is notified.</summary>
    [Label("Notify Message Type")]
    public partial NotifyType Type { get; }

    /// <summary>The SA that it is about.</summary>
    [Label("Security Parameter Index (SPI)")]
    public partial ReadOnlySpan<byte> Spi { get; }

    /// <summary>What the type says; types without a case keep their octets.</summary>
    [Label("Notification Data"), Rest, OneOf(nameof(Type))]
    [Case(1, typeof(UnsupportedCriticalPayload))]
    [Case(9, typeof(InvalidMessageId))]
    [Case(17, typeof(InvalidKePayload))]
    [Case(16384, typeof(FlagNotification), Name = "InitialContact")]
    [Case(16385, typeof(SetWindowSize))]
    [Case(16386, typeof(FlagNotification), Name = "AdditionalTsPossible")]
    [Case(16387, typeof(IpcompSupported))]
    [Case(16388, typeof(NatDetection), Name = "NatDetectionSourceIp")]
    [Case(16389, typeof(NatDetection), Name = "NatDetectionDestinationIp")]
    [Case(16390, typeof(Cookie))]
    [Case(16391, typeof(FlagNotification), Name = "UseTransportMode")]
    [Case(16392, typeof(FlagNotification), Name = "HttpCertLookupSupported")]
    [Case(16393, typeof(FlagNotification), Name = "RekeySa")]
    [Case(16394, typeof(FlagNotification), Name = "EspTfcPaddingNotSupported")]
    [Case(16395, typeof(FlagNotification), Name = "NonFirstFragmentsAlso")]
    [Case(16396, typeof(FlagNotification), Name = "MobikeSupported")]
    [Case(16397, typeof(AdditionalIp4Address))]
    [Case(16398, typeof(AdditionalIp6Address))]
    [Case(16399, typeof(FlagNotification), Name = "NoAdditionalAddresses")]
    [Case(16400, typeof(FlagNotification), Name = "UpdateSaAddresses")]
    [Case(16401, typeof(Cookie), Name = "Cookie2")]
    [Case(16402, typeof(NoNatsAllowed))]
    [Case(16403, typeof(AuthLifetime))]
    [Case(16404, typeof(FlagNotification), Name = "MultipleAuthSupported")]
    [Case(16405, typeof(FlagNotification), Name = "AnotherAuthFollows")]
    [Case(16406, typeof(FlagNotification), Name = "RedirectSupported")]
    [Case(16407, typeof(Redirect))]
    [Case(16408, typeof(RedirectedFrom))]
    [Case(16409, typeof(TicketLtOpaque))]
    [Case(16410, typeof(FlagNotification), Name = "TicketRequest")]
    [Case(16411, typeof(FlagNotification), Name = "TicketAck")]
    [Case(16412, typeof(FlagNotification), Name = "TicketNack")]
    [Case(16413, typeof(TicketOpaque))]
    [Case(16416, typeof(RohcSupported))]
    [Case(16417, typeof(FlagNotification), Name = "EapOnlyAuthentication")]
    [Case(16418, typeof(FlagNotification), Name = "ChildlessIkev2Supported")]
    [Case(16419, typeof(QuickCrashDetection))]
    [Case(16420, typeof(FlagNotification), Name = "MessageIdSyncSupported")]
    [Case(16421, typeof(FlagNotification), Name = "ReplayCounterSyncSupported")]
    [Case(16422, typeof(MessageIdSync))]
    [Case(16423, typeof(ReplayCounterSync))]
    [Case(16424, typeof(SecurePasswordMethods))]
    [Case(16430, typeof(FlagNotification), Name = "FragmentationSupported")]
    [Case(16431, typeof(SignatureHashAlgorithms))]
    [Case(16432, typeof(FlagNotification), Name = "CloneIkeSaSupported")]
    [Case(16433, typeof(FlagNotification), Name = "CloneIkeSa")]
    [Case(16434, typeof(Puzzle))]
    [Case(16435, typeof(FlagNotification), Name = "UsePpk")]
    [Case(16436, typeof(PpkIdentity))]
    [Case(16437, typeof(NoPpkAuth))]
    [Case(16438, typeof(FlagNotification), Name = "IntermediateExchangeSupported")]
    [Case(16439, typeof(FlagNotification), Name = "Ip4Allowed")]
    [Case(16440, typeof(FlagNotification), Name = "Ip6Allowed")]
    [Case(16441, typeof(AdditionalKeyExchange))]
    [Case(16442, typeof(UseAggfrag))]
    [Case(16443, typeof(SupportedAuthMethods))]
    [Case(16444, typeof(SaResourceInfo))]
    [Case(16445, typeof(FlagNotification), Name = "UsePpkInt")]
    [Case(16446, typeof(PpkIdentityKey))]
    [Case(16447, typeof(FlagNotification), Name = "SaInitFullTranscriptAuth")]
    public partial ReadOnlySpan<byte> Data { get; }
}

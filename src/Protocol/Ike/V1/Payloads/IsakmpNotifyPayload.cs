using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>The Notification payload, RFC 2408 §3.14.</summary>
[Wire(rfc: 2408, section: "3.14", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                 Domain of Interpretation (DOI)                |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Protocol-ID  |    SPI Size   |      Notify Message Type      |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                 Security Parameter Index (SPI)                ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                       Notification Data                       ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct IsakmpNotifyPayload
{
    /// <summary>Who gives meaning to the rest.</summary>
    [Label("Domain of Interpretation (DOI)")]
    public partial DomainOfInterpretation Doi { get; }

    /// <summary>The protocol of the SPI.</summary>
    public partial IsakmpProtocolId ProtocolId { get; }

    /// <summary>Octets of the SPI: 4, or 16 for both cookies, or 0.</summary>
    [Measures(nameof(Spi))]
    public partial byte SpiSize { get; }

    /// <summary>What is notified.</summary>
    [Label("Notify Message Type")]
    public partial IsakmpNotifyType Type { get; }

    /// <summary>The SA that it is about.</summary>
    [Label("Security Parameter Index (SPI)")]
    public partial ReadOnlySpan<byte> Spi { get; }

    /// <summary>What the type says; types without a case keep their octets.</summary>
    [Label("Notification Data"), Rest, OneOf(nameof(Type))]
    [Case(16384, typeof(FlagNotification), Name = "Connected")]
    [Case(24576, typeof(ResponderLifetime))]
    [Case(24577, typeof(ReplayStatus))]
    [Case(24578, typeof(FlagNotification), Name = "InitialContact")]
    [Case(36136, typeof(DpdSequence), Name = "RUThere")]
    [Case(36137, typeof(DpdSequence), Name = "RUThereAck")]
    [Case(40501, typeof(UnityLoadBalance))]
    public partial ReadOnlySpan<byte> Data { get; }
}

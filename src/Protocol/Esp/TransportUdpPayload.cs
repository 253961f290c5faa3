using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Protocol.Esp;

/// <summary>
/// A UDP datagram in transport mode and the TFC padding behind it, RFC 4303 §2.7: of the common
/// transport protocols only UDP has a length of its own.
/// </summary>
[Wire(rfc: 4303, section: "2.7")]
public readonly ref partial struct TransportUdpPayload
{
    /// <summary>The datagram, as long as its Length says.</summary>
    public partial UdpDatagram Datagram { get; }

    /// <summary>Octets of any content that only hide the datagram's length.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> TfcPadding { get; }
}

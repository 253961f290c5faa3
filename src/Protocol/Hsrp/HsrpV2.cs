using Holdfast.Codec;

namespace Holdfast.Protocol.Hsrp;

/// <summary>A message of HSRP version 2: TLVs to the end of the datagram. In no RFC.</summary>
[Wire(section: "Cisco HSRP version 2")]
public readonly ref partial struct HsrpV2
{
    /// <summary>Type 1 (the group's state), 3 or 4 (authentication), or 2 alone.</summary>
    [Rest]
    public partial Many<HsrpTlv> Tlvs { get; }
}

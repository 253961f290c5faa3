using Holdfast.Codec;

namespace Holdfast.Protocol.Capture;

/// <summary>What a captured packet begins with (the LINKTYPE_ registry), 16 bits.</summary>
[Registry("link-types.csv")]
public readonly partial record struct LinkType(ushort Value);

/// <summary>
/// The last word of a pcap file header: the link type in its low 16 bits, facts about a frame check
/// sequence in its high 6.
/// </summary>
public readonly record struct PcapLink(uint Value)
{
    /// <summary>A link type without frame check sequences.</summary>
    public PcapLink(LinkType type)
        : this((uint)type.Value)
    {
    }

    /// <summary>What packets begin with.</summary>
    public LinkType Type => new((ushort)Value);

    /// <summary>
    /// Octets of frame check sequence behind each packet; 0 where the file does not say.
    /// </summary>
    public int CheckOctets => (Value & 0x0400_0000) != 0 ? (int)(Value >> 28) * 2 : 0;
}

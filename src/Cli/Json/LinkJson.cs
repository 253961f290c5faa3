using Holdfast.Cli.Decoding;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Cli.Json;

/// <summary>The keys of link layers.</summary>
internal static class LinkJson
{
    /// <summary>Ethernet II or IEEE 802.3.</summary>
    public static void Ethernet(JsonFields json, in Layer layer, ReadOnlySpan<byte> octets)
    {
        _ = EthernetHeader.TryParse(octets, out var header, out _);
        json.Format("destination"u8, header.Destination);
        json.Format("source"u8, header.Source);
        TypeOrLength(json, header.EtherType);
        if (layer.Trailer > 0)
        {
            json.Number("trailer_length"u8, (ulong)layer.Trailer);
        }
    }

    /// <summary>An 802.1Q or 802.1ad tag.</summary>
    public static void Vlan(JsonFields json, ReadOnlySpan<byte> octets)
    {
        _ = VlanTag.TryParse(octets, out var tag, out _);
        json.Number("priority"u8, tag.Priority);
        json.Flag("drop_eligible"u8, tag.DropEligible);
        json.Number("id"u8, tag.Id);
        TypeOrLength(json, tag.EtherType);
    }

    /// <summary>Linux cooked capture, version 1.</summary>
    public static void Cooked(JsonFields json, ReadOnlySpan<byte> octets)
    {
        _ = LinuxCookedHeader.TryParse(octets, out var header, out _);
        json.Number("packet_type"u8, header.PacketType.Value);
        json.Number("hardware_type"u8, header.HardwareType);
        json.Number("address_length"u8, header.AddressLength);
        json.Hex("address"u8, Sent(header.Address, header.AddressLength));
        json.Number("protocol"u8, header.Protocol.Value);
    }

    /// <summary>Linux cooked capture, version 2.</summary>
    public static void CookedV2(JsonFields json, ReadOnlySpan<byte> octets)
    {
        _ = LinuxCookedV2Header.TryParse(octets, out var header, out _);
        json.Number("protocol"u8, header.Protocol.Value);
        json.Number("interface_index"u8, header.InterfaceIndex);
        json.Number("hardware_type"u8, header.HardwareType);
        json.Number("packet_type"u8, header.PacketType);
        json.Number("address_length"u8, header.AddressLength);
        json.Hex("address"u8, Sent(header.Address, header.AddressLength));
    }

    /// <summary>BSD loopback.</summary>
    public static void Loopback(JsonFields json, ReadOnlySpan<byte> octets)
    {
        _ = BsdLoopbackHeader.TryParse(octets, out var header, out _);
        json.Number("family"u8, header.Family.Value);
    }

    private static ReadOnlySpan<byte> Sent(ReadOnlySpan<byte> address, int length) =>
        address[..Math.Min(length, address.Length)];

    private static void TypeOrLength(JsonFields json, EtherType type) =>
        json.Number(LinkLayers.IsLength(type) ? "length"u8 : "ether_type"u8, type.Value);
}

using Holdfast.Cli.Decoding;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Cli.Json;

/// <summary>The keys of <c>ip</c>, version 4.</summary>
internal static class Ipv4Json
{
    /// <summary>Writes the header with its options.</summary>
    public static void Write(JsonFields json, in Layer layer, ReadOnlySpan<byte> octets)
    {
        _ = Ipv4Header.TryParse(octets, out var header, out _);
        json.Number("version"u8, header.Version);
        Address(json, "source"u8, header.SourceAddress);
        Address(json, "destination"u8, header.DestinationAddress);
        json.Number("protocol"u8, header.Protocol.Value);
        json.Number("ttl"u8, header.TimeToLive);
        json.Number("dscp"u8, header.Dscp);
        json.Number("ecn"u8, header.Ecn);
        json.Number("length"u8, header.TotalLength);
        json.Number("header_length"u8, (ulong)header.HeaderLength * 4);
        json.Number("id"u8, header.Identification);
        json.Flag("dont_fragment"u8, header.DontFragment);
        json.Flag("more_fragments"u8, header.MoreFragments);
        json.Number("fragment_offset"u8, (ulong)header.FragmentOffset * 8);
        json.Number("checksum"u8, header.HeaderChecksum);
        json.Flag("checksum_good"u8, header.HeaderChecksumIsValid);
        if (!header.Options.IsEmpty)
        {
            json.StartList("options"u8);
            Options(json, header.Options);
            json.EndList();
        }

        json.From(layer.From);
    }

    /// <summary>An IPv4 address.</summary>
    public static void Address(JsonFields json, ReadOnlySpan<byte> key, Ipv4Address address)
    {
        Span<byte> octets = stackalloc byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(octets, address.Value);
        json.Address(key, octets);
    }

    // RFC 791 §3.1: reading ends at type 0; what a fault cut short is left out.
    private static void Options(JsonFields json, ReadOnlySpan<byte> rest)
    {
        while (Ipv4Option.TryParse(rest, out var option, out _))
        {
            json.StartElement();
            var type = option.Octets[0];
            json.Number("type"u8, type);
            json.Number("length"u8, (ulong)option.Octets.Length);
            var data = option.TryAs(out Ipv4TypedOption typed, out _) ? typed.Data : default;
            json.Hex("data"u8, data);
            json.EndObject();
            rest = rest[option.Octets.Length..];
            if (type == 0)
            {
                return;
            }
        }
    }
}

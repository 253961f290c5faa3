using Holdfast.Cli.Decoding;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Cli.Json;

/// <summary>The keys of <c>ip</c>, version 6, and of extension headers.</summary>
internal static class Ipv6Json
{
    /// <summary>Writes the header with its extension headers up to an AH.</summary>
    public static void Write(JsonFields json, in Layer layer, ReadOnlySpan<byte> octets)
    {
        _ = Ipv6Header.TryParse(octets, out var header, out _);
        var rest = octets[header.Octets.Length..];
        json.Number("version"u8, header.Version);
        json.Address("source"u8, header.SourceAddress);
        json.Address("destination"u8, header.DestinationAddress);
        json.Number("protocol"u8, Ipv6Chain.Last(rest, header.NextHeader, layer.Elements));
        json.Number("ttl"u8, header.HopLimit);
        json.Number("dscp"u8, header.Dscp);
        json.Number("ecn"u8, header.Ecn);
        json.Number("length"u8, header.PayloadLength);
        json.Number("flow_label"u8, header.FlowLabel);
        json.Number("next_header"u8, header.NextHeader.Value);
        Headers(json, rest, header.NextHeader, layer.Elements);
        json.From(layer.From);
    }

    /// <summary>So many extension headers.</summary>
    public static void Headers(
        JsonFields json, ReadOnlySpan<byte> rest, IpProtocol first, int count)
    {
        if (count == 0)
        {
            return;
        }

        json.StartList("headers"u8);
        uint type = first.Value;
        for (var i = 0; i < count; i++)
        {
            _ = Ipv6Extension.TryParse(rest, type, out var extension, out _);
            json.StartElement();
            json.Number("type"u8, type);
            json.Text("name"u8, Name(type));
            json.Number("length"u8, (ulong)extension.Octets.Length);
            Header(json, extension);
            json.EndObject();
            type = Ipv6Chain.Next(extension);
            rest = rest[extension.Octets.Length..];
        }

        json.EndList();
    }

    private static void Header(JsonFields json, Ipv6Extension extension)
    {
        if (extension.TryAs(out Ipv6OptionsHeader options, out _))
        {
            json.StartList("options"u8);
            foreach (var option in options.Options)
            {
                var data = option.TryAs(out Ipv6TypedOption typed, out _) ? typed.Data : default;
                json.StartElement();
                json.Number("type"u8, option.Octets[0]);
                json.Number("length"u8, (ulong)data.Length);
                json.Hex("data"u8, data);
                json.EndObject();
            }

            json.EndList();
        }
        else if (extension.TryAs(out Ipv6RoutingHeader routing, out _))
        {
            json.Number("routing_type"u8, routing.RoutingType);
            json.Number("segments_left"u8, routing.SegmentsLeft);
            json.Hex("data"u8, routing.Data);
        }
        else if (extension.TryAs(out Ipv6FragmentHeader fragment, out _))
        {
            json.Number("fragment_offset"u8, (ulong)fragment.FragmentOffset * 8);
            json.Flag("more_fragments"u8, fragment.MoreFragments);
            json.Number("id"u8, fragment.Identification);
        }
        else if (extension.TryAs(out Ipv6UniformHeader uniform, out _))
        {
            json.Hex("data"u8, uniform.Data);
        }
    }

    private static string Name(uint type) => type switch
    {
        0 => "hop_by_hop",
        43 => "routing",
        44 => "fragment",
        60 => "destination_options",
        135 => "mobility",
        139 => "hip",
        140 => "shim6",
        _ => "",
    };
}

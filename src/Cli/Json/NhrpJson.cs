using Holdfast.Cli.Decoding;
using Holdfast.Codec;
using Holdfast.Protocol.Nhrp;

namespace Holdfast.Cli.Json;

/// <summary>The keys of <c>nhrp</c>.</summary>
internal static class NhrpJson
{
    /// <summary>Writes a packet of any type.</summary>
    public static void Write(JsonFields json, in Layer layer, ReadOnlySpan<byte> octets)
    {
        _ = NhrpMessage.TryParse(octets, out var message, out _);
        var facts = NhrpFacts.Of(message);
        json.Number("packet_type"u8, facts.PacketType);
        if (facts.RequestId is { } request)
        {
            json.Number("request_id"u8, request);
        }

        json.Address("source_protocol"u8, facts.SourceProtocol);
        json.Address("destination_protocol"u8, facts.DestinationProtocol);
        json.Address("source_nbma"u8, facts.SourceNbma);
        json.Address("source_nbma_subaddress"u8, facts.SourceNbmaSubaddress);
        json.Number("address_family"u8, facts.AddressFamily);
        json.Number("protocol_type"u8, facts.ProtocolType);
        json.Hex("protocol_snap"u8, facts.ProtocolSnap);
        json.Number("hop_count"u8, facts.HopCount);
        json.Number("packet_size"u8, facts.PacketSize);
        json.Number("checksum"u8, facts.Checksum);
        json.Number("extension_offset"u8, facts.ExtensionOffset);
        json.Number("version"u8, facts.Version);
        json.Flag("checksum_good"u8, facts.IsChecksumGood);
        json.Number("source_nbma_type"u8, facts.SourceNbmaType);
        json.Number("source_nbma_subaddress_type"u8, facts.SourceNbmaSubaddressType);
        Mandatory(json, message);
        json.StartList("extensions"u8);
        var left = layer.Elements;
        foreach (var extension in facts.Extensions)
        {
            if (left-- == 0)
            {
                break;
            }

            Extension(json, extension, facts.SourceNbma.Length);
        }

        json.EndList();
    }

    private static void Mandatory(JsonFields json, NhrpMessage message)
    {
        if (message.TryAs(out NhrpPacket packet, out _))
        {
            json.Number("flags"u8, packet.Flags.Value);
            Clients(json, packet.Clients);
        }
        else if (message.TryAs(out NhrpErrorIndication indication, out _))
        {
            json.Number("error_code"u8, indication.ErrorCode.Value);
            json.Number("error_offset"u8, indication.ErrorOffset);
            json.Hex("packet"u8, indication.Packet);
        }
        else if (message.TryAs(out NhrpTrafficIndication traffic, out _))
        {
            json.Number("traffic_code"u8, traffic.TrafficCode);
            json.Hex("packet"u8, traffic.Packet);
        }
    }

    private static void Clients(JsonFields json, Many<NhrpClient> clients)
    {
        json.StartList("clients"u8);
        foreach (var client in clients)
        {
            json.StartElement();
            json.Number("code"u8, client.Code.Value);
            json.Number("prefix_length"u8, client.PrefixLength);
            json.Number("mtu"u8, client.MaximumTransmissionUnit);
            json.Number("holding_time"u8, client.HoldingTime);
            json.Number("preference"u8, client.Preference);
            json.Address("nbma"u8, client.NbmaAddress);
            json.Address("nbma_subaddress"u8, client.NbmaSubaddress);
            json.Address("protocol_address"u8, client.ProtocolAddress);
            json.EndObject();
        }

        json.EndList();
    }

    private static void Extension(JsonFields json, NhrpExtension extension, int sourceLength)
    {
        json.StartElement();
        json.Flag("compulsory"u8, extension.Compulsory);
        json.Number("type"u8, extension.Type.Value);
        json.Number("length"u8, extension.Length);
        if (extension.TryBody(out NhrpClientList list, out _))
        {
            Clients(json, list.Clients);
        }
        else if (NhrpParts.TryAuthentication(extension, sourceLength, out var authentication))
        {
            json.Number("spi"u8, authentication.Spi);
            json.Address("source"u8, authentication.SourceAddress);
            json.Hex("data"u8, authentication.AuthenticationData);
        }
        else
        {
            json.Hex("data"u8, extension.Body);
        }

        json.EndObject();
    }
}

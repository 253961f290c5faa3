using Holdfast.Cli.Decoding;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Cli.Json;

/// <summary>The keys of <c>ike</c>, both versions.</summary>
internal static class IkeJson
{
    private const byte EncryptedFlag = 1;

    /// <summary>Writes the header and the good payloads.</summary>
    public static void Write(JsonFields json, in Layer layer, ReadOnlySpan<byte> octets)
    {
        _ = IkeFixedHeader.TryParse(octets, out var header, out _);
        json.Text("version"u8, $"{header.MajorVersion}.{header.MinorVersion}");
        json.Hex("initiator_spi"u8, header.InitiatorSpi.Value, 8);
        json.Hex("responder_spi"u8, header.ResponderSpi.Value, 8);
        json.Number("next_payload"u8, header.NextPayload);
        json.Number("exchange_type"u8, header.ExchangeType);
        json.Name("exchange_name"u8, ExchangeName(header));
        json.Number("flags"u8, header.Flags.Value);
        json.Number("message_id"u8, header.MessageId.Value);
        json.Number("length"u8, header.Length);
        var rest = octets[header.Octets.Length..];
        json.StartList("payloads"u8);
        switch (header.MajorVersion)
        {
            case 1:
                Version1(json, rest, (IsakmpPayloadType)header.NextPayload, layer.Elements);
                break;
            case 2:
                Version2(json, rest, (PayloadType)header.NextPayload, layer.Elements);
                break;
        }

        json.EndList();
        if (header.MajorVersion == 1 && (header.Flags.Value & EncryptedFlag) != 0)
        {
            json.Hex("encrypted_data"u8, rest);
        }

        json.From(layer.From);
    }

    /// <summary>The name of an exchange, in the words of the message's version.</summary>
    public static string? ExchangeName(IkeFixedHeader header) => header.MajorVersion switch
    {
        1 => new IsakmpExchangeType(header.ExchangeType).Name,
        2 => new ExchangeType(header.ExchangeType).Name,
        _ => null,
    };

    private static void Version2(
        JsonFields json, ReadOnlySpan<byte> rest, PayloadType type, int count)
    {
        for (var i = 0; i < count; i++)
        {
            _ = IkePayload.TryParse(rest, type, out var payload, out _);
            json.StartElement();
            IkePayloadJson.Write(json, payload);
            json.EndObject();
            rest = rest[payload.Octets.Length..];
            type = payload.NextPayload;
        }
    }

    private static void Version1(
        JsonFields json, ReadOnlySpan<byte> rest, IsakmpPayloadType type, int count)
    {
        for (var i = 0; i < count; i++)
        {
            _ = IsakmpPayload.TryParse(rest, type, out var payload, out _);
            json.StartElement();
            IsakmpPayloadJson.Write(json, payload);
            json.EndObject();
            rest = rest[payload.Octets.Length..];
            type = payload.NextPayload;
        }
    }
}

using Holdfast.Cli.Decoding;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Cli.Json;

/// <summary>The keys of IKEv1 payloads.</summary>
internal static class IsakmpPayloadJson
{
    /// <summary>Writes a payload whose body is good.</summary>
    public static void Write(JsonFields json, IsakmpPayload payload)
    {
        var type = payload.Type.Value;
        json.Number("type"u8, type);
        IkePayloadJson.Head(json, PayloadNames.Version1(type), false, payload.PayloadLength);
        switch (type)
        {
            case 1 when payload.TryBody(out IsakmpSaPayload sa, out _):
                IsakmpProposalJson.Write(json, sa);
                break;
            case 5 when payload.TryBody(out IsakmpIdPayload id, out _):
                Identity(json, id);
                break;
            case 6 when payload.TryBody(out IsakmpCertPayload cert, out _):
                json.Number("encoding"u8, cert.Encoding.Value);
                json.Hex("data"u8, cert.Data);
                break;
            case 7 when payload.TryBody(out IsakmpCertRequestPayload request, out _):
                json.Number("encoding"u8, request.Encoding.Value);
                json.Hex("data"u8, request.Authority);
                break;
            case 11 when payload.TryBody(out IsakmpNotifyPayload notify, out _):
                Notify(json, notify);
                break;
            case 12 when payload.TryBody(out IsakmpDeletePayload delete, out _):
                json.Number("doi"u8, delete.Doi.Value);
                json.Number("protocol"u8, delete.ProtocolId.Value);
                json.Number("spi_size"u8, delete.SpiSize);
                IkePayloadJson.Blocks(json, "spis"u8, delete.Spis);
                break;
            case 13:
                json.Hex("data"u8, payload.Body);
                json.Name("vendor"u8, VendorIds.Name(payload.Body));
                break;
            case 14 when payload.TryBody(out IsakmpConfigPayload config, out _):
                Config(json, config);
                break;
            case 21 or 131 when payload.TryBody(
                    out IsakmpNatOriginalAddressPayload original, out _):
                json.Number("id_type"u8, original.IdType.Value);
                json.Address("address"u8, original.Address);
                break;
            case 132 when payload.TryBody(out IsakmpFragmentPayload fragment, out _):
                json.Number("fragment_id"u8, fragment.FragmentId);
                json.Number("fragment_number"u8, fragment.FragmentNumber);
                json.Flag("last"u8, fragment.Last);
                json.Hex("data"u8, fragment.Data);
                break;
            default:
                json.Hex("data"u8, payload.Body);
                break;
        }
    }

    private static void Identity(JsonFields json, IsakmpIdPayload id)
    {
        json.Number("id_type"u8, id.IdType.Value);
        json.Number("protocol"u8, id.ProtocolId);
        json.Number("port"u8, id.Port);
        json.Hex("data"u8, id.Data);

        // RFC 2407 §4.6.2.5, §4.6.2.7: an address and a mask of the same size.
        var half = id.Data.Length / 2;
        if ((id.IdType.Value == 4 && half == 4) || (id.IdType.Value == 6 && half == 16))
        {
            var address = new System.Net.IPAddress(id.Data[..half]);
            var mask = new System.Net.IPAddress(id.Data[half..(2 * half)]);
            json.Text("value"u8, $"{address}/{mask}");
        }
        else
        {
            IkePayloadJson.Identity(json, id.IdType.Value, id.Data);
        }
    }

    private static void Notify(JsonFields json, IsakmpNotifyPayload notify)
    {
        json.Number("doi"u8, notify.Doi.Value);
        json.Number("protocol"u8, notify.ProtocolId.Value);
        json.Number("notify_type"u8, notify.Type.Value);
        json.Name("notify_name"u8, notify.Type.Name);
        json.Hex("spi"u8, notify.Spi);
        json.Hex("data"u8, notify.Data);
        if (notify.TryData(out DpdSequence dpd, out _))
        {
            json.StartObject("body"u8);
            json.Number("sequence"u8, dpd.Sequence);
            json.EndObject();
        }
        else if (notify.TryData(out ResponderLifetime lifetime, out _))
        {
            json.StartObject("body"u8);
            IsakmpProposalJson.Attributes(json, lifetime.Attributes);
            json.EndObject();
        }
    }

    private static void Config(JsonFields json, IsakmpConfigPayload config)
    {
        json.Number("config_type"u8, config.ConfigType.Value);
        json.Number("identifier"u8, config.Identifier);
        json.StartList("attributes"u8);
        foreach (var attribute in config.Attributes)
        {
            IkePayloadJson.Attribute(
                json, attribute.AttributeType.Value, attribute.AttributeValue,
                attribute.AttributeData);
        }

        json.EndList();
    }
}

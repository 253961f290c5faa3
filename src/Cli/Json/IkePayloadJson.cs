using Holdfast.Cli.Decoding;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.Cli.Json;

/// <summary>The keys of IKEv2 payloads.</summary>
internal static class IkePayloadJson
{
    /// <summary>Writes a payload whose body is good.</summary>
    public static void Write(JsonFields json, IkePayload payload)
    {
        json.Number("type"u8, payload.Type.Value);
        var name = PayloadNames.Version2(payload.Type.Value);
        Head(json, name, payload.Critical, payload.PayloadLength);
        switch (payload.Type.Value)
        {
            case 33 when payload.TryBody(out SaPayload sa, out _):
                Proposals(json, sa);
                break;
            case 34 when payload.TryBody(out KePayload ke, out _):
                json.Number("group"u8, ke.Method.Value);
                json.Hex("data"u8, ke.Data);
                break;
            case 35 or 36 or 50 when payload.TryBody(out IdPayload id, out _):
                json.Number("id_type"u8, id.IdType.Value);
                json.Hex("data"u8, id.Data);
                Identity(json, id.IdType.Value, id.Data);
                break;
            case 37 when payload.TryBody(out CertPayload cert, out _):
                json.Number("encoding"u8, cert.Encoding.Value);
                json.Hex("data"u8, cert.Data);
                break;
            case 38 when payload.TryBody(out CertRequestPayload request, out _):
                CertRequest(json, request);
                break;
            case 39 when payload.TryBody(out AuthPayload auth, out _):
                Auth(json, auth);
                break;
            case 40 when payload.TryBody(out NoncePayload nonce, out _):
                json.Hex("data"u8, nonce.Data);
                break;
            case 41 when payload.TryBody(out NotifyPayload notify, out _):
                IkeNotifyJson.Write(json, notify);
                break;
            case 42 when payload.TryBody(out DeletePayload delete, out _):
                Delete(json, delete);
                break;
            default:
                Others(json, payload);
                break;
        }
    }

    /// <summary>What every payload begins with, behind its type.</summary>
    public static void Head(JsonFields json, string? name, bool isCritical, ushort length)
    {
        if (name is null)
        {
            json.Null("name"u8);
        }
        else
        {
            json.Text("name"u8, name);
        }

        json.Flag("critical"u8, isCritical);
        json.Number("length"u8, length);
    }

    /// <summary>An identity that is an address or text.</summary>
    public static void Identity(JsonFields json, byte type, ReadOnlySpan<byte> data)
    {
        if ((type == 1 && data.Length == 4) || (type == 5 && data.Length == 16))
        {
            json.Address("value"u8, data);
        }
        else if (type is 2 or 3 && System.Text.Unicode.Utf8.IsValid(data))
        {
            json.Text("value"u8, data);
        }
    }

    private static void Others(JsonFields json, IkePayload payload)
    {
        switch (payload.Type.Value)
        {
            case 43 when payload.TryBody(out VendorIdPayload vendor, out _):
                json.Hex("data"u8, vendor.VendorId);
                json.Name("vendor"u8, VendorIds.Name(vendor.VendorId));
                break;
            case 44 or 45 when payload.TryBody(out TrafficSelectorPayload selectors, out _):
                Selectors(json, selectors);
                break;
            case 46 when payload.TryBody(out SkPayload sk, out _):
                json.Number("next_payload"u8, payload.NextPayload.Value);
                json.Hex("data"u8, sk.EncryptedData);
                break;
            case 47 when payload.TryBody(out ConfigurationPayload configuration, out _):
                Configuration(json, configuration);
                break;
            case 48 when payload.TryBody(out EapPayload eap, out _):
                Eap(json, eap);
                break;
            case 53 when payload.TryBody(out SkfPayload skf, out _):
                json.Number("next_payload"u8, payload.NextPayload.Value);
                json.Number("fragment_number"u8, skf.FragmentNumber);
                json.Number("total_fragments"u8, skf.TotalFragments);
                json.Hex("data"u8, skf.EncryptedData);
                break;
            default:
                json.Hex("data"u8, payload.Body);
                break;
        }
    }

    private static void Proposals(JsonFields json, SaPayload sa)
    {
        json.StartList("proposals"u8);
        foreach (var proposal in sa.Proposals)
        {
            json.StartElement();
            json.Number("number"u8, proposal.ProposalNumber);
            json.Number("protocol"u8, proposal.ProtocolId.Value);
            json.Hex("spi"u8, proposal.Spi);
            json.Number("length"u8, proposal.ProposalLength);
            json.StartList("transforms"u8);
            foreach (var transform in proposal.Transforms)
            {
                Transform(json, transform);
            }

            json.EndList();
            json.EndObject();
        }

        json.EndList();
    }

    private static void Transform(JsonFields json, Transform transform)
    {
        json.StartElement();
        json.Number("type"u8, transform.TransformType.Value);
        json.Name("type_name"u8, transform.TransformType.Name);
        json.Number("id"u8, transform.TransformId.Value);
        json.Name("id_name"u8, transform.TransformId.Name(transform.TransformType));
        json.Number("length"u8, transform.TransformLength);
        json.StartList("attributes"u8);
        foreach (var attribute in transform.Attributes)
        {
            Attribute(
                json, attribute.AttributeType.Value, attribute.AttributeValue,
                attribute.AttributeData);
        }

        json.EndList();
        json.EndObject();
    }

    /// <summary>An attribute of the short form (TV) or the long form (TLV).</summary>
    public static void Attribute(
        JsonFields json, ushort type, ushort? value, ReadOnlySpan<byte> data)
    {
        json.StartElement();
        json.Number("type"u8, type);
        if (value is { } number)
        {
            json.Number("value"u8, number);
        }
        else
        {
            json.Hex("data"u8, data);
        }

        json.EndObject();
    }

    private static void CertRequest(JsonFields json, CertRequestPayload request)
    {
        json.Number("encoding"u8, request.Encoding.Value);
        if (request.TryAuthority(out AuthorityHashes authorities, out _))
        {
            Blocks(json, "authorities"u8, authorities.Hashes);
        }
        else
        {
            json.Hex("data"u8, request.Authority);
        }
    }

    private static void Auth(JsonFields json, AuthPayload auth)
    {
        json.Number("method"u8, auth.Method.Value);
        json.Hex("data"u8, auth.Data);
        if (auth.TryData(out DigitalSignature signature, out _))
        {
            json.Hex("algorithm_identifier"u8, signature.AlgorithmIdentifier);
            json.Hex("signature"u8, signature.Signature);
        }
    }

    private static void Delete(JsonFields json, DeletePayload delete)
    {
        json.Number("protocol"u8, delete.ProtocolId.Value);
        json.Number("spi_size"u8, delete.SpiSize);
        Blocks(json, "spis"u8, delete.Spis);
    }

    /// <summary>Blocks of octets, each as hex.</summary>
    public static void Blocks(JsonFields json, ReadOnlySpan<byte> key, OctetBlocks blocks)
    {
        json.StartList(key);
        foreach (var block in blocks)
        {
            json.Hex(block);
        }

        json.EndList();
    }

    private static void Selectors(JsonFields json, TrafficSelectorPayload payload)
    {
        json.StartList("selectors"u8);
        foreach (var selector in payload.Selectors)
        {
            json.StartElement();
            json.Number("ts_type"u8, selector.TsType.Value);
            if (selector.TryBody(out Ipv4Range v4, out _))
            {
                json.Number("protocol"u8, selector.IpProtocolId);
                Range(json, v4.StartPort, v4.EndPort, v4.StartingAddress, v4.EndingAddress);
            }
            else if (selector.TryBody(out Ipv6Range v6, out _))
            {
                json.Number("protocol"u8, selector.IpProtocolId);
                Range(json, v6.StartPort, v6.EndPort, v6.StartingAddress, v6.EndingAddress);
            }
            else
            {
                json.Hex("data"u8, selector.Body);
            }

            json.EndObject();
        }

        json.EndList();
    }

    private static void Range(
        JsonFields json, ushort startPort, ushort endPort, ReadOnlySpan<byte> start,
        ReadOnlySpan<byte> end)
    {
        json.Number("start_port"u8, startPort);
        json.Number("end_port"u8, endPort);
        json.Address("start_address"u8, start);
        json.Address("end_address"u8, end);
    }

    private static void Configuration(JsonFields json, ConfigurationPayload configuration)
    {
        json.Number("config_type"u8, configuration.CfgType.Value);
        json.StartList("attributes"u8);
        foreach (var attribute in configuration.Attributes)
        {
            json.StartElement();
            json.Number("type"u8, attribute.AttributeType.Value);
            json.Hex("data"u8, attribute.AttributeValue);
            json.EndObject();
        }

        json.EndList();
    }

    private static void Eap(JsonFields json, EapPayload eap)
    {
        json.Number("code"u8, eap.Code.Value);
        json.Number("identifier"u8, eap.Identifier);
        json.Number("eap_length"u8, eap.Length);
        if (eap.Type is { } type)
        {
            json.Number("eap_type"u8, type.Value);
        }

        json.Hex("data"u8, eap.TypeData);
    }
}

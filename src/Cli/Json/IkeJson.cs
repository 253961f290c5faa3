using Holdfast.Cli.Decoding;
using Holdfast.Cli.Decryption.Proofs;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Cli.Json;

/// <summary>The keys of <c>ike</c>, both versions.</summary>
internal static class IkeJson
{
    private const byte EncryptedFlag = 1;

    /// <summary>Writes the header and the good payloads.</summary>
    public static void Write(
        JsonFields json, in Layer layer, ReadOnlySpan<byte> octets, ReadOnlySpan<byte> clear)
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
                Version1(
                    json, clear.IsEmpty ? rest : clear, (IsakmpPayloadType)header.NextPayload,
                    clear.IsEmpty ? layer.Elements : layer.Opening!.Elements, layer.Proofs);
                break;
            case 2:
                Version2(
                    json, rest, (PayloadType)header.NextPayload, layer.Elements, [], layer, clear);
                break;
        }

        json.EndList();
        if (header.MajorVersion == 1 && (header.Flags.Value & EncryptedFlag) != 0)
        {
            json.Hex("encrypted_data"u8, rest);
        }

        OpeningJson.Write(json, layer.Opening, isEncrypted: true);
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
        JsonFields json, ReadOnlySpan<byte> rest, PayloadType type, int count,
        Items<Proof> proofs, in Layer layer = default, ReadOnlySpan<byte> clear = default)
    {
        for (var i = 0; i < count; i++)
        {
            _ = IkePayload.TryParse(rest, type, out var payload, out _);
            json.StartElement();
            IkePayloadJson.Write(json, payload);
            Finding(json, proofs, i);
            if (layer.Opening is not null
                && (type == PayloadType.Encrypted || type == PayloadType.EncryptedFragment))
            {
                Inside(json, payload, layer, clear);
            }

            json.EndObject();
            rest = rest[payload.Octets.Length..];
            type = payload.NextPayload;
        }
    }

    // How the data of an SK or SKF payload divides, and what is in it.
    private static void Inside(
        JsonFields json, IkePayload payload, in Layer layer, ReadOnlySpan<byte> clear)
    {
        var opening = layer.Opening!;
        var data = payload.TryBody(out SkfPayload skf, out _) ? skf.EncryptedData : payload.Body;
        json.Flag("decrypted"u8, opening.IsDecrypted);
        if (opening.IcvLength > 0)
        {
            json.Hex("iv"u8, data[..opening.IvLength]);
            json.Hex("icv"u8, data[^opening.IcvLength..]);
        }

        if (opening.Source == 0)
        {
            return;
        }

        if (payload.Type == PayloadType.Encrypted)
        {
            json.Number("pad_length"u8, (ulong)opening.PadLength);
        }

        json.StartList("payloads"u8);
        Version2(json, clear, new PayloadType(opening.Next), opening.Elements, layer.Proofs);
        json.EndList();
    }

    private static void Version1(
        JsonFields json, ReadOnlySpan<byte> rest, IsakmpPayloadType type, int count,
        Items<Proof> proofs)
    {
        for (var i = 0; i < count; i++)
        {
            _ = IsakmpPayload.TryParse(rest, type, out var payload, out _);
            json.StartElement();
            IsakmpPayloadJson.Write(json, payload);
            Finding(json, proofs, i);
            json.EndObject();
            rest = rest[payload.Octets.Length..];
            type = payload.NextPayload;
        }
    }

    // What was found of the payload of that number, if it is a proof.
    private static void Finding(JsonFields json, Items<Proof> proofs, int payload)
    {
        foreach (var proof in proofs.Span)
        {
            if (proof.Payload == payload)
            {
                json.Text("auth_check"u8, OpeningJson.Name(proof.Finding.Check));
                json.Name("problem"u8, proof.Finding.Problem);
            }
        }
    }
}

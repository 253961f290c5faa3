using Holdfast.Cli.Decoding;
using Holdfast.Cli.Decryption;
using Holdfast.Cli.Decryption.Proofs;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Cli.Text;

/// <summary>IKE in a line: the exchange, and its payloads as the RFCs write them.</summary>
internal static class IkeLine
{
    /// <summary>Writes a message of either version.</summary>
    public static void Write(
        Pen pen, in Layer layer, ReadOnlySpan<byte> octets, ReadOnlySpan<byte> clear)
    {
        _ = IkeFixedHeader.TryParse(octets, out var header, out _);
        var rest = octets[header.Octets.Length..];
        switch (header.MajorVersion)
        {
            case 1:
                pen.Text("  IKEv1 ");
                Exchange(pen, header);
                Number(pen, header.MessageId);
                if (header.Flags.Encryption)
                {
                    Encrypted(pen, header, rest.Length, layer, clear);
                    return;
                }

                pen.Text(":");
                Version1(
                    pen, rest, (IsakmpPayloadType)header.NextPayload, layer.Elements,
                    layer.Proofs);
                break;
            case 2:
                pen.Text("  IKEv2 ");
                Exchange(pen, header);
                pen.Text(header.Flags.Response ? " response" : " request");
                Number(pen, header.MessageId);
                pen.Text(":");
                Version2(pen, rest, (PayloadType)header.NextPayload, layer.Elements, []);
                Inside(pen, layer, clear);
                break;
            default:
                pen.Write($"  IKE {header.MajorVersion}.{header.MinorVersion}");
                break;
        }
    }

    // A long message ID is a random number, and read in hex.
    private static void Number(Pen pen, MessageId id)
    {
        if (id.Value < 0x10000)
        {
            pen.Write($" {id.Value}");
        }
        else
        {
            pen.Write($" 0x{id.Value:x8}");
        }
    }

    private static void Exchange(Pen pen, IkeFixedHeader header)
    {
        var name = header.MajorVersion == 1
            ? new IsakmpExchangeType(header.ExchangeType).Name
            : new ExchangeType(header.ExchangeType).Name;
        if (name is null)
        {
            pen.Write($"exchange {header.ExchangeType}");
        }
        else
        {
            pen.Text(name);
        }
    }

    private static void Version2(
        Pen pen, ReadOnlySpan<byte> rest, PayloadType type, int count, Items<Proof> proofs)
    {
        for (var i = 0; i < count; i++)
        {
            _ = IkePayload.TryParse(rest, type, out var payload, out _);
            Name(pen, PayloadNames.Version2(type.Value), type.Value);
            if (payload.TryBody(out NotifyPayload notify, out _))
            {
                pen.Write($"({notify.Type.ToString()})");
            }
            else if (payload.TryBody(out IdPayload id, out _))
            {
                Identity(pen, id.IdType.Value is 1 or 5, id.Data);
            }
            else if (payload.TryBody(out SkfPayload skf, out _))
            {
                pen.Write($"({skf.FragmentNumber}/{skf.TotalFragments})");
            }
            else if (payload.TryBody(out VendorIdPayload vendor, out _))
            {
                Vendor(pen, vendor.VendorId);
            }

            Finding(pen, proofs, i);
            rest = rest[payload.Octets.Length..];
            type = payload.NextPayload;
        }
    }

    private static void Encrypted(
        Pen pen, IkeFixedHeader header, int octets, in Layer layer, ReadOnlySpan<byte> clear)
    {
        var opening = layer.Opening;
        if (!clear.IsEmpty)
        {
            pen.Text(": {");
            Version1(
                pen, clear, (IsakmpPayloadType)header.NextPayload, opening!.Elements,
                layer.Proofs);
            pen.Text(opening.Icv == IcvCheck.Bad ? " } [HASH bad]" : " }");
            return;
        }

        pen.Write($": encrypted, {octets} octets");
        if (opening?.Problem is { } problem && opening != Opening.NoKeys)
        {
            pen.Write($" [{problem}]");
        }
    }

    // The encrypted payload is the last: what is in it stands behind it.
    private static void Inside(Pen pen, in Layer layer, ReadOnlySpan<byte> clear)
    {
        if (layer.Opening is not { } opening || opening == Opening.NoKeys)
        {
            return;
        }

        if (opening.Problem is { } problem)
        {
            pen.Write($" [{OpeningText.Of(opening.Icv)}: {problem}]");
        }
        else if (opening.Source > 0)
        {
            pen.Text(" {");
            Version2(
                pen, clear, new PayloadType(opening.Next), opening.Elements, layer.Proofs);
            pen.Text(" }");
        }
    }

    private static void Version1(
        Pen pen, ReadOnlySpan<byte> rest, IsakmpPayloadType type, int count,
        Items<Proof> proofs)
    {
        for (var i = 0; i < count; i++)
        {
            _ = IsakmpPayload.TryParse(rest, type, out var payload, out _);
            Name(pen, PayloadNames.Version1(type.Value), type.Value);
            if (payload.TryBody(out IsakmpNotifyPayload notify, out _))
            {
                pen.Write($"({notify.Type.ToString()})");
            }
            else if (payload.TryBody(out IsakmpIdPayload id, out _))
            {
                Identity(pen, id.IdType.Value is 1 or 5, id.Data);
            }
            else if (payload.TryBody(out IsakmpFragmentPayload fragment, out _))
            {
                var last = fragment.Last ? " last" : "";
                pen.Write($"({fragment.FragmentId}: {fragment.FragmentNumber}{last})");
            }
            else if (payload.TryBody(out IsakmpVendorIdPayload vendor, out _))
            {
                Vendor(pen, vendor.VendorId);
            }

            Finding(pen, proofs, i);
            rest = rest[payload.Octets.Length..];
            type = payload.NextPayload;
        }
    }

    // What was found of the payload of that number, if by it a peer shows who it is.
    private static void Finding(Pen pen, Items<Proof> proofs, int payload)
    {
        foreach (var proof in proofs.Span)
        {
            if (proof.Payload == payload)
            {
                pen.Write($"({OpeningText.Of(proof.Finding)})");
            }
        }
    }

    private static void Name(Pen pen, string? name, byte type)
    {
        if (name is null)
        {
            pen.Write($" payload {type}");
        }
        else
        {
            pen.Write($" {name}");
        }
    }

    private static void Identity(Pen pen, bool isAddress, ReadOnlySpan<byte> data)
    {
        pen.Text("(");
        if (isAddress)
        {
            pen.Address(data);
        }
        else
        {
            pen.Untrusted(data);
        }

        pen.Text(")");
    }

    private static void Vendor(Pen pen, ReadOnlySpan<byte> data)
    {
        if (VendorIds.Name(data) is { } name)
        {
            pen.Write($"({name})");
        }
    }
}

using Holdfast.Protocol.Ike;

namespace Holdfast.Cli.Json;

/// <summary>The keys of IKEv2 notifications, and of those whose data has fields.</summary>
internal static class IkeNotifyJson
{
    /// <summary>Writes a notification.</summary>
    public static void Write(JsonFields json, NotifyPayload notify)
    {
        json.Number("notify_type"u8, notify.Type.Value);
        json.Name("notify_name"u8, notify.Type.Name);
        json.Number("protocol"u8, notify.ProtocolId.Value);
        json.Hex("spi"u8, notify.Spi);
        json.Hex("data"u8, notify.Data);
        switch (notify.Type.Value)
        {
            case < 16384:
                Errors(json, notify);
                break;
            case < 16407:
                Early(json, notify);
                break;
            case < 16420:
                Sessions(json, notify);
                break;
            default:
                Late(json, notify);
                break;
        }
    }

    private static void Errors(JsonFields json, NotifyPayload notify)
    {
        if (notify.TryData(out UnsupportedCriticalPayload critical, out _))
        {
            Number(json, "payload_type"u8, critical.PayloadType.Value);
        }
        else if (notify.TryData(out InvalidMessageId message, out _))
        {
            Number(json, "message_id"u8, message.MessageId.Value);
        }
        else if (notify.TryData(out InvalidKePayload ke, out _))
        {
            Number(json, "group"u8, ke.AcceptedMethod.Value);
        }
    }

    private static void Early(JsonFields json, NotifyPayload notify)
    {
        if (notify.TryData(out SetWindowSize window, out _))
        {
            Number(json, "window_size"u8, window.WindowSize);
        }
        else if (notify.TryData(out IpcompSupported ipcomp, out _))
        {
            json.StartObject("body"u8);
            json.Number("cpi"u8, ipcomp.Cpi);
            json.Number("transform"u8, ipcomp.Transform.Value);
            json.EndObject();
        }
        else if (notify.TryData(out AdditionalIp4Address v4, out _))
        {
            Address(json, v4.Address);
        }
        else if (notify.TryData(out AdditionalIp6Address v6, out _))
        {
            Address(json, v6.Address);
        }
        else if (notify.TryData(out NoNatsAllowed none, out _) && none.Source.Length is 4 or 16)
        {
            json.StartObject("body"u8);
            json.Address("source"u8, none.Source);
            json.Address("destination"u8, none.Destination);
            json.Number("source_port"u8, none.SourcePort);
            json.Number("destination_port"u8, none.DestinationPort);
            json.EndObject();
        }
        else if (notify.TryData(out AuthLifetime lifetime, out _))
        {
            Number(json, "lifetime"u8, lifetime.Lifetime);
        }
    }

    private static void Sessions(JsonFields json, NotifyPayload notify)
    {
        if (notify.TryData(out Redirect redirect, out _))
        {
            json.StartObject("body"u8);
            Gateway(json, redirect.IdentityType.Value, redirect.Identity);
            json.Hex("nonce"u8, redirect.Nonce);
            json.EndObject();
        }
        else if (notify.TryData(out RedirectedFrom from, out _))
        {
            json.StartObject("body"u8);
            Gateway(json, from.IdentityType.Value, from.Identity);
            json.EndObject();
        }
        else if (notify.TryData(out TicketLtOpaque granted, out _))
        {
            json.StartObject("body"u8);
            json.Number("lifetime"u8, granted.Lifetime);
            json.Hex("ticket"u8, granted.Ticket);
            json.EndObject();
        }
        else if (notify.TryData(out TicketOpaque ticket, out _))
        {
            Hex(json, "ticket"u8, ticket.Ticket);
        }
        else if (notify.TryData(out QuickCrashDetection token, out _))
        {
            Hex(json, "token"u8, token.Token);
        }
    }

    private static void Late(JsonFields json, NotifyPayload notify)
    {
        if (notify.TryData(out MessageIdSync sync, out _))
        {
            json.StartObject("body"u8);
            json.Hex("nonce"u8, sync.Nonce);
            json.Number("expected_send_message_id"u8, sync.ExpectedSend.Value);
            json.Number("expected_receive_message_id"u8, sync.ExpectedReceive.Value);
            json.EndObject();
        }
        else if (notify.TryData(out ReplayCounterSync replay, out _))
        {
            Number(json, "delta"u8, replay.Delta);
        }
        else if (notify.TryData(out SignatureHashAlgorithms hashes, out _))
        {
            json.StartObject("body"u8);
            json.StartList("hash_algorithms"u8);
            foreach (var hash in hashes.Algorithms)
            {
                json.Number(hash.Algorithm.Value);
            }

            json.EndList();
            json.EndObject();
        }
        else if (notify.TryData(out PpkIdentity ppk, out _))
        {
            json.StartObject("body"u8);
            json.Number("ppk_id_type"u8, ppk.IdType.Value);
            json.Hex("ppk_id"u8, ppk.Id);
            json.EndObject();
        }
        else if (notify.TryData(out PpkIdentityKey offered, out _))
        {
            json.StartObject("body"u8);
            json.Number("ppk_id_type"u8, offered.IdType.Value);
            json.Hex("ppk_id"u8, offered.Id);
            json.Hex("confirmation"u8, offered.Confirmation);
            json.EndObject();
        }
        else if (notify.TryData(out AdditionalKeyExchange additional, out _))
        {
            Hex(json, "link"u8, additional.Link);
        }
        else if (notify.TryData(out UseAggfrag aggfrag, out _))
        {
            json.StartObject("body"u8);
            json.Flag("congestion_control"u8, aggfrag.CongestionControl);
            json.Flag("dont_fragment"u8, aggfrag.DontFragment);
            json.EndObject();
        }
        else if (notify.TryData(out SaResourceInfo resource, out _))
        {
            Hex(json, "resource"u8, resource.Resource);
        }
    }

    // RFC 5685 §9.2: 1 and 2 are addresses, 3 is a name.
    private static void Gateway(JsonFields json, byte type, ReadOnlySpan<byte> identity)
    {
        json.Number("identity_type"u8, type);
        if (type == 3 && System.Text.Unicode.Utf8.IsValid(identity))
        {
            json.Text("identity"u8, identity);
        }
        else
        {
            json.Address("identity"u8, identity);
        }
    }

    private static void Number(JsonFields json, ReadOnlySpan<byte> key, ulong value)
    {
        json.StartObject("body"u8);
        json.Number(key, value);
        json.EndObject();
    }

    private static void Hex(JsonFields json, ReadOnlySpan<byte> key, ReadOnlySpan<byte> octets)
    {
        json.StartObject("body"u8);
        json.Hex(key, octets);
        json.EndObject();
    }

    private static void Address(JsonFields json, ReadOnlySpan<byte> address)
    {
        json.StartObject("body"u8);
        json.Address("address"u8, address);
        json.EndObject();
    }
}

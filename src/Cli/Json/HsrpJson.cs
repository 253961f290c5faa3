using Holdfast.Cli.Decoding;
using Holdfast.Protocol.Hsrp;

namespace Holdfast.Cli.Json;

/// <summary>The keys of <c>hsrp</c>.</summary>
internal static class HsrpJson
{
    /// <summary>Writes a message of either version.</summary>
    public static void Write(JsonFields json, in Layer layer, ReadOnlySpan<byte> octets)
    {
        if (octets[0] != 0)
        {
            Version2(json, layer, octets);
        }
        else if (HsrpAdvertisement.TryParse(octets, out var advertisement, out _))
        {
            Advertisement(json, advertisement);
        }
        else
        {
            Version1(json, layer, octets);
        }
    }

    private static void Version1(JsonFields json, in Layer layer, ReadOnlySpan<byte> octets)
    {
        _ = HsrpV1.TryParse(octets[..HsrpParts.FixedOctets], out var hsrp, out _);
        json.Number("version"u8, 1);
        json.Number("opcode"u8, hsrp.Opcode.Value);
        json.Number("state"u8, hsrp.State.Value);
        json.Number("hellotime"u8, hsrp.HelloTime);
        json.Number("holdtime"u8, hsrp.HoldTime);
        json.Number("priority"u8, hsrp.Priority);
        json.Number("group"u8, hsrp.Group);
        json.Hex("authentication"u8, hsrp.AuthenticationData);
        Ipv4Json.Address(json, "virtual_ip"u8, hsrp.VirtualIp);
        if (layer.Elements > 0)
        {
            Tlvs(json, octets[HsrpParts.FixedOctets..], layer.Elements);
        }
    }

    private static void Advertisement(JsonFields json, HsrpAdvertisement advertisement)
    {
        json.Number("version"u8, 1);
        json.Number("opcode"u8, advertisement.Opcode.Value);
        json.StartObject("advertisement"u8);
        json.Number("type"u8, advertisement.Type.Value);
        json.Number("length"u8, advertisement.Length);
        json.Number("state"u8, advertisement.State.Value);
        json.Number("active_groups"u8, advertisement.ActiveGroups);
        json.Number("passive_groups"u8, advertisement.PassiveGroups);
        json.EndObject();
    }

    private static void Version2(JsonFields json, in Layer layer, ReadOnlySpan<byte> octets)
    {
        json.Number("version"u8, 2);
        if (HsrpParts.TryFirstGroup(octets, layer.Elements, out var group))
        {
            Group(json, group);
        }

        Tlvs(json, octets, layer.Elements);
    }

    private static void Tlvs(JsonFields json, ReadOnlySpan<byte> rest, int count)
    {
        json.StartList("tlvs"u8);
        for (var i = 0; i < count; i++)
        {
            _ = HsrpTlv.TryParse(rest, out var tlv, out _);
            json.StartElement();
            json.Number("type"u8, tlv.Type.Value);
            Body(json, tlv);
            json.EndObject();
            rest = rest[tlv.Octets.Length..];
        }

        json.EndList();
    }

    private static void Body(JsonFields json, HsrpTlv tlv)
    {
        if (tlv.TryBody(out HsrpGroupState group, out _))
        {
            Head(json, "group_state", tlv);
            json.Number("version"u8, group.Version);
            Group(json, group);
        }
        else if (tlv.TryBody(out HsrpInterfaceState state, out _))
        {
            Head(json, "interface_state", tlv);
            json.Number("active_groups"u8, state.ActiveGroups);
            json.Number("passive_groups"u8, state.PassiveGroups);
        }
        else if (tlv.TryBody(out HsrpTextAuthentication text, out _))
        {
            Head(json, "text_authentication", tlv);
            json.Hex("authentication"u8, text.AuthenticationData);
        }
        else if (tlv.TryBody(out HsrpMd5Authentication md5, out _))
        {
            Head(json, "md5_authentication", tlv);
            json.Number("algorithm"u8, md5.Algorithm);
            json.Number("flags"u8, md5.Flags);
            Ipv4Json.Address(json, "ip_address"u8, md5.IpAddress);
            json.Number("key_id"u8, md5.KeyId);
            json.Hex("digest"u8, md5.Digest);
        }
        else
        {
            json.Null("name"u8);
            json.Number("length"u8, tlv.Length);
            json.Hex("data"u8, tlv.Body);
        }
    }

    private static void Head(JsonFields json, string name, HsrpTlv tlv)
    {
        json.Text("name"u8, name);
        json.Number("length"u8, tlv.Length);
    }

    private static void Group(JsonFields json, HsrpGroupState group)
    {
        json.Number("opcode"u8, group.Opcode.Value);
        json.Number("state"u8, group.State.Value);
        json.Number("ip_version"u8, group.IpVersion);
        json.Number("group"u8, group.Group);
        json.Format("identifier"u8, group.Identifier);
        json.Number("priority"u8, group.Priority);
        json.Number("hellotime_ms"u8, group.HelloTime);
        json.Number("holdtime_ms"u8, group.HoldTime);
        json.Address("virtual_ip"u8, HsrpParts.VirtualIp(group));
    }
}

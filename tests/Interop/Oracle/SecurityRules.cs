using System.Text.Json.Nodes;
using System.Xml.Linq;
using static Holdfast.Tests.Interop.Oracle.Pdml;

namespace Holdfast.Tests.Interop.Oracle;

/// <summary>ESP, AH, HSRP and GRE.</summary>
internal static class SecurityRules
{
    private const string Reserved = "the contract has no reserved fields";

    internal static FieldRules Esp { get; } = new FieldRules()
        .Take("esp.spi", "spi", Hex)
        .Take("esp.sequence", "sequence", Number)
        .Drop("tshark's analysis of the conversation", "esp.sequence-analysis*")
        .Take("esp.iv", "iv", Hex)
        .Take("esp.icv", "icv", Hex)
        .Take("esp.icv_good", "icv_check", field =>
            field.Show() is "1" or "True" ? JsonValue.Create("good") : null)
        .Take("esp.icv_bad", "icv_check", field =>
            field.Show() is "1" or "True" ? JsonValue.Create("bad") : null)
        .Take("esp.protocol", "next_header", Number)
        .Take("esp.pad_len", "pad_length", Number)
        .Take("esp.decrypted_data", "decrypted", _ => JsonValue.Create(true))
        .Drop("the layer that follows is compared", "esp.contained_data")
        .Drop("a text whose padding is wrong, told as octets", "data*")
        .Drop("its length is compared", "esp.pad", "esp.encrypted_data")
        .Finish((element, into) =>
            into["length"] = JsonValue.Create((ulong)element.Size()));

    internal static FieldRules Ipcomp { get; } = new FieldRules()
        .Take("ipcomp.next_header", "next_header", Number)
        .Take("ipcomp.flags", "flags", Number)
        .Take("ipcomp.cpi", "cpi", Number)
        .Drop("the layer that follows is compared", "data*", "~*");

    internal static FieldRules Ah { get; } = new FieldRules()
        .Take("ah.next_header", "next_header", Number)
        .Take("ah.length", "payload_length", Number)
        .Take("ah.spi", "spi", Hex)
        .Take("ah.sequence", "sequence", Number)
        .Take("ah.icv", "icv", Hex)
        .Drop(Reserved, "ah.reserved");

    internal static FieldRules Gre { get; } = new FieldRules()
        .Take("gre.flags_and_version", "flags", Number)
        .Take("gre.flags.version", "version", Number)
        .Take("gre.proto", "protocol", Number)
        .Take("gre.key", "key", Number)
        .Take("gre.key.payload_length", "payload_length", Number)
        .Take("gre.key.call_id", "call_id", Number)
        .Take("gre.sequence_number", "sequence", Number)
        .Take("gre.ack_number", "acknowledgment", Number)
        .Take("gre.checksum", "checksum", Number)
        .Take("gre.checksum.status", "checksum_good", Good)
        .Drop("parts of the flags", "gre.flags.*")
        .Drop("RFC 1701 routing is refused", "gre.offset", "gre.routing*")
        .Drop("another protocol inside GRE", "gre.wccp*", "gre.3gpp2*", "gre.ggp2*", "~*")
        .Finish(AbsentIsNull);

    private static FieldRules GroupState { get; } = new FieldRules()
        .Take("hsrp2.version", "version", Number)
        .Take("hsrp2.opcode", "opcode", Number)
        .Take("hsrp2.state", "state", Number)
        .Take("hsrp2.ipversion", "ip_version", Number)
        .Take("hsrp2.group", "group", Number)
        .Take("hsrp2.identifier", "identifier", Text)
        .Take("hsrp2.priority", "priority", Number)
        .Take("hsrp2.hellotime", "hellotime_ms", Number)
        .Take("hsrp2.holdtime", "holdtime_ms", Number)
        .Take("hsrp2.virt_ip", "virtual_ip", Text)
        .Take("hsrp2.virt_ip_v6", "virtual_ip", Text)
        .Finish(TypeAndLength);

    private static FieldRules InterfaceState { get; } = new FieldRules()
        .Take("hsrp2.active_groups", "active_groups", Number)
        .Take("hsrp2.passive_groups", "passive_groups", Number)
        .Finish(TypeAndLength);

    private static FieldRules TextAuthentication { get; } = new FieldRules()
        .Take("hsrp2.auth_data", "authentication", Hex)
        .Finish(TypeAndLength);

    private static FieldRules Md5Authentication { get; } = new FieldRules()
        .Take("hsrp2.md5_algorithm", "algorithm", Number)
        .Take("hsrp2.md5_flags", "flags", Number)
        .Take("hsrp.md5_ip_address", "ip_address", Text)
        .Take("hsrp2.md5_key_id", "key_id", Number)
        .Take("hsrp2.md5_auth_data", "digest", Hex)
        .Drop(Reserved, "hsrp2.md5_padding")
        .Finish(TypeAndLength);

    internal static FieldRules Hsrp { get; } = new FieldRules()
        .Take("hsrp.version", "version", _ => JsonValue.Create(1UL))
        .Take("hsrp.opcode", "opcode", Number)
        .Take("hsrp.state", "state", Number)
        .Take("hsrp.hellotime", "hellotime", Number)
        .Take("hsrp.holdtime", "holdtime", Number)
        .Take("hsrp.priority", "priority", Number)
        .Take("hsrp.group", "group", Number)
        .Take("hsrp.auth_data", "authentication", Hex)
        .Take("hsrp.virt_ip", "virtual_ip", Text)
        .Drop(Reserved, "hsrp.reserved")
        .Leave("gathered as the advertisement", "hsrp.adv.*")
        .Items("hsrp2.group_state_tlv", "tlvs", _ => GroupState)
        .Items("hsrp2.interface_state_tlv", "tlvs", _ => InterfaceState)
        .Items("hsrp2.text_auth_tlv", "tlvs", _ => TextAuthentication)
        .Items("hsrp2.md5_auth_tlv", "tlvs", _ => Md5Authentication)
        .Finish(Advertisement)
        .Finish(SecondVersion);

    // "Group State TLV: Type=1 Len=40": the length is in the text only.
    private static void TypeAndLength(XElement element, JsonObject into)
    {
        into["type"] = Number(element);
        var text = element.Attribute("showname")?.Value ?? "";
        if (text.LastIndexOf("Len=", StringComparison.Ordinal) is >= 0 and var at)
            into["length"] = JsonValue.Create(ulong.Parse(text.AsSpan(at + 4)));
    }

    private static void Advertisement(XElement element, JsonObject into)
    {
        (string Field, string Key)[] parts =
        [
            ("hsrp.adv.tlvtype", "type"),
            ("hsrp.adv.tlvlength", "length"),
            ("hsrp.adv.state", "state"),
            ("hsrp.adv.activegrp", "active_groups"),
            ("hsrp.adv.passivegrp", "passive_groups"),
        ];
        var advertisement = new JsonObject();
        foreach (var (name, key) in parts)
        {
            if (element.Elements().FirstOrDefault(f => f.Name() == name) is { } field)
                advertisement[key] = Number(field);
        }

        if (advertisement.Count > 0) into["advertisement"] = advertisement;
    }

    private static void SecondVersion(XElement element, JsonObject into)
    {
        if (into.ContainsKey("version")) return;
        into["version"] = JsonValue.Create(2UL);
        var state = (into["tlvs"] as JsonArray)?.OfType<JsonObject>()
            .FirstOrDefault(tlv => tlv.ContainsKey("opcode"));
        foreach (var (key, value) in state ?? [])
        {
            if (key is not ("type" or "length" or "version")) into[key] = value?.DeepClone();
        }
    }

    private static void AbsentIsNull(XElement element, JsonObject into)
    {
        // In the enhanced header tshark shows the two halves of the key only, and so it does in
        // version 0 for 3GPP2, whose key is one number as any other's.
        if (into["version"]?.GetValue<ulong>() == 0 && into["call_id"] is { } low)
        {
            into["key"] = (into["payload_length"]!.GetValue<ulong>() << 16)
                | low.GetValue<ulong>();
            into.Remove("payload_length");
            into.Remove("call_id");
        }

        if (!into.ContainsKey("call_id")) into.TryAdd("key", null);
        into.TryAdd("sequence", null);
        into.TryAdd("checksum", null);
    }
}

using System.Text.Json;

namespace Holdfast.Tests.Interop.Contract;

/// <summary>One key of an object.</summary>
/// <param name="Form">The form of its value.</param>
/// <param name="Optional">Whether it may be left out.</param>
internal sealed record Key(string Form, bool Optional);

/// <summary>docs/decode-json.md as data. "key:form", "key?:form" for a key that may be left out,
/// [form] for an array, {schema} for an object, ~ for a value that may be null.</summary>
internal static class Schemas
{
    private const string Option = "type:num length:num data:hex";
    private const string Address4 = "ttl:num dscp:num ecn:num length:num";
    private const string Payload = "type:num name:str~ critical:bool length:num ";
    private const string Verdict = "icv_check?:check decrypted?:bool problem?:str";
    private const string State = "opcode{0}:num state{0}:num ip_version{0}:num group{0}:num "
        + "identifier{0}:mac priority{0}:num hellotime_ms{0}:num holdtime_ms{0}:num "
        + "virtual_ip{0}:addr ";

    private static readonly Dictionary<string, string> Text = new()
    {
        ["envelope"] = "packet:num time:time~ length:num captured:num from_packets?:[num] "
            + "layers:[layer] error:{error}~",
        ["error"] = "fault:str layer:str field:str offset:num in?:source message:str",
        ["ethernet"] = "destination:mac source:mac ether_type?:num length?:num "
            + "trailer_length?:num",
        ["vlan"] = "priority:num drop_eligible:bool id:num ether_type?:num length?:num",
        ["sll"] = "packet_type:num hardware_type:num address_length:num address:hex protocol:num",
        ["sll2"] = "protocol:num interface_index:num hardware_type:num packet_type:num "
            + "address_length:num address:hex",
        ["null"] = "family:num",
        ["raw"] = "",
        ["ip4"] = "version:num source:addr destination:addr protocol:num " + Address4
            + " header_length:num id:num dont_fragment:bool more_fragments:bool "
            + "fragment_offset:num checksum:num checksum_good:bool options?:[{option}] "
            + "from_packets?:[num]",
        ["ip6"] = "version:num source:addr destination:addr protocol:num " + Address4
            + " flow_label:num next_header:num headers?:[{extension}] from_packets?:[num]",
        ["option"] = Option,
        ["extension"] = "type:num name:str length:num options?:[{option}] routing_type?:num "
            + "segments_left?:num data?:hex fragment_offset?:num more_fragments?:bool id?:num",
        ["udp"] = "source_port:num destination_port:num length:num checksum:num",
        ["tcp"] = "source_port:num destination_port:num sequence:num acknowledgment:num "
            + "header_length:num flags:num window:num checksum:num urgent_pointer:num "
            + "options?:hex payload_length:num",
        ["udp_encap"] = "kind:encap",
        ["tcp_encap"] = "kind:tcp_encap length?:num from_packets?:[num]",
        ["ike1"] = "version:version initiator_spi:hex8 responder_spi:hex8 next_payload:num "
            + "exchange_type:num exchange_name?:str flags:num message_id:num length:num "
            + "payloads:[{payload1}] encrypted_data?:hex " + Verdict
            + " from_packets?:[num]",
        ["ike2"] = "version:version initiator_spi:hex8 responder_spi:hex8 next_payload:num "
            + "exchange_type:num exchange_name?:str flags:num message_id:num length:num "
            + "payloads:[{payload2}] " + Verdict + " from_packets?:[num]",
        ["esp"] = "spi:hex4 sequence:num length:num sequence_high?:num " + Verdict + " iv?:hex "
            + "icv?:hex next_header?:num pad_length?:num tfc_length?:num",
        ["ah"] = "spi:hex4 sequence:num next_header:num payload_length:num icv:hex "
            + "sequence_high?:num icv_check?:check problem?:str headers?:[{extension}]",
        ["ipcomp"] = "next_header:num flags:num cpi:num",
        ["hsrp1"] = "version:num opcode:num state?:num hellotime?:num holdtime?:num priority?:num "
            + "group?:num authentication?:hex8 virtual_ip?:addr advertisement?:{advertisement} "
            + "tlvs?:[{tlv}]",
        ["hsrp2"] = "version:num " + string.Format(null, State, "?") + "tlvs:[{tlv}]",
        ["advertisement"] = "type:num length:num state:num active_groups:num passive_groups:num",
        ["tlv"] = "type:num name:str~ length:num version?:num " + string.Format(null, State, "?")
            + "active_groups?:num passive_groups?:num authentication?:hex8 algorithm?:num "
            + "flags?:num ip_address?:addr key_id?:num digest?:hex16 data?:hex",
        ["bfd"] = "version:num diagnostic:num state:num poll:bool final:bool "
            + "control_plane_independent:bool demand:bool detect_multiplier:num length:num "
            + "my_discriminator:num your_discriminator:num desired_min_tx_us:num "
            + "required_min_rx_us:num required_min_echo_rx_us:num authentication?:{bfd_section}",
        ["bfd_section"] = "type:num length:num key_id?:num password?:hex sequence?:num "
            + "digest?:hex data?:hex",
        ["gre"] = "protocol:num key:num~ sequence:num~ version:num flags:num checksum:num~ "
            + "checksum_good?:bool payload_length?:num call_id?:num acknowledgment?:num~",
        ["nhrp"] = "packet_type:num request_id?:num source_protocol:addr|hex "
            + "destination_protocol:addr|hex source_nbma:addr|hex "
            + "source_nbma_subaddress:addr|hex address_family:num protocol_type:num "
            + "protocol_snap:hex5 hop_count:num packet_size:num checksum:num checksum_good:bool "
            + "extension_offset:num version:num source_nbma_type:num "
            + "source_nbma_subaddress_type:num flags?:num clients?:[{client}] error_code?:num "
            + "error_offset?:num traffic_code?:num packet?:hex extensions:[{nhrp_extension}]",
        ["client"] = "code:num prefix_length:num mtu:num holding_time:num preference:num "
            + "nbma:addr|hex nbma_subaddress:addr|hex protocol_address:addr|hex",
        ["nhrp_extension"] = "compulsory:bool type:num length:num clients?:[{client}] spi?:num "
            + "source?:addr|hex data?:hex",
        ["data"] = "length:num octets:hex",
        ["proposal1"] = "number:num protocol:num spi:hex length:num transforms:[{transform1}]",
        ["proposal2"] = "number:num protocol:num spi:hex length:num transforms:[{transform2}]",
        ["transform1"] = "number:num id:num id_name?:str length:num attributes:[{attribute}]",
        ["transform2"] = "type:num type_name?:str id:num id_name?:str length:num "
            + "attributes:[{attribute}]",
        ["attribute"] = "type:num value?:num data?:hex",
        ["selector"] = "ts_type:num protocol?:num start_port?:num end_port?:num "
            + "start_address?:addr end_address?:addr data?:hex",
        ["cp"] = "type:num data:hex",
        ["body"] = "payload_type?:num message_id?:num group?:num window_size?:num cpi?:num "
            + "transform?:num address?:addr source?:addr destination?:addr source_port?:num "
            + "destination_port?:num lifetime?:num identity_type?:num identity?:addr|str "
            + "nonce?:hex ticket?:hex token?:hex expected_send_message_id?:num "
            + "expected_receive_message_id?:num delta?:num hash_algorithms?:[num] "
            + "ppk_id_type?:num ppk_id?:hex link?:hex congestion_control?:bool "
            + "dont_fragment?:bool resource?:hex sequence?:num attributes?:[{attribute}]",
        ["payload1"] = Payload + "doi?:num situation?:num proposals?:[{proposal1}] id_type?:num "
            + "protocol?:num port?:num value?:str encoding?:num notify_type?:num notify_name?:str "
            + "spi?:hex body?:{body} spi_size?:num spis?:[hex] vendor?:str config_type?:num "
            + "identifier?:num attributes?:[{attribute}] address?:addr fragment_id?:num "
            + "fragment_number?:num last?:bool data?:hex auth_check?:check problem?:str",
        ["payload2"] = Payload + "proposals?:[{proposal2}] group?:num id_type?:num value?:str "
            + "encoding?:num authorities?:[hex20] method?:num algorithm_identifier?:hex "
            + "signature?:hex notify_type?:num notify_name?:str protocol?:num spi?:hex "
            + "body?:{body} spi_size?:num spis?:[hex] vendor?:str selectors?:[{selector}] "
            + "next_payload?:num config_type?:num attributes?:[{cp}] code?:num identifier?:num "
            + "eap_length?:num eap_type?:num fragment_number?:num total_fragments?:num data?:hex "
            + "decrypted?:bool iv?:hex icv?:hex pad_length?:num payloads?:[{payload2}] "
            + "auth_check?:check problem?:str",
    };

    private static readonly Dictionary<string, IReadOnlyDictionary<string, Key>> Parsed =
        Text.ToDictionary(pair => pair.Key, pair => Parse(pair.Value));

    /// <summary>The keys of a schema.</summary>
    public static IReadOnlyDictionary<string, Key> Of(string schema) => Parsed[schema];

    /// <summary>The schema of a layer, or null for a name that the contract lacks.</summary>
    public static string? ForLayer(string name, JsonElement layer)
    {
        var version = layer.TryGetProperty("version", out var value) ? value.ToString() : "";
        var schema = name switch
        {
            "ip" => version == "6" ? "ip6" : "ip4",
            "ike" => version.StartsWith('1') ? "ike1" : "ike2",
            "hsrp" => version == "2" ? "hsrp2" : "hsrp1",
            _ => name,
        };
        return Parsed.ContainsKey(schema) ? schema : null;
    }

    private static IReadOnlyDictionary<string, Key> Parse(string text)
    {
        var keys = new Dictionary<string, Key>();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = word.IndexOf(':', StringComparison.Ordinal);
            var optional = word[colon - 1] == '?';
            var name = word[..(optional ? colon - 1 : colon)];
            keys.Add(name, new Key(word[(colon + 1)..], optional));
        }

        return keys;
    }
}

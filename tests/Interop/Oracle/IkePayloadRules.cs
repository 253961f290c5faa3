using System.Text.Json.Nodes;
using System.Xml.Linq;
using static Holdfast.Tests.Interop.Oracle.Pdml;

namespace Holdfast.Tests.Interop.Oracle;

/// <summary>The rules of each IKE payload, by version and type.</summary>
internal static class IkePayloadRules
{
    private const string Parsed = "a reading of octets that are compared";
    private const string Names = "names of vendors are ours";

    private static readonly FieldRules SecurityAssociation = Payload()
        .Take("isakmp.sa.doi", "doi", Number)
        .Take("isakmp.sa.situation", "situation", OctetsNumber)
        .Drop("parts of the situation", "isakmp.sa.situation.*")
        .Items("isakmp.typepayload", "proposals", _ => IkeRules.Proposal);

    private static readonly FieldRules KeyExchange = Payload()
        .Take("isakmp.key_exchange.dh_group", "group", Number)
        .Take("isakmp.key_exchange.data", "data", Hex);

    private static readonly FieldRules Identification = Payload()
        .Take("isakmp.id.type", "id_type", Number)
        .Take("isakmp.id.protoid", "protocol", Number)
        .Take("isakmp.id.port", "port", Number)
        .Take("isakmp.id.data.ipv4_addr", "value", Text)
        .Take("isakmp.id.data.ipv6_addr", "value", Text)
        .Take("isakmp.id.data.fqdn", "value", Text)
        .Take("isakmp.id.data.user_fqdn", "value", Text)
        .Drop(Parsed, "isakmp.id.data.*")
        .Leave("nested fields are read", "isakmp.id.data")
        .Finish((element, into) => Rest(element, into, header: 8))
        .Finish(Subnet);

    private static readonly FieldRules Certificate = Payload()
        .Take("isakmp.cert.encoding", "encoding", Number)
        .Drop(Parsed, "isakmp.cert.*")
        .Finish((element, into) => Rest(element, into, header: 5));

    private static readonly FieldRules Request1 = Payload()
        .Take("isakmp.certreq.type", "encoding", Number)
        .Drop(Parsed, "isakmp.ike.certreq.*")
        .Finish((element, into) => Rest(element, into, header: 5));

    private static readonly FieldRules Request2 = Payload()
        .Take("isakmp.certreq.type", "encoding", Number)
        .Each("isakmp.ike.certreq.authority", "authorities", Hex);

    private static readonly FieldRules Authentication = Payload()
        .Take("isakmp.auth.method", "method", Number)
        .Take("isakmp.auth.data", "data", Hex)
        .Take("isakmp.auth.data.sig.asn1.data", "algorithm_identifier", Hex)
        .Take("isakmp.auth.data.sig.value", "signature", Hex)
        .Drop(Parsed, "isakmp.auth.data.sig.asn1.len", "ber.*");

    private static readonly FieldRules Nonce = Payload()
        .Take("isakmp.nonce", "data", Hex);

    private static readonly FieldRules Notification = Payload()
        .Take("isakmp.notify.doi", "doi", Number)
        .Take("isakmp.notify.protoid", "protocol", Number)
        .Take("isakmp.notify.msgtype", "notify_type", Number)
        .Take("isakmp.spi", "spi", Hex)
        .Drop("the SPI is compared", "isakmp.spisize")
        .Take("isakmp.notify.data", "data", Hex)
        .Leave("gathered in the body", "isakmp.notify.data.*")
        .Finish(IkeRules.NoSpiIsEmpty)
        .Finish(Body);

    private static readonly FieldRules Delete = Payload()
        .Take("isakmp.delete.doi", "doi", Number)
        .Take("isakmp.delete.protoid", "protocol", Number)
        .Take("isakmp.spisize", "spi_size", Number)
        .Each("isakmp.delete.spi", "spis", Hex)
        .Drop("the number of SPIs is compared", "isakmp.spinum");

    private static readonly FieldRules Vendor = Payload()
        .Take("isakmp.vid_bytes", "data", Hex)
        .Drop(Names, "isakmp.vid_string", "isakmp.vid.*");

    private static readonly FieldRules Fragment1 = Payload()
        .Take("isakmp.frag.packetid", "fragment_id", Number)
        .Take("isakmp.frag.seq", "fragment_number", Number)
        .Take("isakmp.frag.last", "last", Flag)
        .Drop("the joined message is a layer of its own", "isakmp.fragments", "isakmp")
        .Finish((element, into) => Rest(element, into, header: 8));

    private static readonly FieldRules Encrypted = Payload()
        .Take("isakmp.nextpayload", "next_payload", Number)
        .Drop(Parsed, "isakmp.enc.*")
        .Finish((element, into) => Rest(element, into, header: 4));

    // What keys opened: the payloads inside, and the parts of the encrypted data.
    private static readonly FieldRules Opened = Payload()
        .Take("isakmp.nextpayload", "next_payload", Number)
        .Take("isakmp.enc.iv", "iv", Hex)
        .Take("isakmp.enc.icd", "icv", Hex)
        .Take("isakmp.enc.pad_length", "pad_length", Number)
        .Take("isakmp.enc.decrypted", "decrypted", _ => JsonValue.Create(true))
        .Items("isakmp.typepayload", "payloads", Of)
        .Leave("holds the payloads", "isakmp.enc.contained")
        .Drop("compared as a part of all octets", "isakmp.enc.data", "isakmp.enc.padding")
        .Finish((element, into) => Rest(element, into, header: 4))
        .Finish((_, into) => into.TryAdd("payloads", new JsonArray()));

    private static readonly FieldRules Fragment2 = Payload()
        .Take("isakmp.nextpayload", "next_payload", Number)
        .Take("isakmp.frag.number", "fragment_number", Number)
        .Take("isakmp.frag.total", "total_fragments", Number)
        .Drop(Parsed, "isakmp.enc.*")
        .Finish((element, into) => Rest(element, into, header: 8));

    // The fragment that was missing holds the payloads of the whole message.
    private static readonly FieldRules OpenedFragment = Payload()
        .Take("isakmp.nextpayload", "next_payload", Number)
        .Take("isakmp.frag.number", "fragment_number", Number)
        .Take("isakmp.frag.total", "total_fragments", Number)
        .Take("isakmp.enc.iv", "iv", Hex)
        .Take("isakmp.enc.icd", "icv", Hex)
        .Take("isakmp.enc.decrypted", "decrypted", _ => JsonValue.Create(true))
        .Items("isakmp.typepayload", "payloads", Of)
        .Drop("the whole message has no padding", "isakmp.enc.pad_length", "isakmp.enc.padding")
        .Drop("the whole message is compared", "isakmp.enc.contained", "isakmp.enc.data")
        .Drop("compared as the packets it comes from", "isakmp.fragments")
        .Finish((element, into) => Rest(element, into, header: 8));

    private static readonly FieldRules Selector = new FieldRules()
        .Take("isakmp.ts.type", "ts_type", Number)
        .Take("isakmp.ts.protoid", "protocol", Number)
        .Take("isakmp.ts.start_port", "start_port", Number)
        .Take("isakmp.ts.end_port", "end_port", Number)
        .Take("isakmp.ts.start_ipv4", "start_address", Text)
        .Take("isakmp.ts.start_ipv6", "start_address", Text)
        .Take("isakmp.ts.end_ipv4", "end_address", Text)
        .Take("isakmp.ts.end_ipv6", "end_address", Text)
        .Drop("the contract leaves it to the addresses", "isakmp.ts.selector_length");

    private static readonly FieldRules Selectors = Payload()
        .Items("isakmp.ts.data", "selectors", _ => Selector)
        .Drop("the number of selectors is compared", "isakmp.ts.number");

    private static readonly FieldRules ConfigurationAttribute = IkeRules.Attributes("cfg");

    private static readonly FieldRules Configuration = Payload()
        .Take("isakmp.cfg.type", "config_type", Number)
        .Take("isakmp.cfg.identifier", "identifier", Number)
        .Items("isakmp.cfg.attr", "attributes", _ => ConfigurationAttribute)
        .Finish((_, into) => into.TryAdd("attributes", new JsonArray()));

    // RFC 3748 §4: requests and responses have a type, success and failure have not.
    private static readonly FieldRules Eap = Payload()
        .Take("eap.code", "code", Number)
        .Take("eap.id", "identifier", Number)
        .Take("eap.len", "eap_length", Number)
        .Take("eap.type", "eap_type", Number)
        .Leave("nested fields are read", "eap")
        .Drop(Parsed, "eap.*", "tls", "tls.*")
        .Finish((element, into) => Rest(element, into, into.ContainsKey("eap_type") ? 9 : 8));

    // NAT-D, HASH, SIG and everything of which the contract has the octets only.
    private static readonly FieldRules Opaque = Payload()
        .Drop(Parsed, "isakmp.*")
        .Finish((element, into) => Rest(element, into, header: 4));

    internal static FieldRules Of(XElement payload)
    {
        var first = payload.Ancestors("proto").First().Elements()
            .Any(f => f.Name() == "isakmp.version" && f.Octets().StartsWith('1'));
        return Integer(payload) switch
        {
            1 or 33 => SecurityAssociation,
            4 or 34 => KeyExchange,
            5 or 35 or 36 => Identification,
            6 or 37 => Certificate,
            7 => Request1,
            38 => Request2,
            39 => Authentication,
            10 or 40 => Nonce,
            11 or 41 => Notification,
            12 or 42 => Delete,
            13 or 43 => Vendor,
            14 when first => Configuration,
            44 or 45 => Selectors,
            46 when !first => IsOpened(payload) ? Opened : Encrypted,
            47 => Configuration,
            48 => Eap,
            53 when !first => IsOpened(payload) ? OpenedFragment : Fragment2,
            132 when first => Fragment1,
            _ => Opaque,
        };
    }

    private static bool IsOpened(XElement payload) =>
        payload.Elements().Any(f => f.Name() == "isakmp.enc.decrypted");

    private static FieldRules Payload() => new FieldRules()
        .Take("isakmp.payloadlength", "length", Number)
        .Take("isakmp.criticalpayload", "critical", Flag)
        .Drop("the contract has no reserved fields", "isakmp.reserved", "isakmp.reserved7")
        .Drop("says what follows; the order is compared", "isakmp.nextpayload")
        .Finish((element, into) => into["type"] = Number(element));

    private static void Rest(XElement element, JsonObject into, int header)
    {
        var octets = element.Octets();
        if (octets.Length >= header * 2) into["data"] = octets[(header * 2)..];
    }

    // A subnet is an address and its mask.
    private static void Subnet(XElement element, JsonObject into)
    {
        string[] masks = ["isakmp.id.data.ipv4_subnet", "isakmp.id.data.ipv6_subnet"];
        if (element.Descendants().FirstOrDefault(f => masks.Contains(f.Name())) is { } mask)
            into["value"] = $"{into["value"]}/{mask.Show()}";
    }

    private static void Body(XElement element, JsonObject into)
    {
        (string Field, string Key, Func<XElement, JsonNode> Read)[] parts =
        [
            ("isakmp.notify.data.accepted_dh_group", "group", Number),
            ("isakmp.notify.data.dpd.are_you_there", "sequence", Number),
            ("isakmp.notify.data.dpd.are_you_there_ack", "sequence", Number),
            ("isakmp.notify.data.ipcomp.cpi", "cpi", OctetsNumber),
            ("isakmp.notify.data.ipcomp.transform_id", "transform", Number),
            ("isakmp.notify.data.redirect.gw_ident.type", "identity_type", Number),
            ("isakmp.notify.data.redirect.new_resp_gw_ident.ipv4", "identity", Text),
            ("isakmp.notify.data.redirect.new_resp_gw_ident.ipv6", "identity", Text),
            ("isakmp.notify.data.redirect.org_resp_gw_ident.ipv4", "identity", Text),
            ("isakmp.notify.data.redirect.org_resp_gw_ident.ipv6", "identity", Text),
            ("isakmp.notify.data.redirect.nonce_data", "nonce", Hex),
        ];
        var body = new JsonObject();
        var fields = element.Elements().ToArray();
        foreach (var (name, key, read) in parts)
        {
            if (fields.FirstOrDefault(f => f.Name() == name) is { } field) body[key] = read(field);
        }

        JsonNode[] hashes =
        [
            .. fields
                .Where(f => f.Name() == "isakmp.notify.data.signature_hash_algorithms")
                .Select(Number),
        ];
        if (hashes.Length > 0) body["hash_algorithms"] = new JsonArray(hashes);
        if (body.Count > 0) into["body"] = body;
    }
}

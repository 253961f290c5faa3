using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using static Holdfast.Tests.Interop.Oracle.Pdml;

namespace Holdfast.Tests.Interop.Oracle;

/// <summary>IKE of both versions: header, payloads, and what is inside them.</summary>
internal static class IkeRules
{
    private const string Reserved = "the contract has no reserved fields";
    private const string Order = "says what follows; the order of payloads is compared";
    private const string Parsed = "a reading of octets that are compared";

    private static FieldRules Attribute { get; } = Attributes("ike", "ike2", "ipsec");

    private static FieldRules Transform { get; } = new FieldRules()
        .Take("isakmp.payloadlength", "length", Number)
        .Take("isakmp.tf.type", "type", Number)
        .Take("isakmp.tf.id", "id", Number)
        .Take("isakmp.tf.id.encr", "id", Number)
        .Take("isakmp.tf.id.prf", "id", Number)
        .Take("isakmp.tf.id.integ", "id", Number)
        .Take("isakmp.tf.id.dh", "id", Number)
        .Take("isakmp.tf.id.esn", "id", Number)
        .Take("isakmp.trans.number", "number", Number)
        .Take("isakmp.trans.id", "id", Number)
        .Items("isakmp.ike.attr", "attributes", _ => Attribute)
        .Items("isakmp.ike2.attr", "attributes", _ => Attribute)
        .Items("isakmp.ipsec.attr", "attributes", _ => Attribute)
        .Drop(Order, "isakmp.nextpayload")
        .Drop(Reserved, "isakmp.reserved")
        .Finish((_, into) => into.TryAdd("attributes", new JsonArray()));

    internal static FieldRules Proposal { get; } = new FieldRules()
        .Take("isakmp.payloadlength", "length", Number)
        .Take("isakmp.prop.number", "number", Number)
        .Take("isakmp.prop.protoid", "protocol", Number)
        .Take("isakmp.spi", "spi", Hex)
        .Items("isakmp.typepayload", "transforms", _ => Transform)
        .Drop(Order, "isakmp.nextpayload")
        .Drop(Reserved, "isakmp.reserved")
        .Drop("the number of transforms is compared", "isakmp.prop.transforms")
        .Drop("the SPI is compared", "isakmp.spisize")
        .Finish(NoSpiIsEmpty)
        .Finish((_, into) => into.TryAdd("transforms", new JsonArray()));

    internal static FieldRules Message { get; } = new FieldRules()
        .Take("isakmp.ispi", "initiator_spi", Hex)
        .Take("isakmp.rspi", "responder_spi", Hex)
        .Take("isakmp.nextpayload", "next_payload", Number)
        .Take("isakmp.version", "version", Version)
        .Take("isakmp.exchangetype", "exchange_type", Number)
        .Take("isakmp.flags", "flags", Number)
        .Take("isakmp.messageid", "message_id", OctetsNumber)
        .Take("isakmp.length", "length", Number)
        .Items("isakmp.typepayload", "payloads", IkePayloadRules.Of)
        .Leave("nested fields are read", "isakmp.extradata")
        .Drop("parts of the version and the flags", "isakmp.mjver", "isakmp.mnver",
            "isakmp.flag_*")
        .Drop("read from the octets of the message", "isakmp.enc.iv")
        .Leave("holds the payloads that were decrypted", "isakmp.enc.data")
        .Drop("padding behind the last payload", "isakmp.extradata")
        .Finish(Verdict)
        .Finish(Encrypted);

    /// <summary>An attribute in the short form has a number, one in the long form octets.</summary>
    internal static FieldRules Attributes(params string[] kinds)
    {
        var rules = new FieldRules();
        foreach (var kind in kinds)
        {
            rules.Take($"isakmp.{kind}.attr.type", "type", Number)
                .Leave("gives the form", $"isakmp.{kind}.attr.format", $"isakmp.{kind}.attr.value")
                .Drop("the value is compared", $"isakmp.{kind}.attr.length")
                .Drop(Parsed, $"isakmp.{kind}.attr.*")
                .Finish((element, into) => ShortOrLong(element, into, kind));
        }

        return rules;
    }

    internal static void NoSpiIsEmpty(XElement element, JsonObject into)
    {
        var size = element.Elements().FirstOrDefault(f => f.Name() == "isakmp.spisize");
        if (size?.Show() == "0") into.TryAdd("spi", JsonValue.Create(""));
    }

    private static void ShortOrLong(XElement element, JsonObject into, string kind)
    {
        XElement? Field(string name) =>
            element.Elements().FirstOrDefault(f => f.Name() == $"isakmp.{kind}.attr.{name}");
        if (Field("type") is null) return;
        if (Field("value") is not { } value) into["data"] = "";
        else if (Field("format")?.Show() == "1") into["value"] = OctetsNumber(value);
        else into["data"] = Hex(value);
    }

    private static JsonNode Version(XElement field)
    {
        var octet = byte.Parse(
            field.Octets(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return JsonValue.Create($"{octet >> 4}.{octet & 15}");
    }

    // An encrypted message of IKEv1 is one run of octets, which tshark gives as a place only.
    private static void Encrypted(XElement element, JsonObject into)
    {
        into.TryAdd("payloads", new JsonArray());
        if (element.Elements().FirstOrDefault(f => f.Name() == "isakmp.enc.data") is not { } field)
            return;
        var datagram = element.ElementsBeforeSelf("proto")
            .LastOrDefault(proto => proto.Name() == "udp")?
            .Elements().FirstOrDefault(f => f.Name() == "udp.payload");
        if (datagram is null) return;
        var start = (Position(field) - Position(datagram)) * 2;
        into["encrypted_data"] = datagram.Octets()[start..(start + field.Size() * 2)];
    }

    // Of IKEv1 the payloads stand in the encrypted data, of IKEv2 in the encrypted payload, where
    // the text of the checksum tells whether it is right.
    private static void Verdict(XElement element, JsonObject into)
    {
        var version1 = element.Elements().FirstOrDefault(f => f.Name() == "isakmp.enc.data");
        if (version1?.Elements().Any() == true) into["decrypted"] = true;
        var checksum = element.Descendants().FirstOrDefault(f => f.Name() == "isakmp.enc.icd");
        var text = checksum?.Attribute("showname")?.Value ?? "";
        if (text.Contains("[correct]", StringComparison.Ordinal)) into["icv_check"] = "good";
        if (text.Contains("[incorrect", StringComparison.Ordinal)) into["icv_check"] = "bad";
    }

    private static int Position(XElement field) =>
        int.Parse(field.Attribute("pos")!.Value, CultureInfo.InvariantCulture);
}

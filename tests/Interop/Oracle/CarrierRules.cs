using System.Text.Json.Nodes;
using System.Xml.Linq;
using static Holdfast.Tests.Interop.Oracle.Pdml;

namespace Holdfast.Tests.Interop.Oracle;

/// <summary>IP, UDP, TCP and the UDP encapsulation. tshark 4.0 does
/// not know the TCP encapsulation of RFC 9329 (its tcpencap is another protocol).</summary>
internal static class CarrierRules
{
    private const string Derived = "follows from another field";
    private const string Analysis = "tshark's analysis of the conversation";
    private const string Payload = "the octets that the next layer reads";

    private static FieldRules Ipv4Option { get; } = new FieldRules()
        .Drop("a reading of the option's octets", "ip.*")
        .Finish(static (element, into) =>
        {
            var octets = element.Octets();
            into["type"] = JsonValue.Create(Convert.ToUInt64(octets[..2], 16));
            into["length"] = JsonValue.Create((ulong)element.Size());
            into["data"] = octets.Length > 4 ? octets[4..] : "";
        });

    private static FieldRules Ipv6Option { get; } = new FieldRules()
        .Take("ipv6.opt.type", "type", Number)
        .Take("ipv6.opt.length", "length", Number)
        .Drop("a reading of the option's octets", "ipv6.opt.*");

    internal static FieldRules Ipv4 { get; } = new FieldRules()
        .Take("ip.version", "version", Number)
        .Take("ip.hdr_len", "header_length", Number)
        .Take("ip.dsfield.dscp", "dscp", Number)
        .Take("ip.dsfield.ecn", "ecn", Number)
        .Take("ip.len", "length", Number)
        .Take("ip.id", "id", Number)
        .Take("ip.flags.df", "dont_fragment", Flag)
        .Take("ip.flags.mf", "more_fragments", Flag)
        .Take("ip.frag_offset", "fragment_offset", FragmentOffset)
        .Take("ip.ttl", "ttl", Number)
        .Take("ip.proto", "protocol", Number)
        .Take("ip.checksum", "checksum", Number)
        .Take("ip.checksum.status", "checksum_good", Good)
        .Take("ip.src", "source", Text)
        .Take("ip.dst", "destination", Text)
        .Items("ip.options.*", "options", _ => Ipv4Option)
        .Leave("nested fields are read", "ip.dsfield", "ip.flags")
        .Drop("gathered by the reader of the packet", "ip.fragments")
        .Drop("the contract has no reserved bits", "ip.flags.rb", "ip.flags.sf")
        .Drop(Derived, "ip.checksum_calculated")
        .Drop(Payload, "ip.reassembled*");

    internal static FieldRules Ipv6 { get; } = new FieldRules()
        .Take("ipv6.version", "version", Number)
        .Take("ipv6.tclass.dscp", "dscp", Number)
        .Take("ipv6.tclass.ecn", "ecn", Number)
        .Take("ipv6.flow", "flow_label", Number)
        .Take("ipv6.plen", "length", Number)
        .Take("ipv6.nxt", "next_header", Number)
        .Take("ipv6.hlim", "ttl", Number)
        .Take("ipv6.src", "source", Text)
        .Take("ipv6.dst", "destination", Text)
        .Leave("nested fields are read", "ipv6.tclass")
        .Drop("a reading of the address", "ipv6.slaac_mac", "ipv6.src_*", "ipv6.dst_*",
            "ipv6.sa_mac", "ipv6.da_mac");

    internal static FieldRules Udp { get; } = new FieldRules()
        .Take("udp.srcport", "source_port", Number)
        .Take("udp.dstport", "destination_port", Number)
        .Take("udp.length", "length", Number)
        .Take("udp.checksum", "checksum", Number)
        .Drop(Analysis, "udp.checksum.status", "udp.stream", "udp.time_*", "~Timestamps")
        .Drop(Payload, "udp.payload");

    internal static FieldRules Tcp { get; } = new FieldRules()
        .Take("tcp.srcport", "source_port", Number)
        .Take("tcp.dstport", "destination_port", Number)
        .Take("tcp.seq_raw", "sequence", Number)
        .Take("tcp.ack_raw", "acknowledgment", Number)
        .Take("tcp.hdr_len", "header_length", Number)
        .Take("tcp.flags", "flags", Number)
        .Take("tcp.window_size_value", "window", Number)
        .Take("tcp.checksum", "checksum", Number)
        .Take("tcp.urgent_pointer", "urgent_pointer", Number)
        .Take("tcp.len", "payload_length", Number)
        .Take("tcp.options", "options", Hex)
        .Drop("parts of the flags", "tcp.flags.*")
        .Drop("parts of the options", "tcp.options.*", "tcp.option_kind", "tcp.option_len")
        .Drop(Analysis, "tcp.stream", "tcp.seq", "tcp.ack", "tcp.nxtseq", "tcp.completeness*",
            "tcp.analysis*", "tcp.window_size", "tcp.window_size_scalefactor", "tcp.time_*",
            "tcp.checksum.status", "tcp.connection.*", "tcp.pdu.*", "~Timestamps")
        .Drop(Payload, "tcp.payload", "tcp.segment*", "tcp.reassembled*");

    internal static FieldRules UdpEncapsulation { get; } = new FieldRules()
        .Leave("gives the kind", "udpencap.*")
        .Finish((element, into) => into["kind"] =
            Has(element, "udpencap.nat_keepalive") ? "keepalive"
            : Has(element, "udpencap.non_esp_marker") ? "ike"
            : "esp");

    /// <summary>An IPv6 extension header, an element of <c>headers</c>.</summary>
    internal static FieldRules Ipv6Extension { get; } = new FieldRules()
        .Take("ipv6.hopopts.len_oct", "length", Number)
        .Take("ipv6.dstopts.len_oct", "length", Number)
        .Take("ipv6.routing.len_oct", "length", Number)
        .Take("ipv6.routing.type", "routing_type", Number)
        .Take("ipv6.routing.segleft", "segments_left", Number)
        .Take("ipv6.fraghdr.offset", "fragment_offset", FragmentOffset)
        .Take("ipv6.fraghdr.more", "more_fragments", Flag)
        .Take("ipv6.fraghdr.ident", "id", Number)
        .Items("ipv6.opt", "options", _ => Ipv6Option)
        .Drop(Derived, "ipv6.hopopts.*", "ipv6.dstopts.*", "ipv6.routing.*", "ipv6.fraghdr.nxt")
        .Drop("the contract has no reserved bits", "ipv6.fraghdr.reserved*");

    private static bool Has(XElement element, string field) =>
        element.Elements().Any(child => child.Name() == field);

    // The field counts in units of eight octets, and so do tshark's values (not its texts); the
    // contract counts in octets.
    private static JsonNode FragmentOffset(XElement field) => JsonValue.Create(Integer(field) * 8);
}

using System.Text.Json.Nodes;
using System.Xml.Linq;
using static Holdfast.Tests.Interop.Oracle.Pdml;

namespace Holdfast.Tests.Interop.Oracle;

/// <summary>NHRP: the fixed part, the mandatory part, clients and extensions.</summary>
internal static class NhrpRules
{
    private const string Lengths = "the length of an address that is compared";

    private static FieldRules Client { get; } = new FieldRules()
        .Take("nhrp.code", "code", Number)
        .Take("nhrp.prefix", "prefix_length", Number)
        .Take("nhrp.mtu", "mtu", Number)
        .Take("nhrp.htime", "holding_time", Number)
        .Take("nhrp.pref", "preference", Number)
        .Take("nhrp.client.nbma.addr", "nbma", Text)
        .Take("nhrp.client.nbma.saddr", "nbma_subaddress", Text)
        .Take("nhrp.client.prot.addr", "protocol_address", Text)
        .Drop(Lengths, "nhrp.cli.addr_tl", "nhrp.cli.saddr_tl", "nhrp.prot.len")
        .Drop("the contract has no reserved fields", "nhrp.unused")
        .Finish(static (element, into) =>
        {
            foreach (var key in (string[])["nbma", "nbma_subaddress", "protocol_address"])
                into.TryAdd(key, JsonValue.Create(""));
        });

    private static FieldRules Extension { get; } = new FieldRules()
        .Take("nhrp.ext.c", "compulsory", Flag)
        .Take("nhrp.ext.type", "type", Number)
        .Take("nhrp.ext.len", "length", Number)
        .Take("nhrp.ext.value", "data", Hex)
        .Take("nhrp.auth_ext.spi", "spi", Number)
        .Take("nhrp.auth_ext.src_addr", "source", Text)
        .Take("nhrp.auth_ext.data", "data", Hex)
        .Drop("the contract has no reserved fields", "nhrp.auth_ext.reserved")
        .Items("~Client Information Entry", "clients", _ => Client);

    internal static FieldRules Nhrp { get; } = new FieldRules()
        .Take("nhrp.hdr.afn", "address_family", Number)
        .Take("nhrp.hdr.pro.type", "protocol_type", Number)
        .Take("nhrp.protocol_type", "protocol_snap", Hex)
        .Take("nhrp.hdr.hopcnt", "hop_count", Number)
        .Take("nhrp.hdr.pktsz", "packet_size", Number)
        .Take("nhrp.hdr.chksum", "checksum", Number)
        .Take("nhrp.hdr.chksum.status", "checksum_good", Good)
        .Take("nhrp.hdr.extoff", "extension_offset", Number)
        .Take("nhrp.hdr.version", "version", Number)
        .Take("nhrp.hdr.op.type", "packet_type", Number)
        .Take("nhrp.hdr.shtl.type", "source_nbma_type", Number)
        .Take("nhrp.hdr.sstl.type", "source_nbma_subaddress_type", Number)
        .Drop(Lengths, "nhrp.hdr.shtl.len", "nhrp.hdr.sstl.len", "nhrp.src.prot.len",
            "nhrp.dst.prot.len")
        .Leave("nested fields are read", "nhrp.hdr.shtl", "nhrp.hdr.sstl")
        .Take("nhrp.flags", "flags", Number)
        .Drop("parts of the flags", "nhrp.flag.*")
        .Take("nhrp.reqid", "request_id", Number)
        .Take("nhrp.src.nbma.addr", "source_nbma", Text)
        .Take("nhrp.src.nbma.saddr", "source_nbma_subaddress", Text)
        .Take("nhrp.src.prot.addr", "source_protocol", Text)
        .Take("nhrp.dst.prot.addr", "destination_protocol", Text)
        .Take("nhrp.err.code", "error_code", Number)
        .Take("nhrp.err.offset", "error_offset", Number)
        .Take("nhrp.ind.code", "traffic_code", Number)
        .Drop("the packet in an error stays octets", "ip", "ipv6", "icmp", "icmpv6", "udp",
            "tcp", "nhrp.err.pkt", "data*")
        .Items("~Client Information Entry", "clients", _ => Client)
        .Items("~Responder Address Extension", "extensions", _ => Extension)
        .Items("~Forward Transit NHS Record Extension", "extensions", _ => Extension)
        .Items("~Reverse Transit NHS Record Extension", "extensions", _ => Extension)
        .Items("~NHRP Authentication Extension", "extensions", _ => Extension)
        .Items("~Cisco NAT Address Extension", "extensions", _ => Extension)
        .Items("~End of Extension", "extensions", _ => Extension)
        .Items("~Vendor-Private Extension", "extensions", _ => Extension)
        .Items("~Unknown Extension*", "extensions", _ => Extension);
}

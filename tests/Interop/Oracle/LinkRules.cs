using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using static Holdfast.Tests.Interop.Oracle.Pdml;

namespace Holdfast.Tests.Interop.Oracle;

/// <summary>Link layers: tshark's eth, vlan, sll, null and raw.</summary>
internal static class LinkRules
{
    private const string Derived = "follows from another field";

    // The oracle adds these up from Ethernet and VLAN; the packet's walker moves them to Ethernet.
    internal const string TrailerKey = "trailer_length";

    internal static FieldRules Ethernet { get; } = new FieldRules()
        .Take("eth.dst", "destination", Text)
        .Take("eth.src", "source", Text)
        .Take("eth.type", "ether_type", Number)
        .Take("eth.len", "length", Number)
        .Drop("summed up as the trailer", "eth.padding", "eth.trailer", "eth.fcs")
        .Drop(Derived, "eth.fcs.status", "eth.dst*", "eth.src*", "eth.addr*", "eth.ig", "eth.lg")
        .Finish(Trailer);

    internal static FieldRules Vlan { get; } = new FieldRules()
        .Take("vlan.priority", "priority", Number)
        .Take("vlan.dei", "drop_eligible", Flag)
        .Take("vlan.id", "id", Number)
        .Take("vlan.etype", "ether_type", Number)
        .Take("vlan.len", "length", Number)
        .Drop("summed up as the trailer", "vlan.trailer", "vlan.padding")
        .Finish(Trailer);

    // tshark names the type field of an 802.1ad tag after 802.1ah.
    internal static FieldRules ServiceTag { get; } = new FieldRules()
        .Take("ieee8021ad.priority", "priority", Number)
        .Take("ieee8021ad.dei", "drop_eligible", Flag)
        .Take("ieee8021ad.id", "id", Number)
        .Take("ieee8021ah.etype", "ether_type", Number)
        .Take("ieee8021ah.len", "length", Number)
        .Drop("summed up as the trailer", "ieee8021ah.trailer")
        .Finish(Trailer);

    internal static FieldRules Cooked { get; } = new FieldRules()
        .Take("sll.pkttype", "packet_type", Number)
        .Take("sll.hatype", "hardware_type", Number)
        .Take("sll.halen", "address_length", Number)
        .Take("sll.etype", "protocol", Number)
        .Take("sll.ifindex", "interface_index", Number)
        .Drop("a reading of the address field by hardware type", "sll.src*")
        .Drop("the contract has no reserved fields", "sll.unused", "sll.reserved");

    internal static FieldRules Loopback { get; } = new FieldRules()
        .Take("null.family", "family", Number);

    internal static FieldRules Raw { get; } = new();

    private static void Trailer(XElement element, JsonObject into)
    {
        string[] parts =
        [
            "eth.padding", "eth.trailer", "eth.fcs", "vlan.padding", "vlan.trailer",
            "ieee8021ah.trailer",
        ];
        var sum = element.Elements().Where(f => parts.Contains(f.Name())).Sum(f => f.Size());
        if (sum > 0) into[TrailerKey] = JsonValue.Create((ulong)sum);
    }
}

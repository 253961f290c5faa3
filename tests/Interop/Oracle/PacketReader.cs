using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Holdfast.Tests.Interop.Oracle;

/// <summary>Walks the protocols of one PDML packet and makes the layers of the contract.</summary>
internal sealed class PacketReader
{
    private const string Malformed = "_ws.malformed";
    private const string MalformedGroup = "117440512";

    private static readonly Dictionary<string, (string Layer, FieldRules Rules)> Known = new()
    {
        ["eth"] = ("ethernet", LinkRules.Ethernet),
        ["vlan"] = ("vlan", LinkRules.Vlan),
        ["ieee8021ad"] = ("vlan", LinkRules.ServiceTag),
        ["sll"] = ("sll", LinkRules.Cooked),
        ["null"] = ("null", LinkRules.Loopback),
        ["raw"] = ("raw", LinkRules.Raw),
        ["ip"] = ("ip", CarrierRules.Ipv4),
        ["ipv6"] = ("ip", CarrierRules.Ipv6),
        ["udp"] = ("udp", CarrierRules.Udp),
        ["tcp"] = ("tcp", CarrierRules.Tcp),
        ["udpencap"] = ("udp_encap", CarrierRules.UdpEncapsulation),
        ["isakmp"] = ("ike", IkeRules.Message),
        ["esp"] = ("esp", SecurityRules.Esp),
        ["ah"] = ("ah", SecurityRules.Ah),
        ["ipcomp"] = ("ipcomp", SecurityRules.Ipcomp),
        ["hsrp"] = ("hsrp", SecurityRules.Hsrp),
        ["bfd"] = ("bfd", BfdRules.Bfd),
        ["gre"] = ("gre", SecurityRules.Gre),
        ["nhrp"] = ("nhrp", NhrpRules.Nhrp),
    };

    private static readonly Dictionary<string, int> Extensions = new()
    {
        ["ipv6.hopopts"] = 0,
        ["ipv6.routing"] = 43,
        ["ipv6.fraghdr"] = 44,
        ["ipv6.dstopts"] = 60,
    };

    private static readonly string[] Abbreviations =
    [
        "Ethernet", "VLAN", "SLL", "Null", "IPv4", "IPv6", "UDP", "TCP", "UDPENCAP", "ISAKMP",
        "ESP", "AH", "HSRP", "BFD Control", "GRE", "NHRP",
    ];

    private readonly JsonObject _envelope = [];
    private readonly JsonArray _layers = [];
    private readonly SortedSet<string> _unread = [];
    private readonly SortedSet<ulong> _fromPackets = [];
    private string? _malformed;
    private bool _foreign;

    /// <summary>Reads a packet.</summary>
    public static OraclePacket Read(XElement packet)
    {
        var reader = new PacketReader();
        foreach (var protocol in packet.Elements("proto")) reader.Next(protocol);
        return reader.Result();
    }

    private void Next(XElement protocol)
    {
        var name = protocol.Name();
        switch (name)
        {
            case "geninfo":
                Time(protocol);
                return;
            case "frame":
                Frame(protocol);
                return;
            case Malformed:
                Fault(protocol);
                return;
            case var _ when name.StartsWith("_ws.", StringComparison.Ordinal) || _foreign:
                return;
            case "fake-field-wrapper" when protocol.Element("field")?.Name() == "ipv6.fragments":
                Joined(protocol.Descendants().Where(f => f.Name() == "ipv6.fragment"));
                return;
            case var _ when Extensions.TryGetValue(name, out var type):
                Extension(protocol, type);
                return;
            case var _ when Known.TryGetValue(name, out var known):
                Layer(protocol, known.Layer, known.Rules);
                return;
            default:
                _foreign = true;
                return;
        }
    }

    // "[Malformed Packet: ISAKMP]": a protocol that broke at once may not be listed before it.
    private void Fault(XElement protocol)
    {
        if (_foreign) return;
        var text = protocol.Attribute("showname")?.Value ?? "";
        if (Abbreviations.Any(ours => text.Contains($": {ours}]", StringComparison.Ordinal)))
            _malformed = LastLayer();
        else
            _foreign = true;
    }

    private void Time(XElement protocol)
    {
        var stamp = protocol.Elements().FirstOrDefault(f => f.Name() == "timestamp")?.Octets();
        if (stamp is null) return;
        var parts = stamp.Split('.');
        var seconds = long.Parse(parts[0], CultureInfo.InvariantCulture);
        var time = DateTimeOffset.FromUnixTimeSeconds(seconds)
            .ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        _envelope["time"] = $"{time}.{parts[1]}Z";
    }

    private void Frame(XElement protocol)
    {
        foreach (var field in protocol.Elements())
        {
            var key = field.Name() switch
            {
                "frame.number" => "packet",
                "frame.len" => "length",
                "frame.cap_len" => "captured",
                _ => null,
            };
            if (key is not null) _envelope[key] = Pdml.Number(field);
        }
    }

    private void Layer(XElement protocol, string name, FieldRules rules)
    {
        var layer = Add(protocol, name, rules);
        if (protocol.Descendants().Any(f =>
            f.Name() == "_ws.expert.group" && f.Show() == MalformedGroup))
        {
            _malformed = name;
        }

        if (name == "ip" && layer["next_header"] is { } next) layer["protocol"] = next.DeepClone();
        if (name == "ip") Joined(protocol.Descendants().Where(f => f.Name() == "ip.fragment"));
        if (name == "ike") JoinedFragments(protocol, layer);
        if (name == "vlan") MoveTrailer(layer);
    }

    private JsonObject Add(XElement protocol, string name, FieldRules rules)
    {
        var layer = rules.Read(protocol, _unread);
        layer["layer"] = name == "sll" && layer.ContainsKey("interface_index") ? "sll2" : name;
        _layers.Add((JsonNode)layer);
        return layer;
    }

    // IPv6 extension headers are protocols of their own here, elements of a layer in the contract.
    private void Extension(XElement protocol, int type)
    {
        var header = CarrierRules.Ipv6Extension.Read(protocol, _unread);
        header["type"] = type;
        var layer = (JsonObject)_layers[^1]!;
        if (layer["headers"] is not JsonArray headers) layer["headers"] = headers = [];
        headers.Add((JsonNode)header);
        var next = protocol.Elements()
            .FirstOrDefault(f => f.Name().EndsWith(".nxt", StringComparison.Ordinal));
        if (next is not null && (string?)layer["layer"] == "ip")
            layer["protocol"] = Pdml.Number(next);
    }

    // tshark lists fragments by their place in the datagram, the contract by packet.
    private void Joined(IEnumerable<XElement> fragments)
    {
        ulong[] packets = [.. fragments.Select(Pdml.Integer).Distinct().Order()];
        if (packets.Length == 0) return;
        _fromPackets.UnionWith(packets);
        ((JsonObject)_layers[^1]!)["from_packets"] = Numbers(packets);
    }

    private static JsonArray Numbers(IEnumerable<ulong> numbers) =>
        [.. numbers.Select(number => JsonValue.Create(number))];

    // The last fragment carries the joined message inside itself.
    private void JoinedFragments(XElement protocol, JsonObject layer)
    {
        var whole = protocol.Descendants("proto").FirstOrDefault(p => p.Name() == "isakmp");
        if (whole is null)
        {
            // RFC 7383: those of an encrypted message.
            Joined(protocol.Descendants().Where(f => f.Name() == "isakmp.fragment"));
            return;
        }

        var packets = whole.Parent!.Descendants()
            .Where(f => f.Name() == "isakmp.fragment").Select(Pdml.Integer).ToArray();
        _fromPackets.UnionWith(packets);
        var joined = Add(whole, "ike", IkeRules.Message);
        joined["from_packets"] = Numbers(packets);
    }

    private void MoveTrailer(JsonObject vlan)
    {
        if (vlan[LinkRules.TrailerKey] is not { } trailer) return;
        vlan.Remove(LinkRules.TrailerKey);
        var ethernet = _layers.OfType<JsonObject>().Last(l => (string?)l["layer"] == "ethernet");
        var before = (ulong?)ethernet[LinkRules.TrailerKey] ?? 0;
        ethernet[LinkRules.TrailerKey] = before + (ulong)trailer;
    }

    private OraclePacket Result()
    {
        // The padding behind a protocol that is not ours cannot be told from that protocol.
        if (_foreign && _layers is [JsonObject link, ..] && _layers.Count <= 2)
            link.Remove(LinkRules.TrailerKey);
        _envelope["layers"] = _layers;
        if (_fromPackets.Count > 0) _envelope["from_packets"] = Numbers(_fromPackets);
        var cut = (ulong)_envelope["captured"]! < (ulong)_envelope["length"]!;
        return new OraclePacket(_envelope, Rest(), _malformed, cut, _unread);
    }

    private Remainder Rest()
    {
        if (_foreign) return Remainder.Data;
        var layer = _layers is [.., JsonObject last] ? last : [];
        return LastLayer() switch
        {
            "esp" => Remainder.None,
            "udp_encap" => Remainder.None,
            "udp" when (ulong?)layer["length"] == 8 => Remainder.None,
            "tcp" => (ulong?)layer["payload_length"] > 0 ? Remainder.Data : Remainder.None,
            _ => Remainder.Any,
        };
    }

    private string? LastLayer() => (string?)(_layers is [.., { } last] ? last["layer"] : null);
}

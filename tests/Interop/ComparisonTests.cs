using System.Text.Json.Nodes;
using Holdfast.Tests.Interop.Comparison;
using Holdfast.Tests.Interop.Corpus;
using Holdfast.Tests.Interop.Oracle;

namespace Holdfast.Tests.Interop;

/// <summary>The comparison itself is to be trusted: a decoder that echoes tshark passes, and one
/// that errs in a single place is caught there.</summary>
public sealed class ComparisonTests
{
    /// <summary>Captures that between them have every layer.</summary>
    public static TheoryData<string> Names =>
    [
        "lab/iop-ikescan-v1-main-probes.pcap",
        "lab/misc/scapy-bfd.pcap",
        "lab/misc/scapy-gre.pcap",
        "lab/misc/scapy-hsrp-all-opcodes-states.pcap",
        "lab/scapy/scapy-ah-tunnel-v6-cmac.pcap",
        "lab/v1-frag-proprietary.pcap",
        "lab/v2-natt-keepalive.pcap",
        "lab/v2-redirect.pcap",
    ];

    [OracleTheory, MemberData(nameof(Names))]
    public void An_echo_of_tshark_agrees_with_it(string name) =>
        Assert.All(Packets(name), p => Assert.Empty(PacketComparison.Of(p, Echo(p)).Differences));

    [OracleTheory, MemberData(nameof(Names))]
    public void Any_single_wrong_value_is_found(string name)
    {
        foreach (var packet in Packets(name))
        {
            var count = Leaves(Echo(packet)).Count();
            for (var i = 0; i < count; i++)
            {
                var spoilt = Echo(packet);
                var leaf = Leaves(spoilt).ElementAt(i);
                Spoil(leaf);
                Assert.True(
                    PacketComparison.Of(packet, spoilt).Differences.Count > 0,
                    $"packet {packet.Number}: {leaf.GetPath()} may be anything");
            }
        }
    }

    [OracleTheory, MemberData(nameof(Names))]
    public void A_missing_or_additional_layer_is_found(string name)
    {
        foreach (var packet in Packets(name))
        {
            for (var i = 0; i < packet.Layers.Count; i++)
            {
                var fewer = Echo(packet);
                ((JsonArray)fewer["layers"]!).RemoveAt(i);
                Assert.NotEmpty(PacketComparison.Of(packet, fewer).Differences);
            }

            var more = Echo(packet);
            ((JsonArray)more["layers"]!).Add((JsonNode)new JsonObject { ["layer"] = "esp" });
            Assert.NotEmpty(PacketComparison.Of(packet, more).Differences);
        }
    }

    [OracleTheory, MemberData(nameof(Names))]
    public void An_error_that_tshark_does_not_see_is_found(string name) =>
        Assert.All(Packets(name), packet =>
        {
            var ours = Echo(packet);
            ours["error"] = new JsonObject { ["layer"] = "ike", ["fault"] = "Truncated" };
            Assert.NotEmpty(PacketComparison.Of(packet, ours).Differences);
        });

    private static IEnumerable<OraclePacket> Packets(string name) =>
        Tshark.Packets(CaptureFile.Named(name).Path).Select(PacketReader.Read).Take(12);

    private static JsonObject Echo(OraclePacket packet)
    {
        var echo = (JsonObject)packet.Envelope.DeepClone();
        echo["error"] = null;
        if (packet.Rest == Remainder.Data)
            ((JsonArray)echo["layers"]!).Add((JsonNode)new JsonObject { ["layer"] = "data" });
        return echo;
    }

    private static IEnumerable<JsonValue> Leaves(JsonNode? node) => node switch
    {
        JsonValue value => [value],
        JsonArray array => array.SelectMany(Leaves),
        JsonObject fields => fields.SelectMany(pair => Leaves(pair.Value)),
        _ => [],
    };

    private static void Spoil(JsonValue leaf) => leaf.ReplaceWith(leaf.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.Number => JsonValue.Create((ulong)leaf + 1),
        System.Text.Json.JsonValueKind.True => JsonValue.Create(false),
        System.Text.Json.JsonValueKind.False => JsonValue.Create(true),
        _ => JsonValue.Create((string)leaf! + "0"),
    });
}

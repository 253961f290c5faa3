using System.Text.Json;

namespace Holdfast.Tests.Examples.Cli;

/// <summary><c>holdfast simulate --peer-capture</c>: recordings of real peers, carried through a
/// simulated failover.</summary>
public sealed class SimulatedCaptures
{
    private const string Lab = "tests/captures/lab";

    // Of what it sends two packets are authentic, and what is inside them is no IP packet.
    private const string Vpnc = "iop-vpnc-v1-aggressive-xauth";

    /// <summary>Recordings of several implementations, modes, algorithms and ways of numbers.
    /// </summary>
    public static TheoryData<string> WithEsp =>
    [
        "iop-libreswan-v1-main-psk", "iop-libreswan-v2-psk-aesgcm", "k-v2-espinudp-encap-yes",
        "k-v2-ipcomp", "k-v2-rekey-child-esn", "k-v2-transport-aes128gcm16",
        "k-v2-tunnel-6in4-aes256gcm16", "k-v2-tunnel-null-sha256", "v2-large-packets-ipfrag",
        "v2-mobike", "v2-psk-3des-sha1-modp1024", "v2-rekey-child-collision",
        "x-esp-transport-v6-cbc128-sha256", "x-esp-tunnel-v4-cbc128-sha256-esn-wrap",
        "x-esp-tunnel-v4-gmac128", Vpnc,
    ];

    [Theory]
    [MemberData(nameof(WithEsp))]
    public async Task Nothing_of_a_recording_is_lost_refused_or_taken_twice_while_nothing_breaks(
        string name)
    {
        var counts = await Counts(name, "--calm");

        Assert.True(counts["packets"] > 0);
        Assert.Equal(counts["packets"], counts["sent"]);
        Assert.Equal(name == Vpnc ? 2 : 0, counts["refused"]);
        Assert.Equal(counts["packets"], counts["accepted"] + counts["refused"]);
        Assert.Equal((0, 0), (counts["lost"], counts["accepted_twice"]));
    }

    [Theory]
    [MemberData(nameof(WithEsp))]
    public async Task A_recording_goes_on_at_the_other_member_and_nothing_is_taken_twice(
        string name)
    {
        var counts = await Counts(name);

        Assert.Equal(counts["packets"], counts["sent"]);
        Assert.Equal(
            counts["sent"], counts["accepted"] + counts["lost"] + counts["refused"]);
        Assert.Equal(0, counts["accepted_twice"]);
    }

    [Fact]
    public async Task A_recording_of_a_kernel_is_a_timeline_that_says_who_took_what()
    {
        var run = await Simulate("k-v2-tunnel-aes128gcm16", "--peer-pace", "1");

        Assert.Equal((0, ""), (run.Code, run.Error));
        ToolRun.Snapshot("simulate-peer-capture.txt", run.Output);
        Assert.Contains("moon accepts recorded packet", run.Output, StringComparison.Ordinal);
        Assert.Contains("by alice, ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_of_64_bits_go_over_their_32nd_bit_in_the_middle_of_a_takeover()
    {
        var counts = await Counts("x-esp-tunnel-v4-gcm128-esn-wrap", "--peer-pace", "1");

        Assert.True(counts["alice"] > 0);
        Assert.True(counts["moon"] > 0);
        Assert.True(counts["lost"] > 0);
        Assert.Equal(0, counts["accepted_twice"]);
    }

    [Fact]
    public async Task The_other_side_of_a_recording_can_be_the_peer()
    {
        var counts = await Counts(
            "k-v2-tunnel-aes128gcm16", "--calm", "--peer-address", "10.9.0.2");

        Assert.True(counts["accepted"] > 0);
        Assert.Equal(counts["packets"], counts["accepted"]);
    }

    [Fact]
    public async Task What_cannot_be_carried_is_told_where_it_stands()
    {
        var psk = ToolRun.File($"{Lab}/k-v2-tunnel-aes128gcm16.pcap");
        var noKeys = await ToolRun.Of("simulate", "stateful-pair", "--peer-capture", psk);
        Assert.NotEqual(0, noKeys.Code);
        Assert.Contains("--peer-capture needs the keys", noKeys.Error, StringComparison.Ordinal);

        var noCapture = await ToolRun.Of(
            "simulate", "stateful-pair", "--keys", KeysOf("k-v2-tunnel-aes128gcm16"));
        Assert.NotEqual(0, noCapture.Code);
        Assert.Contains("give one by --peer-capture", noCapture.Error, StringComparison.Ordinal);

        var others = await With(psk, KeysOf("k-v2-tunnel-aes128gcm16-esn"));
        Assert.Equal(2, others.Code);
        Assert.Contains(
            "k-v2-tunnel-aes128gcm16.pcap: packet 5: ESP with SPI c9be5db5: no keys",
            others.Error, StringComparison.Ordinal);

        var noEsp = await With(
            ToolRun.File($"{Lab}/iop-openiked-v2-psk-aes256.pcap"),
            KeysOf("k-v2-tunnel-aes128gcm16"));
        Assert.Equal(2, noEsp.Code);
        Assert.Contains("no ESP in ", noEsp.Error, StringComparison.Ordinal);

        var noFile = await With("nowhere.pcap", KeysOf("k-v2-tunnel-aes128gcm16"));
        Assert.Equal(2, noFile.Code);
        Assert.Contains("nowhere.pcap: no such file", noFile.Error, StringComparison.Ordinal);

        var noPcap = await With(
            ToolRun.File("README.md"), KeysOf("k-v2-tunnel-aes128gcm16"));
        Assert.Equal(2, noPcap.Code);
        Assert.Contains("README.md: ", noPcap.Error, StringComparison.Ordinal);

        var nobody = await Simulate(
            "k-v2-tunnel-aes128gcm16", "--peer-address", "192.0.2.1");
        Assert.Equal(2, nobody.Code);
        Assert.Contains(
            "192.0.2.1 sends no ESP that opens; 10.9.0.1, 10.9.0.2 does", nobody.Error,
            StringComparison.Ordinal);

        var pace = await Simulate("k-v2-tunnel-aes128gcm16", "--peer-pace", "fast");
        Assert.NotEqual(0, pace.Code);
        Assert.Contains("'fast' is none of", pace.Error, StringComparison.Ordinal);
    }

    private static async Task<Dictionary<string, long>> Counts(string name, params string[] more)
    {
        var run = await Simulate(name, ["--json", .. more]);
        Assert.Equal("", run.Error);
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(0, json.RootElement.GetProperty("violations").GetArrayLength());
        var recorded = json.RootElement.GetProperty("recorded");
        var counts = new Dictionary<string, long> { ["alice"] = 0, ["moon"] = 0 };
        foreach (var field in recorded.EnumerateObject())
        {
            if (field.Value.ValueKind == JsonValueKind.Number)
            {
                counts[field.Name] = field.Value.GetInt64();
            }
        }

        counts["refused"] = recorded.GetProperty("refused").EnumerateObject()
            .Sum(one => one.Value.GetInt64());
        foreach (var one in recorded.GetProperty("accepted_by").EnumerateObject())
        {
            counts[one.Name] = one.Value.GetInt64();
        }

        return counts;
    }

    private static Task<ToolRun> Simulate(string name, params string[] more) =>
        With(ToolRun.File($"{Lab}/{name}.pcap"), KeysOf(name), more);

    private static Task<ToolRun> With(string capture, string keys, params string[] more) =>
        ToolRun.Of(
        [
            "simulate", "stateful-pair", "--peer-capture", capture, "--keys", keys, .. more,
        ]);

    private static string KeysOf(string name) => ToolRun.File($"{Lab}/keys/{name}.json");
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Tests.Interop.Live;

/// <summary>Prometheus asks a member that runs.</summary>
[Collection(Lab.First)]
public sealed class MetricsTests
{
    private const string Ask = """
        exec 3<>/dev/tcp/127.0.0.1/9464
        printf 'GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:9464\r\nConnection: close\r\n\r\n' >&3
        cat <&3
        """;

    [PeerFact]
    public async Task What_a_member_is_and_carries_is_told()
    {
        using var lab = new Lab(hasPeer: true);
        var file = Path.Combine(lab.Folder, "alice.gateway.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace(
            "\"store\"", "\"metrics\": { \"listen\": \"127.0.0.1:9464\" }, \"store\"",
            StringComparison.Ordinal));
        var alice = new LiveMember(lab, "alice");
        await alice.UntilActiveAsync();
        var peer = new StrongSwan(lab);
        peer.Connect();
        lab.In(
            "carol", "ping", "-c", "20", "-i", "0.02", "-W", "5", "-I", Lab.Behind, "10.1.0.100");

        // What is published is a second old at most; a Hello comes every half.
        await Task.Delay(TimeSpan.FromSeconds(2));
        var said = lab.In("alice", "bash", "-c", Ask);
        Assert.InRange(Value(said, "gateway_packets_total", "receive"), 20, 1_000);
        Assert.InRange(Value(said, "gateway_packets_total", "transmit"), 20, 1_000);
        Assert.Equal(1, Value(said, "gateway_role", "active"));
        Assert.Equal(1, Value(said, "gateway_hsrp_phase", "active.*front"));
        Assert.Equal(1, Value(said, "child_sa_count", ""));
        Assert.Equal(0, Value(said, "gateway_sync_connected", "\"2\""));
        Assert.InRange(Value(said, "gateway_reign", ""), 1, 1e9);
        Assert.InRange(Value(said, "reigns_begun_total", "empty"), 1, 1);
        Assert.InRange(Value(said, "hsrp_messages_total", "front.*hello.*transmit"), 2, 1e9);
        Assert.InRange(Value(said, "replication_lease_left", "transmit"), 1, 1e9);

        var counts = (await alice.AskAsync())["traffic"]!;
        Assert.InRange((int)counts["packets_in"]!, 20, 1_000);
        Assert.True((int)counts["octets_out"]! >= 20 * 84);
    }

    /// <summary>The value behind a name and its tags, which come in alphabetical order.</summary>
    private static double Value(string said, string name, string tags)
    {
        var found = Regex.Match(
            said, $"(?m)^holdfast_{name}[^{{\n]*[{{].*{tags}.*[}}] ([-0-9.e+]+)");
        Assert.True(found.Success, $"{name} {tags} is not in {said}");
        return double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture);
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Holdfast.Cli.Gateways;
using Holdfast.Codec;
using Holdfast.Gateway;
using Holdfast.Gateway.Measuring;
using Holdfast.StateMachines.Composition;
using Holdfast.Tests.Examples.Cli;

namespace Holdfast.Tests.Examples.Gateway.Measuring;

/// <summary>What a gateway measures, and what Prometheus gets of it.</summary>
public sealed partial class GatewayMeters
{
    private static readonly string Page =
        File.ReadAllText(ToolRun.File("docs/gateway.md"));

    [Fact]
    public void The_page_lists_the_instruments_and_the_tags_as_they_are()
    {
        foreach (var one in GatewayTelemetry.Instruments)
        {
            var tags = string.Join(", ", one.Tags.Select(tag => $"`{tag}`"));
            Assert.Contains(
                $"| `{one.Name}` | {one.Kind} | `{one.Unit}` | {one.Description} | {tags} |", Page);
        }

        foreach (var tag in GatewayTelemetry.OwnTags)
        {
            Assert.Contains($"| `{tag.Name}` | {tag.Description} |", Page);
        }

        Assert.Equal(
            GatewayTelemetry.Instruments.Count, Row().Count(Page));
        Assert.Contains(
            $"`{GatewayTelemetry.MeterName}`, version {GatewayTelemetry.Version}", Page);
    }

    [Fact]
    public void Names_are_lower_case_and_each_tag_is_one_that_is_told()
    {
        HashSet<string> known =
        [
            .. Telemetry.Tags.All.Select(tag => tag.Name),
            .. GatewayTelemetry.OwnTags.Select(tag => tag.Name),
        ];
        Assert.All(
            GatewayTelemetry.Instruments,
            one =>
            {
                Assert.Matches("^holdfast[.]gateway([.][a-z_]+)+$", one.Name);
                Assert.All(one.Tags, tag => Assert.Contains(tag, known));
            });
        Assert.Distinct(GatewayTelemetry.Instruments.Select(one => one.Name));
    }

    [Fact]
    public async Task Prometheus_gets_what_was_counted_and_what_was_published()
    {
        var port = FreePort();
        using var endpoint = MetricsEndpoint.Open(Config($"127.0.0.1:{port}"));
        Assert.NotNull(endpoint);
        using var meters = new MemberMeters();
        Assert.True(meters.IsWanted);
        meters.Record(Of(Telemetry.ReignsBegun, 1, "synced"));
        meters.Record(Of(Telemetry.ReignsBegun, 2, "synced"));
        meters.Record(Of(Telemetry.OutageDuration, 0.25, "timer"));
        meters.Publish(
        [
            .. GatewayTelemetry.Instruments.Select(
                (one, at) => Of(one, at + 1, [.. one.Tags.Select(tag => $"some_{tag.Length}")])),
            Of(Telemetry.LagRecords, 7, "2"),
        ]);

        using var client = new HttpClient();
        var said = await client.GetStringAsync(
            new Uri($"http://127.0.0.1:{port}/metrics"));
        Assert.Matches(
            "(?m)^holdfast_reigns_begun_total[{].*holdfast_standing=\"synced\".*[}] 3\\s", said);
        Assert.Matches("(?m)^holdfast_replication_lag[{].*holdfast_member=\"2\".*[}] 7\\s", said);
        Assert.Contains("holdfast-gateway", said);

        // An outage is told in parts of a second.
        Assert.Matches("(?m)_duration_seconds_bucket[{].*le=\"0.25\"[}] 1\\s", said);
        Assert.Matches("(?m)_duration_seconds_bucket[{].*le=\"0.1\"[}] 0\\s", said);
        Assert.Matches(
            "(?m)^holdfast_failover_outage_duration_seconds_sum[{].*[}] 0[.]25\\s", said);
        foreach (var (one, at) in GatewayTelemetry.Instruments.Select((one, at) => (one, at)))
        {
            var name = one.Name.Replace('.', '_');
            Assert.Matches($"(?m)^{name}[a-z_]*[{{].*[}}] {at + 1}\\s", said);
        }

        // What is published next takes its place.
        meters.Publish([Of(GatewayTelemetry.Epoch, 41)]);
        await Eventually(async () => (await client.GetStringAsync(
            new Uri($"http://127.0.0.1:{port}/metrics"))).Contains("} 41"));
    }

    [Fact]
    public void Nobody_listens_where_nothing_is_said()
    {
        Assert.Null(MetricsEndpoint.Open(Config(null)));
        using var meters = new MemberMeters();
        Assert.False(meters.IsWanted);
        meters.Record(Of(Telemetry.ReignsBegun, 1, "synced"));
    }

    [Fact]
    public void An_address_that_somebody_has_is_told()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var at = (IPEndPoint)taken.LocalEndpoint;
        var failure = Assert.Throws<GatewayException>(() => MetricsEndpoint.Open(Config($"{at}")));
        Assert.Contains($"can't listen for metrics at {at}", failure.Message);
    }

    [Theory]
    [InlineData("127.0.0.1:9464", null)]
    [InlineData("[::1]:9464", null)]
    [InlineData("0.0.0.0:1", null)]
    [InlineData("127.0.0.1", "metrics.listen: '127.0.0.1' is no address with a port")]
    [InlineData("localhost:9464", "metrics.listen")]
    [InlineData("127.0.0.1:0", "metrics.listen")]
    [InlineData("127.0.0.1:65536", "metrics.listen")]
    [InlineData("", "metrics.listen")]
    public void An_address_without_a_port_is_refused(string listen, string? error)
    {
        var wrong = new MetricsConfig { Listen = listen }.Check();
        if (error is null)
        {
            Assert.Null(wrong);
        }
        else
        {
            Assert.StartsWith(error, wrong);
        }
    }

    [Fact]
    public void The_schema_knows_it()
    {
        var schema = new JsonSchemaCheck(
            JsonNode.Parse(File.ReadAllText(ToolRun.File("docs/gateway.schema.json")))!);
        Assert.Null(schema.Wrong(JsonNode.Parse(Text("127.0.0.1:9464"))));
        Assert.NotNull(schema.Wrong(JsonNode.Parse(
            Text("127.0.0.1:9464").Replace("\"listen\"", "\"lists\"", StringComparison.Ordinal))));
    }

    private static GatewayConfig Config(string? listen)
    {
        Assert.True(GatewayConfig.TryRead(
            System.Text.Encoding.UTF8.GetBytes(Text(listen)), out var read, out var error), error);
        return read;
    }

    private static string Text(string? listen)
    {
        var sample = File.ReadAllText(ToolRun.File("samples/clusters/alice.gateway.json"));
        return listen is null
            ? sample
            : sample.Replace(
                "\"store\"", $"\"metrics\": {{ \"listen\": \"{listen}\" }}, \"store\"",
                StringComparison.Ordinal);
    }

    private static Telemetry.Measurement Of(
        Telemetry.Instrument instrument, double value, params string[] tags) => new(
            instrument, value,
            [.. tags.Select((tag, at) => new Telemetry.Label(instrument.Tags[at], tag))]);

    private static async Task Eventually(Func<Task<bool>> holds)
    {
        for (var left = 50; !await holds(); left--)
        {
            Assert.True(left > 0, "it never is");
            await Task.Delay(100);
        }
    }

    private static int FreePort()
    {
        using var any = new TcpListener(IPAddress.Loopback, 0);
        any.Start();
        return ((IPEndPoint)any.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"(?m)^\| `holdfast\.gateway\.")]
    private static partial Regex Row();
}

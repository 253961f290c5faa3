using System.Text.Json.Nodes;
using Holdfast.Cli.Gateways.Journals;
using Holdfast.Cli.Reports;
using Holdfast.Simulation.Reports;

namespace Holdfast.Tests.Examples.Cli;

/// <summary>
/// <c>holdfast gateway timeline</c>: a failover as its journals have it, recorded from
/// samples/live-failover.
/// </summary>
public sealed class Timelines
{
    private const string Killed = "2026-11-27T19:00:25.019Z alice is killed (SIGKILL)";

    [Fact]
    public async Task A_failover_is_told_as_in_its_snapshot()
    {
        var run = await Told();
        Assert.Equal(0, run.Code);
        ToolRun.Snapshot("timeline.txt", run.Output);
        Assert.Contains("1 other lines are not shown", run.Error);
        Assert.DoesNotContain("Unhandled", run.Output);
    }

    [Fact]
    public async Task Programs_get_the_same_as_one_object()
    {
        var json = JsonNode.Parse((await Told("--json")).Output)!;
        var takeover = Assert.Single(json["takeovers"]!.AsArray())!;
        Assert.Equal("alice", (string)takeover["of"]!);
        Assert.Equal("moon", (string)takeover["by"]!);
        Assert.Equal("is killed (SIGKILL)", (string)takeover["cause"]!);
        Assert.Equal(432, (double)takeover["after_ms"]!, 1.0);
        Assert.Equal(489, (double)takeover["silence_ms"]!, 1.0);
        Assert.Equal(247, (int)json["ping"]!["sent"]!);
        Assert.Equal(234, (int)json["ping"]!["answered"]!);
        var times = json["lines"]!.AsArray().Select(line => (DateTimeOffset)line!["time"]!);
        Assert.Equal(times.Order(), times);
    }

    [Fact]
    public async Task A_page_shows_it_whole_and_each_takeover_from_near()
    {
        var page = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.html");
        try
        {
            var run = await Told("--html", page, "--note", "2026-11-27T19:00:26Z <b> & more");
            Assert.Equal(0, run.Code);
            var text = await File.ReadAllTextAsync(page);
            Assert.Contains("id=\"all-title\"", text);
            Assert.Contains("id=\"takeover-0-title\"", text);
            Assert.Contains("489 ms without an answer", text);
            Assert.Contains("&lt;b&gt; &amp; more", text);
            Assert.DoesNotContain("<script", text);
            Assert.DoesNotContain("http:", text.Replace(
                "http://www.w3.org/2000/svg", "", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(page);
        }
    }

    [Fact]
    public void Whoever_is_killed_says_nothing_until_it_begins_again()
    {
        var run = new LiveRun(
            [
                At(0, "alice", JournalKind.Reigns, subject: "1.1"),
                At(0, "alice", JournalKind.Traffic),
                At(0, "alice", JournalKind.Child, subject: "c1"),
                At(4, "alice", JournalKind.Fault),
                At(8, "alice", JournalKind.Starts),
                At(9, "alice", JournalKind.Stands, subject: "Synced"),
                At(10, "alice", JournalKind.Note),
            ],
            null);
        var lanes = LiveLanes.Of(run).Lanes.ToDictionary(lane => lane.Name);

        // 52 units at most: 10 s are 50 of 200 ms.
        Assert.Equal(
            [
                new(0, 20, "active in 1.1", Tone.Serving),
                new(20, 40, "says nothing", Tone.Trouble),
                new(40, 45, "begins", Tone.Changing), new(45, 50, "standby, synced", Tone.Ready),
            ],
            lanes["role"].Spans);
        Assert.Equal([new TimelineSpan(0, 20, "passes", Tone.Serving)], lanes["traffic"].Spans);
        Assert.Equal([new TimelineSpan(0, 20, "1 CHILD SA", Tone.Ready)], lanes["SAs"].Spans);
    }

    [Fact]
    public void Whoever_has_more_to_say_is_not_gone_and_no_terminal_is_told_what_to_do()
    {
        var run = new LiveRun(
            [
                At(0, "alice", JournalKind.Reigns, subject: "1.1"),
                new(
                    DateTimeOffset.UnixEpoch.AddSeconds(4), "alice", JournalKind.Fault,
                    "\e]0;x\u0007its cable is cut"),
                At(5, "alice", JournalKind.Link, subject: "out", isOn: false),
                At(10, "moon", JournalKind.Starts),
            ],
            null);
        var role = LiveLanes.Of(run).Lanes.Single(lane => lane is { Group: "alice", Name: "role" });
        Assert.Equal([new TimelineSpan(0, 50, "active in 1.1", Tone.Serving)], role.Spans);
        using var text = new StringWriter();
        LiveText.Write(text, run);
        Assert.DoesNotContain('\e', text.ToString());
        Assert.Contains("its cable is cut", text.ToString());
    }

    [Fact]
    public void Numbers_of_events_are_those_of_the_gateways_journal()
    {
        var known = typeof(Holdfast.Gateway.GatewayException).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(
                System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public))
            .Select(method => System.Reflection.CustomAttributeExtensions
                .GetCustomAttribute<Microsoft.Extensions.Logging.LoggerMessageAttribute>(method))
            .OfType<Microsoft.Extensions.Logging.LoggerMessageAttribute>()
            .ToDictionary(message => message.EventId, message => message.Message);
        Assert.Contains("{Member} starts", known[JournalFile.Starts]);
        Assert.Contains("{Side}: has", known[JournalFile.Claims]);
        Assert.Contains("{Side}: gives", known[JournalFile.Releases]);
        Assert.Contains("reigns in {Epoch}", known[JournalFile.Reigns]);
        Assert.Contains("stops: {Why}", known[JournalFile.Stops]);
        Assert.Contains("stands by: {Standing}", known[JournalFile.Stands]);
        Assert.Contains("traffic passes: {Passes}", known[JournalFile.Passes]);
        Assert.Contains("connected to {Member}", known[JournalFile.Connected]);
        Assert.Contains("sync channel: {Member}: {Why}", known[JournalFile.Lost]);
        Assert.Contains("{Link} works: {Works}", known[JournalFile.Carrier]);
        Assert.Contains("CHILD SA {In} in", known[JournalFile.Child]);
        Assert.Contains("CHILD SA {In} ends", known[JournalFile.ChildEnds]);
        Assert.Contains("route to {Prefix}: {What}", known[JournalFile.Route]);
    }

    [Fact]
    public void A_drain_is_a_takeover_whose_cause_is_that_traffic_ended_there()
    {
        var run = new LiveRun(
            [
                At(0, "moon", JournalKind.Starts),
                At(1, "alice", JournalKind.Traffic),
                At(2, "alice", JournalKind.Traffic, isOn: false),
                At(2.05, "moon", JournalKind.Traffic),
                At(3, "moon", JournalKind.Traffic),
            ],
            null);
        var takeover = Assert.Single(run.Takeovers);
        Assert.Equal(50, takeover.After!.Value.TotalMilliseconds, 0.01);
        Assert.Null(takeover.Silence);
        Assert.Contains("50 ms after its own traffic ended", LiveText.Sentence(takeover));
    }

    [Fact]
    public void A_fault_that_was_mended_long_ago_is_no_cause_and_of_two_the_first_is()
    {
        var drained = new LiveRun(
            [
                At(0, "alice", JournalKind.Traffic), At(1, "alice", JournalKind.Fault),
                At(2, "alice", JournalKind.Link), At(100, "alice", JournalKind.Traffic, isOn: false),
                At(100.1, "moon", JournalKind.Traffic),
            ],
            null);
        Assert.Equal(100, Assert.Single(drained.Takeovers).After!.Value.TotalMilliseconds, 0.01);

        // Killed, and begun again before anybody took its place.
        var killed = new LiveRun(
            [
                At(0, "alice", JournalKind.Traffic), At(1, "alice", JournalKind.Fault),
                At(1.2, "alice", JournalKind.Fault), At(1.3, "alice", JournalKind.Starts),
                At(2, "moon", JournalKind.Traffic),
            ],
            null);
        Assert.Equal(1_000, Assert.Single(killed.Takeovers).After!.Value.TotalMilliseconds, 0.01);

        // A cable is cut: that its traffic ends is what comes of it.
        var cut = new LiveRun(
            [
                At(0, "alice", JournalKind.Traffic), At(1, "alice", JournalKind.Fault),
                At(1.1, "alice", JournalKind.Link, isOn: false),
                At(1.2, "alice", JournalKind.Traffic, isOn: false),
                At(1.5, "moon", JournalKind.Traffic),
            ],
            null);
        Assert.Equal(500, Assert.Single(cut.Takeovers).After!.Value.TotalMilliseconds, 0.01);
        Assert.Null(Assert.Single(new LiveRun(
            [At(0, "alice", JournalKind.Traffic), At(1, "moon", JournalKind.Traffic)],
            null).Takeovers).Cause);
    }

    [Fact]
    public void Foreign_lines_are_counted_and_a_journal_without_its_beginning_is_one_members()
    {
        var lines = JournalFile.Read(
            [
                Line(5, "\"Epoch\":\"1.1\""),
                """{"Timestamp":"2026-11-27T18:00:00Z","Category":"holdfast","EventId":"x"}""",
                """{"Timestamp":"2026-11-27T18:00:00Z","Category":"\ud800","EventId":5}""",
                """{"Timestamp":"2026-11-27T18:00:00Z","Category":"other","EventId":8,"Message":""}""",
                "[]", "{", """{"Timestamp":5}""", "",
                Line(1, "\"Member\":\"alice\""),
            ],
            "node1", out var unread);
        Assert.Equal(6, unread);
        Assert.Equal(["alice", "alice"], lines.Select(line => line.Who));
        Assert.Equal("1.1", lines[0].Subject);
        Assert.Equal("node1", Assert.Single(JournalFile.Read([Line(8, "")], "node1", out _)).Who);

        static string Line(int number, string state) =>
            "{\"Timestamp\":\"2026-11-27T18:00:00Z\",\"Category\":\"holdfast\",\"EventId\":"
                + number + ",\"Message\":\"m\",\"State\":{" + state + "}}";
    }

    [Fact]
    public void Numbers_of_questions_begin_again_after_16_bits()
    {
        var ping = PingLog.Read(Enumerable.Range(65_000, 1_000).Where(number => number != 65_535)
            .Select(number => $"[{1_764_000_000 + (number * 0.02):0.000000}] 64 bytes from "
                + $"10.1.0.100: icmp_seq={number & 0xFFFF} ttl=63 time=0.4 ms"))!;
        Assert.Equal((1_000, 999), (ping.Sent, ping.Answers.Count));
        Assert.Empty(ping.Silences);
    }

    [Fact]
    public void A_ping_is_silent_where_answers_are_missing_and_not_where_they_are_slow()
    {
        var ping = PingLog.Read(
            Enumerable.Range(0, 20).Where(number => number is < 8 or > 11).Select(
                number => $"[{1_764_000_000 + (number * 0.02):0.000000}] 64 bytes from "
                    + $"10.1.0.100: icmp_seq={number + 1} ttl=63 time=0.4 ms"))!;
        Assert.Equal((20, 16), (ping.Sent, ping.Answers.Count));
        Assert.Equal(100, Assert.Single(ping.Silences).Length.TotalMilliseconds, 0.5);
        Assert.Equal(20, ping.Usual.TotalMilliseconds, 0.5);
        Assert.Null(PingLog.Read(["PING 10.1.0.100 (10.1.0.100) 56(84) bytes of data."]));
    }

    [Theory]
    [InlineData(2, "none.ndjson: no such file", "none.ndjson")]
    [InlineData(2, "no line of it is one of a journal", "README.md")]
    [InlineData(2, "no answer with a time is in it", "alice", "--ping", "README.md")]
    [InlineData(1, "--fault: 'noon alice dies': it must be", "alice", "--fault", "noon alice dies")]
    [InlineData(1, "--fault: '18:00 alice dies': it", "alice", "--fault", "18:00 alice dies")]
    [InlineData(1, "--note: 'x': it must be 'TIME WHO TEXT'", "alice", "--note", "x")]
    [InlineData(2, "is a directory", "alice", "--html", "samples")]
    public async Task What_is_wrong_is_told(int code, string why, params string[] arguments)
    {
        var run = await ToolRun.Of([
            "gateway", "timeline",
            .. arguments.Select(one => one switch
            {
                "alice" => Journal("alice.ndjson"),
                "README.md" or "samples" => ToolRun.File(one),
                _ => one,
            }),
        ]);
        Assert.Equal((code, ""), (run.Code, run.Output));
        Assert.Contains(why, run.Error);
    }

    [Fact]
    public async Task What_a_gateway_would_lose_is_what_its_member_would()
    {
        var ofShell = await ToolRun.Of(
            "gateway", "whatif", ToolRun.File("samples/clusters/alice.gateway.json"));
        var ofMember = await ToolRun.Of("whatif", ToolRun.File("samples/clusters/alice.json"));
        Assert.Equal((0, ofMember.Output), (ofShell.Code, ofShell.Output));
        Assert.NotEmpty(ofShell.Output);
        Assert.Equal(2, (await ToolRun.Of("gateway", "whatif", "none.json")).Code);
    }

    private static Task<ToolRun> Told(params string[] more) => ToolRun.Of([
        "gateway", "timeline", Journal("alice.ndjson"), Journal("moon.ndjson"),
        "--ping", Journal("ping.log"), "--fault", Killed, .. more,
    ]);

    private static string Journal(string file) =>
        ToolRun.File($"tests/Examples/Cli/Journals/{file}");

    private static JournalLine At(
        double seconds, string who, JournalKind kind, string? subject = null, bool isOn = true) =>
        new(DateTimeOffset.UnixEpoch.AddSeconds(seconds), who, kind, $"{kind}", subject, isOn);
}

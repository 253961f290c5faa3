using System.Runtime.Versioning;
using Holdfast.Gateway.Control;
using Holdfast.Gateway.Running;

namespace Holdfast.Tests.Examples.Cli;

/// <summary>
/// <c>holdfast gateway status</c>, <c>drain</c> and <c>stay</c>, with a member's control socket at
/// the other end: what it is asked, and what people and programs read.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class MembersThatAreAsked : IDisposable
{
    private static readonly MemberStatus Serving = new()
    {
        Cluster = "lab",
        Member = "alice",
        Role = "active",
        Epoch = "7.1",
        IsOpen = true,
        Groups =
        [
            new("front", "Active", "192.168.0.5", 110, "hsrp1f"),
            new("back", "Active", "10.1.0.5", 1_000, "hsrp2b"),
        ],
        Others = [new("moon", IsConnected: true), new("sun", IsConnected: false)],
        Drain = "serving",
        IkeSas = 1,
        ChildSas = 2,
        Traffic = new(
            12_345, 1_000_000, 6_789, 500_000, 3, 4,
            new Dictionary<string, ulong> { ["no_sa"] = 5, ["replayed"] = 12 }),
        GuardDrops = 2,
        Uptime = 3_723,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast").FullName;
    private readonly List<ControlRequest> _asked = [];

    private string Config => Path.Combine(_folder, "alice.gateway.json");

    public MembersThatAreAsked() => File.WriteAllText(Config, """
        {
          "member": "alice.json",
          "interfaces": { "front": "out", "back": "in" },
          "sync": { "certificate": "alice.pem", "key": "alice.key", "authority": "lab.pem" },
          "store": "alice.epoch",
          "control": "alice.sock"
        }
        """);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_status_of_who_reigns_is_told_in_lines()
    {
        var run = await AskAsync(Serving, "status");
        Assert.Equal(
            """
            alice of lab: active in 7.1
              traffic  passes
              front    Active    192.168.0.5 on hsrp1f, priority 110
              back     Active    10.1.0.5 on hsrp2b, priority 1000
              sync     moon is connected
              sync     sun is not connected
              packets  12345 in, 6789 out, dropped: no_sa 5, replayed 12
              drain    serving
              since    01:02:03, the guard took the addresses 2 times

            """,
            run.Output);
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal([ControlRequest.Status], _asked);
    }

    [Fact]
    public async Task The_status_of_who_stands_by_says_how_much_it_knows()
    {
        var run = await AskAsync(
            Serving with
            {
                Member = "moon",
                Role = "standby",
                Standing = "synced",
                Epoch = null,
                IsOpen = false,
                Groups = [new("front", "Standby", "192.168.0.5", 100, "hsrp1f")],
                Others = [],
                Traffic = Serving.Traffic! with { Drops = new Dictionary<string, ulong>() },
                GuardDrops = 0,
                Uptime = 90_061,
            },
            "status");
        Assert.Equal(
            """
            moon of lab: standby, synced
              traffic  does not pass
              front    Standby   192.168.0.5 on hsrp1f, priority 100
              packets  12345 in, 6789 out, none dropped
              drain    serving
              since    1.01:01:01, the guard took the addresses 0 times

            """,
            run.Output);
    }

    /// <summary>A drain that is over, of a member that carries no IPsec.</summary>
    [Theory]
    [InlineData("drain", ControlRequest.Drain)]
    [InlineData("stay", ControlRequest.Remain)]
    public async Task Drain_and_stay_ask_for_that_and_tell_what_has_become_of_the_member(
        string command, ControlRequest request)
    {
        var run = await AskAsync(
            Serving with
            {
                Role = "promoting",
                Epoch = null,
                IsOpen = false,
                Groups = [],
                Others = [],
                Drain = command == "drain" ? "drained" : "serving",
                Traffic = null,
            },
            command);
        Assert.Equal([request], _asked);
        Assert.Equal(
            $"""
            alice of lab: promoting
              traffic  does not pass
              drain    {(command == "drain" ? "serves nobody" : "serving")}
              since    01:02:03, the guard took the addresses 2 times

            """,
            run.Output);
        Assert.Equal((0, ""), (run.Code, run.Error));
    }

    [Theory]
    [InlineData("status", ControlRequest.Status)]
    [InlineData("drain", ControlRequest.Drain)]
    [InlineData("stay", ControlRequest.Remain)]
    public async Task Programs_get_what_the_member_said_in_one_line(
        string command, ControlRequest request)
    {
        var run = await AskAsync(Serving, command, "--json");
        Assert.Equal((0, $"{Serving.ToJson()}\n", ""), (run.Code, run.Output, run.Error));
        Assert.Equal([request], _asked);
    }

    [Fact]
    public async Task An_answer_that_is_no_status_is_shown_as_it_is()
    {
        const string said = """{"error":"asks for nothing that is known"}""";
        await using var member = new ControlSocket(
            Path.Combine(_folder, "alice.sock"), _ => Task.FromResult(said));
        var run = await ToolRun.Of("gateway", "status", Config);
        Assert.Equal((0, $"{said}\n"), (run.Code, run.Output));
    }

    [Theory]
    [InlineData("status")]
    [InlineData("drain")]
    [InlineData("stay")]
    public async Task Where_no_member_runs_it_is_said_at_which_socket_and_exits_2(string command)
    {
        var run = await ToolRun.Of("gateway", command, Config);
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.StartsWith(
            $"holdfast: no member answers at {Path.Combine(_folder, "alice.sock")}: ", run.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_that_is_none_is_told_and_exits_2()
    {
        var none = Path.Combine(_folder, "none.json");
        var run = await ToolRun.Of("gateway", "drain", none);
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Equal($"holdfast: {none}: no such file\n", run.Error);
    }

    private async Task<ToolRun> AskAsync(MemberStatus status, string command, params string[] more)
    {
        await using var member = new ControlSocket(
            Path.Combine(_folder, "alice.sock"), request =>
            {
                _asked.Add(request);
                return Task.FromResult(status.ToJson());
            });
        return await ToolRun.Of(["gateway", command, .. more, Config]);
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Interop.Live;

/// <summary>Many peers in the namespace of the host outside: <c>holdfast load</c>, which asks the
/// host inside.</summary>
internal sealed class LiveLoad
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Lab _lab;
    private readonly Process _process;
    private readonly string _output;
    private readonly int _peers;

    /// <param name="lab">Where, with these peers (<see cref="Introduce"/>).</param>
    /// <param name="peers">How many there are.</param>
    /// <param name="rate">Questions in a second, of all together.</param>
    /// <param name="seconds">For how long.</param>
    public LiveLoad(Lab lab, int peers, double rate, double seconds)
    {
        (_lab, _peers, _output) = (lab, peers, $"load-{Guid.NewGuid():N}");
        _process = lab.Start(
            "carol", $"{_output}.log",
            [
                "bash", "-c", "exec \"$@\" > \"$0.json\"", Path.Combine(lab.Folder, _output),
                .. LiveMember.Tool, "load", "192.168.0.5", "--psk",
                Path.Combine(lab.Folder, "carol.psk"), "--from", First, "--to", Lab.Inside,
                "--peers", Text(peers), "--rate", Text(rate), "--time", Text(seconds), "--json",
            ]);
    }

    /// <summary>Members that are started from now on know so many peers.</summary>
    public static void Introduce(Lab lab, int peers)
    {
        var all = Enumerable.Range(1, peers).ToList();
        lab.Replace(
            string.Join(", ", all.Select(number => $$"""
                { "name": "peer-{{number}}", "identity": "email:peer-{{number}}@load",
                  "child_sas": [{ "name": "net", "remote": ["{{Behind(number)}}/32"] }] }
                """)),
            string.Join(", ", all.Select(number =>
                $$"""
                "peer-{{number}}": { "psk": "carol.psk" }
                """)));
    }

    /// <summary>Waits until all tunnels stand, and questions are asked.</summary>
    public async Task UntilAskingAsync()
    {
        var time = Stopwatch.StartNew();
        while (!Said().Contains(" tunnels stand after ", StringComparison.Ordinal))
        {
            Assert.True(!_process.HasExited && time.Elapsed < Patience, $"no load: {Said()}");
            await Task.Delay(50);
        }

        Assert.Contains($"{_peers} of {_peers} tunnels stand", Said());
    }

    /// <summary>Waits until it is over; what it saw.</summary>
    public async Task<JsonNode> EndedAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        var told = await File.ReadAllTextAsync(
            Path.Combine(_lab.Folder, $"{_output}.json"), CancellationToken.None);
        Assert.True(told.Length > 0, $"it tells nothing: {Said()}");
        return JsonNode.Parse(told)!;
    }

    /// <summary>What a successor may refuse under Strict of packets that nobody has accepted: a
    /// floor lies 2 packets ahead of a tunnel, or what comes in 50 ms, and is up to twice as far
    /// before it comes down; rates that change within the second are half as much again
    /// (docs/adr/0044). Of a tunnel with few packets it is the one that had come and waited
    /// (docs/adr/0077).</summary>
    /// <param name="peers">How many tunnels there were.</param>
    /// <param name="rate">Questions in a second, of all together.</param>
    public static int FloorsMost(int peers, double rate) => peers
        * (rate / peers < 0.9 * Few ? 1 : Math.Max(4, (int)Math.Ceiling(0.15 * rate / peers)));

    private static int Few => (int)PacedFloor.FewPerSecond;

    /// <summary>What a takeover may take until somebody is answered again, with a hold time of
    /// 150 ms: the recovery budget, <see cref="Fault.Bar"/>.</summary>
    public static TimeSpan Budget { get; } = Fault.Bar.Most;

    /// <summary>No answer for longer than this is no takeover in time.</summary>
    /// <param name="seen">What was seen.</param>
    /// <param name="budget">For the takeover.</param>
    /// <param name="rate">Questions in a second: a silence begins and ends with one.</param>
    public static void AssertInTime(JsonNode seen, TimeSpan budget, double rate) =>
        Assert.InRange((double)seen["silence"]!, 0, budget.TotalSeconds + (1 / rate));

    /// <summary>What a takeover may cost: what was asked while nobody was answered, and what lies
    /// below the floors of the successor.</summary>
    public static int LostMost(JsonNode seen, int peers, double rate) =>
        (int)Math.Ceiling((double)seen["silence"]! * rate) + FloorsMost(peers, rate);

    /// <summary>How many packets the successor has refused as old.</summary>
    public static async Task<int> BelowFloorsAsync(LiveMember successor) =>
        (int?)(await successor.AskAsync())["traffic"]!["drops"]!["replayed"] ?? 0;

    private const string First = "10.2.0.1";

    private static string Behind(int number) => $"10.2.{number / 256}.{number % 256}";

    private string Said() => File.Exists(Path.Combine(_lab.Folder, $"{_output}.log"))
        ? File.ReadAllText(Path.Combine(_lab.Folder, $"{_output}.log"))
        : "";

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}

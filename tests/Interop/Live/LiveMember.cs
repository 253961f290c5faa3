using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Holdfast.Gateway.Control;

namespace Holdfast.Tests.Interop.Live;

/// <summary>A member that runs as a process of its own.</summary>
internal sealed class LiveMember
{
    // A published tool is a program of its own: HOLDFAST_LIVE_TOOL is where it is.
    internal static readonly string[] Tool =
        Environment.GetEnvironmentVariable("HOLDFAST_LIVE_TOOL") is { Length: > 0 } published
            ? [published]
            : ["dotnet", Path.Combine(AppContext.BaseDirectory, "holdfast.dll")];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Lab _lab;
    private readonly string[] _by;
    private Process _process;

    /// <param name="lab">Where.</param>
    /// <param name="name">Which one.</param>
    /// <param name="by">What starts it: a program that becomes it, and its arguments.</param>
    public LiveMember(Lab lab, string name, params string[] by)
    {
        (_lab, Name, _by) = (lab, name, by);
        _process = Run();
    }

    public string Name { get; }

    /// <summary>
    /// Starts both: the first one reigns before the second one is there, so who is active is no
    /// matter of luck.
    /// </summary>
    public static async Task<(LiveMember Alice, LiveMember Moon)> PairAsync(Lab lab)
    {
        var alice = new LiveMember(lab, "alice");
        await alice.UntilActiveAsync();
        var moon = new LiveMember(lab, "moon");
        await moon.UntilSyncedAsync();
        return (alice, moon);
    }

    /// <summary>Its number.</summary>
    public int Pid => _process.Id;

    /// <summary>What it has written to its journal.</summary>
    public string Journal => File.ReadAllText(Path.Combine(_lab.Folder, $"{Name}.log"));

    /// <summary>Sends it a signal.</summary>
    public void Signal(string signal) => Signal(signal, _process.Id);

    /// <summary>Sends a process a signal.</summary>
    public static void Signal(string signal, int process)
    {
        using var kill = Process.Start(
            "kill", [$"-{signal}", process.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>The process that guards its addresses, which is its only child.</summary>
    public int Guard()
    {
        foreach (var task in Directory.GetDirectories($"/proc/{_process.Id}/task"))
        {
            if (int.TryParse(
                File.ReadAllText(Path.Combine(task, "children")), CultureInfo.InvariantCulture,
                out var guard))
            {
                return guard;
            }
        }

        throw new InvalidOperationException($"{Name} has no guard");
    }

    /// <summary>Whether it runs no more.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Waits until it has ended; its exit code.</summary>
    public int Ended()
    {
        Assert.True(_process.WaitForExit(Patience), $"{Name} does not end: {Journal}");
        return _process.ExitCode;
    }

    /// <summary>Starts it anew.</summary>
    public void Restart() => _process = Run();

    /// <summary>Asks it something; its status.</summary>
    public async Task<JsonNode> AskAsync(ControlRequest request = ControlRequest.Status) =>
        JsonNode.Parse(await ControlClient.AskAsync(
            Path.Combine(_lab.Folder, $"{Name}.sock"), request))!;

    /// <summary>What <c>holdfast gateway</c> says to people who ask it: status, drain or stay.
    /// </summary>
    public string Told(string command) => _lab.In(
        Name,
        [.. Tool, "gateway", command, Path.Combine(_lab.Folder, $"{Name}.gateway.json")]);

    /// <summary>Waits until its status is as wanted; that status.</summary>
    /// <param name="isSo">What is wanted.</param>
    /// <param name="what">In words.</param>
    /// <param name="first">Done each time before it is asked.</param>
    public async Task<JsonNode> UntilAsync(
        Func<JsonNode, bool> isSo, string what, Func<Task>? first = null)
    {
        var time = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await (first?.Invoke() ?? Task.CompletedTask);
                var status = await AskAsync();
                if (isSo(status))
                {
                    return status;
                }
            }
            catch (Holdfast.Gateway.GatewayException)
            {
                // It is not there yet.
            }

            if (time.Elapsed > Patience)
            {
                Assert.Fail($"{Name} is not {what}:\n{Journal}{Others()}");
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Waits until it reigns; that status.</summary>
    public Task<JsonNode> UntilActiveAsync() => UntilAsync(
        status => status.Is("role", "active") && (bool)status["is_open"]!, "active");

    /// <summary>Waits until it could take over without a loss; that status.</summary>
    public Task<JsonNode> UntilSyncedAsync() => UntilAsync(
        status => status.Is("standing", "synced") && status["groups"]!.AsArray()
            .All(group => group!.Is("phase", "Standby")), "synced and standing by");

    /// <summary>What other members have written: why one of them waits may stand there.</summary>
    private string Others() => string.Concat(
        Directory.GetFiles(_lab.Folder, "*.log")
            .Where(file => Path.GetFileName(file) != $"{Name}.log")
            .Select(file => $"\n{Path.GetFileName(file)}:\n{File.ReadAllText(file)}"));

    private Process Run() => _lab.Start(
        Name, $"{Name}.log", [.. _by, .. Tool, "gateway", "run", $"{Name}.gateway.json"]);
}

/// <summary>Short words on JSON.</summary>
internal static class JsonWords
{
    public static bool Is(this JsonNode node, string field, string value) =>
        (string?)node[field] == value;

    /// <summary>The reign of a status.</summary>
    public static int Reign(this JsonNode status) => int.Parse(
        ((string)status["epoch"]!).Split('.')[0], CultureInfo.InvariantCulture);
}

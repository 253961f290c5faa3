using System.Diagnostics;
using System.Globalization;
using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Xunit.Abstractions;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>
/// Many SAs with octets: as many as everybody can play, or as many as the environment says
/// (docs/simulator.md).
/// </summary>
public sealed class LargeWorlds(ITestOutputHelper output)
{
    private const int OfOneIkeSa = 500;

    [Fact]
    public void Many_CHILD_SAs_are_taken_over_and_no_peer_sees_it()
    {
        var count = CountOf("HOLDFAST_TAKEN_OVER", 2_000);
        var run = Played(
            count, rekeyAfter: null, TimeSpan.FromSeconds(60),
            PlayedWorlds.Of((40, new Fault.Crash("alice")), (41, new Fault.Fence("alice"))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal(0, run.Measures.Reestablished);
        Assert.InRange(run.Measures.Takeovers, 1, 2);
        Assert.True(
            run.Measures.LongestGap < TimeSpan.FromSeconds(5), $"{run.Measures.LongestGap}");
    }

    [Fact]
    public void Lives_that_end_together_end_in_rekeys_of_all()
    {
        var count = CountOf("HOLDFAST_LIVES", 1_000);
        var run = Played(
            count, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(45 + (count / 300)),
            FaultPlan.None);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal(0, run.Measures.PacketsLost);
        Assert.True(run.Measures.Rekeyed >= count, $"{run.Measures.Rekeyed} rekeys");
    }

    private RunResult Played(int count, TimeSpan? rekeyAfter, TimeSpan lasts, FaultPlan faults)
    {
        var pair = PlayedWorlds.Pair;
        Items<SaPlan> sas =
        [
            .. Enumerable.Range(0, (count + OfOneIkeSa - 1) / OfOneIkeSa).Select(at => new SaPlan
            {
                Peer = "carol",
                Count = Math.Min(OfOneIkeSa, count - (at * OfOneIkeSa)),
                At = TimeSpan.FromSeconds(20) + TimeSpan.FromMilliseconds(20 * at),
                RekeyAfter = rekeyAfter,
            }),
        ];
        var clock = Stopwatch.StartNew();
        var run = PlayedWorlds.Play(
            pair with
            {
                Sas = sas,
                Peers = [pair.Peers[0] with { Window = 64 }],
                Policy = pair.Policy with { PacePerSecond = 400 },
                Duration = lasts,
                HealAt = lasts - TimeSpan.FromSeconds(15),
            },
            faults, options: new() { HasTimeline = false });
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} CHILD SAs, {run.Events} events, {clock.Elapsed.TotalSeconds:F1} s, ")
            + $"{Environment.WorkingSet >> 20} MiB, {run.Measures.Rekeyed} rekeys; "
            + string.Join("; ", run.Violations));
        return run;
    }

    private static int CountOf(string name, int otherwise) => int.TryParse(
        Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var count)
        ? count
        : otherwise;
}

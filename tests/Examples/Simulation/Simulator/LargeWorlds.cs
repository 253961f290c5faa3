using System.Diagnostics;
using System.Globalization;
using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.Simulation.Worlds.Cards;
using Holdfast.StateMachines.Replication;
using Xunit.Abstractions;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>
/// Many SAs with octets: as many as everybody can play, or as many as the environment says
/// (docs/simulator.md).
/// </summary>
public sealed class LargeWorlds(ITestOutputHelper output)
{
    private const int OfOneIkeSa = 500;

    // Under one IKE SA rekeys and Deletes follow each other, a way there and back for each.
    private const int OfOneThatLives = 50;

    [Fact]
    public void Many_CHILD_SAs_are_taken_over_and_no_peer_sees_it()
    {
        var count = CountOf("HOLDFAST_TAKEN_OVER", 2_000);
        var run = Played(
            count, rekeyAfter: null, TimeSpan.FromSeconds(60), AliceIsLost,
            policy => policy);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal(0, run.Measures.Reestablished);
        Assert.NotNull(PlayedWorlds.When(run, "moon", $", Synced, {count} CHILD SAs"));
        Assert.InRange(run.Measures.Takeovers, 1, 2);
        Assert.True(
            run.Measures.LongestGap < TimeSpan.FromSeconds(5), $"{run.Measures.LongestGap}");
    }

    [Fact]
    public void What_a_takeover_owes_many_CHILD_SAs_is_begun_within_the_budget()
    {
        var count = CountOf("HOLDFAST_TAKEN_OVER", 500);
        var pace = Math.Max(400, count / 125);
        var run = Played(
            count, rekeyAfter: null, TimeSpan.FromSeconds(65 + (1.05 * count / pace)), AliceIsLost,
            policy => policy with
            {
                Replay = ReplayPolicy.RekeyFirst,
                PacePerSecond = pace,
                Preempts = false,
            });

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal(
            (count, 0, 1),
            (run.Measures.Rekeyed, run.Measures.Reestablished, run.Measures.Takeovers));
        Assert.NotNull(PlayedWorlds.When(run, "moon", $", Synced, {count} CHILD SAs"));
    }

    [Fact]
    public void An_SA_in_use_does_not_wait_its_turn_among_all_that_are_owed_a_rekey()
    {
        // All take 400 s, a second for each.
        var run = Played(
            400, rekeyAfter: null, TimeSpan.FromSeconds(90), AliceIsLost,
            policy => policy with
            {
                Replay = ReplayPolicy.RekeyFirst,
                PacePerSecond = 1,
                Preempts = false,
            });

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.InRange(run.Measures.Rekeyed, 50, 75);
        Assert.InRange(run.Measures.LongestGap.TotalSeconds, 1, 8);
    }

    [Fact]
    public void What_waits_for_a_message_ID_is_sent_together_and_was_begun_within_the_budget()
    {
        var run = Played(
            1_000, rekeyAfter: null, TimeSpan.FromSeconds(70), AliceIsLost,
            policy => policy with
            {
                Replay = ReplayPolicy.RekeyFirst,
                PacePerSecond = 200,
                Preempts = false,
            });

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal(1_000, run.Measures.Rekeyed);
    }

    [Fact]
    public void Lives_that_end_together_end_in_rekeys_of_all()
    {
        // The first begins its second life after the last has begun it: by the end nobody is in the
        // middle of a rekey, and all is compared.
        var count = CountOf("HOLDFAST_LIVES", 1_000);
        var lives = TimeSpan.FromSeconds(20 + (count / 200));
        var run = Played(
            count, lives, TimeSpan.FromSeconds(20 + 10 + (count / 400)) + lives, FaultPlan.None,
            policy => policy, OfOneThatLives);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal((count, 0), (run.Measures.Rekeyed, run.Measures.PacketsLost));
    }

    [Fact]
    public void Lives_of_many_IKE_SAs_that_end_together_are_rekeyed_at_the_pace()
    {
        var card = ScenarioTable.Named("lifetimes-together")!.Cases[0];
        var world = card.World();
        var count = world.Sas.Sum(sas => sas.Count);

        var shipped = PlayedWorlds.Play(world, card.Faults);
        var atOnce = PlayedWorlds.Play(
            world, card.Faults, options: new() { Mischief = Mischief.Unpaced });

        Assert.True(world.Sas.Count > 50);
        Assert.Equal("", PlayedWorlds.Broken(shipped));
        Assert.InRange(shipped.Measures.Rekeyed, count, long.MaxValue);
        Assert.Contains("I32", PlayedWorlds.Broken(atOnce), StringComparison.Ordinal);
    }

    private static FaultPlan AliceIsLost =>
        PlayedWorlds.Of((40, new Fault.Crash("alice")), (41, new Fault.Fence("alice")));

    private RunResult Played(
        int count, TimeSpan? rekeyAfter, TimeSpan lasts, FaultPlan faults,
        Func<MemberPolicy, MemberPolicy> with, int ofOneIkeSa = OfOneIkeSa)
    {
        var pair = PlayedWorlds.Pair;
        Items<SaPlan> sas =
        [
            .. Enumerable.Range(0, (count + ofOneIkeSa - 1) / ofOneIkeSa).Select(at => new SaPlan
            {
                Peer = "carol",
                Count = Math.Min(ofOneIkeSa, count - (at * ofOneIkeSa)),
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
                Policy = with(pair.Policy with { PacePerSecond = 400 }),
                Duration = lasts,
                HealAt = lasts - TimeSpan.FromSeconds(15),
            },
            faults);
        var peak = Process.GetCurrentProcess().PeakWorkingSet64 >> 20;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} CHILD SAs, {run.Events} events, {clock.Elapsed.TotalSeconds:F1} s, ")
            + $"{peak} MiB at most, {run.Measures.Rekeyed} rekeys, longest gap "
            + $"{run.Measures.LongestGap}; {string.Join("; ", run.Violations)}");
        return run;
    }

    private static int CountOf(string name, int otherwise) => int.TryParse(
        Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var count)
        ? count
        : otherwise;
}

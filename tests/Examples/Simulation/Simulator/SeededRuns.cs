using System.Diagnostics;
using Holdfast.Protocol.Cryptography;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>Runs of worlds: the same seed is the same run, and what a failover costs.</summary>
public sealed class SeededRuns
{
    private static readonly string Tool = Path.Combine(AppContext.BaseDirectory, "holdfast.dll");

    [Fact]
    public void One_seed_gives_the_same_octets_twice()
    {
        var (one, first) = Traced(7, null);
        var (other, second) = Traced(7, null);

        Assert.True(first.AsSpan().SequenceEqual(second));
        Assert.True(first.Length > 1_000_000, $"{first.Length} octets of trace");
        Assert.Equal(one.Digest, other.Digest);
        Assert.Equal(one, other);
    }

    [Fact]
    public void Who_computes_the_ciphers_changes_no_octet()
    {
        // The platform has the ciphers, and not every key exchange.
        var (_, layered) = Traced(3, CryptoProviders.Managed());
        var (_, bouncy) = Traced(3, new BouncyCastleProvider());

        Assert.True(layered.AsSpan().SequenceEqual(bouncy));
    }

    [Fact]
    public void Another_seed_is_another_run()
    {
        var one = PlayedWorlds.Play(PlayedWorlds.Pair, PlayedWorlds.Crash, 1);
        var other = PlayedWorlds.Play(PlayedWorlds.Pair, PlayedWorlds.Crash, 2);

        Assert.NotEqual(one.Digest, other.Digest);
    }

    [Theory]
    [InlineData("stateful-pair", "11")]
    [InlineData("crash-in-child-rekey/both-at-once", "3")]
    public void Two_processes_play_the_same_run_octet_by_octet(string scenario, string seed)
    {
        var (one, first) = Played("first");
        var (other, second) = Played("second");

        Assert.Equal(one, other);
        Assert.Contains("\"digest\"", one, StringComparison.Ordinal);
        Assert.True(first.Length > 200_000, $"{first.Length} octets of trace");
        Assert.Equal(
            (first.Length, first.Length),
            (second.Length, first.AsSpan().CommonPrefixLength(second)));

        (string Output, byte[] Trace) Played(string name)
        {
            var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.{name}");
            try
            {
                return (
                    Run("simulate", scenario, "--seed", seed, "--json", "--trace", file),
                    File.ReadAllBytes(file));
            }
            finally
            {
                File.Delete(file);
            }
        }
    }

    [Fact]
    public void The_trace_of_a_process_is_what_is_played_here()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.trace");
        try
        {
            Run("simulate", "stateful-pair", "--seed", "5", "--calm", "--trace", file);
            using var trace = new MemoryStream();
            PlayedWorlds.Play(
                Topologies.StatefulPair, FaultPlan.None, 5,
                new() { Trace = octets => trace.Write(octets.Span) });

            Assert.True(trace.ToArray().AsSpan().SequenceEqual(File.ReadAllBytes(file)));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Without_a_fault_nothing_is_lost()
    {
        var run = PlayedWorlds.Play(PlayedWorlds.Pair, FaultPlan.None);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal((0, 0), (run.Measures.PacketsLost, run.Measures.Takeovers));
        Assert.True(run.Measures.PacketsReceived > 1_200);
    }

    [Fact]
    public void A_crash_is_taken_over_within_the_hold_time_and_loses_what_the_time_carries()
    {
        var run = PlayedWorlds.Play(PlayedWorlds.Pair, PlayedWorlds.Crash);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal(2, run.Measures.Takeovers);
        Assert.InRange(PlayedWorlds.When(run, "moon", "lets traffic pass")!.Value, 35, 38.1);

        // 20 packets a second are on their way for the hold time and a few more behind the floor.
        Assert.InRange(run.Measures.PacketsLost, 1, 3.5 * 20);
        Assert.Equal(0, run.Measures.AcceptedTwice);
        Assert.All(run.Measures.TimesToFirstPacket, time => Assert.True(time.TotalSeconds < 4));
    }

    [Theory]
    [InlineData(SaSuite.AesGcm128, false)]
    [InlineData(SaSuite.ChaChaPoly, true)]
    [InlineData(SaSuite.AesCbcSha256, false)]
    [InlineData(SaSuite.AesGcmImplicit, true)]
    public void Every_suite_is_carried_through_a_crash(SaSuite suite, bool isExtended)
    {
        var world = PlayedWorlds.Pair with
        {
            Sas = [PlayedWorlds.Pair.Sas[0] with { Suite = suite, IsExtended = isExtended }],
        };
        var run = PlayedWorlds.Play(world, PlayedWorlds.Crash);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal(2, run.Measures.Takeovers);
    }

    [Theory]
    [InlineData(ReplayPolicy.Strict)]
    [InlineData(ReplayPolicy.Bounded)]
    [InlineData(ReplayPolicy.PeerSync)]
    [InlineData(ReplayPolicy.RekeyFirst)]
    public void Whoever_replays_all_that_was_heard_after_a_takeover_is_bounded_by_the_policy(
        ReplayPolicy policy)
    {
        var world = PlayedWorlds.WithAttacker;
        world = world with { Policy = world.Policy with { Replay = policy, Exposed = 16 } };
        var run = PlayedWorlds.Play(world, PlayedWorlds.Of(
            (35, new Fault.Crash("alice")),
            (40, new Fault.Replay(MessageKind.Esp, "moon", 1_000)),
            (50, new Fault.Restart("alice"))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.InRange(
            run.Measures.AcceptedTwice, 0, policy == ReplayPolicy.Bounded ? 2 * 16 : 0);
    }

    [Fact]
    public void Two_members_that_serve_at_once_share_no_nonce_and_one_remains()
    {
        var run = PlayedWorlds.Play(PlayedWorlds.Pair, PlayedWorlds.Split);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.True(run.Measures.WithTwoActive > TimeSpan.FromSeconds(8));
    }

    [Fact]
    public void Whoever_has_lost_both_members_is_served_again_once_it_notices()
    {
        var run = PlayedWorlds.Play(
            PlayedWorlds.Pair with { Duration = TimeSpan.FromSeconds(130) },
            PlayedWorlds.Of((35, new Fault.Crash("alice")), (36, new Fault.Crash("moon"))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.NotNull(PlayedWorlds.When(run, "carol", "takes the gateway for dead"));
    }

    [Fact]
    public void What_cannot_be_played_is_refused_by_name()
    {
        var wrong = Assert.Throws<ArgumentException>(() => PlayedWorlds.Play(
            PeersOfIkev1.OverTcp, FaultPlan.None));

        Assert.Contains("IKEv1", wrong.Message, StringComparison.Ordinal);
    }

    private static (RunResult Run, byte[] Trace) Traced(ulong seed, CryptoProvider? provider)
    {
        using var trace = new MemoryStream();
        var run = PlayedWorlds.Play(
            PlayedWorlds.WithAttacker,
            PlayedWorlds.Of(
                (30, new Fault.Corrupt(PlayedWorlds.Some(MessageKind.Esp, 20_000), 3)),
                (30, new Fault.Duplicate(
                    PlayedWorlds.Some(MessageKind.Any, 50_000), 2, TimeSpan.FromMilliseconds(40))),
                (30, new Fault.Lose(PlayedWorlds.Some(MessageKind.Sync, 50_000))),
                (35, new Fault.Crash("alice")),
                (40, new Fault.Replay(MessageKind.Any, "moon", 500)),
                (50, new Fault.Restart("alice"))),
            seed,
            new() { Cryptography = provider, Trace = octets => trace.Write(octets.Span) });
        return (run, trace.ToArray());
    }

    private static string Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Tool, .. arguments])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}

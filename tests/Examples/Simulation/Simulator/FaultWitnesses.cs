using System.Security.Cryptography;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.Simulation.Worlds.Cards;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>
/// Each kind of fault has a run in which it does something: what is sent, heard or decided is
/// another than without it, and not only that somebody says that it happened.
/// </summary>
public sealed class FaultWitnesses
{
    private static readonly LinkName Front = new("alice", "outside");

    /// <summary>A fault, and what has to happen before it.</summary>
    private sealed record Witness(Fault Fault, params (double Seconds, Fault Fault)[] Before)
    {
        /// <summary>When it happens, in seconds.</summary>
        public double At { get; init; } = 40;

        /// <summary>Where.</summary>
        public WorldPlan In { get; init; } = World;
    }

    private static readonly Witness[] Witnesses =
    [
        new(new Fault.Crash("alice")),
        new(new Fault.CrashAt("alice", CrashPoint.AfterReplicate, MessageKind.Sync)),
        new(new Fault.Restart("alice"), (31, new Fault.Crash("alice"))),
        new(new Fault.Fence("alice"), (30, new Fault.SyncCut(Seconds(15))),
            (39, new Fault.Crash("alice"))),
        new(new Fault.LinkDown(Front)),
        new(new Fault.LinkUp(Front), (31, new Fault.LinkDown(Front))),
        new(new Fault.LinkLoses(Front, LinkWay.Both)),
        new(new Fault.LinkFlaps(Front, Seconds(1), Seconds(1), 2)),
        new(new Fault.Partition("outside", ["alice"])),
        new(new Fault.Rejoin("outside"), (31, new Fault.Partition("outside", ["alice"]))),
        new(new Fault.Lose(PlayedWorlds.Some(MessageKind.Esp, 500_000))),
        new(new Fault.Duplicate(PlayedWorlds.Some(MessageKind.Esp, 500_000), 2, Seconds(1))),
        new(new Fault.Delay(
            PlayedWorlds.Some(MessageKind.Esp, 500_000), Seconds(0.1), Seconds(1))),
        new(new Fault.Reorder(PlayedWorlds.Some(MessageKind.Esp, 1_000_000), 4)),
        new(new Fault.Corrupt(PlayedWorlds.Some(MessageKind.Esp, 500_000), 4)),
        new(new Fault.SyncSlow(Seconds(1), Seconds(5))),
        new(new Fault.SyncCut(Seconds(5))),
        new(new Fault.AccessDown("alice", "outside")),
        new(
            new Fault.AccessUp("alice", "outside"),
            (31, new Fault.AccessDown("alice", "outside"))),
        new(new Fault.Reroute("carol", "moon")),
        new(new Fault.ConvergeIn(Seconds(9)), (45, new Fault.Reroute("carol", "moon"))),
        new(new Fault.MtuFalls("outside", 100)),
        new(new Fault.NatRebind("carol")) { In = BehindNat },
        new(new Fault.ClockRate("alice", 50_000)),
        new(new Fault.MonotonicGap("alice", Seconds(8))),
        new(
            new Fault.ConfigDrift("moon", "carol"), (42, new Fault.Crash("moon")),
            (44, new Fault.Restart("moon")), (48, new Fault.Crash("alice")),
            (49, new Fault.Fence("alice")), (54, new Fault.Delete("carol", ByPeer: true)),
            (55, new Fault.Establish("carol"))),
        new(new Fault.Drain("alice")),
        new(new Fault.Remain("alice"), (31, new Fault.Drain("alice"))),
        new(new Fault.Rekey("carol", RekeyOf.Children)),
        new(new Fault.Delete("carol")),
        new(new Fault.Establish("carol"), (31, new Fault.Delete("carol", ByPeer: true))),
        new(new Fault.PeerMoves("carol")) { In = CardWorlds.Moving },
        new(new Fault.SendsOn("mars", "venus")) { In = CardWorlds.Moving },
        new(new Fault.Replay(MessageKind.Esp, "alice", 50)),
        new(new Fault.ForgeHsrp("outside", HsrpForgery.Coup, 255, Seconds(2))),
        new(new Fault.UnprotectedHint("alice", HintKind.InvalidSpi, 2, Seconds(2))),
        new(new Fault.InjectSync("moon", SyncInjection.Garbage)),
        new(new Fault.HalfOpenFlood(10, Seconds(2))),
    ];

    /// <summary>The kinds.</summary>
    public static TheoryData<string> Kinds => [.. Witnesses.Select(NameOf)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_fault_does_something_in_a_run(string kind)
    {
        var witness = Witnesses.Single(one => NameOf(one) == kind);
        var without = Play(witness.In, witness.Before);
        var with = Play(witness.In, [.. witness.Before, (witness.At, witness.Fault)]);
        Assert.NotEqual(without, with);
    }

    /// <summary>What may be claimed.</summary>
    public static TheoryData<HintKind> Hints => [.. Enum.GetValues<HintKind>()];

    /// <summary>Claims in the clear are a reason to ask, RFC 7296 §2.4 and RFC 6290 §4.5, or
    /// nothing: there nobody gives tokens, or follows anybody.</summary>
    [Theory]
    [MemberData(nameof(Hints))]
    public void A_claim_of_the_attacker_is_a_reason_to_ask_or_nothing(HintKind what)
    {
        var world = what == HintKind.LiveSign ? WithOldPeer : World;
        var without = Play(world, []);
        var with = Play(world, (40, new Fault.UnprotectedHint("alice", what, 2, Seconds(2))));
        Assert.Equal(
            what is HintKind.InvalidSpi or HintKind.InvalidIkeSpi or HintKind.ForgedToken,
            without != with);
    }

    [Fact]
    public void Every_kind_of_fault_has_a_witness() => Assert.Equal(
        typeof(Fault).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(Fault)))
            .Select(type => type.Name).Order(),
        Witnesses.Select(NameOf).Order());

    // Where availability comes first, nobody waits for a fence.
    private static WorldPlan World => PlayedWorlds.WithAttacker with
    {
        Policy = PlayedWorlds.WithAttacker.Policy with { Solo = SoloPolicy.SafetyFirst },
    };

    private static WorldPlan WithOldPeer => Topologies.StatefulPairIkev1 with
    {
        Attacker = World.Attacker,
    };

    private static WorldPlan BehindNat => World with
    {
        Peers = [World.Peers[0] with { IsBehindNat = true }],
    };

    /// <summary>The card that the attacker sends from: that it sends is nothing yet.</summary>
    private static readonly byte[] Forger = [0x02, 0, 0, 0xFF, 0xFF, 0x01];

    /// <summary>What happens in a run, but for what says which faults happened.</summary>
    private static string Play(
        WorldPlan world, params (double Seconds, Fault Fault)[] faults)
    {
        const int whatAt = 10;
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        PlayedWorlds.Play(
            world, PlayedWorlds.Of(faults),
            options: new()
            {
                Trace = told =>
                {
                    if (told.Span[whatAt] != (byte)MomentKind.Fault
                        && told.Span.IndexOf(Forger) < 0)
                    {
                        digest.AppendData(told.Span);
                    }
                },
            });
        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    private static string NameOf(Witness witness) => witness.Fault.GetType().Name;

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}

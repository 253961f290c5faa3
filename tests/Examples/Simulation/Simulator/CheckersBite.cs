using Holdfast.Simulation.Checkers.Canaries;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.Simulation.Worlds.Cards;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>
/// Each checker of the simulator sees its own canary, and in the same world without it nothing.
/// </summary>
public sealed class CheckersBite
{
    [Theory]
    [InlineData(nameof(Mischief.NonceOfFirstReign), "I1a")]
    [InlineData(nameof(Mischief.NumbersAnew), "I1b")]
    [InlineData(nameof(Mischief.WindowForgotten), "I3")]
    [InlineData(nameof(Mischief.WindowBeforeIcv), "I4")]
    [InlineData(nameof(Mischief.LifeBeforeWindow), "I4")]
    [InlineData(nameof(Mischief.NumbersWrap), "I5")]
    [InlineData(nameof(Mischief.RequestSealedAnew), "I6")]
    [InlineData(nameof(Mischief.RefusedIsLost), "I6b")]
    [InlineData(nameof(Mischief.DeafToFences), "I13")]
    [InlineData(nameof(Mischief.RouteKept), "I14")]
    [InlineData(nameof(Mischief.StandbySends), "I19")]
    [InlineData(nameof(Mischief.DeafToFences), "I27")]
    [InlineData(nameof(Mischief.SendsInClear), "Clear")]
    [InlineData(nameof(Mischief.NoLeases), "Flows")]
    [InlineData(nameof(Mischief.NeverOpens), "I10")]
    [InlineData(nameof(Mischief.FactsUnheard), "Synced")]
    [InlineData(nameof(Mischief.OldChildKept), "I30")]
    [InlineData(nameof(Mischief.DeafToDeletes), "I24")]
    [InlineData(nameof(Mischief.ChildToldEarly), "I24")]
    [InlineData(nameof(Mischief.SpiAgain), "I23")]
    [InlineData(nameof(Mischief.Unpaced), "I32")]
    [InlineData(nameof(Mischief.UnknownDropped), "I36")]
    [InlineData(nameof(Mischief.PlacedByCount), "I35")]
    [InlineData(nameof(Mischief.OthersTakenForOff), "I20")]
    [InlineData(nameof(Mischief.RedirectsForgotten), "I22")]
    [InlineData(nameof(Mischief.MacKept), "I11")]
    [InlineData(nameof(Mischief.OwnMacAlone), "I12")]
    [InlineData(nameof(Mischief.FramesSpliced), "I29")]
    [InlineData(nameof(Mischief.PlacesUnasked), "Asked")]
    public void A_shell_that_is_wrong_on_purpose_is_seen(string mischief, string invariant)
    {
        var wrong = Enum.Parse<Mischief>(mischief);
        var faults = FaultsFor(wrong);
        var world = PlayedWorlds.WithAttacker;
        if (wrong == Mischief.SendsInClear)
        {
            // Traffic is there three seconds before the SAs are.
            world = world with { Sas = [world.Sas[0] with { At = TimeSpan.FromSeconds(28) }] };
        }

        if (wrong == Mischief.Unpaced)
        {
            // Under one IKE SA they are made one after the other, and so their lives end.
            var sas = world.Sas[0] with { Count = 5, RekeyAfter = TimeSpan.FromSeconds(15) };
            world = world with
            {
                Sas =
                [
                    .. Enumerable.Range(0, 40).Select(at => sas with
                    {
                        At = sas.At + (TimeSpan.FromMilliseconds(10) * at),
                    }),
                ],
                Peers = [world.Peers[0] with { Window = 64 }],
            };
        }

        if (wrong == Mischief.UnknownDropped)
        {
            world = world with
            {
                Members = [world.Members[0] with { SpeaksNext = true }, world.Members[1]],
            };
        }

        if (wrong == Mischief.OthersTakenForOff)
        {
            world = world with
            {
                Policy = world.Policy with { HasTokens = true },
                Peers = [world.Peers[0] with { TakesTokens = true }],
            };
        }

        if (wrong == Mischief.PlacedByCount)
        {
            world = Topologies.LoadShared;
        }

        if (wrong == Mischief.RedirectsForgotten)
        {
            world = CardWorlds.Ring;
        }

        if (wrong == Mischief.FramesSpliced)
        {
            world = StreamWorlds.OverTcp with { HealAt = TimeSpan.FromSeconds(75) };
        }

        if (wrong == Mischief.RefusedIsLost)
        {
            world = FullLogs.World;
        }

        if (wrong == Mischief.PlacesUnasked)
        {
            world = CardWorlds.Moving;
        }

        var shipped = PlayedWorlds.Play(world, faults);
        var canary = PlayedWorlds.Play(world, faults, options: new() { Mischief = wrong });

        Assert.Equal("", PlayedWorlds.Broken(shipped));
        Assert.Contains(
            invariant, PlayedWorlds.Broken(canary).Split(' '), StringComparer.Ordinal);
    }

    [Fact]
    public void A_lease_that_is_not_awaited_is_seen_on_the_wire()
    {
        var machines = new ClusterMember.Machines
        {
            Replication = ReplicationCanaries.LeaseNotAwaited,
        };

        // Facts are on their way for a second: what is sent meanwhile the standby does not know.
        var faults = PlayedWorlds.Of(
            (34, new Fault.SyncSlow(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2))),
            (35, new Fault.Crash("alice")));
        var world = PlayedWorlds.Pair with
        {
            Policy = PlayedWorlds.Pair.Policy with { LeaseBlock = 4 },
        };

        Assert.Equal("", PlayedWorlds.Broken(PlayedWorlds.Play(world, faults)));
        Assert.Contains(
            "I1b",
            PlayedWorlds.Broken(PlayedWorlds.Play(
                world, faults, options: new() { Machines = machines })),
            StringComparison.Ordinal);
    }

    /// <summary>Neither hears the other one while it is active, nor that it is to give way: two stay
    /// so when all is mended.</summary>
    [Fact]
    public void Two_that_stay_active_once_the_world_has_healed_are_seen()
    {
        var deaf = new ClusterMember.Machines
        {
            FirstHop = static (config, state, now, input) =>
                input is HsrpPair.Input.Withhold or HsrpPair.Input.Resign
                || (input is HsrpPair.Input.At(var side, var heard) && IsActive(state, side)
                    && heard is HsrpGroup.Input.Hello or HsrpGroup.Input.Coup)
                    ? new(state, default, default)
                    : HsrpPair.Step(config, state, now, input),
        };
        var shipped = PlayedWorlds.Play(PlayedWorlds.Pair, PlayedWorlds.Split);
        var canary = PlayedWorlds.Play(
            PlayedWorlds.Pair, PlayedWorlds.Split, options: new() { Machines = deaf });

        Assert.Equal("", PlayedWorlds.Broken(shipped));
        Assert.Contains("I9", PlayedWorlds.Broken(canary).Split(' '), StringComparer.Ordinal);

        static bool IsActive(HsrpPair.State state, HsrpPair.Side side) =>
            (side == HsrpPair.Side.Front ? state.Front : state.Back).Phase
                == HsrpGroup.Phase.Active;
    }

    [Fact]
    public void A_life_in_octets_that_a_takeover_counts_anew_is_seen_on_the_wire()
    {
        var machines = new ClusterMember.Machines { Replication = ReplicaCanaries.LifeCountedAnew };
        var world = PlayedWorlds.Pair with
        {
            Sas = [PlayedWorlds.Pair.Sas[0] with { LifeOctets = 24_000 }],
            Policy = PlayedWorlds.Pair.Policy with { LeaseBlock = 4 },
        };

        // Before that half of its life is over.
        var shipped = PlayedWorlds.Play(world, PlayedWorlds.Crash);
        Assert.Equal("", PlayedWorlds.Broken(shipped));
        Assert.True(shipped.Measures.Rekeyed > 1);
        Assert.Contains(
            "I33",
            PlayedWorlds.Broken(PlayedWorlds.Play(
                world, PlayedWorlds.Crash, options: new() { Machines = machines })),
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_standby_would_serve_is_compared_with_what_the_peer_has()
    {
        Assert.StartsWith("moon has ", Deaf(PlayedWorlds.Pair), StringComparison.Ordinal);
        Assert.StartsWith("alice has ", Deaf(Topologies.OneGateway), StringComparison.Ordinal);

        static string? Deaf(WorldPlan world) => PlayedWorlds.Play(
                world,
                PlayedWorlds.Of((30, new Fault.Rekey("carol", RekeyOf.Children, ByPeer: true))),
                options: new() { Mischief = Mischief.DeafToDeletes })
            .Violations.FirstOrDefault(one => one.Invariant == "I24")?.Says;
    }

    [Fact]
    public void A_member_that_does_not_follow_the_rekey_of_an_IKE_SA_is_seen()
    {
        // It ends before anybody is taken for dead.
        var world = PlayedWorlds.Pair with { Duration = TimeSpan.FromSeconds(62) };
        var faults = PlayedWorlds.Of((58, new Fault.Rekey("carol", RekeyOf.Ike, ByPeer: true)));

        Assert.Equal("", PlayedWorlds.Broken(PlayedWorlds.Play(world, faults)));
        Assert.Contains(
            "I31",
            PlayedWorlds.Broken(PlayedWorlds.Play(
                world, faults, options: new() { Mischief = Mischief.DeafToDeletes })),
            StringComparison.Ordinal);
    }

    private static FaultPlan FaultsFor(Mischief mischief) => mischief switch
    {
        Mischief.WindowForgotten => PlayedWorlds.Of(
            (35, new Fault.Crash("alice")),
            (40, new Fault.Replay(MessageKind.Esp, "moon", 1_000)),
            (50, new Fault.Restart("alice"))),
        Mischief.WindowBeforeIcv or Mischief.LifeBeforeWindow => PlayedWorlds.Of(
            (30, new Fault.Corrupt(PlayedWorlds.Some(MessageKind.Esp, 200_000), 4))),
        Mischief.RequestSealedAnew => PlayedWorlds.Of(
            (26, new Fault.Lose(PlayedWorlds.Some(MessageKind.Esp, 1_000_000, 1_000_000))),
            // The first check has ID 0, as a synchronisation has: the next one is lost.
            (40, new Fault.Lose(PlayedWorlds.Some(MessageKind.Ike, 1_000_000, 2)))),
        Mischief.StandbySends => PlayedWorlds.Of(
            (35, new Fault.Reroute("carol", "moon")), (45, new Fault.Reroute("carol", null))),
        Mischief.DeafToFences => PlayedWorlds.Of(
            (35, new Fault.SyncCut(TimeSpan.FromSeconds(8))),
            (35, new Fault.Partition("outside", ["moon"])),
            (35, new Fault.Partition("inside", ["moon"])),
            (50, new Fault.Rejoin("outside")),
            (50, new Fault.Rejoin("inside"))),
        Mischief.SendsInClear or Mischief.UnknownDropped or Mischief.Unpaced
            or Mischief.MacKept or Mischief.OwnMacAlone => FaultPlan.None,
        Mischief.RefusedIsLost => FullLogs.Wishes,
        Mischief.RedirectsForgotten => CardWorlds.AtEachOther,
        Mischief.FramesSpliced => StreamWorlds.OftenUnheard,
        Mischief.PlacesUnasked => CardWorlds.Moves.First(
            one => one.Name == "takeover-before-the-answer").Faults,
        Mischief.ChildToldEarly => PlayedWorlds.Of(
            (29, new Fault.CrashAt("alice", CrashPoint.BeforeCommit, MessageKind.IkeChild)),
            (30, new Fault.Rekey("carol", RekeyOf.Children))),
        Mischief.OldChildKept => PlayedWorlds.Of((30, new Fault.Rekey("carol", RekeyOf.Children))),
        Mischief.DeafToDeletes => PlayedWorlds.Of(
            (30, new Fault.Rekey("carol", RekeyOf.Children, ByPeer: true))),
        // Both reign, and the peer makes an SA with one of them that the other one does not know.
        Mischief.OthersTakenForOff => PlayedWorlds.Of(
            (34, new Fault.SyncCut(TimeSpan.FromSeconds(15))),
            (34, new Fault.Lose(PlayedWorlds.Some(MessageKind.Hsrp, 1_000_000))),
            (38, new Fault.Reroute("carol", "alice")),
            (39, new Fault.Delete("carol", ByPeer: true)),
            (40, new Fault.Establish("carol")),
            (41.5, new Fault.Reroute("carol", "moon")),
            (42, new Fault.Rekey("carol", RekeyOf.Children, ByPeer: true))),
        Mischief.SpiAgain => PlayedWorlds.Of(
            (30, new Fault.HalfOpenFlood(10, TimeSpan.FromSeconds(2)))),
        Mischief.None or Mischief.NonceOfFirstReign or Mischief.NumbersAnew
            or Mischief.NumbersWrap or Mischief.RouteKept or Mischief.NoLeases
            or Mischief.NeverOpens or Mischief.FactsUnheard or Mischief.PlacedByCount
            or Mischief.LowersForOthers or Mischief.LeavesUnsettled
            or Mischief.TakesRestEarly =>
            PlayedWorlds.Crash,
    };
}

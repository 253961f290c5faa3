using System.Buffers;
using System.Text.Json.Nodes;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Tests;

/// <summary>Worlds and faults as JSON documents that tests change.</summary>
internal static class WorldDocuments
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>A scenario in which every field has a value, with a fault of each kind.</summary>
    public static WorldScenario Scenario { get; } = new(World(), Faults());

    /// <summary>The same as a document.</summary>
    public static JsonNode Whole()
    {
        var text = new ArrayBufferWriter<byte>();
        WorldScenarioJson.Write(text, Scenario);
        return JsonNode.Parse(text.WrittenSpan)!;
    }

    private static WorldPlan World()
    {
        var world = new WorldBuilder(Topologies.StatefulPair)
            .Segment(
                "isp", SegmentKind.Access,
                one => one with { Prefix = Prefix.Parse("192.0.2.0/24") })
            .Join("isp", "backbone")
            .Attach("alice", ["isp"], one => one with { Address = HostAddress.Parse("192.0.2.1") })
            .Returns("carol", "moon")
            .Spokes(
                "spoke", 2, "backbone", ["mars"], DmvpnPhase.Redirect,
                one => one with { BehindNat = "cafe" })
            .Sas("spoke", 1, one => one with
            {
                Remote = [Prefix.Parse("10.200.0.0/16")],
                RekeyAfter = 10 * Second,
                IkeRekeyAfter = 60 * Second,
                LifeOctets = 1_000_000,
            })
            .SyncOver("sync")
            .Attacker("backbone")
            .Policy(policy => policy with { TokenRolloverEvery = 60 * Second })
            .Flow("behind-carol", "host", 5, one => one with { EndsAt = 50 * Second })
            .Asks("I1a", "I10")
            .Plan;
        return new WorldBuilder(world with
        {
            Routing = world.Routing with { Bfd = new() { Interval = Second } },
            Members = world.Members.With(0, world.Members[0] with
            {
                Access = ["isp"],
                Identity = LinkSelection.Identity.EachLink,
                Settings = ConfigDocuments.WholeSettings(),
            }),
            Sas = [.. world.Sas.Select(one => one with { Over = "isp" })],
            Peers = world.Peers.With(0, world.Peers[0] with { SyncEvery = Second }),
            Hosts = world.Hosts.With(
                1, world.Hosts[1] with { Address = HostAddress.Parse("20.0.0.77") }),
        }).Build();
    }

    private static FaultPlan Faults()
    {
        var some = new MessageChoice
        {
            Kind = MessageKind.Esp,
            From = "alice",
            To = "carol",
            On = "backbone",
        };
        var link = new LinkName("alice", "outside");
        return FaultPlan.None
            .At(
                30, new Fault.Crash("alice") { KeepsKernel = true },
                new Fault.Restart("alice", KeptStore.Older),
                new Fault.CrashAt("moon", CrashPoint.AfterCommit, MessageKind.Ike),
                new Fault.Fence("alice"), new Fault.LinkDown(link), new Fault.LinkUp(link),
                new Fault.LinkLoses(link, LinkWay.In),
                new Fault.LinkFlaps(link, Second, Second, 3),
                new Fault.Partition("outside", ["alice"]), new Fault.Rejoin("outside"),
                new Fault.AccessDown("alice", "isp"), new Fault.AccessUp("alice", "isp"),
                new Fault.Reroute("carol", "moon"), new Fault.ConvergeIn(Second),
                new Fault.MtuFalls("backbone", 1_280), new Fault.NatRebind("carol"))
            .At(
                31, new Fault.Lose(some), new Fault.Duplicate(some, 2, Second),
                new Fault.Delay(some, Second, 2 * Second), new Fault.Reorder(some, 3),
                new Fault.Corrupt(some, 2), new Fault.SyncSlow(Second, Second),
                new Fault.SyncCut(Second), new Fault.ClockRate("alice", -10_000),
                new Fault.MonotonicGap("alice", Second))
            .At(
                32, new Fault.ConfigDrift("moon", "carol"), new Fault.Drain("alice"),
                new Fault.Remain("alice"), new Fault.Rekey("carol", RekeyOf.Ike, ByPeer: true),
                new Fault.Delete("spoke-1", ByPeer: true), new Fault.Establish("spoke-1"),
                new Fault.SendsOn("mars", "mars"), new Fault.PeerMoves("carol"),
                new Fault.Replay(MessageKind.Esp, "alice", 100),
                new Fault.ForgeHsrp("outside", HsrpForgery.Coup, 255, Second),
                new Fault.UnprotectedHint("alice", HintKind.InvalidSpi, 10, Second),
                new Fault.InjectSync("moon", SyncInjection.LengthBomb),
                new Fault.HalfOpenFlood(100, Second));
    }
}

using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.StateMachines.Nhrp;
using static Holdfast.Simulation.Worlds.Cards.TableParts;

namespace Holdfast.Simulation.Worlds.Cards;

/// <summary>DMVPNs that lose a hub.</summary>
internal static class SpokeWorlds
{
    /// <summary>How the loss of a hub is played.</summary>
    public static IEnumerable<ScenarioCase> Cases =>
    [
        new("phase-3-hub-crashes", () => Of(DmvpnPhase.Redirect).Plan, HubCrashes),
        new("phase-2-hub-crashes", () => Of(DmvpnPhase.NextHop).Plan, HubCrashes),
        new("phase-1-hub-crashes", () => Of(DmvpnPhase.HubOnly).Plan, HubCrashes),
        new("hub-link-fails", () => Of(DmvpnPhase.Redirect).Plan, FaultPlan.None
            .At(30, new Fault.LinkDown(Outside)).At(50, new Fault.LinkUp(Outside))),
        new("both-hubs-crash", () => Of(DmvpnPhase.Redirect).Plan, HubCrashes
            .At(31, new Fault.Crash("moon")).At(51, new Fault.Restart("moon"))),
        new("hub-and-a-spoke-crash", () => Of(DmvpnPhase.Redirect).Plan, HubCrashes
            .At(35, new Fault.Crash("spoke-2")).At(40, new Fault.Restart("spoke-2"))),
        new("shortcut-deleted-without-hubs", () => Of(DmvpnPhase.Redirect).Plan, FaultPlan.None
            .At(30, new Fault.Crash("alice"), new Fault.Crash("moon"))
            .At(40, new Fault.Delete("spoke-1", ByPeer: true))
            .At(50, new Fault.Restart("alice"), new Fault.Restart("moon"))),
        new("all-register-at-the-other", () => AtOneHub(100), HubCrashes),
        new("two-behind-one-nat", () => BehindNat, HubCrashes
            .At(40, new Fault.NatRebind("home-1"))),
        new("hub-is-a-pair", () => Paired, CrashAlice(30).At(50, new Fault.Restart("alice"))),
    ];

    /// <summary>Many spokes, each registered at one hub, and packets between two of them.</summary>
    public static WorldPlan AtOneHub(int count) => Watching(new WorldBuilder(
        Many(count) with
        {
            Spokes = [Many(count).Spokes[0] with { AreAllHubsUsed = false }],
        })).Plan;

    /// <summary>Two spokes behind one NAT, and two that are not.</summary>
    public static WorldPlan BehindNat => Of(DmvpnPhase.Redirect)
        .Spokes("home", 2, "backbone", ["mars", "venus"], DmvpnPhase.Redirect, home => home with
        {
            BehindNat = "nat",
            WorryAfter = Seconds(5),
        })
        .Sas("home")
        .HostBehind("at-home-one", "home-1")
        .HostBehind("at-home-two", "home-2")
        .Flows("at-home-one", "at-home-two", 10)
        .Flows("at-home-one", "behind-one", 10)
        .Flows("at-home-two", "behind-one", 10)
        .Plan;

    /// <summary>A hub that is two members with their SAs in common: who is registered they have
    /// not, so spokes register often.</summary>
    public static WorldPlan Paired
    {
        get
        {
            var pair = Topologies.StatefulPair;
            return Watching(new WorldBuilder(pair with
            {
                Peers = [],
                Sas = [],
                Flows = [],
                Hosts = [pair.Hosts[0]],
                Links = [.. pair.Links.Where(link => link.Who != "carol")],
            })
                .Spokes("spoke", 4, "backbone", ["mars"], DmvpnPhase.Redirect, spoke => spoke with
                {
                    HoldTime = Seconds(9),
                    WorryAfter = Seconds(5),
                })
                .Sas("spoke")
                .HostBehind("behind-one", "spoke-1")
                .HostBehind("behind-two", "spoke-2")
                .Flows("host", "behind-one", 10)
                .Flows("behind-one", "behind-two", 10)).Plan;
        }
    }

    private static FaultPlan HubCrashes => FaultPlan.None
        .At(30, new Fault.Crash("alice")).At(50, new Fault.Restart("alice"));

    private static WorldBuilder Of(DmvpnPhase phase)
    {
        var plan = Topologies.Dmvpn(phase);
        return Watching(new WorldBuilder(plan with
        {
            Spokes = [plan.Spokes[0] with { WorryAfter = Seconds(5) }],
        }));
    }

    private static WorldPlan Many(int count)
    {
        var plan = Topologies.Dmvpn(DmvpnPhase.Redirect);
        return plan with
        {
            Spokes = [plan.Spokes[0] with { Count = count, WorryAfter = Seconds(5) }],
        };
    }

    private static WorldBuilder Watching(WorldBuilder world) => new(world.Plan with
    {
        Oracles = [.. Watched, "I34"],
    });
}

using Holdfast.Simulation.Faults;
using static Holdfast.Simulation.Worlds.Cards.TableParts;

namespace Holdfast.Simulation.Worlds.Cards;

/// <summary>Cases of scenarios in IKEv1: two firewalls, and a pair whose peer is one of them.
/// </summary>
internal static class OldCards
{
    /// <summary>Messages of every exchange come twice, late, in another order, or not at all.
    /// </summary>
    public static IEnumerable<ScenarioCase> Impaired =>
    [
        Site("site-to-site-ikev1", FaultPlan.None
            .At(
                18, new Fault.Duplicate(Some(MessageKind.Ike, 40), 2, Seconds(0.3)),
                new Fault.Reorder(Some(MessageKind.Ike, 40), 3))
            .At(30, new Fault.Rekey("carol", RekeyOf.Children, ByPeer: true))
            .At(32, new Fault.Lose(Some(MessageKind.Ike, 2)), new Fault.Rekey("carol", RekeyOf.Ike))
            .At(36, new Fault.Lose(Some(MessageKind.Ike, 1)))
            .At(36.1, new Fault.Rekey("carol", RekeyOf.Children))),
    ];

    /// <summary>A link flaps around the time in which R-U-THERE is repeated.</summary>
    public static IEnumerable<ScenarioCase> Flapping =>
    [
        Site("site-to-site-ikev1", FaultPlan.None
            .At(30, new Fault.LinkFlaps(Outside, Seconds(9), Seconds(3), 2))),
    ];

    /// <summary>A crash in Main Mode, after the peer has proved who it is.</summary>
    public static IEnumerable<ScenarioCase> InMainMode =>
    [
        Pair("ikev1", FaultPlan.None
            .At(19, new Fault.CrashAt("alice", CrashPoint.AfterReplicate, MessageKind.IkeAuth))),
    ];

    /// <summary>A crash while either side makes SAs of a kind anew.</summary>
    public static IEnumerable<ScenarioCase> Anew(RekeyOf what) =>
        from byPeer in new[] { false, true }
        select Pair(
            byPeer ? "ikev1-by-peer" : "ikev1-by-us", FaultPlan.None
                .At(29, new Fault.CrashAt(
                    "alice", CrashPoint.AfterReplicate,
                    what == RekeyOf.Ike ? MessageKind.IkeAuth : MessageKind.IkeChild))
                .At(30, new Fault.Rekey("carol", what, byPeer))
                .At(33, new Fault.Crash("alice")));

    /// <summary>A Delete is lost, which nobody answers, and a member crashes.</summary>
    public static IEnumerable<ScenarioCase> DeleteLost =>
        from byPeer in new[] { false, true }
        select Pair(
            byPeer ? "ikev1-by-peer" : "ikev1-by-us", CrashAlice(
                30.3,
                FaultPlan.None
                    .At(29.9, new Fault.Lose(Some(MessageKind.IkeDelete, 1)))
                    .At(30, new Fault.Delete("carol", byPeer)))
                .At(45, new Fault.Establish("carol")));

    /// <summary>Whoever has nothing in common with its firewall but SAs finds that it is gone.
    /// </summary>
    public static IEnumerable<ScenarioCase> Restarted =>
    [
        Site("site-to-site-ikev1", FaultPlan.None
            .At(30, new Fault.Crash("alice")).At(31, new Fault.Restart("alice"))),
    ];

    private static ScenarioCase Site(string name, FaultPlan faults) =>
        new(name, () => Topologies.SiteToSite with { Oracles = Watched }, faults);

    private static ScenarioCase Pair(string name, FaultPlan faults) =>
        new(name, () => Topologies.StatefulPairIkev1 with { Oracles = Watched }, faults);
}

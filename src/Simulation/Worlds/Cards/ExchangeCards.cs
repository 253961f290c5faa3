using Holdfast.Simulation.Faults;
using static Holdfast.Simulation.Worlds.Cards.TableParts;

namespace Holdfast.Simulation.Worlds.Cards;

/// <summary>Scenarios 14 to 17: where in an exchange somebody crashes.</summary>
internal static class ExchangeCards
{
    public static IEnumerable<ScenarioCard> All =>
    [
        new(14, "crash-in-child-rekey", "a crash at each point of the rekey of a CHILD SA")
        {
            Phase = "CREATE_CHILD_SA",
            Oracles = ["I15", "I24", "I30"],
            Shown =
            [
                Played,
                Tested(
                    "Properties/StateMachines/Rri/RouteInvariants",
                    "A_rekey_takes_no_route_away"),
            ],
            Cases =
            [
                .. Rekeyed(RekeyOf.Children, byPeer: false),
                .. Rekeyed(RekeyOf.Children, byPeer: true),
                .. OldDeleted(RekeyOf.Children),
                .. UnderBoth("both-at-once", Both),
                .. UnderBoth("both-and-a-crash", CrashAlice(30.02, Both)),
                .. OldCards.Anew(RekeyOf.Children),
            ],
        },
        new(15, "crash-in-ike-rekey", "the same in the rekey of an IKE SA; its children move once")
        {
            Phase = "CREATE_CHILD_SA of an IKE SA",
            Oracles = ["I31"],
            Shown = [Played],
            Cases =
            [
                .. UnderBoth("calm", FaultPlan.None
                    .At(30, new Fault.Rekey("carol", RekeyOf.Ike))
                    .At(40, new Fault.Rekey("carol", RekeyOf.Ike, ByPeer: true))),
                .. Rekeyed(RekeyOf.Ike, byPeer: false), .. Rekeyed(RekeyOf.Ike, byPeer: true),
                .. OldDeleted(RekeyOf.Ike),
                .. OldCards.Anew(RekeyOf.Ike),
            ],
        },
        new(16, "crash-in-ike-auth",
            "a crash after the identity is proved, before the CHILD SA is installed")
        {
            Phase = "IKE_AUTH",
            Oracles = ["I6b", "I24"],
            Shown =
            [
                Played,
                Tested(
                    "Properties/StateMachines/Ike/Rfc7296_2_3_MessageIds",
                    "Each_request_that_was_sent_is_taken_and_answered_once_the_network_delivers"),
                NotYet(
                    "the virtual address of a client (RFC 7296 §2.19): members of the simulator "
                    + "give none out"),
            ],
            Cases =
            [
                .. from point in InExchanges
                   from one in UnderBoth(NameOf(point), InAuth(point, MessageKind.IkeAuth))
                   select one,
                .. OldCards.InMainMode,
            ],
        },
        new(17, "crash-in-many-messages", "a crash in an exchange of several messages")
        {
            Phase = "IKE_INTERMEDIATE, and CREATE_CHILD_SA behind it",
            Oracles = ["I6b", "I24", "I30"],
            Shown =
            [
                Played,
                Tested(
                    "Properties/StateMachines/Ike/Rfc7296_2_3_MessageIds",
                    "Each_request_that_was_sent_is_taken_and_answered_once_the_network_delivers"),
            ],
            Cases =
            [
                .. from point in OnTheWay
                   from one in UnderBoth(
                       "intermediate-" + NameOf(point),
                       InAuth(point, MessageKind.IkeIntermediate), InParts)
                   select one,
                .. from what in Enum.GetValues<RekeyOf>()
                   from byPeer in new[] { false, true }
                   from point in InExchanges
                   from one in UnderBoth(
                       (what == RekeyOf.Ike ? "ike-" : "child-")
                           + (byPeer ? "peer-" : "") + NameOf(point),
                       CrashAt(point, MessageKind.IkeChild)
                           .At(30.01, new Fault.Rekey("carol", what, byPeer)),
                       InParts)
                   select one,
            ],
        },
        new(18, "delete-lost", "an IKE SA is deleted, the Delete is lost, and a member crashes")
        {
            Phase = "INFORMATIONAL with Delete",
            Oracles = ["I23", "I24"],
            Shown = [Played],
            Cases =
            [
                .. from byPeer in new[] { false, true }
                   from one in UnderBoth(
                       byPeer ? "by-peer" : "by-us",
                       CrashAlice(
                           30.3,
                           FaultPlan.None
                               .At(29.9, new Fault.Lose(Some(MessageKind.IkeDelete, 1)))
                               .At(30, new Fault.Delete("carol", byPeer)))
                           .At(45, new Fault.Establish("carol")))
                   select one,
                .. AtDeletes(
                    "crash-", RekeyOf.Ike, FaultPlan.None.At(45, new Fault.Establish("carol")),
                    byPeer => new Fault.Delete("carol", byPeer)),
                .. OldCards.DeleteLost,
            ],
        },
    ];

    private static IEnumerable<CrashPoint> OnTheWay =>
        [CrashPoint.AfterReceive, CrashPoint.BeforeSend, CrashPoint.AfterSend];

    private static IEnumerable<CrashPoint> InExchanges =>
    [
        .. OnTheWay, CrashPoint.BeforeCommit, CrashPoint.AfterCommit, CrashPoint.AfterReplicate,
    ];

    private static WorldBuilder InParts(WorldBuilder world) => new(world.Plan with
    {
        Sas = [.. world.Plan.Sas.Select(sas => sas with { KeyExchanges = 2 })],
    });

    // The first exchange begins at 20 s.
    private static FaultPlan InAuth(CrashPoint point, MessageKind about) =>
        FaultPlan.None.At(19.99, new Fault.CrashAt("alice", point, about))
            .At(24, new Fault.Fence("alice"));

    private static FaultPlan Both => FaultPlan.None.At(
        30, new Fault.Rekey("carol", RekeyOf.Children),
        new Fault.Rekey("carol", RekeyOf.Children, ByPeer: true));

    // Behind a rekey, the Delete of what was replaced.
    private static IEnumerable<ScenarioCase> OldDeleted(RekeyOf what) =>
        AtDeletes(
            "delete-", what, FaultPlan.None, byPeer => new Fault.Rekey("carol", what, byPeer));

    private static IEnumerable<ScenarioCase> AtDeletes(
        string name, RekeyOf what, FaultPlan then, Func<bool, Fault> begins) =>
        from byPeer in new[] { false, true }
        from point in what == RekeyOf.Ike && byPeer ? OnTheWay : InExchanges
        from one in UnderBoth(
            name + (byPeer ? "by-peer-" : "") + NameOf(point),
            new([
                .. CrashAt(point, OfDelete(what, point, byPeer)).At(30.01, begins(byPeer)).Faults,
                .. then.Faults,
            ]))
        select one;

    // RFC 7296 §1.4.1: what answers the Delete of an IKE SA is empty, and no fact of its own.
    private static MessageKind OfDelete(RekeyOf what, CrashPoint point, bool byPeer) =>
        what == RekeyOf.Ike && byPeer != (point == CrashPoint.AfterReceive)
            ? MessageKind.IkeLiveness
            : MessageKind.IkeDelete;

    private static IEnumerable<ScenarioCase> Rekeyed(RekeyOf what, bool byPeer) =>
        from point in Enum.GetValues<CrashPoint>()
        where point is not (CrashPoint.BeforeAcknowledge or CrashPoint.AfterAcknowledge)
        from one in UnderBoth(
            (byPeer ? "by-peer-" : "") + NameOf(point),
            CrashAt(point, MessageKind.IkeChild).At(30.01, new Fault.Rekey("carol", what, byPeer)))
        select one;
}

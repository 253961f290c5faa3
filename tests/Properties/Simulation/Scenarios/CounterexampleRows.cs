using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Checkers.Canaries;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios.Redirects;
using Holdfast.Tests.Properties.Simulation.Checkers;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>Which canaries are played with octets, in which family, and how they are found; and why
/// others are not.</summary>
internal static class CounterexampleRows
{
    private const string Tickets =
        "a member is what `ClusterMember` composes, and tickets are no part of that: whoever has "
        + "them shares what was used by a shell of its own";

    private static readonly Dictionary<string, Func<string, Outcome>> Families = new()
    {
        ["replication"] = static name => Rfc6027_3_Replication.Explore(name, true),
        ["stateful-pair"] = StatefulPairs.Explore,
        ["drain"] = static name => Drains.Explore(name, true),
        ["rekey-crash-points"] = RekeyCrashes.Explore,
        ["front-back-split"] = static name => FrontBackSplits.Explore(name, true),
        ["dpd-vs-routing"] = static name => DpdVersusRoutings.Explore(name, true),
        ["rri-order"] = static name => RriOrders.Explore(name, true),
        ["redirect-loop"] = static _ => Exploration.Run(new RedirectLoop("redirects")
        {
            // As many as a client of the simulator may follow: the trace has one more.
            RedirectsMax = 5,
            Step = ClientCanaries.RedirectsNotCounted,
        }.Model()),
    };

    private static readonly Dictionary<string, string[]> Rows = new()
    {
        ["replication"] =
        [
            "LeaseNotAwaited", "FloorNotAwaited", "EpochRestoredFromSnapshot",
            "StandbyThatRequests", "IvWithoutReign", "NumberComesRound", "UnknownsForgotten",
            "NothingIsRepaired", "SoloTooEarly", "DriftForgotten", "SyncedByWhatIsHeard",
            "OlderEpochBelieved", "SentBeforeReplicated", "MessageIdsAnew",
            "FloorLoweredForOthers", "UncertainIsDead", "LifeCountedAnew",
        ],
        ["stateful-pair"] = ["NoncesAnew", "WindowForgotten", "DrainedStillOpen"],
        ["drain"] = ["StandbyWithRoutes", "LeavesUnsettled", "LeavesUnacknowledged"],
        ["rekey-crash-points"] = ["NobodyYields", "ChildrenLeftBehind"],
        ["front-back-split"] = ["GateOpensFirst", "GroupsUnbound"],
        ["rri-order"] =
        [
            "RouteKept", "ForwardsBeforeGuard", "DeathUnheeded", "DeletedBeforeAdded",
            "RouteWithdrawnAfterSa", "ReceiverLeavesFirst", "SentUnproven", "AnsweredBeforeDone",
            "ReplacedInTwoSteps", "OldWithdrawalTakesNewRoute",
        ],
        ["redirect-loop"] = ["RedirectsNotCounted"],
        ["esp-forged"] = ["WindowBeforeIcv", "LifeBeforeWindow"],
        ["liveness-forged"] = ["HintIsDeath"],
        ["spi-choice"] = ["SpiTakenAgain", "SpiWithoutMember"],
        ["paced-takeover"] = ["NobodyIsPaced", "RateForgottenByDone"],
        ["load-shared"] = ["OwnerByCount"],
        ["ike-exchanges"] =
        [
            "LowestNonceStays", "OldEndsFirst", "TemporaryIsFinal", "OpenForgotten",
            "ReplacedForgotten",
        ],
        ["request-crash-points"] = ["RequestForgotten", "AnswerForgotten"],
        ["stream-cuts"] =
            ["SegmentIsFrame", "ShortPieceDropped", "LengthBelieved", "EmptyFrameTaken"],
        ["bfd-neighbours"] =
            ["HeardForLonger", "DownUnheeded", "UpUnproven", "InitUnheeded"],
        ["message-id-sync"] = ["MarksNotTold", "EqualMarkObeyed", "SameMarkAgain"],
        ["dpd-forged"] = ["UnprotectedIsHeard", "AnyAckProves", "OldNumberProves"],
        ["dpd-vs-routing"] = ["OneQueryFewer", "ConvergesTooLate", "OneQueryMore"],
        ["token-guesses"] = ["GuessesNotCounted", "StrangersUnlimited"],
        ["dmvpn-shortcuts"] = ["ShortcutBeforeSa", "ShortcutOutlivesSa"],
    };

    /// <summary>The canaries that are played, each with its family.</summary>
    public static Dictionary<string, string> Played { get; } = Rows
        .SelectMany(row => row.Value, (row, name) => (name, row.Key))
        .ToDictionary(one => one.name, one => one.Key);

    /// <summary>Those that are not, and why.</summary>
    public static Dictionary<string, string> NotPlayed { get; } = new()
    {
        ["LateFactSetsBack"] =
            "records come in a stream: a fact comes again only where nobody has acknowledged it, "
            + "and until then its SA asks for no later number",
        ["ChildToldEarly"] =
            "a CHILD SA has the SPI and the nonce of its peer, which come with the answer: before "
            + "that there is nothing that another member could be told",
        ["SasFlushedFirst"] =
            "a member of the simulator is a box, and its kernel dies with it: whoever starts finds "
            + "nothing of before, and has nothing to put in order",
        ["ResumedUnheard"] = Tickets,
        ["StartsKnowing"] = Tickets,
        ["DeletedHereAlone"] = Tickets,
        ["OldTicketTaken"] = Tickets,
    };

    /// <summary>What the explorer finds in a canary.</summary>
    public static Violation Find(string name)
    {
        var outcome = Families.TryGetValue(Played[name], out var explore)
            ? explore(name)
            : SmallCanaries.Explore(name);
        var finds = CheckerTable.All.Where(card => card.Canaries.Contains(name))
            .Select(card => card.Invariant);
        return outcome.Violations.First(one => finds.Contains(one.Name));
    }
}

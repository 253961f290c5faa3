using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Checkers.Canaries;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios.Redirects;
using Holdfast.Tests.Properties.Simulation.Checkers;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>In which family each canary is played with octets, and how it is found.</summary>
internal static class CounterexampleRows
{
    private static readonly Dictionary<string, Func<string, Outcome>> Families = new()
    {
        ["replication"] = static name => Rfc6027_3_Replication.Explore(name, true),
        ["stateful-pair"] = static name => StatefulPairs.Explore(name),
        ["drain"] = static name => Drains.Explore(name, true),
        ["rekey-crash-points"] = static name => RekeyCrashes.Explore(name),
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
            "FloorLoweredForOthers", "UncertainIsDead", "LifeCountedAnew", "LateFactSetsBack",
        ],
        ["stateful-pair"] = ["NoncesAnew", "WindowForgotten", "DrainedStillOpen"],
        ["drain"] = ["StandbyWithRoutes", "LeavesUnsettled", "LeavesUnacknowledged"],
        ["rekey-crash-points"] = ["NobodyYields", "ChildrenLeftBehind", "ChildToldEarly"],
        ["front-back-split"] = ["GateOpensFirst", "GroupsUnbound"],
        ["rri-order"] =
        [
            "RouteKept", "ForwardsBeforeGuard", "DeathUnheeded", "DeletedBeforeAdded",
            "RouteWithdrawnAfterSa", "ReceiverLeavesFirst", "SentUnproven", "AnsweredBeforeDone",
            "ReplacedInTwoSteps", "OldWithdrawalTakesNewRoute", "SasFlushedFirst",
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
            "ReplacedForgotten", "DeletedChildKept",
        ],
        ["ike-first-exchanges"] =
        [
            "AnsweredBeforeFact", "HalfOpenKept", "BeginnerEndsAll", "AnsweredAnew",
            "ToldBeforeAnswer",
        ],
        ["request-crash-points"] = ["RequestForgotten", "AnswerForgotten"],
        ["stream-cuts"] =
            ["SegmentIsFrame", "ShortPieceDropped", "LengthBelieved", "EmptyFrameTaken"],
        ["bfd-neighbours"] =
            ["HeardForLonger", "DownUnheeded", "UpUnproven", "InitUnheeded"],
        ["message-id-sync"] = ["MarksNotTold", "EqualMarkObeyed", "SameMarkAgain"],
        ["dpd-forged"] = ["UnprotectedIsHeard", "AnyAckProves", "OldNumberProves"],
        ["dpd-vs-routing"] = ["OneQueryFewer", "ConvergesTooLate", "OneQueryMore"],
        ["ticket-reuse"] =
            ["ResumedUnheard", "StartsKnowing", "DeletedHereAlone", "OldTicketTaken"],
        ["token-guesses"] = ["GuessesNotCounted", "StrangersUnlimited"],
        ["dmvpn-shortcuts"] = ["ShortcutBeforeSa", "ShortcutOutlivesSa"],
    };

    /// <summary>What is not played in the simulator, and why.</summary>
    public static Dictionary<string, string> NotPlayed { get; } = new()
    {
        ["BeginnerEndsAll"] = "the SAs of a plan replace those before them, whoever begins; "
            + "`HandshakesAtOnce` has both sides of the gateway begin",
        ["AnsweredBeforeFact"] = "IKE_AUTH is answered with the fact that it makes, by one call",
        ["HalfOpenKept"] = "what is half-open is looked for when anything else comes",
        ["AnsweredAnew"] = "an answer is a fact in its octets: there is nothing to make it anew of",
        ["ToldBeforeAnswer"] = "an SA has its keys when it is told, and before the answer has none",
    };

    /// <summary>All canaries, each with its family.</summary>
    public static Dictionary<string, string> All { get; } = Rows
        .SelectMany(row => row.Value, (row, name) => (name, row.Key))
        .ToDictionary(one => one.name, one => one.Key);

    /// <summary>Those that are played.</summary>
    public static Dictionary<string, string> Played { get; } = All
        .Where(one => !NotPlayed.ContainsKey(one.Key))
        .ToDictionary(one => one.Key, one => one.Value);

    /// <summary>What the explorer finds in a canary.</summary>
    public static Violation Find(string name)
    {
        var outcome = Families.TryGetValue(All[name], out var explore)
            ? explore(name)
            : SmallCanaries.Explore(name);
        var finds = CheckerTable.All.Where(card => card.Canaries.Contains(name))
            .Select(card => card.Invariant);
        return outcome.Violations.First(one => finds.Contains(one.Name));
    }
}

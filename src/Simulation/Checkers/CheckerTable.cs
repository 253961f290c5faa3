using System.Text;
using Holdfast.Codec;
using Holdfast.Simulation.Checkers.Hsrp;

namespace Holdfast.Simulation.Checkers;

/// <summary>The checkers, and the page that tells of them.</summary>
public static class CheckerTable
{
    /// <summary>All of them, by invariant.</summary>
    public static Items<CheckerCard> All =>
    [
        UniqueNonces.Card,
        UniqueNumbers.Card,
        PartitionedIvs.Card,
        RefusedReplays.Card,
        UnmovedWindow.Card,
        UnwrappedNumbers.Card,
        UniqueMessageIds.Card,
        FinishedRequests.Card,
        GrowingSyncs.Card,
        CompletedSyncs.Card,
        ActiveRouters.Card,
        OneActiveRouter.Card,
        VirtualMac.Card,
        Announcements.Card,
        UnsplitTraffic.Card,
        RightRoutes.Card,
        SteadyRoutes.Card,
        LivePeers.Card,
        DeadPeers.Card,
        ProvenLife.Card,
        QuietStandby.Card,
        FishedTokens.Card,
        GuessedTokens.Card,
        EndingRedirects.Card,
        UniqueSpis.Card,
        OpenChildren.Card,
        RepairedReplicas.Card,
        FoldedAlike.Card,
        OlderEpochs.Card,
        BoundedParsing.Card,
        SeamlessStreams.Card,
        OneChildPair.Card,
        SharedPairs.Card,
        RetriedExchanges.Card,
        MovedChildren.Card,
        BelievedSas.Card,
        SameSas.Card,
        EndingHandshakes.Card,
        RepeatedAnswers.Card,
        PacedTakeovers.Card,
        BoundedLife.Card,
        CoveredShortcuts.Card,
        Isolation.Card,
        KeptUnknowns.Card,
        SyncedStandby.Card,
        NothingInClear.Card,
        ShortHoles.Card,
        KeptSas.Card,
        SeamlessDrains.Card,
        SingleResumptions.Card,
        HeardNeighbours.Card,
        NoticedBreaks.Card,
        ReturnedSessions.Card,
    ];

    /// <summary>The rows of README.md.</summary>
    /// <param name="worlds">In which worlds a checker counts, in words.</param>
    public static string Rows(Func<CheckerCard, string> worlds)
    {
        var rows = new StringBuilder();
        foreach (var card in All)
        {
            rows.Append("| ").Append(card.Invariant).Append(" | `").Append(card.Checker)
                .Append("` | ").Append(card.Claim).Append(" | ")
                .Append(card.IsTime
                    ? $"goal `{card.Invariant}`: {card.Measure}"
                    : $"gauge `{card.Measure}`")
                .Append(" | ").Append(worlds(card)).Append(" | ")
                .AppendJoin(", ", card.Canaries.Select(one => $"`{one}`")).Append(" |\n");
        }

        return rows.ToString();
    }
}

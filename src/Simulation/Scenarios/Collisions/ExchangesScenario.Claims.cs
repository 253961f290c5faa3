using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Checkers;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.Collisions;

/// <content>What must hold.</content>
public sealed partial record ExchangesScenario
{
    private static int LackingOf(ExchangeNode ours, ExchangeNode theirs) => OpenChildren.Lacking(
        [.. ChildrenOf(ours).Select(child => (ulong)child.Inbound.Value)],
        [.. ChildrenOf(theirs).Select(child => (ulong)child.Outbound.Value)],
        [.. ours.Facts.SelectMany(DeletedBy), .. GrantedTo(ours, theirs)]);

    private static IEnumerable<EstablishedChild> ChildrenOf(ExchangeNode node) =>
        node.Facts.SelectMany(fact => fact.Children);

    /// <summary>What our open request deletes: the peer has it no more once it answers.</summary>
    private static IEnumerable<ulong> DeletedBy(ExchangeFact fact) => fact.Open?.Message switch
    {
        ExchangeMessage.Inform { DeletesIke: true } =>
            fact.Children.Select(child => (ulong)child.Inbound.Value),
        ExchangeMessage.Inform inform => inform.Deletes.Select(name => (ulong)name.Spi.Value),
        ExchangeMessage.Child or ExchangeMessage.Rekey or ExchangeMessage.Followup
            or ExchangeMessage.Refused or null => [],
    };

    /// <summary>What we have granted by an answer that the peer waits for: it has it once it has
    /// heard it.</summary>
    private static IEnumerable<ulong> GrantedTo(ExchangeNode ours, ExchangeNode theirs) =>
        from fact in ours.Facts
        from known in theirs.Facts
        where known.Sa.Id == fact.Sa.Id
            && fact.Said is { } said && known.Open is { } open && open.Id == said.Id
        let asked = (known.Series?.Request ?? known.Open!.Message) as ExchangeMessage.Child
        where asked is not null
        let spi = FirstChild.SpiOf(asked.Offer.Proposals.Proposals[0].Spi)
        from child in ChildrenOf(ours)
        where child.Outbound == spi
        select (ulong)child.Inbound.Value;

    private static bool IsShared(ExchangeNode ours, ExchangeNode theirs) =>
        MayEndChild(ours, theirs) || SharedPairs.Hold(
            ExchangeNodeMachine.PairsOf(ours), ExchangeNodeMachine.PairsOf(theirs));

    /// <summary>Whether somebody has wanted that a CHILD SA ends, or the IKE SA with it.</summary>
    private static bool MayEndChild(ExchangeNode ours, ExchangeNode theirs) =>
        ours.EndsChild || theirs.EndsChild || MayEndIke(ours, theirs);

    private static bool MayEndIke(ExchangeNode ours, ExchangeNode theirs) =>
        ours.EndsIke || theirs.EndsIke;

    // Whoever dies may take a wish along that nobody else knows.
    private static bool IsOnePair(ExchangeNode ours, ExchangeNode theirs)
    {
        var (here, there) = (
            ExchangeNodeMachine.PairsOf(ours), ExchangeNodeMachine.PairsOf(theirs));
        return (here.Count + there.Count == 0 && MayEndChild(ours, theirs))
            || OneChildPair.Holds(
                [
                    .. there.Select(pair => pair.Theirs ^ (pair.Ours << 32) ^ pair.Keys).Order(),
                ],
                [.. here.Select(pair => pair.Ours ^ (pair.Theirs << 32) ^ pair.Keys).Order()],
                ours.Others + theirs.Others);
    }

    private static bool IsOneIke(ExchangeNode ours, ExchangeNode theirs) =>
        (ours.Facts.Count + theirs.Facts.Count == 0 && MayEndIke(ours, theirs))
        || (ours.Facts.Count == 1 && theirs.Facts.Count == 1
            && ours.Facts[0].Sa.Id == theirs.Facts[0].Sa.Id
            && ours.Facts[0].Sa.Keys == theirs.Facts[0].Sa.Keys
            && ((ours.Facts[0].Children.Count == 0 && MayEndChild(ours, theirs))
                || MovedChildren.Holds(
                    [ours.Facts[0].Sa.Id.Initiator.Value],
                    [.. ours.Facts[0].Children
                        .Select(_ => ours.Facts[0].Sa.Id.Initiator.Value)])));

    private static bool AreSame(ExchangeNode ours, ExchangeNode theirs) => SameSas.Hold(
        [.. SasOf(ours)],
        [.. SasOf(theirs).Select(sa => (sa.Id, sa.Keys, sa.Outbound, sa.Inbound, sa.ChildKeys))],
        isWanted: !MayEndIke(ours, theirs));

    /// <summary>What a side knows; of an IKE SA without CHILD SAs that it is there.</summary>
    private static IEnumerable<
        (IkeSaId Id, ulong Keys, uint Inbound, uint Outbound, ulong ChildKeys)> SasOf(
        ExchangeNode node) =>
        from fact in node.Facts
        from child in fact.Children.Select(
            child => (child.Inbound.Value, child.Outbound.Value, child.Keys.Value))
            .DefaultIfEmpty()
        select (fact.Sa.Id, fact.Sa.Keys.Value, child.Item1, child.Item2, child.Item3);

    private static bool IsAtRest(ExchangeNode node) => node.ToDo.Count == 0
        && node.Sas.All(sa => FinishedRequests.Are(sa.Ids) && sa.Asks.Count == 0
            && sa.Is is IkeExchanges.State.Standing
            {
                Ours: IkeExchanges.Ours.Idle, Theirs: IkeExchanges.Theirs.Idle,
                Waiting.Count: 0, Held.Count: 0, Pending.Count: 0,
                Stage: IkeExchanges.IkeStage.Open,
                Sa.IsContested: false,
            } standing
            && standing.Children.All(child => child.Stage == ChildStage.Open));
}

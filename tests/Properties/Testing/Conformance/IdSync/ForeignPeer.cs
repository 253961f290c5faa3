using Holdfast.Testing.Conformance;
using Holdfast.Testing.Conformance.IdSync;

namespace Holdfast.Tests.Properties.Testing.Conformance.IdSync;

/// <summary>What somebody may get wrong.</summary>
public enum SyncMistake
{
    None,
    DrawsANonceOfItsOwn,
    AnswersTheSameAgain,
    HeedsNoRequests,
    HeedsRequests,
    NamesWhatIsAsked,
    ForgetsItsOwnRequests,
    ForgetsTheirRequests,
    ForgetsTheDelta,
    TakesTheLowHalf,
    TakesAnyWidth,
    MovesWhereItDrops,
    AnswersOnce,
    AnswersTwice,
    AnswersRequestsToo,
    RefusesTheNextId,
}

/// <summary>A peer as somebody else writes it: it counts for itself what either side has used, and
/// what synchronisations have named.</summary>
internal sealed class ForeignPeer(
    IdSyncSettings settings, IdSyncReading reading, SyncMistake mistake)
{
    private uint _own = settings.NextOwn;
    private uint _expected = settings.ExpectedOfCluster;
    private long _synced = -1;
    private int _answers;

    public Subject<IdSyncTold, IdSyncSaid> Subject => new((_, told) => Tell(told), () => null);

    private IReadOnlyList<IdSyncSaid> Tell(IdSyncTold told)
    {
        switch (told)
        {
            case IdSyncTold.Requested(var id):
                _expected = mistake == SyncMistake.ForgetsTheirRequests
                    ? _expected : Math.Max(_expected, id + 1);
                return mistake == SyncMistake.AnswersRequestsToo
                    ? [new IdSyncSaid.Answer(0, _own, _expected)] : [];
            case IdSyncTold.Used(var id):
                _own = mistake == SyncMistake.ForgetsItsOwnRequests
                    ? _own : Math.Max(_own, id + 1);
                return [];
            case IdSyncTold.Asked sync:
                return OnSync(sync);
            default:
                return [];
        }
    }

    private List<IdSyncSaid> OnSync(IdSyncTold.Asked sync)
    {
        var isFit = sync.Delta is not { } wide || wide.IsExtended == settings.IsExtended;
        List<IdSyncSaid> moves = sync.Delta is { } delta
            && (isFit || mistake == SyncMistake.TakesAnyWidth)
            && mistake != SyncMistake.ForgetsTheDelta
            ? [new IdSyncSaid.Advance(
                mistake == SyncMistake.TakesTheLowHalf ? (uint)delta.Packets : delta.Packets)]
            : [];
        if (!IsHigher(sync.Send) || (mistake == SyncMistake.AnswersOnce && _answers > 0))
        {
            return mistake == SyncMistake.MovesWhereItDrops ? moves : [];
        }

        _synced = Math.Max(_synced, sync.Send);
        _expected = Math.Max(_expected, sync.Send);
        _own = Math.Max(_own, sync.Receive);
        _answers++;
        var answer = new IdSyncSaid.Answer(
            mistake == SyncMistake.DrawsANonceOfItsOwn ? 4u : sync.Nonce,
            mistake == SyncMistake.NamesWhatIsAsked ? sync.Receive : _own, _expected);
        return mistake == SyncMistake.AnswersTwice
            ? [answer, answer, .. moves]
            : [answer, .. moves];
    }

    private bool IsHigher(uint id)
    {
        var isBehind = mistake switch
        {
            SyncMistake.HeedsRequests => id < _expected,
            SyncMistake.HeedsNoRequests => id < settings.ExpectedOfCluster,
            SyncMistake.RefusesTheNextId => id <= _expected,
            _ => reading == IdSyncReading.Strict && id < _expected,
        };
        return !isBehind
            && (id > _synced || (id == _synced && mistake == SyncMistake.AnswersTheSameAgain));
    }
}

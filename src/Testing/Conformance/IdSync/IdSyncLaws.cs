using Game = Holdfast.Testing.Conformance.Played<
    Holdfast.Testing.Conformance.IdSync.IdSyncSettings,
    Holdfast.Testing.Conformance.IdSync.IdSyncTold,
    Holdfast.Testing.Conformance.IdSync.IdSyncSaid>;
using LogLine = Holdfast.Testing.Conformance.Line<
    Holdfast.Testing.Conformance.IdSync.IdSyncTold,
    Holdfast.Testing.Conformance.IdSync.IdSyncSaid>;

namespace Holdfast.Testing.Conformance.IdSync;

/// <summary>What must hold in every history of a peer.</summary>
internal sealed class IdSyncLaws(IdSyncReading reading)
{
    /// <summary>The peer's next ID, the cluster's next one, and the highest one of the cluster that
    /// a synchronisation has to exceed; -1: any does.</summary>
    public (uint Own, uint Expected, long High) Books(
        IdSyncSettings settings, IEnumerable<LogLine> lines)
    {
        var (own, expected, synced) = (settings.NextOwn, settings.ExpectedOfCluster, -1L);
        foreach (var line in lines)
        {
            switch (line.Told)
            {
                case IdSyncTold.Asked sync when line.Said.OfType<IdSyncSaid.Answer>().Any():
                    synced = Math.Max(synced, sync.Send);
                    own = Math.Max(own, sync.Receive);
                    expected = Math.Max(expected, sync.Send);
                    break;
                case IdSyncTold.Requested(var id):
                    expected = Math.Max(expected, id + 1);
                    break;
                case IdSyncTold.Used(var id):
                    own = Math.Max(own, id + 1);
                    break;
                case IdSyncTold.Asked or IdSyncTold.Tick:
                    break;
            }
        }

        // An ID that was synchronised is expected still, and named all the same.
        return (own, expected, reading == IdSyncReading.Appendix
            ? synced
            : Math.Max(synced, expected - 1L));
    }

    public string? OtherNonce(Game game) => Find(game, static (sync, answer, _) =>
        answer is not null && answer.Nonce != sync.Nonce
            ? $"it answers nonce {answer.Nonce:x}, asked was {sync.Nonce:x}"
            : null);

    public string? Obeyed(Game game) => Find(game, static (sync, answer, high) =>
        sync.Send <= high && answer is not null
            ? $"M1 is {sync.Send}, {high} was seen of the cluster, and it is answered"
            : null);

    public string? Dropped(Game game) => Find(game, (sync, answer, high) =>
        sync.Send > high && answer is null && IsFit(game, sync)
            ? $"M1 is {sync.Send}, {(high < 0 ? "none" : $"only {high}")} was seen of the cluster, "
                + "and there is no answer"
            : null);

    public string? OtherIds(Game game) => Find(game, static (sync, answer, _) =>
    {
        var (send, receive) = (
            Math.Max(sync.Receive, sync.NextOwn), Math.Max(sync.Send, sync.ExpectedOfCluster));
        return answer is not null && (answer.Send != send || answer.Receive != receive)
            ? $"it names {answer.Send} as its own next ID and {answer.Receive} as the one that it "
                + $"expects, and the first ones that nobody has used are {send} and {receive}"
            : null;
    });

    public string? Unasked(Game game)
    {
        foreach (var line in game.Lines)
        {
            var answers = line.Said.OfType<IdSyncSaid.Answer>().Count();
            if (answers > (line.Told is IdSyncTold.Asked ? 1 : 0))
            {
                return $"{answers} {(answers == 1 ? "answer" : "answers")} to {line.Told}";
            }
        }

        return null;
    }

    public string? OtherDelta(Game game)
    {
        foreach (var line in game.Lines)
        {
            var moved = Moved(line);
            var sync = line.Told as IdSyncTold.Asked;
            if (sync is not null && !IsFit(game, sync))
            {
                continue;
            }

            var isObeyed = line.Said.OfType<IdSyncSaid.Answer>().Any();
            var due = isObeyed ? sync?.Delta?.Packets ?? 0 : 0;
            if (moved != due)
            {
                return $"the outgoing counters move by {moved} at {Instants.Text(line.At)}, "
                    + (sync is null ? "and no synchronisation came"
                        : !isObeyed ? $"by a synchronisation that is dropped: M1 is {sync.Send}"
                        : sync.Delta is { } delta ? $"and the delta is {delta}"
                        : "and the synchronisation has no delta");
            }
        }

        return null;
    }

    public string? OtherWidth(Game game)
    {
        foreach (var line in game.Lines)
        {
            if (line.Told is IdSyncTold.Asked { Delta: { } delta } sync && !IsFit(game, sync)
                && Moved(line) is not 0 and var moved)
            {
                return $"the outgoing counters move by {moved}, the delta is {delta}, and the "
                    + $"child SAs have numbers of {(game.Config.IsExtended ? 64 : 32)} bits";
            }
        }

        return null;
    }

    private static ulong Moved(LogLine line) => line.Said.OfType<IdSyncSaid.Advance>()
        .Aggregate(0ul, (sum, one) => unchecked(sum + one.Packets));

    /// <summary>Whether its delta, where it has one, is for the child SAs. Whether the message IDs
    /// beside another one are taken, the RFC does not say.</summary>
    private static bool IsFit(Game game, IdSyncTold.Asked sync) =>
        sync.Delta is not { } delta || delta.IsExtended == game.Config.IsExtended;

    private string? Find(
        Game game, Func<IdSyncTold.Asked, IdSyncSaid.Answer?, long, string?> wrong)
    {
        for (var at = 0; at < game.Lines.Count; at++)
        {
            if (game.Lines[at] is { Told: IdSyncTold.Asked sync } line
                && wrong(
                    sync, line.Said.OfType<IdSyncSaid.Answer>().FirstOrDefault(),
                    Books(game.Config, game.Lines.Take(at)).High) is { } why)
            {
                return why;
            }
        }

        return null;
    }
}

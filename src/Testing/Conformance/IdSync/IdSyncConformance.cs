using Holdfast.Testing.Draws;
using Game = Holdfast.Testing.Conformance.Played<
    Holdfast.Testing.Conformance.IdSync.IdSyncSettings,
    Holdfast.Testing.Conformance.IdSync.IdSyncTold,
    Holdfast.Testing.Conformance.IdSync.IdSyncSaid>;
using LogLine = Holdfast.Testing.Conformance.Line<
    Holdfast.Testing.Conformance.IdSync.IdSyncTold,
    Holdfast.Testing.Conformance.IdSync.IdSyncSaid>;

namespace Holdfast.Testing.Conformance.IdSync;

/// <summary>
/// The peer's side of RFC 6311: how an implementation answers a cluster that failed over. The kit
/// plays the cluster, and keeps the books of both sides' message IDs as they were agreed on.
/// </summary>
public static class IdSyncConformance
{
    /// <summary>The properties, for a peer.</summary>
    /// <param name="make">Makes it anew for each case; it has negotiated both kinds of sync.
    /// </param>
    public static ConformanceSuite Of(
        Func<IdSyncSettings, Subject<IdSyncTold, IdSyncSaid>> make) =>
        new Stage<IdSyncSettings, IdSyncTold, IdSyncSaid>
        {
            Name = "RFC 6311 peer",
            Make = make,
            Config = static choices => new(
                (uint)choices.Of([5, 1, 100]), (uint)choices.Of([3, 1, 70])),
            Letters = 8,
            Letter = Letter,
            Gaps = static _ => [TimeSpan.FromSeconds(1)],
            Tick = new IdSyncTold.Tick(),
        }.Suite(
            new("The_answer_echoes_the_nonce", "RFC 6311 §5.1", "", OtherNonce),
            new(
                "A_sync_that_names_no_higher_ID_is_dropped", "RFC 6311 §5.1", "I7",
                game => Find(game, static (sync, answer, high) =>
                    sync.Send <= high && answer is not null
                        ? $"M1 is {sync.Send}, {high} was seen, and it is answered"
                        : null)),
            new(
                "A_sync_that_names_a_higher_ID_is_answered", "RFC 6311 §5.1", "I8",
                game => Find(game, static (sync, answer, high) =>
                    sync.Send > high && answer is null
                        ? $"M1 is {sync.Send}, only {high} was seen, and there is no answer"
                        : null)),
            new(
                "The_answer_names_IDs_that_neither_side_has_used", "RFC 6311 §5.1", "I6",
                game => Find(game, static (sync, answer, _) =>
                    answer is not null
                        && (answer.Receive != Math.Max(sync.Send, sync.ExpectedOfCluster)
                            || answer.Send != Math.Max(sync.Receive, sync.NextOwn))
                        ? $"it names {answer.Send} and {answer.Receive}"
                        : null)),
            new("Counters_move_by_the_delta", "RFC 6311 §5.2", "I1b", OtherDelta));

    private static IdSyncTold? Letter(
        IdSyncSettings settings, IReadOnlyList<LogLine> lines, int letter)
    {
        var (own, expected, high) = Books(settings, lines);
        var last = lines.Select(line => line.Told).OfType<IdSyncTold.Asked>().LastOrDefault();
        var nonce = 0x1000u + (uint)lines.Count;
        return letter switch
        {
            0 => new IdSyncTold.Asked(nonce, Next(1), own, null, own, expected),
            1 => new IdSyncTold.Asked(nonce, Next(4), own + 3, 1u << 20, own, expected),
            2 => new IdSyncTold.Asked(nonce, Next(1), own - Math.Min(own, 2), 64, own, expected),
            3 => last is null ? null : last with { NextOwn = own, ExpectedOfCluster = expected },
            4 => last is null
                ? null
                : last with { Nonce = nonce, NextOwn = own, ExpectedOfCluster = expected },
            5 => new IdSyncTold.Asked(nonce, (uint)Math.Max(0, high), own, null, own, expected),
            6 => new IdSyncTold.Asked(nonce, 0, own, null, own, expected),
            _ => new IdSyncTold.Asked(nonce, Next(0), own, null, own, expected),
        };

        uint Next(uint ahead) => (uint)(high + 1) + ahead;
    }

    /// <summary>The peer's next ID, the cluster's next one, and the highest ID that the cluster
    /// has named or used.</summary>
    private static (uint Own, uint Expected, long High) Books(
        IdSyncSettings settings, IEnumerable<LogLine> lines)
    {
        var (own, expected) = (settings.NextOwn, settings.ExpectedOfCluster);
        var high = (long)expected - 1;
        foreach (var line in lines)
        {
            if (line.Told is IdSyncTold.Asked sync
                && line.Said.OfType<IdSyncSaid.Answer>().Any())
            {
                high = Math.Max(high, sync.Send);
                own = Math.Max(own, sync.Receive);
                expected = Math.Max(expected, sync.Send);
            }
        }

        return (own, expected, high);
    }

    private static string? Find(
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

    private static string? OtherNonce(Game game) => Find(game, static (sync, answer, _) =>
        answer is not null && answer.Nonce != sync.Nonce
            ? $"it answers nonce {answer.Nonce:x}, asked was {sync.Nonce:x}"
            : null);

    private static string? OtherDelta(Game game)
    {
        foreach (var line in game.Lines)
        {
            var moved = line.Said.OfType<IdSyncSaid.Advance>().Sum(one => (long)one.Packets);
            var asked = line.Told is IdSyncTold.Asked { Delta: { } delta }
                && line.Said.OfType<IdSyncSaid.Answer>().Any()
                    ? delta
                    : 0L;
            if (moved != asked)
            {
                return $"counters move by {moved}, asked was {asked}";
            }
        }

        return null;
    }
}

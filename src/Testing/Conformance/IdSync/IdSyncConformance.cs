using Holdfast.Testing.Draws;
using LogLine = Holdfast.Testing.Conformance.Line<
    Holdfast.Testing.Conformance.IdSync.IdSyncTold,
    Holdfast.Testing.Conformance.IdSync.IdSyncSaid>;

namespace Holdfast.Testing.Conformance.IdSync;

/// <summary>
/// The peer's side of RFC 6311: how an implementation answers a cluster that failed over. The kit
/// plays the cluster, and keeps the books of both sides' message IDs as they were agreed on and
/// used.
/// </summary>
public static class IdSyncConformance
{
    /// <summary>The properties, for a peer.</summary>
    /// <param name="make">Makes it anew for each case; it has negotiated both kinds of sync.
    /// </param>
    /// <param name="reading">Which synchronisations it answers.</param>
    public static ConformanceSuite Of(
        Func<IdSyncSettings, Subject<IdSyncTold, IdSyncSaid>> make,
        IdSyncReading reading = IdSyncReading.Strict)
    {
        var laws = new IdSyncLaws(reading);
        return new Stage<IdSyncSettings, IdSyncTold, IdSyncSaid>
        {
            Name = "RFC 6311 peer",
            Make = make,
            Config = static choices => new(
                (uint)choices.Of([5, 1, 100, 0]), (uint)choices.Of([3, 1, 70, 0]),
                choices.Chance(40)),
            Letters = 16,
            Letter = (settings, lines, letter) => Letter(laws, settings, lines, letter),
            Gaps = static _ => [TimeSpan.FromSeconds(1)],
            Tick = new IdSyncTold.Tick(),
        }.Suite(
            new("The_answer_echoes_the_nonce", "RFC 6311 §5.1", "", laws.OtherNonce),
            new("A_sync_that_names_no_higher_ID_is_dropped", "RFC 6311 §5.1", "I7", laws.Obeyed),
            new("A_sync_that_names_a_higher_ID_is_answered", "RFC 6311 §5.1", "I8", laws.Dropped),
            new("A_sync_is_answered_once", "RFC 6311 §5.1", "", laws.Unasked),
            new("The_answer_names_IDs_that_neither_side_has_used", "RFC 6311 §5.1", "I6",
                laws.OtherIds),
            new("Counters_move_by_the_delta", "RFC 6311 §5.2", "I1b", laws.OtherDelta),
            new("A_delta_of_another_width_moves_nothing", "RFC 6311 §6.4", "", laws.OtherWidth));
    }

    private static IdSyncTold? Letter(
        IdSyncLaws laws, IdSyncSettings settings, IReadOnlyList<LogLine> lines, int letter)
    {
        var (own, expected, high) = laws.Books(settings, lines);
        var last = lines.Select(line => line.Told).OfType<IdSyncTold.Asked>().LastOrDefault();
        var nonce = 0x1000u + (uint)lines.Count;
        return letter switch
        {
            0 => Asked(Next(1), own, null),
            1 => Asked(Next(4), own + 3, Delta(1u << 20)),
            2 => Asked(Next(1), own - Math.Min(own, 2), Delta(64)),
            3 => last is null ? null : last with { NextOwn = own, ExpectedOfCluster = expected },
            4 => last is null
                ? null
                : last with { Nonce = nonce, NextOwn = own, ExpectedOfCluster = expected },
            5 => Asked((uint)Math.Max(0, high), own, null),
            6 => Asked(0, own, null),
            7 => Asked(Next(0), own, null),

            // As large as its octets hold, or nearly.
            8 => Asked(
                Next(1), own, Delta(settings.IsExtended ? (1ul << 33) + 7 : uint.MaxValue - 7)),
            9 => Asked(Next(1), own, new IdSyncDelta(64, !settings.IsExtended)),

            // An ID that a request has had, and perhaps no synchronisation.
            10 or 11 => expected > 0 ? Asked(expected - 1, own, Delta(64)) : null,
            12 or 13 => new IdSyncTold.Requested(expected),
            _ => new IdSyncTold.Used(own),
        };

        IdSyncTold.Asked Asked(uint send, uint receive, IdSyncDelta? delta) =>
            new(nonce, send, receive, delta, own, expected);

        IdSyncDelta Delta(ulong packets) => new(packets, settings.IsExtended);

        // Above what requests have used as well, whichever way the RFC is read.
        uint Next(uint ahead) => (uint)Math.Max(high + 1, expected) + ahead;
    }
}

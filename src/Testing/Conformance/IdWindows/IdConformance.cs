using Holdfast.Testing.Draws;
using LogLine = Holdfast.Testing.Conformance.Line<
    Holdfast.Testing.Conformance.IdWindows.IdTold,
    Holdfast.Testing.Conformance.IdWindows.IdSaid>;

namespace Holdfast.Testing.Conformance.IdWindows;

/// <summary>Message IDs and windows of IKEv2, RFC 7296 §2.1 to §2.3: what any implementation must
/// keep.</summary>
public static class IdConformance
{
    private const int LettersOfRequests = 12;
    private const int LettersOfOurs = 12;

    /// <summary>The properties, for an implementation.</summary>
    /// <param name="make">Makes it anew for each case. It answers a request that it takes at once,
    /// and takes a response at once; what it sends may wait for its deadline.</param>
    public static ConformanceSuite Of(Func<IdSettings, Subject<IdTold, IdSaid>> make) =>
        new Stage<IdSettings, IdTold, IdSaid>
        {
            Name = "Message IDs",
            Make = make,
            Config = static choices => new(
                (uint)choices.Of([1, 3]), First(choices), First(choices)),
            Letters = LettersOfRequests + LettersOfOurs,
            Letter = Letter,
            Gaps = static _ =>
                [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60)],
            Calm = static _ => IdLaws.Calm,
            Tick = new IdTold.Tick(),
            IsTimed = true,
        }.Suite(
            new("A_request_is_taken_once", "RFC 7296 §2.1", "I6", IdLaws.TakenTwice),
            new(
                "The_next_request_is_taken_and_answered", "RFC 7296 §2.1", "",
                IdLaws.NotTaken),
            new(
                "Requests_inside_the_window_are_taken_in_any_order", "RFC 7296 §2.3", "",
                IdLaws.InOrderOnly),
            new(
                "A_repeated_request_gets_the_same_response", "RFC 7296 §2.1", "I6",
                IdLaws.OtherResponse),
            new(
                "A_request_beyond_the_window_is_not_taken", "RFC 7296 §2.3", "",
                IdLaws.BeyondTheWindow),
            new("An_ID_stands_for_one_request", "RFC 7296 §2.2", "I6", IdLaws.OtherRequest),
            new("IDs_are_used_without_a_gap", "RFC 7296 §2.2", "", IdLaws.Skipped),
            new("Message_IDs_never_wrap", "RFC 7296 §2.2", "", IdLaws.Wrapped),
            new(
                "No_more_requests_are_open_than_the_peer_takes", "RFC 7296 §2.3", "",
                IdLaws.TooManyOpen),
            new(
                "A_request_that_the_window_allows_is_sent", "RFC 7296 §2.3", "",
                IdLaws.NeverSent),
            new(
                "A_request_without_a_response_is_sent_again_or_given_up", "RFC 7296 §2.1", "",
                IdLaws.NotRepeated),
            new(
                "A_response_that_is_waited_for_is_taken", "RFC 7296 §2.1", "",
                IdLaws.Ignored),
            new(
                "A_response_that_nobody_waits_for_is_ignored", "RFC 7296 §2.1", "",
                IdLaws.Unasked));

    /// <summary>Where IDs begin: at 0, or shortly before they run out.</summary>
    private static uint First(Choices choices) =>
        choices.Chance(30) ? choices.Of([uint.MaxValue - 1, uint.MaxValue - 3]) : 0;

    private static IdTold? Letter(IdSettings settings, IReadOnlyList<LogLine> lines, int letter)
    {
        var now = IdLedger.After(settings, lines);
        return letter < LettersOfRequests
            ? Requested(settings, now, letter) is { } id ? new IdTold.Request(id) : null
            : OfOurs(settings, now, lines, letter - LettersOfRequests);
    }

    /// <summary>IDs behind the last one are those that a peer has whose IDs wrap.</summary>
    private static uint? Requested(IdSettings settings, IdLedger now, int letter)
    {
        var lowest = unchecked((uint)now.Lowest);
        var answered = now.Lowest - settings.FirstTheirs;
        return unchecked(letter switch
        {
            0 or 1 or 2 => lowest,
            3 => answered > 0 ? lowest - 1 : null,
            4 => answered > 1 ? lowest - 2 : null,
            5 => lowest + 1,
            6 => lowest + 2,
            7 => lowest + settings.Window,
            8 => answered > 0 ? settings.FirstTheirs : null,
            9 => lowest + 32,
            10 => lowest + (1u << 31),
            _ => (uint?)uint.MaxValue,
        });
    }

    private static IdTold? OfOurs(
        IdSettings settings, IdLedger now, IReadOnlyList<LogLine> lines, int letter)
    {
        var open = now.Open;
        return unchecked(letter switch
        {
            0 or 1 or 2 or 3 => new IdTold.Wanted(),
            4 or 5 => open.Count > 0 ? new IdTold.Response(open[0]) : null,
            6 => open.Count > 1 ? new IdTold.Response(open[^1]) : null,
            7 => lines.Select(line => line.Told).OfType<IdTold.Response>().LastOrDefault(),
            8 => new IdTold.Response(open.Count > 0 ? open[^1] + 1 : settings.FirstOurs + 3),
            9 => open.Count > 0 && open[0] != settings.FirstOurs
                ? new IdTold.Response(open[0] - 1)
                : null,
            10 => now.PeerWindow < 2 ? new IdTold.WindowSet(2) : null,
            _ => now.PeerWindow < 4 ? new IdTold.WindowSet(4) : null,
        });
    }
}

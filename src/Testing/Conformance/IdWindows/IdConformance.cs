using Holdfast.Codec;
using Holdfast.Testing.Draws;
using Game = Holdfast.Testing.Conformance.Played<
    Holdfast.Testing.Conformance.IdWindows.IdSettings,
    Holdfast.Testing.Conformance.IdWindows.IdTold,
    Holdfast.Testing.Conformance.IdWindows.IdSaid>;
using LogLine = Holdfast.Testing.Conformance.Line<
    Holdfast.Testing.Conformance.IdWindows.IdTold,
    Holdfast.Testing.Conformance.IdWindows.IdSaid>;

namespace Holdfast.Testing.Conformance.IdWindows;

/// <summary>Message IDs and windows of IKEv2, RFC 7296 §2.1 to §2.3: what any implementation must
/// keep.</summary>
public static class IdConformance
{
    /// <summary>The properties, for an implementation.</summary>
    /// <param name="make">Makes it anew for each case. It answers a request that it takes at once.
    /// </param>
    public static ConformanceSuite Of(Func<IdSettings, Subject<IdTold, IdSaid>> make) =>
        new Stage<IdSettings, IdTold, IdSaid>
        {
            Name = "Message IDs",
            Make = make,
            Config = static choices => new((uint)choices.Of([1, 3])),
            Letters = 12,
            Letter = Letter,
            Gaps = static _ => [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)],
            Tick = new IdTold.Tick(),
        }.Suite(
            new("A_request_is_taken_once", "RFC 7296 §2.1", "I6", TakenTwice),
            new("The_next_request_is_taken_and_answered", "RFC 7296 §2.1", "", NotTaken),
            new(
                "A_repeated_request_gets_the_same_response", "RFC 7296 §2.1", "I6",
                OtherResponse),
            new(
                "A_request_beyond_the_window_is_not_taken", "RFC 7296 §2.3", "",
                BeyondTheWindow),
            new("An_ID_stands_for_one_request", "RFC 7296 §2.2", "I6", OtherRequest),
            new("IDs_are_used_without_a_gap", "RFC 7296 §2.2", "", Skipped),
            new(
                "No_more_requests_are_open_than_the_peer_takes", "RFC 7296 §2.3", "",
                TooManyOpen),
            new(
                "A_response_that_nobody_waits_for_is_ignored", "RFC 7296 §2.1", "",
                Unasked));

    private static IdTold? Letter(IdSettings settings, IReadOnlyList<LogLine> lines, int letter)
    {
        var lowest = Lowest(lines.SelectMany(line => line.Said));
        var open = Open(lines);
        return letter switch
        {
            0 or 1 => new IdTold.Request(lowest),
            2 => lowest > 0 ? new IdTold.Request(lowest - 1) : null,
            3 => new IdTold.Request(lowest + 1),
            4 => new IdTold.Request(lowest + settings.Window),
            5 => lowest > 0 ? new IdTold.Request(0) : null,
            6 or 7 => new IdTold.Wanted(),
            8 => open.Count > 0 ? new IdTold.Response(open[0]) : null,
            9 => new IdTold.Response(open.Count > 0 ? open[^1] + 1 : 3),
            10 => open.Count > 0 && open[0] > 0 ? new IdTold.Response(open[0] - 1) : null,
            _ => lines.Any(line => line.Told is IdTold.WindowSet)
                ? null
                : new IdTold.WindowSet(4),
        };
    }

    /// <summary>The lowest ID of the peer that is not answered.</summary>
    private static uint Lowest(IEnumerable<IdSaid> said)
    {
        var answered = said.OfType<IdSaid.Respond>().Select(one => one.Id).ToHashSet();
        var lowest = 0u;
        while (answered.Contains(lowest))
        {
            lowest++;
        }

        return lowest;
    }

    /// <summary>Our requests without a response, in their order.</summary>
    private static List<uint> Open(IEnumerable<LogLine> lines)
    {
        var open = new List<uint>();
        foreach (var line in lines)
        {
            if (line.Told is IdTold.Response(var id))
            {
                open.Remove(id);
            }

            foreach (var send in line.Said.OfType<IdSaid.Send>())
            {
                if (!open.Contains(send.Id))
                {
                    open.Add(send.Id);
                }
            }
        }

        return open;
    }

    private static IEnumerable<T> All<T>(Game game) =>
        game.Lines.SelectMany(line => line.Said).OfType<T>();

    private static string? TakenTwice(Game game) =>
        All<IdSaid.Take>(game).GroupBy(take => take.Id).FirstOrDefault(of => of.Count() > 1)
            is { } twice
            ? $"request {twice.Key} is taken twice"
            : null;

    private static string? NotTaken(Game game)
    {
        for (var at = 0; at < game.Lines.Count; at++)
        {
            var line = game.Lines[at];
            if (game.Lines.Take(at).Any(IsOver))
            {
                return null;
            }

            if (line.Told is IdTold.Request(var id)
                && id == Lowest(game.Lines.Take(at).SelectMany(one => one.Said))
                && !line.Said.OfType<IdSaid.Respond>().Any(one => one.Id == id))
            {
                return $"request {id} is the next one, and gets no response";
            }
        }

        return null;
    }

    private static bool IsOver(LogLine line) => line.Said.OfType<IdSaid.Failed>().Any();

    private static string? OtherResponse(Game game)
    {
        var sent = new Dictionary<uint, Octets>();
        foreach (var line in game.Lines)
        {
            // RFC 7296 §2.3: the last ones may be asked for again, as many as the window holds.
            if (line.Told is IdTold.Request(var id) && sent.ContainsKey(id)
                && sent.Keys.Max() < id + game.Config.Window && sent.Keys.Max() == id
                && !line.Said.OfType<IdSaid.Respond>().Any(one => one.Id == id))
            {
                return $"request {id} comes again, and gets no response";
            }

            foreach (var one in line.Said.OfType<IdSaid.Respond>())
            {
                if (sent.TryGetValue(one.Id, out var before) && before != one.Message)
                {
                    return $"response {one.Id} is sent in other octets";
                }

                sent[one.Id] = one.Message;
            }

            if (IsOver(line))
            {
                return null;
            }
        }

        return null;
    }

    private static string? BeyondTheWindow(Game game)
    {
        for (var at = 0; at < game.Lines.Count; at++)
        {
            var lowest = Lowest(game.Lines.Take(at).SelectMany(one => one.Said));
            if (game.Lines[at].Said.OfType<IdSaid.Take>()
                .FirstOrDefault(take => take.Id >= lowest + game.Config.Window) is { } beyond)
            {
                return $"request {beyond.Id} is taken, and {lowest} is not answered";
            }
        }

        return null;
    }

    private static string? OtherRequest(Game game)
    {
        var sent = new Dictionary<uint, Octets>();
        foreach (var send in All<IdSaid.Send>(game))
        {
            if (sent.TryGetValue(send.Id, out var before) && before != send.Message)
            {
                return $"ID {send.Id} stands for two requests";
            }

            sent[send.Id] = send.Message;
        }

        return null;
    }

    private static string? Skipped(Game game)
    {
        var next = 0u;
        foreach (var send in All<IdSaid.Send>(game))
        {
            if (send.Id > next)
            {
                return $"request {send.Id} is sent, and {next} never was";
            }

            next = Math.Max(next, send.Id + 1);
        }

        return null;
    }

    private static string? TooManyOpen(Game game)
    {
        for (var at = 0; at < game.Lines.Count; at++)
        {
            var lines = game.Lines.Take(at + 1).ToList();
            var size = lines.Select(line => line.Told).OfType<IdTold.WindowSet>()
                .Select(told => told.Size).LastOrDefault(1u);
            var open = Open(lines);
            if (open.Count > 0 && open.Max() - open.Min() >= size)
            {
                return $"requests {open.Min()} to {open.Max()} are open, the peer takes {size}";
            }
        }

        return null;
    }

    private static string? Unasked(Game game)
    {
        for (var at = 0; at < game.Lines.Count; at++)
        {
            var open = Open(game.Lines.Take(at));
            if (game.Lines[at].Said.OfType<IdSaid.Finish>()
                .FirstOrDefault(one => !open.Contains(one.Id)) is { } other)
            {
                return $"a response is taken for request {other.Id}, which is not open";
            }

            if (game.Lines[at] is { Told: IdTold.Response(var id) } line
                && line.Said.OfType<IdSaid.Finish>().Any(one => one.Id != id))
            {
                return $"response {id} is taken for another request";
            }
        }

        return null;
    }
}

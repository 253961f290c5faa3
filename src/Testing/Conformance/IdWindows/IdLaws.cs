using Holdfast.Codec;
using Game = Holdfast.Testing.Conformance.Played<
    Holdfast.Testing.Conformance.IdWindows.IdSettings,
    Holdfast.Testing.Conformance.IdWindows.IdTold,
    Holdfast.Testing.Conformance.IdWindows.IdSaid>;
using LogLine = Holdfast.Testing.Conformance.Line<
    Holdfast.Testing.Conformance.IdWindows.IdTold,
    Holdfast.Testing.Conformance.IdWindows.IdSaid>;

namespace Holdfast.Testing.Conformance.IdWindows;

/// <summary>What is wrong in a case, law by law; null: nothing.</summary>
internal static class IdLaws
{
    /// <summary>How long an implementation is left alone at the end: no wait before the first
    /// repetition is longer.</summary>
    public static readonly TimeSpan Calm = TimeSpan.FromMinutes(5);

    /// <summary>Waits grow, but no wait is so many times as long as all before it.</summary>
    private const int WaitsGrowBy = 4;

    public static string? TakenTwice(Game game) =>
        All<IdSaid.Take>(game).GroupBy(take => take.Id).FirstOrDefault(of => of.Count() > 1)
            is { } twice
            ? $"request {twice.Key} is taken twice"
            : null;

    public static string? NotTaken(Game game) => Find(game, static (before, line) =>
        line.Told is IdTold.Request(var id) && id == before.Lowest && IsRefused(line, id)
            ? $"request {id} is the next one, and gets no response"
            : null);

    public static string? InOrderOnly(Game game) => Find(game, (before, line) =>
        line.Told is IdTold.Request(var id)
        && id > before.Lowest && id < before.Lowest + game.Config.Window
        && !before.IsAnswered(id) && IsRefused(line, id)
            ? $"request {id} gets no response, and the window is {game.Config.Window} "
                + $"from {before.Lowest} on"
            : null);

    public static string? OtherResponse(Game game)
    {
        var sent = new Dictionary<uint, Octets>();
        return Find(game, (_, line) =>
        {
            // RFC 7296 §2.3: the last ones may be asked for again, as many as the window holds.
            if (line.Told is IdTold.Request(var id) && sent.ContainsKey(id)
                && sent.Keys.Max() < (ulong)id + game.Config.Window
                && !Responds(line, id))
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

            return null;
        });
    }

    public static string? BeyondTheWindow(Game game) => Find(game, (before, line) =>
        line.Said.OfType<IdSaid.Take>()
            .FirstOrDefault(take => take.Id >= before.Lowest + game.Config.Window)
            is { } beyond
            ? $"request {beyond.Id} is taken, and {before.Lowest} is not answered"
            : null);

    public static string? OtherRequest(Game game)
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

    public static string? Skipped(Game game)
    {
        ulong next = game.Config.FirstOurs;
        foreach (var send in All<IdSaid.Send>(game))
        {
            if (send.Id > next)
            {
                return $"request {send.Id} is sent, and {next} never was";
            }

            next = Math.Max(next, send.Id + 1ul);
        }

        return null;
    }

    public static string? Wrapped(Game game)
    {
        var settings = game.Config;
        foreach (var said in game.Lines.SelectMany(line => line.Said))
        {
            if (said is IdSaid.Send(var ours, _) && ours < settings.FirstOurs)
            {
                return $"request {ours} is sent behind {settings.FirstOurs}";
            }

            if (said is IdSaid.Take(var theirs) && theirs < settings.FirstTheirs)
            {
                return $"request {theirs} is taken behind {settings.FirstTheirs}";
            }
        }

        return null;
    }

    public static string? TooManyOpen(Game game)
    {
        var ledger = new IdLedger(game.Config);
        foreach (var line in game.Lines)
        {
            ledger.Add(line);
            if (ledger is { Open: [var first, .., var last], PeerWindow: var size }
                && unchecked(last - first) >= size)
            {
                return $"requests {first} to {last} are open, the peer takes {size}";
            }
        }

        return null;
    }

    public static string? NeverSent(Game game)
    {
        // RFC 7296 §2.3: who may have several open need not, so what waits is owed only where
        // nothing is open. That the last ID is used nobody asks.
        var end = IdLedger.After(game.Config, game.Lines);
        return end is { IsOver: false, Open.Count: 0, Waiting: > 0, Next: < uint.MaxValue }
            ? $"{end.Waiting} requests wait, and none is open"
            : null;
    }

    public static string? NotRepeated(Game game)
    {
        // RFC 7296 §2.1, §2.4: how often and for how long is left open.
        var end = IdLedger.After(game.Config, game.Lines);
        foreach (var id in end.IsOver ? [] : end.Open)
        {
            var (first, last) = end.Sends[id];
            if (game.End - last >= Calm && game.End - last > (last - first) * WaitsGrowBy)
            {
                return $"request {id} was sent last at {Instants.Text(last)}, and not given up";
            }
        }

        return null;
    }

    public static string? Ignored(Game game) => Find(game, static (before, line) =>
        line.Told is IdTold.Response(var id) && before.Open.Contains(id)
        && !line.Said.OfType<IdSaid.Finish>().Any(one => one.Id == id)
            ? $"response {id} comes, and is not taken"
            : null);

    public static string? Unasked(Game game)
    {
        var ledger = new IdLedger(game.Config);
        foreach (var line in game.Lines)
        {
            if (line.Said.OfType<IdSaid.Finish>().FirstOrDefault(one =>
                !ledger.Open.Contains(one.Id)) is { } other)
            {
                return $"a response is taken for request {other.Id}, which is not open";
            }

            if (line.Told is IdTold.Response(var id)
                && line.Said.OfType<IdSaid.Finish>().Any(one => one.Id != id))
            {
                return $"response {id} is taken for another request";
            }

            ledger.Add(line);
        }

        return null;
    }

    /// <summary>The first line that is wrong after those before it, up to the end of the IKE SA.
    /// </summary>
    private static string? Find(Game game, Func<IdLedger, LogLine, string?> wrong)
    {
        var before = new IdLedger(game.Config);
        foreach (var line in game.Lines)
        {
            if (before.IsOver)
            {
                return null;
            }

            if (wrong(before, line) is { } why)
            {
                return why;
            }

            before.Add(line);
        }

        return null;
    }

    private static IEnumerable<T> All<T>(Game game) =>
        game.Lines.SelectMany(line => line.Said).OfType<T>();

    private static bool Responds(LogLine line, uint id) =>
        line.Said.OfType<IdSaid.Respond>().Any(one => one.Id == id);

    // RFC 7296 §2.2: who takes no request with the last ID has none left.
    private static bool IsRefused(LogLine line, uint id) =>
        id != uint.MaxValue && !Responds(line, id);
}

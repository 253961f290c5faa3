using Holdfast.Codec;
using Game = Holdfast.Testing.Conformance.Played<
    Holdfast.Testing.Conformance.Replication.ReplicationSettings,
    Holdfast.Testing.Conformance.Replication.PairAct,
    Holdfast.Testing.Conformance.Replication.PairSaid>;

namespace Holdfast.Testing.Conformance.Replication;

/// <content>Requests, answers, and whether anything is sent at all.</content>
internal static partial class ReplicationLaws
{
    public static string? TwoRequests(Game game)
    {
        var sent = new Dictionary<uint, string>();
        foreach (var (id, content) in All<MemberSaid.Request>(game))
        {
            if (sent.TryGetValue(id, out var before) && before != content)
            {
                return $"message ID {id} stands for {before} and for {content}";
            }

            sent[id] = content;
        }

        return null;
    }

    public static string? TwoAnswers(Game game)
    {
        var sent = new Dictionary<uint, Items<string>>();
        foreach (var (id, flight) in All<MemberSaid.Answer>(game))
        {
            if (sent.TryGetValue(id, out var before) && before != flight)
            {
                return $"request {id} of the peer is answered by {Text(before)}, and by "
                    + Text(flight);
            }

            sent[id] = flight;
        }

        return null;

        static string Text(Items<string> flight) => $"({string.Join("; ", flight)})";
    }

    public static string? TooManyOpen(Game game)
    {
        var (open, known) = (new SortedSet<uint>(), new HashSet<uint>());
        foreach (var said in game.Lines.SelectMany(line => line.Said))
        {
            if (said.Told is MemberTold.Answered(var answered))
            {
                _ = open.Remove(answered);
            }

            if (said.What is not MemberSaid.Request(var id, _) || !known.Add(id))
            {
                continue;
            }

            // RFC 7296 §2.3: the oldest request without an answer decides, not their number.
            _ = open.Add(id);
            if (id - (long)open.Min >= game.Config.Window)
            {
                return $"request {id} is sent while {open.Min} has no answer, and the window is "
                    + $"{game.Config.Window}";
            }
        }

        return null;
    }

    /// <summary>What is wanted or asked while nothing is amiss, and what did not come of it.
    /// </summary>
    public static string? NeverSent(Game game)
    {
        var amiss = game.Lines.FirstOrDefault(line => line.Told is PairAct.ActiveCrashes
            or PairAct.StandbyCrashes or PairAct.Lose or PairAct.Double or PairAct.Swap);
        var end = amiss.Said is null ? game.End : amiss.At;
        var lines = game.Lines.TakeWhile(line => line.At < end || amiss.Said is null).ToList();
        var said = lines.SelectMany(line => line.Said).Select(one => one.What).ToHashSet();
        foreach (var line in lines.TakeWhile(line => line.At <= end - Peace))
        {
            foreach (var told in line.Said.Select(one => one.Told))
            {
                var isDone = told switch
                {
                    MemberTold.WantRequest(var content) => said.OfType<MemberSaid.Request>()
                        .Any(one => one.Content == content),
                    MemberTold.WantChild(var child) =>
                        said.Contains(new MemberSaid.Offer(child)),
                    MemberTold.Asked(var id, _) => said.OfType<MemberSaid.Answer>()
                        .Any(one => one.Id == id),
                    _ => true,
                };
                if (!isDone)
                {
                    return $"{told} at {Instants.Text(line.At)}, and nothing comes of it by "
                        + Instants.Text(end);
                }
            }
        }

        // A first one may be what asks for numbers.
        var packets = lines.Where(line => line.Told == PairAct.Packet).Select(line => line.At)
            .ToList();
        return packets.Count > 1 && packets[^1] >= packets[0] + TimeSpan.FromSeconds(1)
            && !said.OfType<MemberSaid.Sent>().Any()
            ? $"{packets.Count} packets are to be sent by {Instants.Text(end)}, and none is"
            : null;
    }

    /// <summary>In which what was lost is said again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    /// <summary>A survivor that is asked for packets for long enough, and sends none.</summary>
    public static string? NeverAgain(Game game)
    {
        if (game.Config.LastNumber - game.Config.SentSoFar < PairWorld.Many)
        {
            // An SA at its last numbers has none left behind what was granted.
            return null;
        }

        var (takeover, asked, first) = ((TimeSpan?)null, 0, TimeSpan.Zero);
        foreach (var line in game.Lines)
        {
            if (line.Said.Any(said => said.Told is MemberTold.Takeover))
            {
                (takeover, asked) = (line.At, 0);
            }

            // Beside another member a first one may be what asks for numbers, and be lost.
            asked = line.Told is PairAct.Lose or PairAct.Returns ? 0 : asked;
            if (line.Told == PairAct.Packet && line.At >= takeover + Patience)
            {
                first = asked == 0 ? line.At : first;
                asked++;
            }

            if (line.Said.Any(said => said.What is MemberSaid.Sent))
            {
                (takeover, asked) = (null, 0);
            }

            if (asked >= 2 && line.Told == PairAct.Packet && line.At >= first + Pause)
            {
                return $"{asked} packets are to be sent after the takeover at "
                    + $"{Instants.Text(takeover!.Value)}, and none is";
            }
        }

        return null;
    }
}

using System.Globalization;
using Holdfast.Codec;
using Holdfast.StateMachines;
using static Holdfast.StateMachines.Ike.MessageIds;

namespace Holdfast.Tests.Examples.StateMachines.Ike;

/// <summary>
/// RFC 7296 §2.1 to §2.3, windows of one and of two in each direction: which of the last two
/// requests are sealed, sent, due or given up, which of the peer's are taken or answered; IDs and
/// times at their bounds. Each direction is tried in all of its states, with some of the other's.
/// </summary>
public sealed partial class MessageIdsOracle
{
    private readonly Dictionary<string, OracleTable> _tables = new[]
    {
        (nameof(Rooms), Rooms), (nameof(Wishes), Wishes), (nameof(Hearings), Hearings),
        (nameof(Rekeys), Rekeys), (nameof(OwnRequests), OwnRequests), (nameof(Repeats), Repeats),
        (nameof(Ticks), Ticks), (nameof(PeerRequests), PeerRequests),
        (nameof(Responses), Responses),
        (nameof(Rises), Rises), (nameof(Keeps), Keeps), (nameof(Passes), Passes),
        (nameof(Windows), Windows),
    }.ToDictionary(one => one.Item1, one => OracleTable.Parse(one.Item2));

    private readonly OracleTable _controls = OracleTable.Parse(Controls);

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_tables_say()
    {
        _controls.Holds(
            Machine, Cases(), Told,
            (_, next) => $"{Told(next.State)} | {string.Join(", ", next.Outputs.Select(Said))} | "
                + OracleTable.KindOf(Kinds, next.Reason),
            Expected);
        Assert.All(_tables.Values, table => table.IsMet());
    }

    private string[] Row(string table, params string[] when) =>
        _tables[table].Of(when).Split('|', StringSplitOptions.TrimEntries);

    private string Expected(Trial<Config, State, Input> trial)
    {
        var row = _controls.Of(Name(trial.State), Name(trial.Input))
            .Split('|', StringSplitOptions.TrimEntries);
        var open = trial.State as State.Open;
        return (row[0], trial.Input) switch
        {
            ("=", _) => Told(trial.State, row[1], row[2]),
            ("standby", _) => Told(new State.Standby(), row[1], row[2]),
            ("waiting", _) => Told(new State.Standby(IsHeld: true), row[1], row[2]),
            ("facts", Input.Promoted(var facts)) => TakenOver(
                facts, trial.State is State.Standby { IsHeld: true }),
            ("room", _) => Wished(open!),
            ("request", Input.Sealed(var id, var text)) => Asked(
                open!, "Sealed", id, text.Count > 0 ? "some" : "none"),
            ("request", Input.Answered(var id)) => Asked(open!, "Answered", id, "-"),
            ("theirs", Input.Requested(var id)) => Heard(trial.Config, open!, id),
            ("response", Input.Responded(var id, var text)) => Responded(
                trial.Config, open!, id, text),
            ("window", Input.WindowSet(var size)) => Widened(open!, size),
            ("IDs", Input.Synced(var next, var lowest)) => Agreed(open!, next, lowest),
            ("time", _) => Repeated(open!),
            _ => throw new InvalidOperationException(row[0]),
        };
    }

    private string Wished(State.Open state)
    {
        var ours = state.Ours;
        var row = Row(nameof(Wishes), Ids(ours.Next), Room(ours));
        var outputs = row[2].Replace("{next}", $"{ours.Next}", StringComparison.Ordinal);
        if (row[0] == "none")
        {
            return Told(
                state with { Ours = ours with { IsHeld = row[1] == "yes" } }, outputs, row[3]);
        }

        var request = new OpenRequest(ours.Next, [], 0, TimeSpan.Zero, Instant.Zero);
        return Rekeyed(
            state with
            {
                Ours = ours with { Next = ours.Next + 1, Requests = [.. ours.Requests, request] },
            },
            outputs, row[3]);
    }

    private string Asked(State.Open state, string input, uint id, string text)
    {
        var one = state.Ours.Requests.SingleOrDefault(request => request.Id == id);
        var row = Row(
            nameof(OwnRequests), input,
            one is null ? "none" : one.Sent == 0 ? "sealing" : "sent", text);
        var outputs = row[1].Replace("{id}", $"{id}", StringComparison.Ordinal);
        return row[0] switch
        {
            "=" => Told(state, outputs, row[2]),
            "sent" => Told(
                With(state, request => request != one ? request : Sent(id)), outputs, row[2]),
            "gone" => Roomy(
                With(state, request => request != one ? request : null), outputs, row[2]),
            _ => throw new InvalidOperationException(row[0]),
        };
    }

    private string Repeated(State.Open state)
    {
        List<string> again = [];
        var (isGivenUp, isAgain) = (false, false);
        var next = With(state, request =>
        {
            var then = Row(
                nameof(Repeats), $"{request.Sent}",
                request.Sent == 0 ? "-" : request.RetryAt <= Now ? "due" : "late")[0];
            isGivenUp |= then == "failed";
            if (then is "=" or "failed")
            {
                return request;
            }

            isAgain = true;
            again.Add($"Send request {request.Id}");
            var wait = then == "2 1.8s" ? 1.8 * Second : 2 * Second;
            return request with { Sent = request.Sent + 1, Wait = wait, RetryAt = Now + wait };
        });
        var row = Row(nameof(Ticks), Yes(isGivenUp), Yes(isAgain));
        return Told(
            row[0] == "failed" ? new State.Failed(Now) : next,
            row[1].Replace("{again}", string.Join(", ", again), StringComparison.Ordinal), row[2]);
    }

    private string Heard(Config config, State.Open state, uint id)
    {
        var theirs = state.Theirs;
        var row = Row(
            nameof(PeerRequests), StatusOf(theirs, id),
            id < theirs.Lowest ? "below"
            : id == Most ? "last"
            : id - theirs.Lowest < config.Window ? "inside" : "beyond",
            Yes(theirs.ComplainFrom > Now));
        var outputs = row[1].Replace("{id}", $"{id}", StringComparison.Ordinal);
        return Told(
            state with
            {
                Theirs = row[0] switch
                {
                    "=" => theirs,
                    "taken" => theirs with { Taken = [.. theirs.Taken, id] },
                    "said" => theirs with { ComplainFrom = Now + (10 * Second) },
                    _ => throw new InvalidOperationException(row[0]),
                },
            },
            outputs, row[2]);
    }

    private string Responded(Config config, State.Open state, uint id, Items<Octets> text)
    {
        var theirs = state.Theirs;
        var status = StatusOf(theirs, id);
        var row = Row(
            nameof(Responses), status,
            text.Count == 0 ? "none" : status != "answered" ? "some"
            : text == ResponseTo(id) ? "same" : "other");
        var outputs = row[1].Replace("{id}", $"{id}", StringComparison.Ordinal);
        if (row[0] == "=")
        {
            return Told(state, outputs, row[2]);
        }

        var by = Row(
            nameof(Rises), id == theirs.Lowest ? "lowest" : "ahead",
            id == theirs.Lowest ? StatusOf(theirs, id + 1) : "-")[0];
        var lowest = theirs.Lowest + uint.Parse(by, CultureInfo.InvariantCulture);
        return Rekeyed(
            state with
            {
                Theirs = theirs with
                {
                    Lowest = lowest,
                    Taken = [.. theirs.Taken.Where(one => one != id)],
                    Responses =
                    [
                        .. theirs.Responses.Append(new(id, text)).Where(one => Row(
                            nameof(Keeps), one.Id >= lowest ? "ahead" : $"{lowest - one.Id}",
                            $"{config.Window}")[0] == "yes"),
                    ],
                },
            },
            outputs, row[2]);
    }

    private string Agreed(State.Open state, uint next, uint lowest)
    {
        var (ours, theirs) = (state.Ours, state.Theirs);
        var row = Row(
            nameof(Passes),
            lowest <= theirs.Lowest ? "no" : lowest == theirs.Lowest + 1 ? "by 1" : "more",
            theirs.Lowest == Most ? "none" : StatusOf(theirs, theirs.Lowest + 1));
        return Roomy(
            new State.Open(
                ours with { Next = Math.Max(next, ours.Next), Requests = [] },
                row[1] == "none" ? theirs : theirs with
                {
                    Lowest = row[0] == "that" ? lowest : lowest + 1,
                    Taken = [.. theirs.Taken.Where(one => one >= lowest)],
                    Responses = [.. theirs.Responses.Where(one => one.Id >= lowest)],
                }),
            string.Join(", ", ours.Requests.Select(one => $"Drop {one.Id}")), "IDs",
            mayRekey: true);
    }

    private string Widened(State.Open state, uint size)
    {
        var window = Row(nameof(Windows), "peer", size > 2 ? "more" : $"{size}")[0];
        return window == "none"
            ? Told(state, "", "no window")
            : Roomy(
                state with { Ours = state.Ours with { Window = window == "1" ? 1 : 2 } }, "",
                "window");
    }

    private string TakenOver(Facts facts, bool isHeld)
    {
        var window = Row(
            nameof(Windows), "facts", facts.Window > 2 ? "more" : $"{facts.Window}")[0];
        return Roomy(
            new State.Open(
                new(
                    facts.Next, window == "1" ? 1 : 2,
                    [.. facts.Requests.Select(one => Sent(one.Id))], isHeld, false),
                new(facts.Lowest, [], facts.Responses, null)),
            string.Join(", ", facts.Requests.Select(one => $"Send request {one.Id}")),
            "took over", mayRekey: true);
    }

    private string Roomy(State.Open state, string outputs, string why, bool mayRekey = false)
    {
        var ours = state.Ours;
        var said = Row(nameof(Hearings), Yes(ours.IsHeld), Room(ours), Ids(ours.Next))[0];
        var next = said == "" ? state : state with { Ours = ours with { IsHeld = false } };
        outputs = And(outputs, said);
        return mayRekey ? Rekeyed(next, outputs, why) : Told(next, outputs, why);
    }

    private string Rekeyed(State.Open state, string outputs, string why)
    {
        var said = Row(
            nameof(Rekeys), Yes(state.Ours.IsRekeying), AtRekey(state.Ours.Next),
            AtRekey(state.Theirs.Lowest))[0];
        return Told(
            said == "" ? state : state with { Ours = state.Ours with { IsRekeying = true } },
            And(outputs, said), why);
    }

    private string Room(Ours ours) => Row(
        nameof(Rooms), $"{ours.Window}",
        (ours.Requests.Any(one => one.Id == ours.Next - 2),
            ours.Requests.Any(one => one.Id == ours.Next - 1)) switch
        {
            (false, false) => "none",
            (true, false) => "older",
            (false, true) => "newer",
            (true, true) => "both",
        })[0];
}

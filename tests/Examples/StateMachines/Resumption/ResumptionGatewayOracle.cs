using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Resumption.ResumptionGateway;

namespace Holdfast.Tests.Examples.StateMachines.Resumption;

/// <summary>
/// RFC 5723 and ADR 39 at a gateway, for two tickets of two SAs: either is stored, used, proven,
/// over, or its SA deleted; from when on it is known what is good no more.
/// </summary>
public sealed partial class ResumptionGatewayOracle
{
    // Each input is about ticket 1 of SA 7. Ticket 2 of SA 8 stays as it is, unless a tick finds it
    // over, or all is forgotten that is good no more. = is as before.

    /// <summary>Whether a ticket that is shown or proven is taken. Left: of its lifetime. Proof:
    /// whether one waits. Used: whether that is remembered, and its time not over. Given: before,
    /// when or after all is known.</summary>
    private const string Doubts = """
        kind        | left           | proof | used     | SA          | stored | given                 || doubt
        *           | none, too long | *     | *        | *           | *      | *                     || Expired
        *           | some           | yes   | *        | *           | *      | *                     || Spent
        *           | some           | no    | yes      | *           | *      | *                     || Spent
        *           | some           | no    | no, over | deleted     | *      | *                     || Spent
        ByReference | some           | no    | no, over | lives, over | yes    | *                     || good
        ByReference | some           | no    | no, over | lives, over | no     | *                     || Unknown
        ByValue     | some           | no    | no, over | lives, over | *      | after                 || good
        ByValue     | some           | no    | no, over | lives, over | *      | when, before, unknown || Unsure
        """;

    /// <summary>§4.3: a ticket is shown, and nothing changes. Doubt: of one whose facts are there,
    /// as they are in each ticket by value, and here for one that is stored.</summary>
    private const string Views = """
        shown      | kind        | stored | proof | used     | doubt   || outputs        | why
        unreadable | *           | *      | *     | *        | *       || Refuse Unknown | unknown
        value      | ByReference | *      | *     | *        | *       || Refuse Unknown | unknown
        value      | ByValue     | *      | *     | *        | good    || Resume 1       | good
        value      | ByValue     | *      | *     | *        | Expired || Refuse Expired | over
        value      | ByValue     | *      | *     | *        | Spent   || Refuse Spent   | spent
        value      | ByValue     | *      | *     | *        | Unsure  || Refuse Unsure  | unsure
        reference  | *           | yes    | *     | *        | good    || Resume 1       | good
        reference  | *           | yes    | *     | *        | Expired || Refuse Expired | over
        reference  | *           | yes    | *     | *        | Spent   || Refuse Spent   | spent
        reference  | *           | no     | yes   | *        | *       || Refuse Spent   | spent
        reference  | *           | no     | no    | yes      | *       || Refuse Spent   | spent
        reference  | *           | no     | no    | no, over | *       || Refuse Unknown | unknown
        """;

    /// <summary>What becomes of the ticket, of its proof, and of what is remembered of it and of
    /// its SA: until a time, where none is later. Room: for one more ticket, or one more proof.
    /// </summary>
    private const string Table = """
        input     | which      | kind        | room | stored | proof     | used     | SA          | doubt                           || ticket | proof | used  | SA    | outputs                             | why
        Requested | -          | *           | no   | *      | *         | *        | *           | -                               || =      | =     | =     | =     | Deny, Forget 4                      | none given
        Requested | -          | *           | yes  | yes    | *         | *        | *           | -                               || =      | =     | =     | =     | Deny, Forget 4                      | none given
        Requested | -          | *           | yes  | no     | yes, over | *        | *           | -                               || =      | =     | =     | =     | Deny, Forget 4                      | none given
        Requested | -          | *           | yes  | no     | no        | yes      | *           | -                               || =      | =     | =     | =     | Deny, Forget 4                      | none given
        Requested | -          | *           | yes  | no     | no        | no, over | deleted     | -                               || =      | =     | =     | =     | Deny, Forget 4                      | none given
        Requested | -          | ByReference | yes  | no     | no        | no, over | lives, over | -                               || +100s  | =     | =     | =     | Grant 1                             | given
        Requested | -          | ByValue     | yes  | no     | no        | no, over | lives, over | -                               || =      | =     | =     | =     | Grant 1, Forget 4                   | given
        Proven    | other peer | *           | *    | *      | *         | *        | *           | *                               || =      | =     | =     | =     | DropNew 1                           | other peer
        Proven    | its peer   | *           | *    | *      | *         | *        | *           | Expired, Spent, Unknown, Unsure || =      | =     | =     | =     | DropNew 1                           | not taken
        Proven    | its peer   | *           | no   | *      | no        | *        | *           | good                            || =      | =     | =     | =     | DropNew 1                           | not taken
        Proven    | its peer   | *           | yes  | *      | no        | *        | *           | good                            || none   | +left | +left | =     | Share 1 {left}, Forget 3            | proven
        Agreed    | -          | *           | -    | *      | no        | *        | *           | -                               || =      | =     | =     | =     |                                     | nobody waits
        Agreed    | -          | *           | -    | *      | yes       | *        | *           | -                               || =      | none  | =     | =     | Accept 1, DropFormer 7              | resumed
        Agreed    | -          | *           | -    | *      | over      | *        | *           | -                               || =      | none  | =     | =     | DropNew 1                           | not agreed
        NotAgreed | -          | *           | -    | *      | no        | *        | *           | -                               || =      | =     | =     | =     |                                     | nobody waits
        NotAgreed | -          | *           | -    | *      | yes, over | *        | *           | -                               || =      | none  | =     | =     | DropNew 1                           | not agreed
        Used      | elsewhere  | *           | -    | no     | no        | *        | *           | -                               || =      | =     | +left | =     |                                     | used elsewhere
        Used      | elsewhere  | *           | -    | no     | yes, over | *        | *           | -                               || =      | none  | +left | =     | DropNew 1                           | used elsewhere
        Used      | elsewhere  | *           | -    | yes    | no        | *        | *           | -                               || none   | =     | +left | =     | Forget 3                            | used elsewhere
        Used      | elsewhere  | *           | -    | yes    | yes, over | *        | *           | -                               || none   | none  | +left | =     | DropNew 1, Forget 3                 | used elsewhere
        Deleted   | here       | *           | -    | no     | no        | *        | *           | -                               || =      | =     | =     | +left | ShareDeleted 7                      | deleted
        Deleted   | here       | *           | -    | no     | yes, over | *        | *           | -                               || =      | none  | =     | +left | ShareDeleted 7, DropNew 1           | deleted
        Deleted   | here       | *           | -    | yes    | no        | *        | *           | -                               || none   | =     | =     | +left | ShareDeleted 7, Forget 3            | deleted
        Deleted   | here       | *           | -    | yes    | yes, over | *        | *           | -                               || none   | none  | =     | +left | ShareDeleted 7, Forget 3, DropNew 1 | deleted
        Deleted   | elsewhere  | *           | -    | no     | no        | *        | *           | -                               || =      | =     | =     | +left |                                     | deleted
        Deleted   | elsewhere  | *           | -    | no     | yes, over | *        | *           | -                               || =      | none  | =     | +left | DropNew 1                           | deleted
        Deleted   | elsewhere  | *           | -    | yes    | no        | *        | *           | -                               || none   | =     | =     | +left | Forget 3                            | deleted
        Deleted   | elsewhere  | *           | -    | yes    | yes, over | *        | *           | -                               || none   | none  | =     | +left | Forget 3, DropNew 1                 | deleted
        """;

    /// <summary>What is to be remembered takes room, unless it is remembered already. Where there
    /// is none, all is forgotten, and what was given until now is refused.</summary>
    private const string Rooms = """
        remembered | room | since || remembered | since | forgotten
        yes        | *    | *     || all        | =     | =
        no         | yes  | *     || all        | =     | =
        no         | no   | none  || none       | =     | now
        no         | no   | some  || none       | now   | now
        """;

    /// <summary>From when on it is known what is good no more, once others or nobody say so: never
    /// from before that all was forgotten, whatever they remember.</summary>
    private const string Knowledge = """
        since    | forgotten    || since
        none     | not after it || that
        later    | not after it || that
        none     | after it     || forgotten
        later    | after it     || forgotten
        no later | not after it || =
        """;

    /// <summary>§6.2: what a tick does that is due, to each for itself.</summary>
    private const string Ends = """
        what           | time || outputs
        ticket         | over || Forget
        keyless ticket | over ||
        proof          | over || DropNew
        remembered     | over ||
        """;

    /// <summary>When what is over is dropped: each 10 s, while there is anything. To end a proof
    /// leaves that time alone: a tick that finds nothing does no harm.</summary>
    private const string Sweeps = """
        input             | left | was  || sweep
        Agreed, NotAgreed | *    | *    || =
        other             | none | *    || none
        other             | some | none || +10s
        other             | some | set  || =
        other             | some | done || +10s
        """;

    private const string Kinds = """
        not due        = Holdfast: nothing is due
        given          = RFC 5723 §4.1: a ticket is given
        none given     = RFC 5723 §4.1: too many
        good           = RFC 5723 §4.3: the ticket is good
        unknown        = RFC 5723 §4.3: the ticket can't be read
        over           = RFC 5723 §6.2: the ticket's lifetime
        spent          = RFC 5723 §9.3: the ticket was used
        unsure         = Holdfast: it is not known here
        proven         = RFC 5723 §9.3: proven
        not taken      = RFC 5723 §9.3: somebody resumed
        other peer     = RFC 5723 §5: the identity
        resumed        = RFC 5723 §4.3: all know
        nobody waits   = Holdfast: nobody waits
        not agreed     = Holdfast: who does not know
        used elsewhere = Holdfast: another member
        deleted        = Holdfast: the SA was deleted
        knows          = Holdfast: it is known which
        swept          = RFC 5723 §6.2: tickets whose lifetime
        """;

    private readonly OracleTable _doubts = OracleTable.Parse(Doubts);
    private readonly OracleTable _views = OracleTable.Parse(Views);
    private readonly OracleTable _table = OracleTable.Parse(Table);
    private readonly OracleTable _rooms = OracleTable.Parse(Rooms);
    private readonly OracleTable _knowledge = OracleTable.Parse(Knowledge);
    private readonly OracleTable _ends = OracleTable.Parse(Ends);
    private readonly OracleTable _sweeps = OracleTable.Parse(Sweeps);

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_tables_say()
    {
        _table.Holds(
            Machine, Cases(), Told,
            (_, next) => $"{Told(next.State)} | {string.Join(", ", next.Outputs.Select(Said))} | "
                + OracleTable.KindOf(Kinds, next.Reason),
            Expected);
        Assert.All(
            [_doubts, _views, _rooms, _knowledge, _ends, _sweeps], table => table.IsMet());
    }

    private string Expected(Trial<Config, State, Input> trial)
    {
        var (config, kept) = (trial.Config, Kept.Of(trial.State));
        return trial.Input switch
        {
            Input.ShownValue(_, var left) => Seen(trial, kept, "value", left),
            Input.ShownReference => Seen(trial, kept, "reference", kept.Ticket?.ExpiresAt - Now),
            Input.ShownUnreadable => Seen(trial, kept, "unreadable", null),
            Input.Requested => Done(
                trial, kept, "Requested", "-",
                Yes(trial.State.Tickets.Count < config.TicketsMax), null),
            Input.Proven(_, var left, var peer) => Done(
                trial, kept, "Proven", peer == First.Peer ? "its peer" : "other peer",
                Yes(trial.State.Proofs.Count < config.TicketsMax), left),
            Input.Agreed => Done(trial, kept, "Agreed", "-", "-", null),
            Input.NotAgreed => Done(trial, kept, "NotAgreed", "-", "-", null),
            Input.SpentElsewhere(_, var left) => Done(
                trial, kept, "Used", "elsewhere", "-", left),
            Input.SaDeleted => Done(trial, kept, "Deleted", "here", "-", config.Lifetime),
            Input.SaDeletedElsewhere(_, var left) => Done(
                trial, kept, "Deleted", "elsewhere", "-", left),
            Input.Knows(var time) => Told(Knowing(kept, Now - time).Made()) + " |  | knows",
            Input.Tick => Swept(trial, kept),
        };
    }

    private string Seen(
        Trial<Config, State, Input> trial, Kept kept, string shown, TimeSpan? left) =>
        $"{trial.When[0]} | " + _views.Of(
            shown, $"{trial.Config.Kind}", Yes(kept.Ticket is not null),
            Yes(kept.Proof is not null), Life(kept.Used),
            left is { } time ? Doubt(trial.Config, kept, time) : "-");

    private string Doubt(Config config, Kept kept, TimeSpan left)
    {
        var given = Now - (config.Lifetime - left);
        return _doubts.Of(
            $"{config.Kind}",
            left <= TimeSpan.Zero ? "none" : left <= config.Lifetime ? "some" : "too long",
            Yes(kept.Proof is not null), Life(kept.Used), SaOf(kept), Yes(kept.Ticket is not null),
            kept.Since is not { } since ? "unknown"
            : given > since ? "after" : given == since ? "when" : "before");
    }

    private string Done(
        Trial<Config, State, Input> trial, Kept kept, string input, string which, string room,
        TimeSpan? left)
    {
        var config = trial.Config;
        var row = _table.Of(
            input, which, $"{config.Kind}", room, Yes(kept.Ticket is not null), Life(kept.Proof),
            Life(kept.Used), SaOf(kept), input == "Proven" ? Doubt(config, kept, left!.Value) : "-")
            .Split('|', StringSplitOptions.TrimEntries);
        if (row is ["=", "=", "=", "=", ..])
        {
            return $"{trial.When[0]} | {row[4]} | {row[5]}";
        }

        // No longer than any ticket is good.
        var until = Now + (left <= TimeSpan.Zero ? TimeSpan.Zero
            : left < config.Lifetime ? left!.Value : config.Lifetime);
        var next = (row[2], row[3]) switch
        {
            ("+left", "=") => Roomy(kept, kept.Used, config),
            ("=", "+left") => Roomy(kept, kept.Ended, config),
            _ => kept,
        };
        next = next with
        {
            Ticket = row[0] switch
            {
                "=" => kept.Ticket,
                "none" => null,
                "+100s" => new(First with { Keys = new(4) }, Now + (100 * Second)),
                _ => throw new InvalidOperationException(row[0]),
            },
            Proof = row[1] switch
            {
                "=" => kept.Proof,
                "none" => null,
                "+left" => new(First.Id, First.Sa, until),
                _ => throw new InvalidOperationException(row[1]),
            },
            Used = row[2] == "=" ? next.Used : Later(next.Used, First.Id, until),
            Ended = row[3] == "=" ? next.Ended : Later(next.Ended, First.Sa, until),
        };
        var outputs = row[4].Replace("{left}", $"{left}", StringComparison.Ordinal);
        return $"{Told(Timed(next, trial.Input).Made())} | {outputs} | {row[5]}";
    }

    private Kept Roomy(Kept kept, Spent? own, Config config)
    {
        var row = _rooms.Of(
            Yes(own is not null), Yes(kept.Remembered < config.TicketsMax),
            kept.Since is null ? "none" : "some").Split('|', StringSplitOptions.TrimEntries);
        kept = kept with
        {
            Since = row[1] == "now" ? Now : kept.Since,
            Forgotten = row[2] == "now" ? Now : kept.Forgotten,
        };
        return row[0] == "all" ? kept
            : kept with { Used = null, Ended = null, OtherUsed = null, OtherEnded = null };
    }

    private Kept Knowing(Kept kept, Instant that)
    {
        var how = _knowledge.Of(
            kept.Since is null ? "none" : kept.Since > that ? "later" : "no later",
            kept.Forgotten > that ? "after it" : "not after it");
        return kept with
        {
            Since = how switch
            {
                "=" => kept.Since,
                "that" => that,
                "forgotten" => kept.Forgotten,
                _ => throw new InvalidOperationException(how),
            },
        };
    }

    private string Swept(Trial<Config, State, Input> trial, Kept kept)
    {
        if (kept.Sweep is null || kept.Sweep > Now)
        {
            return $"{trial.When[0]} |  | not due";
        }

        List<string> said = [];
        var next = kept with
        {
            Ticket = Left(kept.Ticket, kept.Ticket?.ExpiresAt, "ticket", "3"),
            OtherTicket = Left(
                kept.OtherTicket, kept.OtherTicket?.ExpiresAt,
                kept.OtherTicket?.Facts.Keys.IsSome == true ? "ticket" : "keyless ticket", "5"),
            Proof = Left(kept.Proof, kept.Proof?.ExpiresAt, "proof", "1"),
            OtherProof = Left(kept.OtherProof, kept.OtherProof?.ExpiresAt, "proof", "2"),
            Used = Left(kept.Used, kept.Used?.ExpiresAt, "remembered", ""),
            OtherUsed = Left(kept.OtherUsed, kept.OtherUsed?.ExpiresAt, "remembered", ""),
            Ended = Left(kept.Ended, kept.Ended?.ExpiresAt, "remembered", ""),
            OtherEnded = Left(kept.OtherEnded, kept.OtherEnded?.ExpiresAt, "remembered", ""),
        };
        return $"{Told(Timed(next, trial.Input).Made())} | {string.Join(", ", said)} | swept";

        T? Left<T>(T? one, Instant? until, string what, string name)
            where T : class
        {
            if (one is null || until > Now)
            {
                return one;
            }

            var output = _ends.Of(what, "over");
            if (output != "")
            {
                said.Add($"{output} {name}");
            }

            return null;
        }
    }

    private Kept Timed(Kept kept, Input input)
    {
        var sweep = _sweeps.Of(
            input is Input.Agreed or Input.NotAgreed ? input.GetType().Name : "other",
            kept.IsEmpty ? "none" : "some",
            kept.Sweep is null ? "none" : input is Input.Tick ? "done" : "set");
        return kept with
        {
            Sweep = sweep switch
            {
                "none" => null,
                "=" => kept.Sweep,
                "+10s" => Now + (10 * Second),
                _ => throw new InvalidOperationException(sweep),
            },
        };
    }
}

using Holdfast.StateMachines;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Nhrp.NhrpServer;

namespace Holdfast.Tests.Examples.StateMachines.Nhrp;

/// <summary>
/// RFC 2332 §5.2 at a hub of two spokes: either, both or none is registered, lives or is over, and
/// was told of the other one or not; to either a purge request waits for its reply or none.
/// </summary>
public sealed partial class NhrpServerOracle
{
    // Own is the spoke that an input comes from or is about, other the other one; of a tick and of
    // an end of SAs own is the first one. Right of the bars stand what becomes of both and of the
    // purge requests that wait, to own (about other) and to other (about own); = is as before.

    /// <summary>§5.2.3 to §5.2.5. Outer: its address outside is that of before. Told: whether other
    /// was told of it. Room: whether one more may be registered.</summary>
    private const string Registrations = """
        own        | outer | told | unique | room || own    | other | to own | to other | outputs                           | why
        none       | -     | -    | *      | yes  || new    | =     | =      | =        | Accept 7 own                      | registered
        none       | -     | -    | *      | no   || =      | =     | =      | =        | Refuse 7 Full                     | full
        live, over | same  | *    | *      | *    || longer | =     | =      | =        | Accept 7 own                      | registered
        live       | new   | *    | yes    | *    || =      | =     | =      | =        | Refuse 7 Taken                    | taken
        live       | new   | no   | no     | *    || moved  | =     | =      | =        | Accept 7 own                      | moved
        live       | new   | yes  | no     | *    || moved  | =     | =      | sent     | Accept 7 own, Purge {id} to other | moved
        over       | new   | no   | *      | *    || moved  | =     | =      | =        | Accept 7 own                      | moved
        over       | new   | yes  | *      | *    || moved  | =     | =      | sent     | Accept 7 own, Purge {id} to other | moved
        """;

    /// <summary>§5.2.1 and §5.2.2: own asks for what lies behind the egress, which is other, or own
    /// itself.</summary>
    private const string Questions = """
        phase    | own        | egress           || own | other | to own | to other | outputs           | why
        *        | *          | none, over, self || =   | =     | =      | =        | NoBinding 7 own   | unknown
        *        | none, over | live             || =   | =     | =      | =        | NoBinding 7 own   | stranger
        HubOnly  | live       | live             || =   | =     | =      | =        | NoBinding 7 own   | unknown
        NextHop  | live       | live             || =   | told  | none   | =        | Answer 7 own      | answered
        Redirect | live       | live             || =   | told  | none   | =        | Forward 7 other   | forwarded
        """;

    /// <summary>Packets of own go to other, or to own itself. Ago: when own was redirected; a
    /// second has to pass.</summary>
    private const string Packets = """
        phase            | own        | to               | ago          || own        | other | to own | to other | outputs      | why
        HubOnly, NextHop | *          | *                | *            || =          | =     | =      | =        |              | no redirects
        Redirect         | none, over | *                | *            || =          | =     | =      | =        |              | no redirect
        Redirect         | live       | none, over, self | *            || =          | =     | =      | =        |              | no redirect
        Redirect         | live       | live             | below 1s     || =          | =     | =      | =        |              | no redirect
        Redirect         | live       | live             | never, 1s    || redirected | =     | =      | =        | Redirect own | redirected
        """;

    /// <summary>§5.2.5: own has dropped its way to other, or to own itself.</summary>
    private const string PurgeRequests = """
        of         || own | other  | to own | to other | outputs                                | why
        none       || =   | =      | =      | =        | AnswerPurge 7 own                      | other end gone
        self       || =   | =      | =      | =        | AnswerPurge 7 own                      | no other end
        live, over || =   | untold | =      | sent     | AnswerPurge 7 own, Purge {id} to other | handed on
        """;

    /// <summary>§5.2.6: own answers, by the request ID of what was sent to it, to other or to
    /// nobody.</summary>
    private const string PurgeReplies = """
        id            || own | other | to own | to other | outputs | why
        own           || =   | =     | none   | =        |         | purge answered
        other, nobody || =   | =     | =      | =        |         | no purge
        """;

    /// <summary>Registrations end, with their SA or their time. Ends: nobody was told of it; told:
    /// the other one was. Why is said by what ends them.</summary>
    private const string Ends = """
        own   | other || own  | other | to own | to other | outputs
        stays | stays || =    | =     | =      | =        |
        ends  | stays || gone | =     | =      | =        |
        told  | stays || gone | =     | =      | sent     | Purge {id} to other
        stays | ends  || =    | gone  | =      | =        |
        ends  | ends  || gone | gone  | =      | =        |
        told  | ends  || gone | gone  | =      | sent     | Purge {id} to other
        stays | told  || =    | gone  | sent   | =        | Purge {id} to own
        ends  | told  || gone | gone  | sent   | =        | Purge {id} to own
        told  | told  || gone | gone  | sent   | sent     | Purge {id} to other, Purge {id+1} to own
        """;

    /// <summary>What a tick is for: the registrations, or the purge requests.</summary>
    private const string Ticks = """
        sweep      | again      || what
        due        | *          || ends
        none, late | due        || again
        none, late | none, late || nothing
        """;

    /// <summary>§5.2.6: one purge request, when a tick is for them. It is sent three times, and
    /// waits for 1 s, for 2 s and for 4 s.</summary>
    private const string Repeats = """
        sent   | due  || then  | outputs
        none   | -    || none  |
        1      | late || same  |
        1      | due  || 2 +2s | Purge
        2      | late || same  |
        2      | due  || 3 +4s | Purge
        3      | late || same  |
        3      | due  || none  |
        """;

    /// <summary>One that is sent takes the place of what was sent before to the same spoke about
    /// the same one, and waits where one more may; when the next one of all is due.</summary>
    private const string Waits = """
        what | this   | that  | most || this | due
        none | none   | *     | *    || none | same
        none | waits  | none  | *    || none | never
        none | waits  | waits | *    || none | same
        sent | *      | none  | *    || 1    | +1s
        sent | *      | waits | 2    || 1    | earlier
        sent | none   | waits | 1    || none | same
        """;

    /// <summary>When registrations are looked through again: each 5 s, where there are any. Was:
    /// whether a time is set, and has come.</summary>
    private const string Sweeps = """
        left | was  || sweep
        none | *    || none
        some | none || +5s
        some | set  || same
        some | done || +5s
        """;

    private const string Kinds = """
        not due        = Holdfast: nothing is due
        registered     = RFC 2332 §5.2.4: the spoke is registered
        moved          = RFC 2332 §5.2.5: registered at another address
        full           = RFC 2332 §5.2.4: too many
        taken          = RFC 2332 §5.2.4: another router
        answered       = RFC 2332 §5.2.2: answered from
        forwarded      = DMVPN phase 3: handed on
        unknown        = RFC 2332 §5.2.2: no such spoke
        stranger       = Holdfast: who asks is not registered
        redirected     = DMVPN phase 3: there is a shorter way
        no redirect    = Holdfast: no redirect
        no redirects   = DMVPN: this phase has no redirects
        handed on      = RFC 2332 §5.2.5: answered, and handed on
        other end gone = RFC 2332 §5.2.6: answered; the other end is not
        no other end   = RFC 2332 §5.2.6: answered; who sent it is at both ends
        purge answered = RFC 2332 §5.2.6: answered: the spoke has dropped
        no purge       = RFC 2332 §5.2.6: no such purge
        again          = RFC 2332 §5.2.6: purges are unanswered
        SA down        = Holdfast: the SA is down
        expired        = RFC 2332 §5.2.5: holding times are over
        """;

    private readonly OracleTable _registrations = OracleTable.Parse(Registrations);
    private readonly OracleTable _questions = OracleTable.Parse(Questions);
    private readonly OracleTable _packets = OracleTable.Parse(Packets);
    private readonly OracleTable _requests = OracleTable.Parse(PurgeRequests);
    private readonly OracleTable _replies = OracleTable.Parse(PurgeReplies);
    private readonly OracleTable _ends = OracleTable.Parse(Ends);
    private readonly OracleTable _ticks = OracleTable.Parse(Ticks);
    private readonly OracleTable _repeats = OracleTable.Parse(Repeats);
    private readonly OracleTable _waits = OracleTable.Parse(Waits);
    private readonly OracleTable _sweeps = OracleTable.Parse(Sweeps);

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_tables_say()
    {
        _ticks.Holds(
            Machine, Cases(), Told,
            (trial, next) => $"{Told(next.State)} | "
                + string.Join(", ", Said(next.Outputs, OwnOf(trial.Input), trial.State)) + " | "
                + OracleTable.KindOf(Kinds, next.Reason),
            Expected);
        Assert.All(
            [
                _registrations, _questions, _packets, _requests, _replies, _ends, _repeats,
                _waits, _sweeps,
            ],
            table => table.IsMet());
    }

    private string Expected(Trial<Config, State, Input> trial)
    {
        var (config, input) = (trial.Config, trial.Input);
        var kept = Kept.Of(trial.State, OwnOf(input));
        var tick = input is Input.Tick ? _ticks.Of(Due(kept.Sweep), Due(kept.Again)) : "";
        if (tick == "again")
        {
            return Repeated(kept);
        }

        var row = input switch
        {
            Input.Registers registers => _registrations.Of(
                Life(kept.Own),
                kept.Own is not { } own ? "-" : own.Nbma == registers.Nbma ? "same" : "new",
                kept.Own is null ? "-" : Yes(kept.Own.Told.Count > 0), Yes(config.IsUnique),
                Yes(trial.State.Spokes.Count < config.SpokesMax)),
            Input.Asks asks => _questions.Of(
                $"{config.Phase}", Life(kept.Own), EndOf(kept, asks.Egress)),
            Input.Passes passes => _packets.Of(
                $"{config.Phase}", Life(kept.Own), EndOf(kept, passes.To), AgoOf(kept.Own)),
            Input.Purges purges => _requests.Of(EndOf(kept, purges.Other)),
            Input.PurgeAnswered answered => _replies.Of(
                answered.Id == kept.ToOwn?.Id ? "own"
                : answered.Id == kept.ToOther?.Id ? "other" : "nobody"),
            Input.SaDown(var nbma) => Ended(kept, one => one.Nbma == nbma, "SA down"),
            Input.Tick when tick == "ends" => Ended(kept, one => one.ExpiresAt <= Now, "expired"),
            Input.Tick => "= | = | = | = | | not due",
        };
        return row.StartsWith("= | = | = | = |", StringComparison.Ordinal)
                && input is not Input.Tick
            ? $"{trial.When[0]} |{row.Split("= |")[^1]}"
            : Filled(trial, kept, row.Split('|', StringSplitOptions.TrimEntries));
    }

    private string Ended(Kept kept, Func<Spoke, bool> ends, string why)
    {
        return $"{_ends.Of(End(kept.Own), End(kept.Other))} | {why}";

        string End(Spoke? spoke) => spoke is null || !ends(spoke) ? "stays"
            : spoke.Told.Count > 0 ? "told" : "ends";
    }

    /// <summary>The state, outputs and reason of which a row speaks.</summary>
    private string Filled(Trial<Config, State, Input> trial, Kept kept, string[] row)
    {
        var next = kept with
        {
            Own = Changed(kept.Own, row[0], OwnOf(trial.Input), trial.Input),
            Other = Changed(kept.Other, row[1], kept.OtherOne, trial.Input),
        };

        // Whoever was told of own hears of it first.
        next = Waiting(next, row[3], toOwn: false, trial.Config.PurgesMax);
        next = Waiting(next, row[2], toOwn: true, trial.Config.PurgesMax);
        var isSwept = trial.Input is Input.Tick && kept.Sweep <= Now;
        var sweep = _sweeps.Of(
            next.Own is null && next.Other is null ? "none" : "some",
            kept.Sweep is null ? "none" : isSwept ? "done" : "set");
        next = next with
        {
            Sweep = sweep switch
            {
                "none" => null,
                "same" => kept.Sweep,
                "+5s" => Now + (5 * Second),
                _ => throw new InvalidOperationException(sweep),
            },
        };
        var outputs = row[4]
            .Replace("{id}", $"{kept.NextId}", StringComparison.Ordinal)
            .Replace("{id+1}", $"{unchecked(kept.NextId + 1)}", StringComparison.Ordinal);
        return $"{Told(next.Made())} | {outputs} | {row[5]}";
    }

    private static Spoke? Changed(Spoke? spoke, string how, HostAddress address, Input input)
    {
        var (nbma, until) = input is Input.Registers(_, _, var outer, var holding)
            ? (outer, Now + HoldingTimes[holding])
            : (default, default);
        return how switch
        {
            "=" => spoke,
            "gone" => null,
            "new" => new(address, nbma, until, [], null),
            "longer" => spoke! with { ExpiresAt = until },
            "moved" => spoke! with { Nbma = nbma, ExpiresAt = until, Told = [] },
            "redirected" => spoke! with { RedirectedAt = Now },
            "told" => spoke! with { Told = [OtherThan(address)] },
            "untold" => spoke! with { Told = [] },
            _ => throw new InvalidOperationException(how),
        };
    }

    private Kept Waiting(Kept kept, string what, bool toOwn, int most)
    {
        if (what == "=")
        {
            return kept;
        }

        var (purge, that) = toOwn ? (kept.ToOwn, kept.ToOther) : (kept.ToOther, kept.ToOwn);
        var row = _waits.Of(what, purge is null ? "none" : "waits", that is null ? "none" : "waits",
            $"{most}").Split('|', StringSplitOptions.TrimEntries);
        var (to, about) = toOwn ? (kept.OwnOne, kept.OtherOne) : (kept.OtherOne, kept.OwnOne);
        purge = row[0] == "none" ? null : new(kept.NextId, to, about, 1, Now + Second);
        return kept with
        {
            ToOwn = toOwn ? purge : kept.ToOwn,
            ToOther = toOwn ? kept.ToOther : purge,
            NextId = what == "sent" ? unchecked(kept.NextId + 1) : kept.NextId,
            Again = row[1] switch
            {
                "same" => kept.Again,
                "never" => null,
                "+1s" => Now + Second,
                "earlier" => Instant.Earliest(kept.Again, Now + Second),
                _ => throw new InvalidOperationException(row[1]),
            },
        };
    }

    private string Repeated(Kept kept)
    {
        List<string> said = [];
        var (own, other) = (Again(kept.ToOwn, "own"), Again(kept.ToOther, "other"));
        return Told(
            (kept with
            {
                ToOwn = own,
                ToOther = other,
                Again = Instant.Earliest(own?.DueAt, other?.DueAt),
            }).Made()) + $" | {string.Join(", ", said)} | again";

        PendingPurge? Again(PendingPurge? purge, string to)
        {
            var row = _repeats.Of(purge is null ? "none" : $"{purge.Sent}",
                purge is null ? "-" : Due(purge.DueAt)).Split('|', StringSplitOptions.TrimEntries);
            if (row[1] == "Purge")
            {
                said.Add($"Purge {purge!.Id} to {to}");
            }

            return row[0] switch
            {
                "none" => null,
                "same" => purge,
                "2 +2s" => purge! with { Sent = 2, DueAt = Now + (2 * Second) },
                "3 +4s" => purge! with { Sent = 3, DueAt = Now + (4 * Second) },
                _ => throw new InvalidOperationException(row[0]),
            };
        }
    }
}

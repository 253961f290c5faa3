using Holdfast.StateMachines;
using static Holdfast.StateMachines.Links.LinkSelection;

namespace Holdfast.Tests.Examples.StateMachines.Links;

/// <summary>
/// Any two links: what each thing that is said of one makes of it, and which one is used then. A
/// link is broken, or held (until a while from now, or until now), or usable (since a while, or
/// long). The second one has never flapped or most often; of the two identities each goes with one
/// of holding links and not.
/// </summary>
public sealed class LinkSelectionOracle
{
    /// <summary>
    /// A link, what is said of it, how often it failed soon after it came back, whether links are
    /// held at all: what it is then, and its flaps, of which two are the most.
    /// </summary>
    private const string Turns = """
        link   | said   | flaps | holds || link   | flaps
        broken | broken | *     | *     || broken | {flaps}
        broken | works  | 0     | yes   || +10s   | 0
        broken | works  | 1     | yes   || +20s   | 1
        broken | works  | 2     | yes   || +40s   | 2
        broken | works  | *     | no    || now    | {flaps}
        later  | works  | *     | *     || {link} | {flaps}
        due    | works  | *     | *     || {link} | {flaps}
        later  | broken | 0     | *     || broken | 1
        later  | broken | 1, 2  | *     || broken | 2
        due    | broken | 0     | *     || broken | 1
        due    | broken | 1, 2  | *     || broken | 2
        young  | works  | *     | *     || {link} | {flaps}
        young  | broken | 0     | *     || broken | 1
        young  | broken | 1, 2  | *     || broken | 2
        stable | works  | *     | *     || {link} | {flaps}
        stable | broken | *     | *     || broken | 0
        broken | tick   | *     | *     || broken | {flaps}
        later  | tick   | *     | *     || {link} | {flaps}
        due    | tick   | *     | *     || now    | {flaps}
        young  | tick   | *     | *     || {link} | {flaps}
        stable | tick   | *     | *     || {link} | {flaps}
        """;

    /// <summary>Both links as they are now, the one used before, whether traffic goes back.
    /// </summary>
    private const string Choices = """
        first  | second | over | goes back || over | outputs
        usable | *      | 0    | *         || 0    |
        usable | *      | none | *         || 0    | move 0, Regained
        usable | usable | 1    | yes       || 0    | move 0
        usable | usable | 1    | no        || 1    |
        usable | held   | 1    | yes       || 0    | move 0
        usable | held   | 1    | no        || 1    |
        usable | broken | 1    | *         || 0    | move 0
        held   | usable | 0    | *         || 0    |
        held   | usable | 1    | *         || 1    |
        held   | held   | 0    | *         || 0    |
        held   | held   | 1    | *         || 1    |
        held   | broken | 0    | *         || 0    |
        held   | broken | 1    | *         || 0    | move 0
        held   | broken | none | *         || 0    | move 0, Regained
        broken | usable | 0    | *         || 1    | move 1
        broken | usable | 1    | *         || 1    |
        broken | usable | none | *         || 1    | move 1, Regained
        broken | held   | 0    | *         || 1    | move 1
        broken | held   | 1    | *         || 1    |
        broken | held   | none | *         || 1    | move 1, Regained
        broken | broken | 0, 1 | *         || none | Lost
        broken | broken | none | *         || none |
        """;

    /// <summary>Why, by what was said and whether it is new.</summary>
    private const string Reasons = """
        said                                                   | new || why
        carrier works                                          | yes || carrier back
        carrier broken                                         | yes || carrier lost
        path works                                             | yes || path back
        path broken                                            | yes || path lost
        hop works                                              | yes || hop heard
        hop broken                                             | yes || hop silent
        peer works                                             | yes || peer heard
        peer broken                                            | yes || peer silent
        tick                                                   | yes || held enough
        tick                                                   | no  || not due
        carrier works, carrier broken, path works, path broken | no  || known
        hop works, hop broken, peer works, peer broken         | no  || known
        no such link                                           | *   || unknown
        """;

    private const string Kinds = """
        carrier back = Holdfast: an access link is back
        carrier lost = Holdfast: an access link failed; SAs stay
        path back    = Holdfast: the path beyond a link is back
        path lost    = Holdfast: the path beyond a link failed; SAs stay
        hop heard    = Holdfast: nothing says any more that the next hop
        hop silent   = Holdfast: the next hop of a link is silent; SAs stay
        peer heard   = Holdfast: nothing says any more that the peer
        peer silent  = Holdfast: the peer is silent over a link; SAs stay
        held enough  = Holdfast: a link has been held long enough
        known        = Holdfast: it is so already
        unknown      = Holdfast: there is no such link
        not due      = Holdfast: nothing is due
        """;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Ticks = TimeSpan.FromTicks(1);
    private static readonly TimeSpan Stable = TimeSpan.FromSeconds(300);
    private static readonly Instant Now = Instant.FromMilliseconds(1_000_000);

    private static readonly string[] Marks = ["carrier", "path", "hop", "peer"];

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_tables_say()
    {
        var (turns, choices, reasons) = (
            OracleTable.Parse(Turns), OracleTable.Parse(Choices), OracleTable.Parse(Reasons));
        choices.Holds(
            Machine, Cases(), Told,
            (trial, next) => $"{Told(next.State)} | "
                + $"{string.Join(", ", next.Outputs.Select(one => Said(trial.Config, one)))} | "
                + OracleTable.KindOf(Kinds, next.Reason),
            trial => Says(trial, turns, choices, reasons));
        turns.IsMet();
        reasons.IsMet();
    }

    /// <summary>The turn of a link, the choice between both, and why.</summary>
    private static string Says(
        Trial<Config, State, Input> trial, OracleTable turns, OracleTable choices,
        OracleTable reasons)
    {
        var (said, number, mark, value) =
            (trial.When[0], trial.When[1], trial.When[2], trial.When[3]);
        var before = LinksOf(trial.State).ToArray();
        var after = before.Select((link, at) => said == "tick"
            ? Turned(trial.Config, turns, link, "tick", Marked(link))
            : $"{at}" == number
                ? Turned(trial.Config, turns, link, Marked(link, mark, value == "works"))
                : new After(Name(link), Shown(link))).ToArray();
        var isLink = said == "tick" || number is "0" or "1";
        var isNew = isLink && !before.Select(Shown).SequenceEqual(after.Select(one => one.Text));
        var over = isNew
            ? choices.Of(
                Kind(after[0].Name), Kind(after[1].Name), Over(trial.State),
                trial.Config.GoesBack ? "yes" : "no")
            : $"{Over(trial.State)} | ";
        var why = reasons.Of(isLink ? said : "no such link", isNew ? "yes" : "no");
        return $"{after[0].Text} {after[1].Text} {over} | {why}";
    }

    private static After Turned(Config config, OracleTable turns, Link link, string marks) =>
        Turned(config, turns, link, marks.Contains('-') ? "broken" : "works", marks);

    /// <summary>What becomes of a link, by the table of turns.</summary>
    private static After Turned(
        Config config, OracleTable turns, Link link, string said, string marks)
    {
        var cells = turns
            .Of(Name(link), said, $"{link.Flaps}", config.HoldDown > TimeSpan.Zero ? "yes" : "no")
            .Split(" | ");
        var when = cells[0] switch
        {
            "{link}" => When(link),
            "broken" => "broken",
            "now" => "usable 0s",
            _ => $"held {cells[0]}",
        };
        var flaps = cells[1] == "{flaps}" ? $"{link.Flaps}" : cells[1];
        return new(cells[0] == "{link}" ? Name(link) : cells[0], $"({marks} {when} {flaps})");
    }

    private sealed record After(string Name, string Text);

    private static string Kind(string name) => name switch
    {
        "broken" => "broken",
        "young" or "stable" or "now" => "usable",
        _ => "held",
    };

    private static string Name(Link link) => link switch
    {
        { HeldUntil: { } until } => until <= Now ? "due" : "later",
        { UsableSince: { } since } => Now - since >= Stable ? "stable" : "young",
        _ => "broken",
    };

    private static string When(Link link) => link switch
    {
        { HeldUntil: { } until } => $"held +{(until - Now) / Second:R}s",
        { UsableSince: { } since } => $"usable {(Now - since) / Second:R}s",
        _ => "broken",
    };

    private static bool Has(Link link, string mark) => mark switch
    {
        "carrier" => link.HasCarrier,
        "path" => link.HasPath,
        "hop" => !link.IsHopSilent,
        _ => !link.IsPeerSilent,
    };

    private static string Shown(Link link) => $"({Marked(link)} {When(link)} {link.Flaps})";

    /// <summary>A plus for each mark that is good; one of them may be said anew.</summary>
    private static string Marked(Link link, string mark = "", bool works = false) => string.Concat(
        Marks.Select(one => (one == mark ? works : Has(link, one)) ? '+' : '-'));

    private static string Told(State state) =>
        string.Join(' ', LinksOf(state).Select(Shown)) + $" {Over(state)}";

    private static string Over(State state) => state switch
    {
        State.Preferred => "0",
        State.Fallback fallback => $"{fallback.Over}",
        State.Isolated => "none",
    };

    private static string Said(Config config, Output output) => output switch
    {
        Output.Reroute(var link) =>
            config.Identity == Identity.Loopback ? $"move {link}" : "reroute",
        Output.UseSaOf(var link) =>
            config.Identity == Identity.EachLink ? $"move {link}" : "use SA",
        Output.Lost => nameof(Output.Lost),
        Output.Regained => nameof(Output.Regained),
    };

    private static IEnumerable<Trial<Config, State, Input>> Cases() =>
        from goesBack in (bool[])[true, false]
        from hold in (int[])[0, 10]
        let config = Configured(
            goesBack, hold == 0 ? Identity.EachLink : Identity.Loopback, hold)
        from first in Links()
        from second in Links()
        where second.Flaps != 1
        from state in States([first, second])
        from said in Inputs()
        select new Trial<Config, State, Input>(said.When, config, state, Now, said.Input);

    /// <summary>Every combination of marks; a link that works is held or usable.</summary>
    private static IEnumerable<Link> Links() =>
        from marks in Enumerable.Range(0, 16)
        from flaps in (int[])[0, 1, 2]
        let bare = new Link((marks & 1) != 0, (marks & 2) != 0, null, null, flaps)
        {
            IsHopSilent = (marks & 4) == 0,
            IsPeerSilent = (marks & 8) == 0,
        }
        from link in bare.Works
            ? (Link[])
            [
                bare with { HeldUntil = Now + Ticks }, bare with { HeldUntil = Now },
                bare with { UsableSince = Now - Stable },
                bare with { UsableSince = Now - Stable + Ticks },
                bare with { UsableSince = Now },
            ]
            : [bare]
        select link;

    /// <summary>Over any link that works; none only where none does.</summary>
    private static IEnumerable<State> States(Link[] links)
    {
        if (links[0].Works)
        {
            yield return new State.Preferred([.. links]);
        }

        if (links[1].Works)
        {
            yield return new State.Fallback([.. links], 1);
        }

        if (!links[0].Works && !links[1].Works)
        {
            yield return new State.Isolated([.. links]);
        }
    }

    private static IEnumerable<(string[] When, Input Input)> Inputs() =>
        (from at in (int[])[0, 1, -1, 2]
         from mark in at is 0 or 1 ? Marks : Marks[..1]
         from works in (bool[])[true, false]
         let name = works ? "works" : "broken"
         select ((string[])[$"{mark} {name}", $"{at}", mark, name], Of(mark, at, works)))
        .Append((["tick", "", "", ""], new Input.Tick()));

    private static Input Of(string mark, int link, bool works) => mark switch
    {
        "carrier" => new Input.Carrier(link, works),
        "path" => new Input.Path(link, works),
        "hop" => new Input.Hop(link, IsSilent: !works),
        _ => new Input.Peer(link, IsSilent: !works),
    };

    private static Config Configured(bool goesBack, Identity identity, int hold) =>
        Config.TryCreate(
            new()
            {
                GoesBack = goesBack,
                Identity = identity,
                HoldDown = TimeSpan.FromSeconds(hold),
                StableAfter = Stable,
                DoublingsMax = 2,
            },
            out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}

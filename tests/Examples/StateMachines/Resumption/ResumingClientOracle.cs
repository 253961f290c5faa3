using System.Globalization;
using Holdfast.Codec;
using Holdfast.StateMachines;
using static Holdfast.StateMachines.Resumption.ResumingClient;

namespace Holdfast.Tests.Examples.StateMachines.Resumption;

/// <summary>RFC 5723 §4 and §6.2, for who holds a ticket: every state, every input, lifetimes at
/// their bounds.</summary>
public sealed class ResumingClientOracle
{
    /// <summary>
    /// Ticket: none, good, or over, which it is 5 s before its time. Asked: whether one may come.
    /// A ticket is kept for 100 s at most; granted are one of 50 s and one of 200 s under keys 9,
    /// and one of 50 s under the keys 3 of the ticket that is known. T is that one, n a new one.
    /// </summary>
    private const string Table = """
        state        | ticket     | asked | input                                                       | grant         || next                   | outputs              | why
        nothing      | -          | -     | wanted                                                      | *             || establishing           | BeginFull            | full
        nothing      | -          | -     | granted                                                     | *             || same                   | Forget {keys}        | no SA
        nothing      | -          | -     | established, promised, no ticket, failed, deleted, rejected | *             || same                   |                      | no SA
        nothing      | -          | -     | tick                                                        | *             || same                   |                      | not due
        establishing | -          | -     | wanted, promised, no ticket, rejected                       | *             || same                   |                      | goes on
        establishing | -          | -     | established                                                 | *             || up none asked          |                      | up
        establishing | -          | -     | granted                                                     | *             || same                   | Forget {keys}        | goes on
        establishing | -          | -     | failed, deleted                                             | *             || nothing                |                      | failed without
        establishing | -          | -     | tick                                                        | *             || same                   |                      | not due
        up           | *          | *     | wanted, established, rejected                               | *             || same                   |                      | up already
        up           | *          | no    | granted                                                     | *             || same                   | Forget {keys}        | unasked
        up           | *          | yes   | granted                                                     | 50s same keys || up n{keys} +50s asked  |                      | kept
        up           | none       | yes   | granted                                                     | 50s           || up n{keys} +50s asked  |                      | kept
        up           | none       | yes   | granted                                                     | 200s          || up n{keys} +100s asked |                      | kept
        up           | good, over | yes   | granted                                                     | 50s           || up n{keys} +50s asked  | Forget 3             | replaced
        up           | good, over | yes   | granted                                                     | 200s          || up n{keys} +100s asked | Forget 3             | replaced
        up           | *          | *     | promised                                                    | *             || up {ticket} asked      |                      | promised
        up           | *          | *     | no ticket                                                   | *             || up {ticket} unasked    |                      | denied
        up           | none       | *     | failed                                                      | *             || nothing                |                      | failed without
        up           | good       | *     | failed                                                      | *             || lost {ticket}          |                      | failed
        up           | over       | *     | failed                                                      | *             || nothing                | Forget 3             | expired
        up           | none       | *     | deleted                                                     | *             || nothing                |                      | deleted
        up           | good, over | *     | deleted                                                     | *             || nothing                | Forget 3             | deleted
        up           | none, good | *     | tick                                                        | *             || same                   |                      | not due
        up           | over       | yes   | tick                                                        | *             || up none asked          | Forget 3             | expired
        up           | over       | no    | tick                                                        | *             || up none unasked        | Forget 3             | expired
        lost         | good       | -     | wanted                                                      | *             || resuming 3             | BeginResume 3        | shown
        lost         | over       | -     | wanted                                                      | *             || establishing           | Forget 3, BeginFull  | expired
        lost         | *          | -     | granted                                                     | *             || same                   | Forget {keys}        | no SA
        lost         | *          | -     | established, promised, no ticket, failed, rejected          | *             || same                   |                      | no SA
        lost         | *          | -     | deleted                                                     | *             || nothing                | Forget 3             | deleted
        lost         | good       | -     | tick                                                        | *             || same                   |                      | not due
        lost         | over       | -     | tick                                                        | *             || nothing                | Forget 3             | expired
        resuming     | -          | -     | wanted, promised, no ticket                                 | *             || same                   |                      | goes on
        resuming     | -          | -     | granted                                                     | *             || same                   | Forget {keys}        | goes on
        resuming     | -          | -     | established                                                 | *             || up none asked          | DropFormer, Forget 3 | resumed
        resuming     | -          | -     | rejected                                                    | *             || establishing           | Forget 3, BeginFull  | rejected
        resuming     | -          | -     | failed, deleted                                             | *             || nothing                | Forget 3             | no answer
        resuming     | -          | -     | tick                                                        | *             || same                   |                      | not due
        """;

    private const string Kinds = """
        not due        = Holdfast: nothing is due
        no SA          = Holdfast: there is no IKE SA
        full           = RFC 5723 §4.1: no ticket: a full exchange
        goes on        = Holdfast: an exchange goes on
        up             = RFC 5723 §4.1: established
        up already     = Holdfast: the IKE SA lives
        kept           = RFC 5723 §4.1: the ticket is kept
        replaced       = RFC 5723 §4.1: a newer ticket
        unasked        = RFC 5723 §4.1: nobody asked
        promised       = RFC 5723 §4.1: a ticket comes later
        denied         = RFC 5723 §4.1: there is no ticket
        failed         = RFC 5723 §4.3: the SA failed
        failed without = Holdfast: the SA failed, and has no
        deleted        = Holdfast: deleted on purpose
        expired        = RFC 5723 §6.2: the ticket's lifetime
        shown          = RFC 5723 §4.3: the ticket is shown
        resumed        = RFC 5723 §4.3: resumed
        rejected       = RFC 5723 §4.3: the gateway does not take
        no answer      = Holdfast: no answer: the ticket was shown
        """;

    private static readonly Octets Opaque = Octets.FromHex("0102");
    private static readonly Octets Newer = Octets.FromHex("0304");
    private static readonly Instant Now = Instant.FromMilliseconds(1_000_000);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Unit = TimeSpan.FromTicks(1);

    private static readonly Config Settled = Config.TryCreate(
        new() { LifetimeMax = 100 * Second, Margin = 5 * Second }, out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_table_says() =>
        OracleTable.Parse(Table).Holds(Machine, Cases(), Kinds, Told, Said);

    private static IEnumerable<Trial<Config, State, Input>> Cases() =>
        from one in States()
        from said in Inputs()
        where one.Ticket is not "none" and not "-" || !said.Grant.EndsWith("keys", StringComparison.Ordinal)
        select new Trial<Config, State, Input>(
            [one.Name, one.Ticket, one.Asked, said.Name, said.Grant], Settled, one.State, Now,
            said.Input)
        {
            Given =
            [
                ("same", Told(one.State)),
                ("{keys}", said.Input is Input.Granted(_, _, var keys) ? $"{keys.Value}" : ""),
                ("{ticket}", Told(one.State is State.Up up ? up.Ticket : null)),
            ],
        };

    private static IEnumerable<(string Name, string Ticket, string Asked, State State)> States()
    {
        yield return ("nothing", "-", "-", new State.Nothing());
        yield return ("establishing", "-", "-", new State.Establishing());
        yield return ("resuming", "-", "-", new State.Resuming(new(3)));
        foreach (var isAsked in new[] { true, false })
        {
            yield return ("up", "none", isAsked ? "yes" : "no", new State.Up(null, isAsked));
        }

        foreach (var (name, left) in new[]
        {
            ("good", (5 * Second) + Unit), ("good", 90 * Second), ("over", 5 * Second),
            ("over", TimeSpan.Zero), ("over", -Second),
        })
        {
            var ticket = new Ticket(Opaque, new(3), Now + left);
            yield return ("lost", name, "-", new State.Lost(ticket));
            yield return ("up", name, "yes", new State.Up(ticket, IsAsked: true));
            yield return ("up", name, "no", new State.Up(ticket, IsAsked: false));
        }
    }

    private static IEnumerable<(string Name, string Grant, Input Input)> Inputs() =>
    [
        ("wanted", "", new Input.Wanted()), ("established", "", new Input.Established()),
        ("granted", "50s", new Input.Granted(Newer, 50 * Second, new(9))),
        ("granted", "200s", new Input.Granted(Newer, 200 * Second, new(9))),
        ("granted", "50s same keys", new Input.Granted(Newer, 50 * Second, new(3))),
        ("promised", "", new Input.Promised()), ("no ticket", "", new Input.NoTicket()),
        ("failed", "", new Input.Failed()), ("deleted", "", new Input.Deleted()),
        ("rejected", "", new Input.Rejected()), ("tick", "", new Input.Tick()),
    ];

    private static string Told(State state) => state switch
    {
        State.Nothing => "nothing",
        State.Establishing => "establishing",
        State.Up up => $"up {Told(up.Ticket)} {(up.IsAsked ? "asked" : "unasked")}",
        State.Lost lost => $"lost {Told(lost.Ticket)}",
        State.Resuming resuming => $"resuming {resuming.Keys.Value}",
    };

    private static string Told(Ticket? ticket) => ticket is { } known
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{Name(known.Octets)}{known.Keys.Value} +{(known.ExpiresAt - Now).TotalSeconds}s")
        : "none";

    /// <summary>The ticket that is known, and the one that is granted.</summary>
    private static string Name(Octets ticket) =>
        ticket == Opaque ? "t" : ticket == Newer ? "n" : $"{ticket}/";

    private static string Said(Output output) => output switch
    {
        Output.BeginFull or Output.DropFormer => output.GetType().Name,
        Output.BeginResume(var ticket, var keys) =>
            $"BeginResume {keys.Value}{(ticket == Opaque ? "" : " with another ticket")}",
        Output.Forget(var keys) => $"Forget {keys.Value}",
    };
}

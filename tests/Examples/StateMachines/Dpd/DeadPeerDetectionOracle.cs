using System.Globalization;
using Holdfast.StateMachines;
using static Holdfast.StateMachines.Dpd.DeadPeerDetection;

namespace Holdfast.Tests.Examples.StateMachines.Dpd;

/// <summary>RFC 3706 §5 and §6: every state, every input, numbers and times at their bounds.
/// </summary>
public sealed class DeadPeerDetectionOracle
{
    /// <summary>
    /// Heard is fresh in either way, asking probing in either way; both and worried are live. Due:
    /// the peer was silent for the worry period, or the query waits no longer. Number: how that of
    /// a message stands to what is awaited (5 ahead at most) or was asked. Again: when the last
    /// query was answered a second time, which is done once in a second. Anew: a retry has a new
    /// number. Numbers: our next one, the awaited one, when answered again.
    /// </summary>
    private const string Table = """
        state              | due | input              | number              | again  | mode     | anew || next                            | numbers                    | outputs          | why
        neither, announced | *   | Announced          | *                   | *      | *        | *    || announced                       | 5 {awaited} {again}        |                  | half
        offered            | *   | Announced          | *                   | *      | *        | *    || fresh 0s                        | 5 {awaited} {again}        |                  | agreed
        neither, offered   | *   | Offered            | *                   | *      | *        | *    || offered                         | {numbers}                  |                  | half
        announced          | *   | Offered            | *                   | *      | *        | *    || fresh 0s                        | {numbers}                  |                  | agreed
        neither, offered   | *   | R-U-THERE          | *                   | *      | *        | *    || same                            | {numbers}                  |                  | not agreed
        announced          | *   | R-U-THERE          | any, awaited, ahead | *      | *        | *    || same                            | {next} {seq+1} -           | ACK {seq}        | asked
        announced          | *   | R-U-THERE          | last                | -, 1s  | *        | *    || same                            | {next} {awaited} 0s        | ACK {seq}        | asked again
        announced          | *   | R-U-THERE          | last                | recent | *        | *    || same                            | {numbers}                  |                  | too often
        announced          | *   | R-U-THERE          | beyond, old         | *      | *        | *    || same                            | {numbers}                  |                  | not awaited
        unagreed           | *   | Heard              | *                   | *      | *        | *    || same                            | {numbers}                  |                  | not agreed
        unagreed           | *   | Outbound           | *                   | *      | *        | *    || same                            | {numbers}                  |                  | not agreed
        unagreed           | *   | ACK                | *                   | *      | *        | *    || same                            | {numbers}                  |                  | not agreed
        unagreed           | *   | Demoted, Promoted  | *                   | *      | *        | *    || same                            | {numbers}                  |                  | not agreed
        unagreed           | *   | Tick               | *                   | *      | *        | *    || same                            | {numbers}                  |                  | not due
        live               | *   | Announced, Offered | *                   | *      | *        | *    || same                            | {numbers}                  |                  | agreed already
        live               | *   | Heard              | *                   | *      | *        | *    || fresh 0s                        | {numbers}                  |                  | traffic
        live               | *   | R-U-THERE          | any, awaited, ahead | *      | *        | *    || fresh 0s                        | {next} {seq+1} -           | ACK {seq}        | asked
        live               | *   | R-U-THERE          | last                | -, 1s  | *        | *    || same                            | {next} {awaited} 0s        | ACK {seq}        | asked again
        live               | *   | R-U-THERE          | last                | recent | *        | *    || same                            | {numbers}                  |                  | too often
        live               | *   | R-U-THERE          | beyond, old         | *      | *        | *    || same                            | {numbers}                  |                  | not awaited
        live               | *   | Demoted            | *                   | *      | *        | *    || paused                          | {numbers}                  |                  | standby
        live               | *   | Promoted           | *                   | *      | OnDemand | *    || worried                         | {next+2} {awaited} {again} |                  | promoted
        live               | *   | Promoted           | *                   | *      | Periodic | *    || fresh 0s                        | {next+2} {awaited} {again} |                  | promoted
        heard              | no  | Outbound           | *                   | *      | *        | *    || fresh sent {heard}              | {numbers}                  |                  | sent
        heard              | yes | Outbound           | *                   | *      | *        | *    || probing {next}-{next} 1 2s +2s  | {next+1} {awaited} {again} | R-U-THERE {next} | unanswered
        heard              | no  | Tick               | *                   | *      | *        | *    || same                            | {numbers}                  |                  | not due
        fresh              | yes | Tick               | *                   | *      | OnDemand | *    || worried                         | {numbers}                  |                  | idle
        fresh              | yes | Tick               | *                   | *      | Periodic | *    || probing {next}-{next} 1 2s +2s  | {next+1} {awaited} {again} | R-U-THERE {next} | periodic
        fresh sent         | yes | Tick               | *                   | *      | *        | *    || probing {next}-{next} 1 2s +2s  | {next+1} {awaited} {again} | R-U-THERE {next} | unanswered
        heard, worried     | *   | ACK                | *                   | *      | *        | *    || same                            | {numbers}                  |                  | no query
        worried            | *   | Outbound           | *                   | *      | *        | *    || probing {next}-{next} 1 2s +2s  | {next+1} {awaited} {again} | R-U-THERE {next} | wanted
        worried            | *   | Tick               | *                   | *      | *        | *    || same                            | {numbers}                  |                  | not due
        asking             | *   | Outbound           | *                   | *      | *        | *    || same                            | {numbers}                  |                  | asked for
        asking             | *   | ACK                | first, latest       | *      | *        | *    || fresh 0s                        | {numbers}                  |                  | answered
        asking             | *   | ACK                | before, next        | *      | *        | *    || same                            | {numbers}                  |                  | wrong number
        asking             | no  | Tick               | *                   | *      | *        | *    || same                            | {numbers}                  |                  | not due
        probing            | yes | Tick               | *                   | *      | *        | no   || probing {first}-{last} 2 4s +4s | {numbers}                  | R-U-THERE {last} | no answer
        probing            | yes | Tick               | *                   | *      | *        | yes  || probing {first}-{next} 2 4s +4s | {next+1} {awaited} {again} | R-U-THERE {next} | no answer
        last probe         | yes | Tick               | *                   | *      | *        | *    || dead 0s                         | -                          | PeerDied Hold    | given up
        paused             | *   | Promoted           | *                   | *      | OnDemand | *    || worried                         | {next+2} {awaited} {again} |                  | promoted
        paused             | *   | Promoted           | *                   | *      | Periodic | *    || fresh 0s                        | {next+2} {awaited} {again} |                  | promoted
        paused             | *   | said               | *                   | *      | *        | *    || same                            | {numbers}                  |                  | standby
        paused             | *   | Tick               | *                   | *      | *        | *    || same                            | {numbers}                  |                  | not due
        unagreed, live     | *   | Unprotected        | *                   | *      | *        | *    || same                            | {numbers}                  |                  | unprotected
        unagreed, live     | *   | OtherSa            | *                   | *      | *        | *    || same                            | {numbers}                  |                  | other SA
        unagreed, live     | *   | Malformed          | *                   | *      | *        | *    || same                            | {numbers}                  |                  | malformed
        dead               | *   | *                  | *                   | *      | *        | *    || same                            | -                          |                  | dead
        """;

    private const string Kinds = """
        not due        = Holdfast: nothing is due
        not agreed     = RFC 3706 §5.1: DPD is not agreed on
        half           = RFC 3706 §5.1: the other vendor ID
        agreed         = RFC 3706 §5.1: both sent
        agreed already = RFC 3706 §5.1: DPD is agreed on already
        asked          = RFC 3706 §5.2: R-U-THERE is answered
        asked again    = Holdfast: the last R-U-THERE again: answered
        too often      = Holdfast: the last R-U-THERE again, too soon
        not awaited    = RFC 3706 §6.2: R-U-THERE has not
        traffic        = RFC 3706 §5.4: traffic is proof
        idle           = RFC 3706 §5.5: idle, and nobody
        wanted         = RFC 3706 §5.5: idle, and somebody
        sent           = RFC 3706 §5.5: sent; an answer
        unanswered     = RFC 3706 §5.5: sent, and nothing
        periodic       = Holdfast: idle, and asked
        asked for      = RFC 3706 §5.4: the query is unanswered
        answered       = RFC 3706 §6.1: the query is answered
        wrong number   = RFC 3706 §6.1: the answer has another
        no query       = RFC 3706 §6.1: an answer to no query
        no answer      = RFC 3706 §5.4: no answer: ask again
        given up       = RFC 3706 §5.4: no answer to any query
        standby        = Holdfast: a standby sends nothing
        promoted       = Holdfast: active now
        unprotected    = RFC 3706 §5.2: an unprotected message
        other SA       = RFC 3706 §5.3: the cookies
        malformed      = RFC 3706 §5.3: not the format
        dead           = RFC 3706 §5.4: the peer is dead
        """;

    private const uint Ahead = 5;

    private static readonly Instant Now = Instant.FromMilliseconds(100_000);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Unit = TimeSpan.FromTicks(1);

    /// <summary>Our numbers and the peer's, where they are small and where they roll over.
    /// </summary>
    private static readonly Numbers[] AllNumbers =
    [
        .. from next in (uint[])[7, 1, uint.MaxValue]
           from numbers in (Numbers[])
           [
               new(next, null, null), new(next, 50, null), new(next, 1, null), new(next, 0, null),
               new(next, uint.MaxValue, null), new(next, 50, Now), new(next, 50, Now - Second),
               new(next, 50, Now - Second + Unit),
           ]
           select numbers,
    ];

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_table_says() =>
        OracleTable.Parse(Table).Holds(
            Machine, Cases(), Kinds, state => $"{Told(state)} | {Told(NumbersOf(state))}", Said);

    private static IEnumerable<Trial<Config, State, Input>> Cases() =>
        from mode in Enum.GetValues<Mode>()
        from anew in (bool[])[false, true]
        let config = Configured(mode, anew)
        from numbers in AllNumbers
        from one in States(numbers)
        from said in Inputs(one.State, numbers)
        select new Trial<Config, State, Input>(
            [
                one.Name, one.IsDue ? "yes" : "no",
                said.Name is "Tick" or "Promoted" ? said.Name : $"{said.Name}/said", said.Number,
                numbers.AnsweredAgain is not { } again ? "-"
                    : Now - again >= Second ? "1s" : "recent",
                $"{mode}", anew ? "yes" : "no",
            ],
            config, one.State, Now, said.Input)
        {
            Given =
            [
                ("same", Told(one.State)), ("{numbers}", Told(numbers)),
                ("{next}", $"{numbers.Next}"), ("{next+1}", $"{unchecked(numbers.Next + 1)}"),
                ("{next+2}", $"{unchecked(numbers.Next + 2)}"),
                ("{awaited}", Awaited(numbers)), ("{again}", Again(numbers)),
                ("{seq}", $"{said.Sequence}"), ("{seq+1}", $"{unchecked(said.Sequence + 1)}"),
                ("{first}", one.State is State.Probing first ? $"{first.First}" : ""),
                ("{last}", one.State is State.Probing last ? $"{last.Last}" : ""),
                ("{heard}", one.State is State.Fresh fresh ? Ago(fresh.LastHeard) : ""),
            ],
        };

    private static IEnumerable<(string Name, bool IsDue, State State)> States(Numbers numbers)
    {
        yield return ("neither/unagreed", false, new State.Unsupported(false, false, numbers));
        yield return ("announced/unagreed", false, new State.Unsupported(true, false, numbers));
        yield return ("offered/unagreed", false, new State.Unsupported(false, true, numbers));
        yield return ("worried/live", false, new State.Worried(numbers));
        yield return ("paused", false, new State.Paused(numbers));
        yield return ("dead", false, new State.Dead(Now - Second));
        foreach (var (isDue, ago) in new[]
        {
            (true, 11 * Second), (true, 10 * Second), (false, (10 * Second) - Unit),
            (false, TimeSpan.Zero),
        })
        {
            yield return (
                "fresh/heard/live", isDue, new State.Fresh(Now - ago, Sent: false, numbers));
            yield return (
                "fresh sent/heard/live", isDue, new State.Fresh(Now - ago, Sent: true, numbers));
        }

        foreach (var (isDue, until) in new[]
        {
            (true, Now - Unit), (true, Now), (false, Now + Unit),
        })
        {
            foreach (var first in new[] { numbers.Next - 1, numbers.Next - 2 })
            {
                yield return ("probing/asking/live", isDue, new State.Probing(
                    first, numbers.Next - 1, Sent: 1, 2 * Second, until, numbers));
                yield return ("last probe/asking/live", isDue, new State.Probing(
                    first, numbers.Next - 1, Sent: 2, 4 * Second, until, numbers));
            }
        }
    }

    private static IEnumerable<(string Name, string Number, uint Sequence, Input Input)> Inputs(
        State state, Numbers numbers)
    {
        yield return ("Announced", "", 0, new Input.Announced(0x8000_0005));
        yield return ("Offered", "", 0, new Input.Offered());
        yield return ("Heard", "", 0, new Input.Heard());
        yield return ("Outbound", "", 0, new Input.Outbound());
        yield return ("Demoted", "", 0, new Input.Demoted());
        yield return ("Promoted", "", 0, new Input.Promoted(2));
        yield return ("Tick", "", 0, new Input.Tick());
        foreach (var why in Enum.GetValues<Refusal>())
        {
            yield return ($"{why}", "", 0, new Input.Refused(why));
        }

        foreach (var (name, number) in numbers.Awaited is { } awaited
            ? new (string, uint)[]
            {
                ("awaited", awaited), ("ahead", awaited + 1), ("ahead", awaited + Ahead),
                ("beyond", awaited + Ahead + 1), ("beyond", awaited + 0x8000_0000),
                ("last", awaited - 1), ("old", awaited - 2),
            }
            : [("any", 0u), ("any", 50u), ("any", uint.MaxValue)])
        {
            yield return ("R-U-THERE", name, number, new Input.RUThere(number));
        }

        var (first, last) = state is State.Probing probing
            ? (probing.First, probing.Last)
            : (numbers.Next - 1, numbers.Next - 1);
        foreach (var (name, number) in new[]
        {
            ("first", first), ("latest", last), ("before", first - 1), ("next", last + 1),
        })
        {
            yield return ("ACK", name, number, new Input.RUThereAck(number));
        }
    }

    private static string Told(State state) => state switch
    {
        State.Unsupported { Announced: true, Offered: true } => "both",
        State.Unsupported { Announced: true } => "announced",
        State.Unsupported { Offered: true } => "offered",
        State.Unsupported => "neither",
        State.Fresh fresh => $"fresh {(fresh.Sent ? "sent " : "")}{Ago(fresh.LastHeard)}",
        State.Worried => "worried",
        State.Probing probing => string.Create(
            CultureInfo.InvariantCulture,
            $"probing {probing.First}-{probing.Last} {probing.Sent} {probing.Wait / Second}s "
            + $"+{(probing.RetryAt - Now) / Second}s"),
        State.Paused => "paused",
        State.Dead dead => $"dead {Ago(dead.Since)}",
    };

    private static Numbers? NumbersOf(State state) => state switch
    {
        State.Unsupported unsupported => unsupported.Numbers,
        State.Fresh fresh => fresh.Numbers,
        State.Worried worried => worried.Numbers,
        State.Probing probing => probing.Numbers,
        State.Paused paused => paused.Numbers,
        State.Dead => null,
    };

    private static string Told(Numbers? numbers) => numbers is { } all
        ? $"{all.Next} {Awaited(all)} {Again(all)}"
        : "-";

    private static string Awaited(Numbers numbers) =>
        numbers.Awaited is { } awaited ? $"{awaited}" : "any";

    private static string Again(Numbers numbers) =>
        numbers.AnsweredAgain is { } again ? Ago(again) : "-";

    private static string Ago(Instant at) =>
        string.Create(CultureInfo.InvariantCulture, $"{(Now - at) / Second}s");

    private static string Said(Output output) => output switch
    {
        Output.SendRUThere(var sequence) => $"R-U-THERE {sequence}",
        Output.SendRUThereAck(var sequence) => $"ACK {sequence}",
        Output.PeerDied(var action) => $"PeerDied {action}",
    };

    private static Config Configured(Mode mode, bool anew) => Config.TryCreate(
        new()
        {
            Mode = mode,
            RetriesAreNumberedAnew = anew,
            WorryAfter = 10 * Second,
            RetryAfter = 2 * Second,
            BackoffPercent = 200,
            ProbesMax = 2,
            AheadMax = (int)Ahead,
            ReanswerAfter = Second,
            WhenDead = DeadAction.Hold,
        },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());
}

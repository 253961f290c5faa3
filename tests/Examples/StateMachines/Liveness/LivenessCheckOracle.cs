using System.Globalization;
using Holdfast.Codec;
using Holdfast.StateMachines;
using static Holdfast.StateMachines.Liveness.LivenessCheck;

namespace Holdfast.Tests.Examples.StateMachines.Liveness;

/// <summary>RFC 7296 §2.4: every state, every input, times and numbers at their bounds.</summary>
public sealed class LivenessCheckOracle
{
    /// <summary>
    /// Waits and asks are the kinds of waiting and checking; living is what may hear a peer. Due:
    /// the quiet time of 30 s is over, or the request waits no longer. Busy: another request asks.
    /// Hint: whether one is heeded now, or came too soon behind a proof or behind another hint.
    /// Notes: whether busy, and when the next hint is heeded.
    /// </summary>
    private const string Table = """
        state                             | due | input                                                    | busy | hint       | mode     || next                                    | notes      | outputs                                 | why
        alive, idle                       | *   | heard                                                    | *    | *          | *        || alive 0s                                | {notes}    |                                         | proof
        alive, idle                       | *   | answer, other answer                                     | *    | *          | *        || alive 0s                                | {notes}    |                                         | proof
        alive, idle                       | *   | asked                                                    | *    | *          | *        || alive 0s                                | {notes}    | Answer 3                                | asked
        alive                             | no  | outbound                                                 | *    | *          | *        || alive {proof} sent                      | {notes}    |                                         | sent
        alive                             | yes | outbound                                                 | no   | *          | *        || waiting Wanted {proof} sent             | {notes}    | Ask Wanted                              | only sent
        alive                             | yes | outbound                                                 | yes  | *          | *        || alive {proof} sent                      | {notes}    |                                         | sent
        alive                             | *   | hint                                                     | *    | proof      | *        || same                                    | {notes}    |                                         | recent proof
        alive                             | *   | hint                                                     | yes  | open, soon | *        || same                                    | {notes}    |                                         | busy
        alive                             | *   | hint                                                     | no   | soon       | *        || same                                    | {notes}    |                                         | too soon
        alive                             | *   | hint                                                     | no   | open       | *        || waiting Hinted {proof} {sent}           | no +10s    | Ask Hinted                              | hinted
        alive                             | no  | tick                                                     | *    | *          | *        || same                                    | {notes}    |                                         | not due
        alive                             | yes | tick                                                     | yes  | *          | *        || same                                    | {notes}    |                                         | not due
        alive quiet                       | yes | tick                                                     | no   | *          | Periodic || waiting Idle {proof} quiet              | {notes}    | Ask Idle                                | silent
        alive quiet                       | yes | tick                                                     | no   | *          | OnDemand || idle                                    | {notes}    |                                         | nobody sends
        alive sent                        | yes | tick                                                     | no   | *          | *        || waiting Wanted {proof} sent             | {notes}    | Ask Wanted                              | only sent
        alive                             | no  | given up                                                 | *    | *          | *        || failed Unanswered                       | -          | PeerFailed Unanswered Hold              | gave up
        alive                             | yes | given up                                                 | *    | *          | *        || failed Silent                           | -          | PeerFailed Silent Hold                  | gave up
        idle                              | *   | outbound                                                 | no   | *          | *        || waiting Wanted never sent               | {notes}    | Ask Wanted                              | only sent
        idle                              | *   | outbound                                                 | yes  | *          | *        || alive 30s sent                          | {notes}    |                                         | busy
        idle                              | *   | hint                                                     | yes  | open, soon | *        || same                                    | {notes}    |                                         | busy
        idle                              | *   | hint                                                     | no   | soon       | *        || same                                    | {notes}    |                                         | too soon
        idle                              | *   | hint                                                     | no   | open       | *        || waiting Hinted never quiet              | no +10s    | Ask Hinted                              | hinted
        idle                              | *   | tick                                                     | *    | *          | *        || same                                    | {notes}    |                                         | not due
        idle                              | *   | given up                                                 | *    | *          | *        || failed Silent                           | -          | PeerFailed Silent Hold                  | gave up
        alive, idle                       | *   | granted                                                  | *    | *          | *        || same                                    | {notes}    | Release                                 | not waiting
        alive, idle                       | *   | denied                                                   | *    | *          | *        || same                                    | {notes}    |                                         | not waiting
        alive, idle, sealing              | *   | sealed, other sealed                                     | *    | *          | *        || checking {id} {octets} 1 4s +4s 0s deaf | {notes}    | Transmit {octets}                       | first send
        alive, idle                       | *   | contact                                                  | *    | *          | heeds    || failed InitialContact                   | -          | PeerFailed InitialContact Hold          | contact
        living                            | *   | contact                                                  | *    | *          | ignores  || same                                    | {notes}    |                                         | ignored
        alive, idle                       | *   | token                                                    | *    | *          | *        || failed Token                            | -          | PeerFailed Token Hold                   | token
        alive, idle                       | *   | demoted                                                  | *    | *          | *        || paused                                  | -          |                                         | standby
        waits                             | *   | heard, answer, other answer                              | *    | *          | *        || alive 0s                                | {notes}    | Release                                 | proof
        waits                             | *   | asked                                                    | *    | *          | *        || alive 0s                                | {notes}    | Release, Answer 3                       | asked
        waits due                         | *   | outbound                                                 | *    | *          | *        || same                                    | {notes}    |                                         | open
        waits hinted                      | no  | outbound                                                 | *    | *          | *        || waiting Hinted {proof} sent             | {notes}    |                                         | sent
        waits hinted                      | yes | outbound                                                 | *    | *          | *        || waiting Wanted {proof} sent             | {notes}    | Ask Wanted                              | only sent
        waits                             | *   | hint                                                     | *    | *          | *        || same                                    | {notes}    |                                         | open
        waits                             | *   | busy                                                     | *    | *          | *        || alive 30s sent                          | yes {hint} | Release                                 | busy
        waits                             | *   | free                                                     | *    | *          | *        || same                                    | no {hint}  |                                         | occupied
        waits, sealing                    | *   | tick                                                     | *    | *          | *        || same                                    | {notes}    |                                         | not due
        waits                             | *   | granted                                                  | *    | *          | *        || sealing                                 | {notes}    | Seal                                    | granted
        waits due                         | *   | denied                                                   | *    | *          | *        || same                                    | {notes}    |                                         | never denied
        waits hinted                      | *   | denied                                                   | *    | *          | *        || {before}                                | {notes}    |                                         | no budget
        waits                             | *   | sealed, other sealed                                     | *    | *          | *        || checking {id} {octets} 1 4s +4s 0s deaf | {notes}    | Release, Transmit {octets}              | first send
        waits, sealing                    | *   | given up                                                 | *    | *          | *        || failed Silent                           | -          | Release, PeerFailed Silent Hold         | gave up
        waits, sealing, asks              | *   | contact                                                  | *    | *          | heeds    || failed InitialContact                   | -          | Release, PeerFailed InitialContact Hold | contact
        waits, sealing, asks              | *   | token                                                    | *    | *          | *        || failed Token                            | -          | Release, PeerFailed Token Hold          | token
        waits, sealing, asks              | *   | demoted                                                  | *    | *          | *        || paused                                  | -          | Release                                 | standby
        sealing                           | *   | heard, answer, other answer                              | *    | *          | *        || same                                    | {notes}    |                                         | lives, sealing
        sealing                           | *   | asked                                                    | *    | *          | *        || same                                    | {notes}    | Answer 3                                | asked
        sealing, asks                     | *   | outbound, hint, granted, denied                          | *    | *          | *        || same                                    | {notes}    |                                         | open
        alive, idle, sealing, asks        | *   | busy                                                     | *    | *          | *        || same                                    | yes {hint} |                                         | occupied
        alive, idle, sealing, asks        | *   | free                                                     | *    | *          | *        || same                                    | no {hint}  |                                         | occupied
        asks                              | *   | heard                                                    | *    | *          | *        || {hearing}                               | {notes}    |                                         | lives, open
        asks                              | *   | asked                                                    | *    | *          | *        || {hearing}                               | {notes}    | Answer 3                                | asked
        asks                              | *   | answer                                                   | *    | *          | *        || alive 0s                                | {notes}    | Release                                 | answered
        asks                              | *   | other answer                                             | *    | *          | *        || {hearing}                               | {notes}    |                                         | other answer
        asks                              | no  | tick                                                     | *    | *          | *        || same                                    | {notes}    |                                         | not due
        asks first                        | yes | tick                                                     | *    | *          | *        || {again}                                 | {notes}    | Transmit {octets}                       | again
        asks last deaf                    | yes | tick                                                     | *    | *          | *        || failed Silent                           | -          | Release, PeerFailed Silent Hold         | gave up
        asks last heard                   | yes | tick                                                     | *    | *          | *        || failed Unanswered                       | -          | Release, PeerFailed Unanswered Hold     | gave up
        asks                              | *   | sealed                                                   | *    | *          | *        || same                                    | {notes}    |                                         | sealed
        asks                              | *   | other sealed                                             | *    | *          | *        || same                                    | {notes}    | Transmit {octets}                       | once
        asks deaf                         | *   | given up                                                 | *    | *          | *        || failed Silent                           | -          | Release, PeerFailed Silent Hold         | gave up
        asks heard                        | *   | given up                                                 | *    | *          | *        || failed Unanswered                       | -          | Release, PeerFailed Unanswered Hold     | gave up
        alive, idle, waits, sealing, asks | *   | promoted, promoted to sync                               | *    | *          | *        || same                                    | {notes}    |                                         | active
        alive, idle, waits, sealing, asks | *   | synced, sync failed                                      | *    | *          | *        || same                                    | {notes}    |                                         | no sync
        living                            | *   | Unprotected                                              | *    | *          | *        || same                                    | {notes}    |                                         | unprotected
        living                            | *   | Repeated                                                 | *    | *          | *        || same                                    | {notes}    |                                         | repeated
        living                            | *   | OtherSa                                                  | *    | *          | *        || same                                    | {notes}    |                                         | other SA
        syncing                           | *   | synced                                                   | *    | *          | *        || alive 0s                                | no -       |                                         | sync answered
        syncing                           | *   | sync failed                                              | *    | *          | *        || failed Silent                           | -          | PeerFailed Silent Hold                  | gave up
        syncing                           | *   | contact                                                  | *    | *          | heeds    || failed InitialContact                   | -          | PeerFailed InitialContact Hold          | contact
        syncing                           | *   | token                                                    | *    | *          | *        || failed Token                            | -          | PeerFailed Token Hold                   | token
        syncing                           | *   | granted                                                  | *    | *          | *        || same                                    | -          | Release                                 | not waiting
        syncing                           | *   | demoted                                                  | *    | *          | *        || paused                                  | -          |                                         | standby
        syncing                           | *   | promoted, promoted to sync                               | *    | *          | *        || same                                    | -          |                                         | active
        syncing                           | *   | tick                                                     | *    | *          | *        || same                                    | -          |                                         | not due
        syncing                           | *   | heard, asked, answer, other answer, outbound             | *    | *          | *        || same                                    | -          |                                         | sync open
        syncing                           | *   | hint, busy, free, given up, denied, sealed, other sealed | *    | *          | *        || same                                    | -          |                                         | sync open
        paused                            | *   | promoted to sync                                         | *    | *          | *        || syncing                                 | -          | Synchronize                             | sync first
        paused                            | *   | promoted                                                 | *    | *          | *        || waiting Promoted never quiet            | no -       | Ask Promoted                            | promoted
        paused                            | *   | granted                                                  | *    | *          | *        || same                                    | -          | Release                                 | standby
        paused                            | *   | tick                                                     | *    | *          | *        || same                                    | -          |                                         | not due
        paused                            | *   | said                                                     | *    | *          | *        || same                                    | -          |                                         | standby
        failed                            | *   | granted                                                  | *    | *          | *        || same                                    | -          | Release                                 | failed
        failed                            | *   | said, tick, promoted, promoted to sync                   | *    | *          | *        || same                                    | -          |                                         | failed
        """;

    private const string Kinds = """
        not due        = Holdfast: nothing is due
        proof          = RFC 7296 §2.4: a fresh protected
        lives, open    = RFC 7296 §2.3: it lives, but the request has to be
        lives, sealing = RFC 7296 §2.3: it lives, but the request has its ID
        asked          = RFC 7296 §2.4: the peer asks
        answered       = RFC 7296 §2.4: the request is answered
        other answer   = RFC 7296 §2.3: an answer to no open
        sent           = RFC 7296 §2.4: sent; an answer
        only sent      = RFC 7296 §2.4: there was only outgoing
        silent         = RFC 7296 §2.4: nothing was heard
        nobody sends   = RFC 7296 §2.4: silent, and nobody
        busy           = RFC 7296 §2.4: an open request is a check
        open           = RFC 7296 §2.4: the peer is being asked
        recent proof   = RFC 7296 §2.4: a hint is ignored: it was
        too soon       = RFC 7296 §2.4: a hint is ignored: one was
        hinted         = RFC 7296 §2.4: a hint proves nothing
        no budget      = RFC 7296 §2.4: hints have used up
        never denied   = Holdfast: only a hint's check
        granted        = Holdfast: the schedule grants
        not waiting    = Holdfast: granted, but no check
        first send     = RFC 7296 §2.1: committed
        again          = RFC 7296 §2.1: no answer
        sealed         = RFC 7296 §2.1: the request is open
        once           = Holdfast: one request is repeated here
        gave up        = RFC 7296 §2.4: repeated requests were
        contact        = RFC 7296 §2.4: authenticated
        ignored        = RFC 7296 §2.4: INITIAL_CONTACT is ignored
        token          = RFC 6290 §4.5: the token proves
        occupied       = RFC 7296 §2.4: another request asks
        standby        = Holdfast: a standby sends nothing
        promoted       = Holdfast: active now
        active         = Holdfast: active already
        sync first     = RFC 6311 §5.1: active now
        sync open      = RFC 6311 §8.1: nothing counts
        sync answered  = RFC 6311 §5.1: the answer to the sync
        no sync        = RFC 6311 §5.1: nothing is synchronised
        failed         = RFC 7296 §2.4: the peer has failed
        unprotected    = RFC 7296 §2.4: an unprotected message
        repeated       = RFC 7296 §2.4: a repeated message
        other SA       = RFC 7296 §2.6: the SPIs are
        """;

    private const uint Open = 6;

    private static readonly Octets Request = new([1, 2, 3]);
    private static readonly Octets Other = new([4, 5, 6]);
    private static readonly Instant Now = Instant.FromMilliseconds(1_000_000);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Unit = TimeSpan.FromTicks(1);

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_table_says() =>
        OracleTable.Parse(Table).Holds(
            Machine, Cases(), Kinds, state => $"{Told(state)} | {Told(NotesOf(state))}", Said);

    private static IEnumerable<Trial<Config, State, Input>> Cases() =>
        from mode in Enum.GetValues<Mode>()
        from heeds in (bool[])[true, false]
        let config = Configured(mode, heeds)
        from isBusy in (bool[])[true, false]
        from hintFrom in (Instant?[])[null, Now, Now + Unit]
        let notes = new Notes(isBusy, hintFrom)
        from one in States(notes)
        from said in Inputs()
        select new Trial<Config, State, Input>(
            [
                one.Name, one.IsDue ? "yes" : "no", said.Name, isBusy ? "yes" : "no",
                one.State is State.Alive alive && Now - alive.LastProof < 2 * Second ? "proof"
                    : hintFrom > Now ? "soon" : "open",
                $"{mode}/{(heeds ? "heeds" : "ignores")}",
            ],
            config, one.State, Now, said.Input)
        {
            Given =
            [
                ("same", Told(one.State)), ("{notes}", Told(NotesOf(one.State))),
                ("{hint}", When(hintFrom)), ("{proof}", Ago(one.Proof)),
                ("{sent}", one.IsSent ? "sent" : "quiet"),
                ("{id}", said.Input is Input.Sealed(var id, _) ? $"{id}" : ""),
                ("{octets}", Name(said.Input is Input.Sealed(_, var octets) ? octets : Request)),
                ("{hearing}", one.State is State.Checking open
                    ? Told(open with { Heard = true })
                    : ""),
                ("{again}", one.State is State.Checking first
                    ? Told(first with { Sent = 2, Wait = 8 * Second, RetryAt = Now + (8 * Second) })
                    : ""),
                ("{before}", one.Proof is null
                    ? "idle"
                    : $"alive {Ago(one.Proof)}{(one.IsSent ? " sent" : "")}"),
            ],
        };

    private static IEnumerable<(string Name, bool IsDue, Instant? Proof, bool IsSent, State State)>
        States(Notes notes)
    {
        TimeSpan[] ages =
        [
            TimeSpan.Zero, (2 * Second) - Unit, 2 * Second, (30 * Second) - Unit, 30 * Second,
            31 * Second,
        ];
        foreach (var (age, isSent) in
            from age in ages from isSent in (bool[])[true, false] select (age, isSent))
        {
            var (proof, isDue) = (Now - age, age >= 30 * Second);
            yield return (
                isSent ? "alive sent/alive/living" : "alive quiet/alive/living", isDue, proof,
                isSent, new State.Alive(proof, isSent, notes));
            yield return (
                "waits hinted/waits/living", isDue, proof, isSent,
                new State.Waiting(Urgency.Hinted, proof, isSent, notes));
        }

        yield return ("idle/living", false, null, false, new State.Idle(notes));
        foreach (var (urgency, proof, isSent) in
            from urgency in Enum.GetValues<Urgency>()
            from proof in (Instant?[])[null, Now - (30 * Second)]
            from isSent in (bool[])[true, false]
            select (urgency, proof, isSent && proof is not null))
        {
            yield return (
                urgency == Urgency.Hinted ? "waits hinted/waits/living" : "waits due/waits/living",
                true, proof, isSent, new State.Waiting(urgency, proof, isSent, notes));
        }

        yield return ("sealing/living", false, null, false, new State.Sealing(notes));
        foreach (var checking in
            from sent in (int[])[1, 2]
            from retry in (TimeSpan[])[-Unit, TimeSpan.Zero, Unit]
            from age in (TimeSpan[])[4 * Second, (100 * Second) - Unit, 100 * Second]
            from isHeard in (bool[])[true, false]
            select new State.Checking(
                Open, Request, sent, 4 * Second, Now + retry, Now - age, isHeard, notes))
        {
            // Two sends at most, and 100 s from the first.
            var isOver = Now - checking.FirstSent >= 100 * Second;
            var last = checking.Sent == 2 || isOver ? "last" : "first";
            var heard = checking.Heard ? "heard" : "deaf";
            yield return (
                $"asks {last}/asks {heard}/asks {last} {heard}/asks/living",
                checking.RetryAt <= Now || isOver, null, false, checking);
        }

        yield return ("syncing/living", false, null, false, new State.Syncing());
        yield return ("paused", false, null, false, new State.Paused());
        yield return ("failed", false, null, false, new State.Failed(Now, Cause.Silent));
    }

    private static IEnumerable<(string Name, Input Input)> Inputs() =>
    [
        ("heard/said", new Input.Heard()), ("asked/said", new Input.Asked(3)),
        ("answer/said", new Input.Answered(Open)),
        ("other answer/said", new Input.Answered(Open + 1)),
        ("other answer/said", new Input.Answered(Open - 1)),
        ("outbound/said", new Input.Outbound()),
        .. Enum.GetValues<Rumour>().Select(rumour => ("hint/said", (Input)new Input.Hint(rumour))),
        ("busy/said", new Input.Occupied(true)), ("free/said", new Input.Occupied(false)),
        ("given up/said", new Input.GivenUp()), ("granted", new Input.Granted()),
        ("denied/said", new Input.Denied()), ("sealed/said", new Input.Sealed(Open, Request)),
        ("other sealed/said", new Input.Sealed(Open + 1, Other)),
        ("contact/said", new Input.InitialContact()), ("token/said", new Input.TokenShown()),
        .. Enum.GetValues<Refusal>().Select(why => ($"{why}/said", (Input)new Input.Refused(why))),
        ("demoted/said", new Input.Demoted()), ("promoted", new Input.Promoted(SyncsFirst: false)),
        ("promoted to sync", new Input.Promoted(SyncsFirst: true)),
        ("synced/said", new Input.Synced(true)), ("sync failed/said", new Input.Synced(false)),
        ("tick", new Input.Tick()),
    ];

    private static string Told(State state) => state switch
    {
        State.Alive alive => $"alive {Ago(alive.LastProof)}{(alive.Sent ? " sent" : "")}",
        State.Idle => "idle",
        State.Waiting waiting => $"waiting {waiting.Urgency} {Ago(waiting.LastProof)} "
            + (waiting.Sent ? "sent" : "quiet"),
        State.Sealing => "sealing",
        State.Checking asks => $"checking {asks.MessageId} {Name(asks.Message)} {asks.Sent} "
            + $"{asks.Wait.TotalSeconds}s "
            + $"{When(asks.RetryAt)} {Ago(asks.FirstSent)} {(asks.Heard ? "hears" : "deaf")}",
        State.Syncing => "syncing",
        State.Paused => "paused",
        State.Failed failed => $"failed {failed.Cause}{(failed.Since == Now ? "" : " then")}",
    };

    private static Notes? NotesOf(State state) => state switch
    {
        State.Alive alive => alive.Notes,
        State.Idle idle => idle.Notes,
        State.Waiting waiting => waiting.Notes,
        State.Sealing sealing => sealing.Notes,
        State.Checking checking => checking.Notes,
        State.Syncing or State.Paused or State.Failed => null,
    };

    private static string Told(Notes? notes) => notes is { } all
        ? $"{(all.IsOccupied ? "yes" : "no")} {When(all.HintFrom)}"
        : "-";

    private static string Ago(Instant? at) => at is { } then
        ? string.Create(CultureInfo.InvariantCulture, $"{(Now - then) / Second}s")
        : "never";

    private static string When(Instant? at) => at is { } then
        ? string.Create(CultureInfo.InvariantCulture, $"+{(then - Now) / Second}s")
        : "-";

    private static string Name(Octets message) =>
        message == Request ? "ours" : message == Other ? "another" : $"{message}";

    private static string Said(Output output) => output switch
    {
        Output.Ask(var urgency) => $"Ask {urgency}",
        Output.Transmit(var message) => $"Transmit {Name(message)}",
        Output.Answer(var id) => $"Answer {id}",
        Output.PeerFailed(var cause, var action) => $"PeerFailed {cause} {action}",
        Output.Release or Output.Seal or Output.Synchronize => output.GetType().Name,
    };

    private static Config Configured(Mode mode, bool heeds) => Config.TryCreate(
        new()
        {
            Mode = mode,
            IdleAfter = 30 * Second,
            RetryAfter = 4 * Second,
            BackoffPercent = 200,
            SendsMax = 2,
            GiveUpAfter = 100 * Second,
            HintsIgnoredFor = 2 * Second,
            HintEvery = 10 * Second,
            HeedsInitialContact = heeds,
            WhenFailed = FailureAction.Hold,
        },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());
}

using Holdfast.Protocol.Bfd;
using Holdfast.StateMachines;
using static Holdfast.StateMachines.Bfd.BfdSession;
using Case = Holdfast.Tests.Examples.StateMachines.Trial<
    Holdfast.StateMachines.Bfd.BfdSession.Config,
    Holdfast.StateMachines.Bfd.BfdSession.State,
    Holdfast.StateMachines.Bfd.BfdSession.Input>;

namespace Holdfast.Tests.Examples.StateMachines.Bfd;

/// <summary>RFC 5880 §6.2 and §6.8: every state, every input, times at their bounds: the state that
/// follows, why it is down, whether it polls, what is judged and what is said.</summary>
public sealed class BfdSessionOracle
{
    /// <summary>
    /// Held: the neighbour is held down. What is heard is its state. Time: nothing is due (quiet),
    /// a periodic packet is (interval), the Detection Time ends now (due) or has ended (overdue);
    /// all but the last are timely. Bits: of the packet that is heard. Next: the state, its
    /// diagnostic and whether a Poll Sequence goes on; one begins with each other interval, which
    /// is another one where a session is up.
    /// </summary>
    private const string Table = """
        ours            | held | input                     | time         | bits || next                                     | verdict | says    | why
        Down            | no   | AdminDown                 | *            | *    || Down {diagnostic} {polls}                | Unknown | {asked} | remote held
        Down            | yes  | AdminDown                 | *            | *    || Down {diagnostic} {polls}                |         | {asked} | remote held
        Down            | *    | Down                      | *            | *    || Init {diagnostic} {polls}                |         | {told}  | hears nobody
        Down            | *    | Init                      | *            | *    || Up {diagnostic} polls                    | Works   | {begun} | hears us
        Down            | *    | Up                        | *            | *    || Down {diagnostic} {polls}                |         | {asked} | not seen yet
        Init            | *    | AdminDown                 | timely       | *    || Down NeighborSignaledSessionDown {polls} | Unknown | {told}  | remote held
        Init            | *    | Down                      | timely       | *    || Init {diagnostic} {polls}                |         | {asked} | hears nobody
        Init            | *    | Init, Up                  | timely       | *    || Up {diagnostic} polls                    | Works   | {begun} | hears us
        Up              | *    | AdminDown                 | timely       | *    || Down NeighborSignaledSessionDown polls   | Unknown | {begun} | remote held
        Up              | *    | Down                      | timely       | *    || Down NeighborSignaledSessionDown polls   | Fails   | {begun} | remote down
        Up              | *    | Init, Up                  | timely       | *    || Up {diagnostic} {polls}                  |         | {asked} | hears us
        AdminDown       | *    | AdminDown, Down, Init, Up | *            | *    || AdminDown {diagnostic} {polls}           |         |         | held
        Init            | *    | AdminDown, Down, Init, Up | overdue      | *    || Down ControlDetectionTimeExpired {was}   |         | {news}  | silence
        Up              | *    | AdminDown, Down, Init, Up | overdue      | *    || Down ControlDetectionTimeExpired polls   | Fails   | poll    | silence
        AdminDown       | *    | enable                    | *            | -    || Down {diagnostic} {was}                  |         | {news}  | enabled
        Down, Init, Up  | *    | enable                    | *            | -    || same                                     |         |         | enabled already
        Down            | no   | disable                   | *            | -    || AdminDown AdministrativelyDown {was}     | Unknown | {news}  | disabled
        Down            | yes  | disable                   | *            | -    || AdminDown AdministrativelyDown {was}     |         | {news}  | disabled
        Init            | *    | disable                   | *            | -    || AdminDown AdministrativelyDown {was}     | Unknown | {news}  | disabled
        Up              | *    | disable                   | *            | -    || AdminDown AdministrativelyDown polls     | Unknown | poll    | disabled
        Down, Init      | *    | reset                     | *            | -    || Down ForwardingPlaneReset {was}          |         | {news}  | reset
        Up              | *    | reset                     | *            | -    || Down ForwardingPlaneReset polls          | Fails   | poll    | reset
        AdminDown       | *    | disable, reset            | *            | -    || same                                     |         |         | held
        *               | *    | tick                      | quiet        | -    || same                                     |         |         | not due
        *               | *    | tick                      | interval     | -    || {ours} {diagnostic} {was}                |         | {news}  | periodic
        Down, AdminDown | *    | tick                      | due, overdue | -    || {ours} {diagnostic} {was}                |         |         | forgotten
        Init            | *    | tick                      | due, overdue | -    || Down ControlDetectionTimeExpired {was}   |         | {news}  | silence
        Up              | *    | tick                      | due, overdue | -    || Down ControlDetectionTimeExpired polls   | Fails   | poll    | silence
        *               | *    | Forwarded                 | *            | -    || same                                     |         |         | forwarded
        *               | *    | OtherSession              | *            | -    || same                                     |         |         | other session
        *               | *    | NoSession                 | *            | -    || same                                     |         |         | no session
        *               | *    | NotExpected               | *            | -    || same                                     |         |         | not expected
        *               | *    | NotAuthentic              | *            | -    || same                                     |         |         | not authentic
        """;

    private const string Kinds = """
        not due         = Holdfast: nothing is due
        hears nobody    = RFC 5880 §6.2: the neighbour is heard
        hears us        = RFC 5880 §6.2: the neighbour hears us
        not seen yet    = RFC 5880 §6.2: the neighbour has not seen
        remote down     = RFC 5880 §6.2: the neighbour is down
        remote held     = RFC 5880 §6.8.6: the neighbour is held
        silence         = RFC 5880 §6.8.4: nothing was heard
        forgotten       = RFC 5880 §6.8.1: nothing was heard
        periodic        = RFC 5880 §6.8.7: the interval
        reset           = RFC 5880 §6.8.15: the forwarding plane
        held            = RFC 5880 §6.8.16: the session is held
        disabled        = RFC 5880 §6.8.16: somebody holds
        enabled         = RFC 5880 §6.8.16: the session may come up
        enabled already = RFC 5880 §6.8.16: the session may come up already
        forwarded       = RFC 5881 §5: the hop limit
        other session   = RFC 5880 §6.8.6: the packet names another
        no session      = RFC 5880 §6.8.6: the packet names no
        not expected    = RFC 5880 §6.8.6: no authentication
        not authentic   = RFC 5880 §6.7: the packet is not
        """;

    private static readonly Instant Now = Instant.FromMilliseconds(100_000);
    private static readonly TimeSpan Unit = TimeSpan.FromTicks(1);

    /// <summary>Up: a packet in each 100 ms, else in each second; 3 × 200 ms of silence are down.
    /// </summary>
    private static readonly Config Settled = Config.TryCreate(
        new()
        {
            Discriminator = 7,
            DesiredMinTx = TimeSpan.FromMilliseconds(100),
            RequiredMinRx = TimeSpan.FromMilliseconds(200),
        },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());

    private static readonly TimeSpan Detection = TimeSpan.FromMilliseconds(600);

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_table_says() =>
        OracleTable.Parse(Table).Holds(Machine, Cases(), (trial, next) =>
            $"{(next.State == trial.State ? "same" : Told(next.State))} | "
            + $"{Of<Output.Judge>(next, one => $"{one.Verdict}")} | "
            + $"{Of<Output.Send>(next, one => Said(next.State, one))} | "
            + OracleTable.KindOf(Kinds, next.Reason));

    private static string Of<T>(Next<State, Output> next, Func<T, string> tell) =>
        string.Join(' ', next.Outputs.AsEnumerable().OfType<T>().Select(tell));

    private static IEnumerable<Case> Cases() =>
        from phase in Enum.GetValues<Phase>()
        from isHeld in phase is Phase.Down or Phase.AdminDown ? (bool[])[false, true] : [false]
        from isPolling in (bool[])[false, true]
        from time in (string[])["quiet/timely", "interval/timely", "due/timely", "overdue"]
        let state = In(phase, isHeld, isPolling, time)
        from said in Inputs()
        let polls = isPolling && said.Bits != "final"
        select new Case(
            [$"{phase}", isHeld ? "yes" : "no", said.Name, time, said.Bits], Settled, state, Now,
            said.Input)
        {
            Given =
            [
                ("{diagnostic}", Name(state.Diagnostic)), ("{ours}", $"{phase}"),
                ("{polls}", polls ? "polls" : "calm"), ("{was}", isPolling ? "polls" : "calm"),
                ("{asked}", said.Bits == "poll" ? "final" : ""),
                ("{told}", said.Bits == "poll" ? "final" : polls ? "poll" : "packet"),
                ("{begun}", said.Bits == "poll" ? "final" : "poll"),
                ("{news}", isPolling ? "poll" : "packet"),
            ],
        };

    private static State In(Phase phase, bool isHeld, bool isPolling, string time)
    {
        var interval = TimeSpan.FromMilliseconds(phase == Phase.Up ? 100 : 1_000);
        return new(
            phase,
            Neighbour with
            {
                Phase = isHeld ? Phase.AdminDown : phase == Phase.Up ? Phase.Up : Phase.Down,
            },
            HeardAt: Now - Detection + (time switch
            {
                "due/timely" => TimeSpan.Zero,
                "overdue" => -Unit,
                _ => Unit,
            }),
            SentAt: Now - interval + (time == "interval/timely" ? TimeSpan.Zero : Unit),
            Jitter: 0,
            isPolling,
            phase == Phase.AdminDown
                ? BfdDiagnostic.AdministrativelyDown
                : BfdDiagnostic.NoDiagnostic);
    }

    private static Remote Neighbour => new(
        9, Phase.Down, IsDemanding: false, TimeSpan.FromMilliseconds(150),
        TimeSpan.FromMilliseconds(50), DetectMultiplier: 3);

    private static IEnumerable<(string Name, string Bits, Input Input)> Inputs() =>
    [
        .. from theirs in Enum.GetValues<Phase>()
           from bits in (string[])["none", "poll", "final"]
           select ($"{theirs}", bits, (Input)new Input.Heard(
               new(Neighbour with { Phase = theirs }, bits == "poll", bits == "final"))),
        .. Enum.GetValues<Refusal>().Select(why => ($"{why}", "-", (Input)new Input.Refused(why))),
        ("enable", "-", new Input.Enable()), ("disable", "-", new Input.Disable()),
        ("reset", "-", new Input.ForwardingReset()), ("tick", "-", new Input.Tick(Jitter: 0)),
    ];

    private static string Told(State state) =>
        $"{state.Phase} {Name(state.Diagnostic)} {(state.IsPolling ? "polls" : "calm")}";

    private static string Name(BfdDiagnostic diagnostic) =>
        $"{diagnostic}".Replace(" ", "", StringComparison.Ordinal);

    /// <summary>A packet says how the session is from now on, and has one of both bits at most.
    /// </summary>
    private static string Said(State after, Output.Send output)
    {
        var packet = output.Announcement;
        return packet.Phase != after.Phase || packet.Diagnostic != after.Diagnostic
            || packet.YourDiscriminator != after.Remote.Discriminator
            || (packet.IsPoll && packet.IsFinal)
            ? $"{packet}"
            : packet.IsFinal ? "final" : packet.IsPoll ? "poll" : "packet";
    }
}

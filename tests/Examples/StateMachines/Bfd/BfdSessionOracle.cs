using System.Globalization;
using Holdfast.Protocol.Bfd;
using Holdfast.StateMachines;
using static Holdfast.StateMachines.Bfd.BfdSession;

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
    /// is another one where a session is up. Remote: what is known of the neighbour, as before
    /// ({remote}) or as it says now ({said}). Heard and sent: how long ago; what is no news does
    /// not count as a periodic packet. Jitter: the one that was drawn last.
    /// </summary>
    private const string Table = """
        ours            | held | input                     | time         | bits || next                                     | remote   | heard   | sent   | jitter   | verdict | says    | why
        Down            | no   | AdminDown                 | *            | *    || Down {diagnostic} {polls}                | {said}   | 0ms     | {sent} | {jitter} | Unknown | {asked} | remote held
        Down            | yes  | AdminDown                 | *            | *    || Down {diagnostic} {polls}                | {said}   | 0ms     | {sent} | {jitter} |         | {asked} | remote held
        Down            | *    | Down                      | *            | *    || Init {diagnostic} {polls}                | {said}   | 0ms     | 0ms    | {jitter} |         | {told}  | hears nobody
        Down            | *    | Init                      | *            | *    || Up {diagnostic} polls                    | {said}   | 0ms     | 0ms    | {jitter} | Works   | {begun} | hears us
        Down            | *    | Up                        | *            | *    || Down {diagnostic} {polls}                | {said}   | 0ms     | {sent} | {jitter} |         | {asked} | not seen yet
        Init            | *    | AdminDown                 | timely       | *    || Down NeighborSignaledSessionDown {polls} | {said}   | 0ms     | 0ms    | {jitter} | Unknown | {told}  | remote held
        Init            | *    | Down                      | timely       | *    || Init {diagnostic} {polls}                | {said}   | 0ms     | {sent} | {jitter} |         | {asked} | hears nobody
        Init            | *    | Init, Up                  | timely       | *    || Up {diagnostic} polls                    | {said}   | 0ms     | 0ms    | {jitter} | Works   | {begun} | hears us
        Up              | *    | AdminDown                 | timely       | *    || Down NeighborSignaledSessionDown polls   | {said}   | 0ms     | 0ms    | {jitter} | Unknown | {begun} | remote held
        Up              | *    | Down                      | timely       | *    || Down NeighborSignaledSessionDown polls   | {said}   | 0ms     | 0ms    | {jitter} | Fails   | {begun} | remote down
        Up              | *    | Init, Up                  | timely       | *    || Up {diagnostic} {polls}                  | {said}   | 0ms     | {sent} | {jitter} |         | {asked} | hears us
        AdminDown       | *    | AdminDown, Down, Init, Up | *            | *    || AdminDown {diagnostic} {polls}           | {said}   | 0ms     | {sent} | {jitter} |         |         | held
        Init            | *    | AdminDown, Down, Init, Up | overdue      | *    || Down ControlDetectionTimeExpired {was}   | none     | never   | 0ms    | {jitter} |         | {news}  | silence
        Up              | *    | AdminDown, Down, Init, Up | overdue      | *    || Down ControlDetectionTimeExpired polls   | none     | never   | 0ms    | {jitter} | Fails   | poll    | silence
        AdminDown       | *    | enable                    | *            | -    || Down {diagnostic} {was}                  | {remote} | {heard} | 0ms    | {jitter} |         | {news}  | enabled
        Down, Init, Up  | *    | enable                    | *            | -    || same                                     | {remote} | {heard} | {sent} | {jitter} |         |         | enabled already
        Down            | no   | disable                   | *            | -    || AdminDown AdministrativelyDown {was}     | {remote} | {heard} | 0ms    | {jitter} | Unknown | {news}  | disabled
        Down            | yes  | disable                   | *            | -    || AdminDown AdministrativelyDown {was}     | {remote} | {heard} | 0ms    | {jitter} |         | {news}  | disabled
        Init            | *    | disable                   | *            | -    || AdminDown AdministrativelyDown {was}     | {remote} | {heard} | 0ms    | {jitter} | Unknown | {news}  | disabled
        Up              | *    | disable                   | *            | -    || AdminDown AdministrativelyDown polls     | {remote} | {heard} | 0ms    | {jitter} | Unknown | poll    | disabled
        Down, Init      | *    | reset                     | *            | -    || Down ForwardingPlaneReset {was}          | {remote} | {heard} | 0ms    | {jitter} |         | {news}  | reset
        Up              | *    | reset                     | *            | -    || Down ForwardingPlaneReset polls          | {remote} | {heard} | 0ms    | {jitter} | Fails   | poll    | reset
        AdminDown       | *    | disable, reset            | *            | -    || same                                     | {remote} | {heard} | {sent} | {jitter} |         |         | held
        *               | *    | tick                      | quiet        | -    || same                                     | {remote} | {heard} | {sent} | {jitter} |         |         | not due
        *               | *    | tick                      | interval     | -    || {ours} {diagnostic} {was}                | {remote} | {heard} | 0ms    | 250      |         | {news}  | periodic
        Down, AdminDown | *    | tick                      | due, overdue | -    || {ours} {diagnostic} {was}                | none     | never   | {sent} | {jitter} |         |         | forgotten
        Init            | *    | tick                      | due, overdue | -    || Down ControlDetectionTimeExpired {was}   | none     | never   | 0ms    | {jitter} |         | {news}  | silence
        Up              | *    | tick                      | due, overdue | -    || Down ControlDetectionTimeExpired polls   | none     | never   | 0ms    | {jitter} | Fails   | poll    | silence
        *               | *    | Forwarded                 | *            | -    || same                                     | {remote} | {heard} | {sent} | {jitter} |         |         | forwarded
        *               | *    | OtherSession              | *            | -    || same                                     | {remote} | {heard} | {sent} | {jitter} |         |         | other session
        *               | *    | NoSession                 | *            | -    || same                                     | {remote} | {heard} | {sent} | {jitter} |         |         | no session
        *               | *    | NotExpected               | *            | -    || same                                     | {remote} | {heard} | {sent} | {jitter} |         |         | not expected
        *               | *    | NotAuthentic              | *            | -    || same                                     | {remote} | {heard} | {sent} | {jitter} |         |         | not authentic
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
        OracleTable.Parse(Table).Holds(Machine, Cases(), Told, (_, next) =>
            $"{Told(next.State)} | "
            + $"{Of<Output.Judge>(next, one => $"{one.Verdict}")} | "
            + $"{Of<Output.Send>(next, one => Said(next.State, one))} | "
            + OracleTable.KindOf(Kinds, next.Reason));

    private static string Of<T>(Next<State, Output> next, Func<T, string> tell) =>
        string.Join(' ', next.Outputs.AsEnumerable().OfType<T>().Select(tell));

    private static IEnumerable<Trial<Config, State, Input>> Cases() =>
        from phase in Enum.GetValues<Phase>()
        from isHeld in phase is Phase.Down or Phase.AdminDown ? (bool[])[false, true] : [false]
        from isPolling in (bool[])[false, true]
        from time in (string[])["quiet/timely", "interval/timely", "due/timely", "overdue"]
        let state = In(phase, isHeld, isPolling, time)
        from said in Inputs()
        let polls = isPolling && said.Bits != "final"
        select new Trial<Config, State, Input>(
            [$"{phase}", isHeld ? "yes" : "no", said.Name, time, said.Bits], Settled, state, Now,
            said.Input)
        {
            Given =
            [
                ("same", Control(state)), ("{remote}", Told(state.Remote)),
                ("{said}", said.Input is Input.Heard heard ? Told(heard.Message.From) : ""),
                ("{heard}", Ago(state.HeardAt)), ("{sent}", Ago(state.SentAt)),
                ("{jitter}", $"{state.Jitter}"),
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
        // §6.8.7: four tenths of a quarter less than 100 ms and than 1 s.
        var interval = TimeSpan.FromMilliseconds(phase == Phase.Up ? 90 : 900);
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
            Jitter: 400,
            isPolling,
            phase == Phase.AdminDown
                ? BfdDiagnostic.AdministrativelyDown
                : BfdDiagnostic.NoDiagnostic);
    }

    private static Remote Neighbour => new(
        9, Phase.Down, IsDemanding: false, TimeSpan.FromMilliseconds(150),
        TimeSpan.FromMilliseconds(50), DetectMultiplier: 3);

    /// <summary>Every number of the neighbour is another one from now on.</summary>
    private static Remote Changed => new(
        10, Phase.Down, IsDemanding: false, TimeSpan.FromMilliseconds(250),
        TimeSpan.FromMilliseconds(60), DetectMultiplier: 4);

    /// <summary>§6.8.1: a neighbour of which nothing is known.</summary>
    private static Remote Nobody => new(
        0, Phase.Down, IsDemanding: false, TimeSpan.Zero, TimeSpan.FromMicroseconds(1),
        DetectMultiplier: 0);

    private static IEnumerable<(string Name, string Bits, Input Input)> Inputs() =>
    [
        .. from theirs in Enum.GetValues<Phase>()
           from bits in (string[])["none", "poll", "final"]
           select ($"{theirs}", bits, (Input)new Input.Heard(
               new(Changed with { Phase = theirs }, bits == "poll", bits == "final"))),
        .. Enum.GetValues<Refusal>().Select(why => ($"{why}", "-", (Input)new Input.Refused(why))),
        ("enable", "-", new Input.Enable()), ("disable", "-", new Input.Disable()),
        ("reset", "-", new Input.ForwardingReset()), ("tick", "-", new Input.Tick(Jitter: 250)),
    ];

    private static string Told(State state) =>
        $"{Control(state)} | {Told(state.Remote)} | {Ago(state.HeardAt)} | {Ago(state.SentAt)} | "
        + $"{state.Jitter}";

    private static string Told(Remote remote) => remote == Nobody ? "none" : string.Create(
        CultureInfo.InvariantCulture,
        $"{remote.Discriminator} {remote.Phase}{(remote.IsDemanding ? " demands" : "")} "
        + $"{remote.DesiredMinTx.TotalMilliseconds}/{remote.RequiredMinRx.TotalMilliseconds}ms "
        + $"x{remote.DetectMultiplier}");

    private static string Ago(Instant? at) => at is { } then
        ? string.Create(CultureInfo.InvariantCulture, $"{(Now - then).TotalMilliseconds}ms")
        : "never";

    private static string Control(State state) =>
        $"{state.Phase} {Name(state.Diagnostic)} {(state.IsPolling ? "polls" : "calm")}";

    private static string Name(BfdDiagnostic diagnostic) =>
        $"{diagnostic}".Replace(" ", "", StringComparison.Ordinal);

    /// <summary>A packet says how the session is from now on and how often we would like to send,
    /// and has one of both bits at most.</summary>
    private static string Said(State after, Output.Send output)
    {
        var packet = output.Announcement;
        return packet.Phase != after.Phase || packet.Diagnostic != after.Diagnostic
            || packet.YourDiscriminator != after.Remote.Discriminator
            || packet.DesiredMinTx.TotalMilliseconds != (after.Phase == Phase.Up ? 100 : 1_000)
            || (packet.IsPoll && packet.IsFinal)
            ? $"{packet}"
            : packet.IsFinal ? "final" : packet.IsPoll ? "poll" : "packet";
    }
}

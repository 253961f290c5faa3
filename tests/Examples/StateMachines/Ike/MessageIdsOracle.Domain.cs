using System.Buffers.Binary;
using System.Globalization;
using Holdfast.Codec;
using Holdfast.StateMachines;
using static Holdfast.StateMachines.Ike.MessageIds;

namespace Holdfast.Tests.Examples.StateMachines.Ike;

/// <content>The domain, and how it is told.</content>
public sealed partial class MessageIdsOracle
{
    private const uint Most = uint.MaxValue;
    private const uint RekeyAt = 0xffff_0000;

    private static readonly Instant Now = Instant.FromMilliseconds(100_000);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Unit = TimeSpan.FromTicks(1);
    private static readonly Items<Octets> Other = [new([9, 9])];

    private static IEnumerable<Trial<Config, State, Input>> Cases() =>
        from window in (int[])[1, 2]
        let config = Configured(window)
        from state in States(window)
        let told = Told(state)
        from input in Inputs(state)
        select new Trial<Config, State, Input>(
            [told, $"{input}", $"{window}"], config, state, Now, input);

    private static IEnumerable<State> States(int window)
    {
        yield return new State.Standby();
        yield return new State.Standby(IsHeld: true);
        yield return new State.Failed(Now - Second);
        Theirs[] someOfTheirs =
        [
            new(4, [4], [Answered(3)], null), new(RekeyAt - 1, [], [], Now + Unit),
            new(RekeyAt, [], [], null),
        ];
        foreach (var ours in AllOurs())
        {
            foreach (var theirs in someOfTheirs)
            {
                yield return new State.Open(ours, theirs);
            }
        }

        Ours[] someOfOurs =
        [
            new(7, 1, [Sent(6)], true, false), new(RekeyAt - 1, 2, [], false, false),
            new(RekeyAt + 1, 2, [], true, true),
        ];
        foreach (var theirs in AllTheirs(window))
        {
            foreach (var ours in someOfOurs)
            {
                yield return new State.Open(ours, theirs);
            }
        }
    }

    private static IEnumerable<Ours> AllOurs() =>
        from next in (uint[])[7, RekeyAt - 1, RekeyAt, Most - 1, Most]
        from older in Requests(next - 2, next == 7)
        from newer in Requests(next - 1, next == 7)
        from window in (int[])[1, 2]
        from isHeld in (bool[])[false, true]
        from isRekeying in next == 7 ? (bool[])[false] : [false, true]
        select new Ours(
            next, window,
            [.. ((OpenRequest?[])[older, newer]).OfType<OpenRequest>()], isHeld, isRekeying);

    /// <summary>None, one that is being sealed, and some or all that were sent.</summary>
    private static IEnumerable<OpenRequest?> Requests(uint id, bool isAll) =>
    [
        null, new(id, [], 0, TimeSpan.Zero, Instant.Zero), Sent(id),
        .. from one in isAll ? ((int, TimeSpan, Instant)[])
           [
               (1, Second, Now), (2, 1.8 * Second, Now + Unit), (2, 1.8 * Second, Now - Unit),
               (3, 2 * Second, Now + Unit), (3, 2 * Second, Now),
           ] : []
           select new OpenRequest(id, RequestOf(id), one.Item1, one.Item2, one.Item3),
    ];

    private static IEnumerable<Theirs> AllTheirs(int window) =>
        from lowest in (uint[])
            [0, 1, 4, RekeyAt - 2, RekeyAt - 1, RekeyAt, Most - 2, Most - 1, Most]
        from isTaken in lowest == Most ? (bool[])[false] : [false, true]
        from ahead in window == 1 || lowest >= Most - 1 ? (string[])["none"]
            : ["none", "taken", "taken first", "answered"]
        from below in lowest == 4 ? (int[])[window, 0] : [(int)Math.Min(lowest, (uint)window)]
        from complain in lowest == 4
            ? (Instant?[])[null, Now - Unit, Now, Now + Unit] : [null]
        select new Theirs(
            lowest,
            [
                .. ahead == "taken first" ? (uint[])[lowest + 1] : [],
                .. isTaken ? (uint[])[lowest] : [],
                .. ahead == "taken" ? (uint[])[lowest + 1] : [],
            ],
            [
                .. Enumerable.Range(1, below).Reverse().Select(off => Answered(lowest - (uint)off)),
                .. ahead == "answered" ? (Response[])[Answered(lowest + 1)] : [],
            ],
            complain);

    private static IEnumerable<Input> Inputs(State state)
    {
        var (next, lowest) = state is State.Open open
            ? (open.Ours.Next, open.Theirs.Lowest) : (7u, 4u);
        var isOpen = state is State.Open;
        return
        [
            new Input.Wanted(), new Input.Tick(), new Input.Demoted(),
            new Input.Refused(Refusal.Unprotected), new Input.Refused(Refusal.OtherSa),
            .. from id in (uint[])[next - 3, next - 2, next - 1, next]
               from input in (Input[])
               [
                   new Input.Sealed(id, RequestOf(id)), new Input.Sealed(id, []),
                   new Input.Answered(id),
               ]
               select input,
            .. from off in (int[])[-3, -2, -1, 0, 1, 2, 3]
               let id = lowest + (long)off
               where id is >= 0 and < Most
               from input in (Input[])
               [
                   new Input.Requested((uint)id),
                   new Input.Responded((uint)id, ResponseTo((uint)id)),
                   new Input.Responded((uint)id, Other), new Input.Responded((uint)id, []),
               ]
               where input is not Input.Responded(_, var text) || text != Other
                   || StatusOf((state as State.Open)?.Theirs, (uint)id) != "taken"
               select input,
            new Input.Requested(Most),
            .. from size in (uint[])[0, 1, 2, 3, Most] select new Input.WindowSet(size),
            .. from jump in (uint[])[next - 1, next, next == Most ? Most : next + 1, RekeyAt, Most]
               select new Input.Synced(jump, lowest),
            .. from off in (int[])[-1, 1, 2]
               let jump = lowest + (long)off
               where jump is >= 0 and <= Most
               select new Input.Synced(next, (uint)jump),
            .. from facts in AllFacts().Take(isOpen ? 1 : int.MaxValue)
               select new Input.Promoted(facts),
        ];
    }

    private static IEnumerable<Facts> AllFacts() =>
        from next in (uint[])[7, RekeyAt - 1, RekeyAt, Most]
        from window in (int[])[0, 1, 2, 3]
        from open in (uint[][])[[], [next - 1], [next - 2], [next - 2, next - 1]]
        from lowest in (uint[])[4, RekeyAt - 1, RekeyAt, Most]
        select new Facts(
            next, window, [.. open.Select(id => new Response(id, RequestOf(id)))], lowest,
            [Answered(lowest - 1)]);

    private static OpenRequest Sent(uint id) => new(id, RequestOf(id), 1, Second, Now + Second);

    private static Response Answered(uint id) => new(id, ResponseTo(id));

    /// <summary>Two datagrams.</summary>
    private static Items<Octets> RequestOf(uint id) =>
        [Octets.FromHex("01"), Octets.FromHex($"{id:x8}")];

    private static Items<Octets> ResponseTo(uint id) =>
        [Octets.FromHex("02"), Octets.FromHex($"{id:x8}")];

    private static State.Open With(State.Open state, Func<OpenRequest, OpenRequest?> change) =>
        state with
        {
            Ours = state.Ours with
            {
                Requests = [.. state.Ours.Requests.Select(change).OfType<OpenRequest>()],
            },
        };

    private static string StatusOf(Theirs? theirs, uint id) =>
        theirs is null ? "none"
        : theirs.Responses.Any(one => one.Id == id) ? "answered"
        : theirs.Taken.Contains(id) ? "taken" : "none";

    private static string Ids(uint next) => next == Most ? "used up" : "left";

    private static string AtRekey(uint id) =>
        id < RekeyAt ? "below" : id == RekeyAt ? "at" : "above";

    private static string Yes(bool value) => value ? "yes" : "no";

    private static string And(string outputs, string more) =>
        outputs == "" ? more : more == "" ? outputs : $"{outputs}, {more}";

    private static string Name(State state) => state switch
    {
        State.Open { Ours.IsHeld: var isHeld } => isHeld ? "open/held" : "open/free",
        State.Standby(var isHeld) => isHeld ? "waiting" : "standby",
        State.Failed => "failed",
    };

    private static string Name(Input input) =>
        input is Input.Refused(var why) ? $"{why}" : input.GetType().Name;

    private static string Told(State state, string outputs, string why) =>
        $"{Told(state)} | {outputs} | {why}";

    private static string Told(State state) => state switch
    {
        State.Open(var ours, var theirs) => string.Join(' ',
        [
            $"next {ours.Next} of {ours.Window}{(ours.IsHeld ? " held" : "")}"
                + $"{(ours.IsRekeying ? " rekeying" : "")};",
            .. ours.Requests.Select(one =>
                $"{one.Id} {Text(one.Message)} {one.Sent} {one.Wait / Second}s "
                + $"{(one.RetryAt == Instant.Zero ? "-" : When(one.RetryAt))};"),
            $"lowest {theirs.Lowest}; taken {string.Join(' ', theirs.Taken)};",
            .. theirs.Responses.Select(one => $"{one.Id} {Text(one.Message)};"),
            $"complain {(theirs.ComplainFrom is { } at ? When(at) : "at once")}",
        ]),
        State.Standby(var isHeld) => isHeld ? "waiting" : "standby",
        State.Failed(var since) => $"failed {When(since)}",
    };

    private static string When(Instant at) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(decimal)(at - Now).Ticks / TimeSpan.TicksPerSecond:+0.#######;-0.#######;+0}s");

    private static string Text(Items<Octets> message) => message is [var kind, var id]
        && kind.Span is [1 or 2] && id.Length == sizeof(uint)
            ? (kind.Span[0] == 1 ? "request " : "response ")
                + $"{BinaryPrimitives.ReadUInt32BigEndian(id.Span)}"
            : string.Join('.', message);

    private static string Said(Output output) => output switch
    {
        Output.Seal(var id) => $"Seal {id}",
        Output.Hold or Output.RoomLeft or Output.Rekey or Output.SaFailed =>
            output.GetType().Name,
        Output.Transmit(var message) => $"Send {Text(message)}",
        Output.Finish(var id) => $"Finish {id}",
        Output.Drop(var id) => $"Drop {id}",
        Output.Take(var id) => $"Take {id}",
        Output.Complain(var id) => $"Complain {id}",
    };

    private static Config Configured(int window) => Config.TryCreate(
        new()
        {
            Window = window,
            OpenMax = 2,
            RetryAfter = Second,
            BackoffPercent = 180,
            RetryMax = 2 * Second,
            SendsMax = 3,
            RekeyAt = RekeyAt,
            ComplainEvery = 10 * Second,
        },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());
}

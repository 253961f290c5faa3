using System.Globalization;
using Holdfast.StateMachines;
using static Holdfast.StateMachines.Balance.MemberDrain;

namespace Holdfast.Tests.Examples.StateMachines.Balance;

/// <summary>How a member leaves: every state, every input, in time and late.</summary>
public sealed class MemberDrainOracle
{
    /// <summary>
    /// Of a state: how many exchanges are open, whether its time is over, whether traffic has told
    /// its last numbers. Of the member: whether peers are redirected, whether traffic tells
    /// anything. Next: the phase, what is open, how long it may last, and in Pushing whether there
    /// is nothing to wait for.
    /// </summary>
    private const string Table = """
        state     | open | time | told | input         | redirects | tells || next                           | outputs                   | why
        Serving   | *    | *    | *    | Leave         | yes       | *     || Finishing {open} +10s          | CloseDoors, RedirectPeers | leaves
        Serving   | some | *    | *    | Leave         | no        | *     || Finishing {open} +10s          | CloseDoors                | leaves
        Serving   | none | *    | *    | Leave         | no        | yes   || Pushing 0 +5s waits            | CloseDoors, PushState     | finished
        Serving   | none | *    | *    | Leave         | no        | no    || Pushing 0 +5s settled          | CloseDoors, PushState     | finished
        Serving   | *    | *    | *    | Remain        | *         | *     || same                           |                           | serves
        Serving   | *    | *    | *    | None          | *         | *     || Serving 0                      |                           | counts
        Serving   | *    | *    | *    | More          | *         | *     || Serving {told}                 |                           | counts
        Serving   | *    | *    | *    | Settled       | *         | *     || same                           |                           | serves
        Serving   | *    | *    | *    | Acknowledged  | *         | *     || same                           |                           | serves
        Serving   | *    | *    | *    | SuccessorLost | *         | *     || same                           |                           | serves
        Serving   | *    | *    | *    | Replaced      | *         | *     || Drained                        | CloseDoors                | replaced
        Serving   | *    | *    | *    | Tick          | *         | *     || same                           |                           | not due
        Finishing | *    | *    | *    | Leave         | *         | *     || same                           |                           | leaving
        Finishing | *    | *    | *    | Remain        | yes       | *     || Serving {open}                 | StopRedirects, OpenDoors  | remains
        Finishing | *    | *    | *    | Remain        | no        | *     || Serving {open}                 | OpenDoors                 | remains
        Finishing | *    | *    | *    | None          | no        | yes   || Pushing 0 +5s waits            | PushState                 | finished
        Finishing | *    | *    | *    | None          | no        | no    || Pushing 0 +5s settled          | PushState                 | finished
        Finishing | *    | *    | *    | None          | yes       | *     || Finishing 0 {until}            |                           | counts
        Finishing | *    | *    | *    | More          | *         | *     || Finishing {told} {until}       |                           | counts
        Finishing | *    | *    | *    | Settled       | *         | *     || same                           |                           | too early
        Finishing | *    | *    | *    | Acknowledged  | *         | *     || same                           |                           | too early
        Finishing | *    | *    | *    | SuccessorLost | yes       | *     || Serving {open}                 | StopRedirects, OpenDoors  | alone
        Finishing | *    | *    | *    | SuccessorLost | no        | *     || Serving {open}                 | OpenDoors                 | alone
        Finishing | *    | *    | *    | Replaced      | yes       | *     || Drained                        | StopRedirects             | replaced
        Finishing | *    | *    | *    | Replaced      | no        | *     || Drained                        |                           | replaced
        Finishing | *    | left | *    | Tick          | *         | *     || same                           |                           | not due
        Finishing | some | over | *    | Tick          | yes       | yes   || Pushing {open} +5s waits       | StopRedirects, PushState  | moves
        Finishing | some | over | *    | Tick          | yes       | no    || Pushing {open} +5s settled     | StopRedirects, PushState  | moves
        Finishing | some | over | *    | Tick          | no        | yes   || Pushing {open} +5s waits       | PushState                 | moves
        Finishing | some | over | *    | Tick          | no        | no    || Pushing {open} +5s settled     | PushState                 | moves
        Finishing | none | over | *    | Tick          | yes       | yes   || Pushing 0 +5s waits            | StopRedirects, PushState  | finished
        Finishing | none | over | *    | Tick          | yes       | no    || Pushing 0 +5s settled          | StopRedirects, PushState  | finished
        Finishing | none | over | *    | Tick          | no        | yes   || Pushing 0 +5s waits            | PushState                 | finished
        Finishing | none | over | *    | Tick          | no        | no    || Pushing 0 +5s settled          | PushState                 | finished
        Pushing   | *    | *    | *    | Leave         | *         | *     || same                           |                           | leaving
        Pushing   | *    | *    | *    | Remain        | yes       | *     || Serving {open}                 | StopRedirects, OpenDoors  | remains
        Pushing   | *    | *    | *    | Remain        | no        | *     || Serving {open}                 | OpenDoors                 | remains
        Pushing   | *    | *    | no   | None          | *         | *     || Pushing 0 {until} waits        |                           | counts
        Pushing   | *    | *    | yes  | None          | *         | *     || Pushing 0 {until} settled      |                           | counts
        Pushing   | *    | *    | no   | More          | *         | *     || Pushing {told} {until} waits   |                           | counts
        Pushing   | *    | *    | yes  | More          | *         | *     || Pushing {told} {until} settled |                           | counts
        Pushing   | *    | *    | no   | Settled       | *         | *     || Pushing {open} {until} settled |                           | settled
        Pushing   | *    | *    | yes  | Settled       | *         | *     || same                           |                           | settled
        Pushing   | *    | *    | no   | Acknowledged  | *         | *     || same                           |                           | unsettled
        Pushing   | *    | *    | yes  | Acknowledged  | *         | *     || Yielding {open} +20s           | Yield                     | yields
        Pushing   | *    | *    | *    | SuccessorLost | yes       | *     || Serving {open}                 | StopRedirects, OpenDoors  | alone
        Pushing   | *    | *    | *    | SuccessorLost | no        | *     || Serving {open}                 | OpenDoors                 | alone
        Pushing   | *    | *    | *    | Replaced      | yes       | *     || Drained                        | StopRedirects             | replaced
        Pushing   | *    | *    | *    | Replaced      | no        | *     || Drained                        |                           | replaced
        Pushing   | *    | left | *    | Tick          | *         | *     || same                           |                           | not due
        Pushing   | *    | over | *    | Tick          | yes       | *     || Serving {open}                 | StopRedirects, OpenDoors  | too slow
        Pushing   | *    | over | *    | Tick          | no        | *     || Serving {open}                 | OpenDoors                 | too slow
        Yielding  | *    | *    | *    | Leave         | *         | *     || same                           |                           | leaving
        Yielding  | *    | *    | *    | Remain        | *         | *     || Serving {open}                 | TakeBack, OpenDoors       | remains
        Yielding  | *    | *    | *    | None          | *         | *     || Yielding 0 {until}             |                           | counts
        Yielding  | *    | *    | *    | More          | *         | *     || Yielding {told} {until}        |                           | counts
        Yielding  | *    | *    | *    | Settled       | *         | *     || same                           |                           | known
        Yielding  | *    | *    | *    | Acknowledged  | *         | *     || same                           |                           | known
        Yielding  | *    | *    | *    | SuccessorLost | *         | *     || Serving {open}                 | TakeBack, OpenDoors       | alone
        Yielding  | *    | *    | *    | Replaced      | *         | *     || Drained                        |                           | replaced
        Yielding  | *    | left | *    | Tick          | *         | *     || same                           |                           | not due
        Yielding  | *    | over | *    | Tick          | *         | *     || Serving {open}                 | TakeBack, OpenDoors       | too slow
        Drained   | *    | *    | *    | Leave         | *         | *     || same                           |                           | gone
        Drained   | *    | *    | *    | Remain        | *         | *     || Serving 0                      | OpenDoors                 | returns
        Drained   | *    | *    | *    | None, More    | *         | *     || same                           |                           | gone
        Drained   | *    | *    | *    | Settled       | *         | *     || same                           |                           | gone
        Drained   | *    | *    | *    | Acknowledged  | *         | *     || same                           |                           | gone
        Drained   | *    | *    | *    | SuccessorLost | *         | *     || same                           |                           | gone
        Drained   | *    | *    | *    | Replaced      | *         | *     || same                           |                           | gone
        Drained   | *    | *    | *    | Tick          | *         | *     || same                           |                           | not due
        """;

    private const string Kinds = """
        leaves    = Holdfast: it is to leave
        leaving   = Holdfast: it is leaving already
        serves    = Holdfast: it serves, and is to do so
        counts    = Holdfast: exchanges are counted
        finished  = Holdfast: no exchange is open
        moves     = Holdfast: open exchanges move
        too early = Holdfast: an acknowledgement before the last state
        settled   = Holdfast: traffic has told its last numbers
        unsettled = Holdfast: traffic has not told
        yields    = Holdfast: the successor has the last state: the place
        known     = Holdfast: the successor has the last state already
        remains   = Holdfast: it is to stay after all
        alone     = Holdfast: no synced successor
        too slow  = Holdfast: the successor was too slow
        replaced  = Holdfast: another member is active
        returns   = Holdfast: it may serve again
        gone      = Holdfast: it is drained
        not due   = Holdfast: nothing is due
        """;

    private const int More = 7;

    private static readonly Instant Now = Instant.FromMilliseconds(100_000);
    private static readonly Instant Later = Now + TimeSpan.FromTicks(1);

    private static readonly (string Name, Input Input)[] Inputs =
    [
        ("Leave", new Input.Leave()), ("Remain", new Input.Remain()),
        ("None", new Input.Exchanges(0)), ("None", new Input.Exchanges(-1)),
        ("More", new Input.Exchanges(More)), ("Settled", new Input.Settled()),
        ("Acknowledged", new Input.Acknowledged()),
        ("SuccessorLost", new Input.SuccessorLost()), ("Replaced", new Input.Replaced()),
        ("Tick", new Input.Tick()),
    ];

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_table_says() =>
        OracleTable.Parse(Table).Holds(
            Machine, Cases(), Kinds, Told, output => output.GetType().Name);

    private static IEnumerable<Trial<Config, State, Input>> Cases() =>
        from redirects in (bool[])[true, false]
        from tells in (bool[])[true, false]
        let config = Configured(redirects, tells)
        from open in (int[])[0, 1, 3]
        from until in (Instant[])[Now - TimeSpan.FromTicks(1), Now, Later]
        from told in (bool[])[true, false]
        from state in (State[])
        [
            new State.Serving(open), new State.Finishing(open, until),
            new State.Pushing(open, until, told), new State.Yielding(open, until),
            new State.Drained(),
        ]
        from input in Inputs
        select new Trial<Config, State, Input>(
            [
                state.GetType().Name, open == 0 ? "none" : "some",
                until <= Now ? "over" : "left", Yes(told), input.Name, Yes(redirects), Yes(tells),
            ],
            config, state, Now, input.Input)
        {
            Given =
            [
                ("same", Told(state)), ("{open}", $"{OpenOf(state)}"), ("{told}", $"{More}"),
                ("{until}", When(UntilOf(state))),
            ],
        };

    private static string Told(State state) => state switch
    {
        State.Serving(var open) => $"Serving {open}",
        State.Finishing(var open, var until) => $"Finishing {open} {When(until)}",
        State.Pushing(var open, var until, var isSettled) =>
            $"Pushing {open} {When(until)} {(isSettled ? "settled" : "waits")}",
        State.Yielding(var open, var until) => $"Yielding {open} {When(until)}",
        State.Drained => "Drained",
    };

    private static string When(Instant? until) => until is { } at
        ? string.Create(CultureInfo.InvariantCulture, $"+{(at - Now).TotalSeconds}s")
        : "";

    private static int OpenOf(State state) => state switch
    {
        State.Serving serving => serving.Open,
        State.Finishing finishing => finishing.Open,
        State.Pushing pushing => pushing.Open,
        State.Yielding yielding => yielding.Open,
        State.Drained => 0,
    };

    private static Instant? UntilOf(State state) => state switch
    {
        State.Finishing finishing => finishing.Until,
        State.Pushing pushing => pushing.Until,
        State.Yielding yielding => yielding.Until,
        State.Serving or State.Drained => null,
    };

    private static string Yes(bool value) => value ? "yes" : "no";

    private static Config Configured(bool redirects, bool tells) => Config.TryCreate(
        new()
        {
            RedirectsPeers = redirects,
            SettlesTraffic = tells,
            FinishWithin = TimeSpan.FromSeconds(10),
            PushWithin = TimeSpan.FromSeconds(5),
            YieldWithin = TimeSpan.FromSeconds(20),
        },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());
}

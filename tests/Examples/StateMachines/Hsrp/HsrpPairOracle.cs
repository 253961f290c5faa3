using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Graphs;
using Holdfast.StateMachines.Hsrp;
using static Holdfast.StateMachines.Hsrp.HsrpPair;
using Group = Holdfast.StateMachines.Hsrp.HsrpGroup;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Hsrp.HsrpPair.State,
    Holdfast.StateMachines.Hsrp.HsrpPair.Output>;

namespace Holdfast.Tests.Examples.StateMachines.Hsrp;

/// <summary>
/// What binds the groups of a member, in all states that the letters lead to by which one side moves
/// the other, with every letter, in time and late: whose turn it is and in which order, how far
/// each side may go then, and when traffic passes. What a group does when it is its turn is the table of RFC 2281 §5.7.
/// </summary>
public sealed class HsrpPairOracle
{
    /// <summary>A side that has said nothing as active for a hold time is over, and learns it
    /// before it hears anything. A back-end group alone is not: the front's election decides.
    /// </summary>
    private const string First = """
        what       | front    | back    || before it
        heard,tick | over     | over    || front is over, back is over
        heard,tick | over     | on, off || front is over
        heard,tick | on       | over    || back goes on
        heard,tick | on       | on, off || nothing
        heard,tick | off      | off     || nothing
        own        | *        | *       || nothing
        """;

    /// <summary>Whose turn it is, why, and whether the sides follow each other then.</summary>
    private const string Turns = """
        what          | open | front due | back due | first || turns                       | why      | then
        front hears   | *    | *         | *        | *     || front                       | its      | they follow
        back hears    | *    | *         | *        | *     || back                        | its      | they follow
        told by name  | *    | *         | *        | *     || nobody                      | bound    | nothing
        link, synced  | *    | *         | *        | *     || front, back                 | its      | they follow
        other will    | *    | *         | *        | *     || nobody                      | withheld | they follow
        same will     | *    | *         | *        | *     || nobody                      | withheld | nothing
        resign        | yes  | *         | *        | *     || front stands by             | resigned | they follow
        resign        | no   | *         | *        | *     || nobody                      | not both | nothing
        silent resign | yes  | *         | *        | *     || front stands by             | resigned | they follow
        silent resign | no   | *         | *        | *     || nobody                      | not both | nothing
        goes on       | *    | *         | *        | *     || front goes on, back goes on | goes on  | nothing
        time          | *    | yes       | no       | *     || front                       | its      | they follow
        time          | *    | no        | yes      | *     || back                        | its      | they follow
        time          | *    | yes       | yes      | front || front                       | its      | they follow
        time          | *    | yes       | yes      | back  || back                        | its      | they follow
        time          | *    | no        | no       | *     || nobody                      | not due  | nothing
        """;

    /// <summary>How far the front may go, by where both are; it is told where that is new.
    /// </summary>
    private const string Fronts = """
        back                           | front                                   | withheld || may
        Initial, Learn                 | *                                       | *        || Listen
        Listen, Speak, Standby, Active | *                                       | no       || Full
        Listen, Speak, Standby, Active | Initial, Learn, Listen, Speak, Standby  | yes      || Listen
        Listen, Speak, Standby, Active | Active                                  | yes      || Full
        """;

    /// <summary>How far the back may go, by where the front is then.</summary>
    private const string Backs = """
        front                  || may
        Initial, Learn         || Listen
        Listen, Speak, Standby || Standby
        Active                 || Claim
        """;

    /// <summary>Traffic stops before all else, and passes after all else.</summary>
    private const string Gates = """
        it was | it is || first        | last
        shut   | shut  ||              |
        shut   | open  ||              | OpenTraffic
        open   | shut  || CloseTraffic |
        open   | open  ||              |
        """;

    private const string Reasons = """
        bound    = Holdfast: links, sync and permissions are those of the pair
        withheld = Holdfast: whether this member may become active
        resigned = RFC 2281 §5.1: the place is given up by a Resign
        not both = Holdfast: it is not active on both sides
        goes on  = Holdfast: nobody has taken its place while it slept
        not due  = Holdfast: nothing is due
        """;

    /// <summary>The letters by which the one side moves the other: what else a group hears changes
    /// what it knows alone.</summary>
    private static readonly string[] Moving =
    [
        .. from side in (string[])["Front", "Back"]
           from letter in (string[])
           [
               "a: enable", "b: disable", "g: Hello of a higher active",
               "i: Resign of the active", "Active timer first", "Standby timer first",
           ]
           select $"{side} {letter}",
        "permission from outside", "withhold", "withhold no more", "resign",
    ];

    private static readonly TimeSpan Unit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hold = 2 * Unit;

    private readonly OracleTable _first = OracleTable.Parse(First);
    private readonly OracleTable _turns = OracleTable.Parse(Turns);
    private readonly OracleTable _fronts = OracleTable.Parse(Fronts);
    private readonly OracleTable _backs = OracleTable.Parse(Backs);
    private readonly OracleTable _gates = OracleTable.Parse(Gates);

    [Fact]
    public void What_binds_the_sides_is_what_the_tables_say()
    {
        var count = 0;
        foreach (var (config, state, now, input) in Domain())
        {
            count++;
            var expected = Expected(config, state, now, input);
            var met = Step(config, state, now, input);
            Assert.True(
                expected.State == met.State && expected.Reason == met.Reason
                    && expected.Outputs.AsEnumerable().SequenceEqual(met.Outputs.AsEnumerable()),
                $"{state}, {now}: {input}\ntables {Told(expected)}\nstep   {Told(met)}");
        }

        Assert.True(count > 500_000, $"{count} cells");
        Assert.All([_first, _turns, _fronts, _backs, _gates], table => table.IsMet());

        static string Told(Next next) =>
            $"{next.State} {string.Join(", ", next.Outputs.AsEnumerable())} {next.Reason}";
    }

    private static IEnumerable<(Config Config, State State, Instant Now, Input Input)> Domain() =>
        from preempts in (bool[])[false, true]
        let config = Configured(preempts)
        from state in States(config)
        from late in (int[])[0, 1, 2, 3]
        from input in Machine.Alphabet.Select(letter => letter.Make(config, state))
            .Append(new Input.Resign(IsSaid: false)).Append(Machine.Tick)
        select (config, state, Instant.Zero + (late * Unit), input);

    private static Items<State> States(Config config)
    {
        var moving = Machine.Alphabet.Where(letter => Moving.Contains(letter.Name)).ToArray();
        Assert.Equal(Moving.Length, moving.Length);
        var graph = LocalExploration.Explore(Machine with { Alphabet = [.. moving] }, config, Unit);
        Assert.True(graph.IsComplete, "a domain is whole");
        return graph.States;
    }

    private Next Expected(Config config, State state, Instant now, Input input)
    {
        var what = input switch
        {
            Input.Tick => "tick",
            Input.At => "heard",
            _ => "own",
        };
        var before = _first.Of(what, Kept(state.Front, now), Kept(state.Back, now));
        if (before is "nothing" or "back goes on")
        {
            var woken = before == "nothing" ? state : state with { Back = GoesOn(state.Back, now) };
            return Turn(config, woken, now, input);
        }

        var hears = new Bound(this, config, state, now);
        foreach (var side in before.Split(", "))
        {
            hears.Take(side == "front is over" ? Side.Front : Side.Back, new Group.Input.Tick());
        }

        hears.Follow();
        var over = hears.End(hears.Why);
        if (what == "tick")
        {
            return over;
        }

        var next = Turn(config, over.State, now, input);
        return new(
            next.State, [.. over.Outputs.AsEnumerable(), .. next.Outputs.AsEnumerable()],
            next.State == over.State && next.Outputs.Count == 0 ? over.Reason : next.Reason);
    }

    private Next Turn(Config config, State state, Instant now, Input input)
    {
        var row = _turns.Of(
            What(state, input), Yes(state.IsOpen), Yes(IsDue(state.Front, now)),
            Yes(IsDue(state.Back, now)),
            input is Input.Tick { First: Side.Back } ? "back" : "front").Split(" | ");
        var bound = new Bound(this, config, state, now)
        {
            IsSilent = input is Input.Resign { IsSaid: false },
            IsWithheld = input is Input.Withhold(var will) ? will : state.IsWithheld,
        };
        foreach (var turn in row[0].Split(", "))
        {
            bound.Take(turn, input);
        }

        if (row[2] == "they follow")
        {
            bound.Follow();
        }

        return bound.End(row[1] == "its" ? bound.Why : Reason(row[1]));
    }

    private static string What(State state, Input input) => input switch
    {
        Input.At(_, Group.Input.Permit or Group.Input.LinkChanged or Group.Input.Synced
            or Group.Input.Tick) => "told by name",
        Input.At(Side.Front, _) => "front hears",
        Input.At => "back hears",
        Input.LinkChanged => "link",
        Input.Synced => "synced",
        Input.Withhold(var will) => will == state.IsWithheld ? "same will" : "other will",
        Input.Resign(var isSaid) => isSaid ? "resign" : "silent resign",
        Input.GoOn => "goes on",
        Input.Tick => "time",
    };

    private static string Yes(bool value) => value ? "yes" : "no";

    private static Reason Reason(string kind)
    {
        var text = Reasons.Split('\n')
            .Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries))
            .Single(parts => parts[0] == kind)[1].Split(": ", 2);
        return new(text[0], text[1]);
    }

    private static bool IsDue(Group.State group, Instant now) =>
        new[] { group.Timers.Active, group.Timers.Standby, group.Timers.Hello }
            .Any(timer => timer <= now);

    /// <summary>The next Hello is due a hello time after the last one.</summary>
    private static string Kept(Group.State group, Instant now) =>
        group.Phase != Group.Phase.Active ? "off"
        : group.Timers.Hello - Unit + Hold <= now ? "over"
        : "on";

    private static Group.State GoesOn(Group.State group, Instant now) =>
        group.Phase == Group.Phase.Active && group.Timers.Hello < now
            ? group with { Timers = group.Timers with { Hello = now } }
            : group;

    private static Config Configured(bool preempts)
    {
        var group = new Group.Settings
        {
            Address = HostAddress.Parse("10.0.0.1"),
            VirtualAddress = HostAddress.Parse("10.0.0.254"),
            HelloTime = Unit,
            HoldTime = Hold,
            JitterPercent = 0,
            Preempt = preempts,
            Links = [new("uplink", 20)],
        };
        return Config.TryCreate(new(group, group), out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
    }

    /// <summary>Both sides, as one turn after the other changes them.</summary>
    private sealed class Bound(HsrpPairOracle oracle, Config config, State before, Instant now)
    {
        private readonly List<Output> _said = [];
        private Group.State _front = before.Front;
        private Group.State _back = before.Back;

        public bool IsSilent { get; init; }

        public bool IsWithheld { get; init; } = before.IsWithheld;

        public Reason Why { get; private set; }

        public void Take(string turn, Input input)
        {
            switch (turn)
            {
                case "nobody":
                    break;
                case "front goes on":
                    _front = GoesOn(_front, now);
                    break;
                case "back goes on":
                    _back = GoesOn(_back, now);
                    break;
                case "front stands by":
                    Take(Side.Front, new Group.Input.Permit(Group.Permission.Standby));
                    break;
                default:
                    Take(turn == "front" ? Side.Front : Side.Back, input switch
                    {
                        Input.At at => at.Input,
                        Input.LinkChanged(var link, var isUp) =>
                            new Group.Input.LinkChanged(link, isUp),
                        Input.Synced(var isSynced) => new Group.Input.Synced(isSynced),
                        Input.Tick(_, var timer) => timer,
                        _ => throw new InvalidOperationException($"{turn}: {input}"),
                    });
                    break;
            }
        }

        public void Take(Side side, Group.Input input)
        {
            var next = side == Side.Front
                ? Group.Step(config.Front, _front, now, input)
                : Group.Step(config.Back, _back, now, input);
            (_front, _back) = side == Side.Front
                ? (next.State, _back) : (_front, next.State);
            Why = next.Reason;
            _said.AddRange(next.Outputs.AsEnumerable()
                .Where(output => !IsSilent || output is not Group.Output.SendResign)
                .Select(output => new Output.At(side, output)));
        }

        public void Follow()
        {
            var why = Why;
            Let(Side.Front, _front.Permission, oracle._fronts.Of(
                $"{_back.Phase}", $"{_front.Phase}", Yes(IsWithheld)));
            Let(Side.Back, _back.Permission, oracle._backs.Of($"{_front.Phase}"));
            Why = why;
        }

        public Next End(Reason why)
        {
            var state = new State(_front, _back, IsWithheld);
            var gate = oracle._gates.Of(Gate(before), Gate(state))
                .Split('|', StringSplitOptions.TrimEntries);
            return new(state, [.. Said(gate[0]), .. _said, .. Said(gate[1])], why);
        }

        private void Let(Side side, Group.Permission has, string may)
        {
            if ($"{has}" != may)
            {
                Take(side, new Group.Input.Permit(Enum.Parse<Group.Permission>(may)));
            }
        }

        private static string Gate(State state) =>
            state.Front.Phase == Group.Phase.Active && state.Back.Phase == Group.Phase.Active
                ? "open" : "shut";

        private static IEnumerable<Output> Said(string gate) => gate switch
        {
            "CloseTraffic" => [new Output.CloseTraffic()],
            "OpenTraffic" => [new Output.OpenTraffic()],
            _ => [],
        };
    }
}

using Holdfast.StateMachines;
using Xunit.Sdk;

namespace Holdfast.Tests.Examples.StateMachines;

/// <summary>Each mistake that a table is to see, in a door or in its table.</summary>
public sealed class OracleTableFaults
{
    private const string Right = """
        door   | input || next   | outputs | why
        open   | push  || shut 1 | Bang    | pushed
        open   | tick  || open 0 |         | nothing
        shut   | push  || shut 1 |         | shut
        shut   | tick  || shut 1 |         | nothing
        """;

    private const string Kinds = """
        pushed  = Doors: it was pushed
        shut    = Doors: it was pushed and is shut
        nothing = Doors: nothing
        """;

    private abstract record State
    {
        private State()
        {
        }

        public sealed record Open : State;

        public sealed record Shut(int Pushed) : State;
    }

    private abstract record Input
    {
        private Input()
        {
        }

        public sealed record Push : Input;

        public sealed record Tick : Input;
    }

    private enum Output
    {
        Bang,
    }

    [Fact]
    public void A_door_that_does_what_its_table_says_is_right() => Judge(Right);

    /// <summary>The state that follows, an output too many and too few, another reason.</summary>
    [Theory]
    [InlineData("|| shut 1 | Bang    | pushed", "|| open 0 | Bang    | pushed")]
    [InlineData("|| shut 1 | Bang    | pushed", "|| shut 1 |         | pushed")]
    [InlineData("|| open 0 |         | nothing", "|| open 0 | Bang    | nothing")]
    [InlineData("|| shut 1 | Bang    | pushed", "|| shut 1 | Bang    | shut")]
    public void A_step_that_does_something_else_is_seen(string row, string other) =>
        Assert.Contains(
            $"table {Cells(other)}; step {Cells(row)}",
            Seen(Right.Replace(row, other, StringComparison.Ordinal)), StringComparison.Ordinal);

    [Fact]
    public void A_mistake_of_the_machine_is_seen() => Assert.Equal(
        "shut/closed | push: table shut 1 |  | shut; step shut 2 |  | shut",
        Seen(Right, Shut(2)));

    [Fact]
    public void A_reason_of_no_known_kind_is_seen() => Assert.Contains(
        "(no kind fits) Doors: it was pushed",
        Seen(Right, kinds: Kinds.Replace(
                "it was pushed\n", "it fell\n", StringComparison.Ordinal)),
        StringComparison.Ordinal);

    [Fact]
    public void A_row_that_no_cell_meets_is_seen() => Assert.Equal(
        "unused: ajar   | push  || shut 1 | Bang    | pushed",
        Seen($"{Right}\najar   | push  || shut 1 | Bang    | pushed").Trim());

    [Theory]
    [InlineData("open   | push  || shut 1 | Bang    | pushed")]
    [InlineData("*      | push  || shut 1 | Bang    | pushed")]
    [InlineData("ajar, open | push, pull || shut 1 | Bang    | pushed")]
    public void Two_rows_that_fit_one_cell_are_seen_though_they_say_the_same(string row) =>
        Assert.Contains(
            "open | push: table (2 rows fit); step shut 1 | Bang | pushed",
            Seen($"{Right}\n{row}"), StringComparison.Ordinal);

    [Fact]
    public void A_cell_without_a_row_is_seen() => Assert.Equal(
        "open | tick: table (0 rows fit); step open 0 |  | nothing",
        Seen(Right.Replace(
            "open   | tick  || open 0 |         | nothing\n", "", StringComparison.Ordinal)));

    /// <summary>One is met before a step and the other one behind one.</summary>
    [Fact]
    public void Two_states_that_are_called_alike_are_seen() => Assert.Equal(
        "shut/closed | push: shut 1 is both Shut { Pushed = 1 } and Shut { Pushed = 2 }",
        Seen(Right, Shut(2), told: state => state is State.Shut ? "shut 1" : Told(state)));

    [Fact]
    public void A_case_that_no_cell_has_is_seen()
    {
        Assert.Equal("Tick is not met", Seen(
            string.Join('\n', Right.Split('\n').Where(
                row => !row.Contains("tick", StringComparison.Ordinal))),
            meets: trial => trial.Input is Input.Push));
        Assert.Equal("Shut is not met\nTick is not met", Seen(
            string.Join('\n', Right.Split('\n')[..2]),
            meets: trial => trial is { Input: Input.Push, State: State.Open }));
    }

    [Fact]
    public void A_table_of_no_cells_and_a_row_of_another_width_are_seen()
    {
        Assert.NotEmpty(Seen(Right, meets: _ => false));
        Assert.Throws<InvalidOperationException>(() => Judge($"{Right}\nopen || shut 1 | | shut"));
    }

    private static string Seen(
        string table, State? pushed = null, string kinds = Kinds, Func<State, string>? told = null,
        Func<Trial<int, State, Input>, bool>? meets = null)
    {
        // Nothing else may be thrown: what is broken is said by the assertion.
        var fault = Assert.ThrowsAny<XunitException>(
            () => Judge(table, pushed, kinds, told, meets));
        return fault.Message.Split("Expected:")[0].Trim();
    }

    private static void Judge(
        string table, State? pushed = null, string kinds = Kinds, Func<State, string>? told = null,
        Func<Trial<int, State, Input>, bool>? meets = null) =>
        OracleTable.Parse(table).Holds(
            Door(pushed ?? Shut(1)), Cells().Where(meets ?? (_ => true)), kinds, told ?? Told,
            output => $"{output}");

    private static State Shut(int pushed) => new State.Shut(pushed);

    private static string Told(State state) => state switch
    {
        State.Open => "open 0",
        State.Shut(var pushed) => $"shut {pushed}",
    };

    private static string Cells(string then) => string.Join(
        " | ", then.Replace("||", "", StringComparison.Ordinal)
            .Split('|', StringSplitOptions.TrimEntries));

    private static IEnumerable<Trial<int, State, Input>> Cells() =>
        from state in (State[])[new State.Open(), Shut(1)]
        from input in (Input[])[new Input.Push(), new Input.Tick()]
        select new Trial<int, State, Input>(
            [
                state is State.Open ? "open" : "shut/closed",
                input is Input.Push ? "push" : "tick",
            ],
            0, state, default, input);

    /// <summary>A door that a push shuts; pushed again it is as the caller says.</summary>
    private static Machine<int, State, Input, Output> Door(State pushedAgain) => new("Door")
    {
        Initial = (_, _) => new State.Open(),
        Step = (_, state, _, input) => (state, input) switch
        {
            (State.Open, Input.Push) => new(
                Shut(1), [Output.Bang], new("Doors", "it was pushed")),
            (State.Shut, Input.Push) => new(
                pushedAgain, [], new("Doors", "it was pushed and is shut")),
            _ => new(state, [], new("Doors", "nothing")),
        },
        Deadline = (_, _) => null,
        Rebase = (state, _) => state,
        Normalize = (_, state) => state,
        IsTerminal = _ => false,
        Tick = new Input.Tick(),
        Alphabet = [],
    };
}

using Holdfast.StateMachines;

namespace Holdfast.Simulation.Promela;

/// <summary>
/// What one machine does, as numbers: a row for each state, a column for each letter and one for
/// the tick. A row does not say when its columns may be used: also what comes of a tick before it
/// is due, and of a tick that is late by a unit, is in it.
/// </summary>
/// <param name="Letters">The names of the letters; the tick is the column behind them.</param>
/// <param name="Phases">The phase of each state; the first one is the initial state.</param>
/// <param name="Said">What a step puts out, by name; the first one is nothing.</param>
/// <param name="Cells">For each state and column the next state, and what is said.</param>
/// <param name="Clocks">For each state what time has to do with it.</param>
internal sealed record MachineTable(
    IReadOnlyList<string> Letters,
    IReadOnlyList<string> Phases,
    IReadOnlyList<string> Said,
    IReadOnlyList<(int Next, int Said)[]> Cells,
    IReadOnlyList<StateClock> Clocks)
{
    /// <summary>The table of a machine; null: it has more states than are wanted.</summary>
    /// <remarks>States are found last in, first out, and late ones as well: nothing here knows what
    /// may happen when.</remarks>
    public static MachineTable? Of<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine,
        TConfig config,
        TimeSpan unit,
        int statesMax)
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull
    {
        var states = new List<TState>();
        var numbers = new Dictionary<TState, int>();
        var said = new Dictionary<Outputs<TOutput>, int> { [default] = 0 };
        var open = new Stack<int>();
        var cells = new List<(int Next, int Said)[]>();
        var clocks = new List<StateClock>();
        NumberOf(machine.Initial(config, Instant.Zero));
        while (open.TryPop(out var at))
        {
            var state = states[at];
            cells[at] =
            [
                .. machine.Alphabet.Select(letter => Cell(state, letter.Make(config, state))),
                Cell(state, machine.Tick),
            ];
            var deadline = machine.Deadline(config, state);
            clocks[at] = new(
                deadline <= Instant.Zero,
                deadline < Instant.Zero ? -1 : NumberOf(machine.Rebase(state, -unit)),
                machine.IsTerminal(state));
            if (states.Count > statesMax)
            {
                return null;
            }
        }

        return new(
            [.. machine.Alphabet.Select(letter => letter.Name)],
            [.. states.Select(machine.PhaseOf)],
            [.. said.Keys.Select(NamesOf)],
            cells,
            clocks);

        (int Next, int Said) Cell(TState state, TInput input)
        {
            var next = machine.Step(config, state, Instant.Zero, input);
            if (!said.TryGetValue(next.Outputs, out var number))
            {
                number = said.Count;
                said.Add(next.Outputs, number);
            }

            return (NumberOf(next.State), number);
        }

        int NumberOf(TState state)
        {
            state = machine.Recount(machine.Normalize(config, state));
            if (!numbers.TryGetValue(state, out var number))
            {
                number = states.Count;
                numbers.Add(state, number);
                states.Add(state);
                cells.Add([]);
                clocks.Add(default);
                open.Push(number);
            }

            return number;
        }
    }

    private static string NamesOf<TOutput>(Outputs<TOutput> outputs)
        where TOutput : notnull =>
        string.Join(" ", outputs.AsEnumerable().Select(one => one.GetType().Name));
}

/// <summary>What time has to do with a state.</summary>
/// <param name="IsDue">A tick is due, or late.</param>
/// <param name="Later">The state a unit later; negative: it is late already.</param>
/// <param name="IsTerminal">Nothing leads out of it.</param>
internal readonly record struct StateClock(bool IsDue, int Later, bool IsTerminal);

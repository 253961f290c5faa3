namespace Holdfast.StateMachines.Graphs;

/// <summary>
/// Every state that one machine reaches by its own alphabet, with digital clocks: time passes in
/// units, and not while something is due. No network, no faults: those are the explorer's.
/// </summary>
public static class LocalExploration
{
    /// <summary>The name of the letter that stands for an expired deadline.</summary>
    public const string TickName = "Tick";

    /// <summary>Explores breadth first.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="config">Small times make small graphs.</param>
    /// <param name="unit">How much time passes in a step of time.</param>
    /// <param name="statesMax">Where to stop.</param>
    public static LocalGraph<TState, TOutput> Explore<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine,
        TConfig config,
        TimeSpan unit,
        int statesMax = 100_000)
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull
    {
        var states = new List<TState>();
        var numbers = new Dictionary<TState, int>();
        var steps = new List<LocalStep<TOutput>>();
        var isComplete = true;

        Add(machine.Initial(config, Instant.Zero));
        for (var at = 0; at < states.Count; at++)
        {
            var state = states[at];
            var isDue = machine.Deadline(config, state) <= Instant.Zero;
            foreach (var letter in machine.Alphabet)
            {
                Try(at, letter.Name, letter.Make(config, state));
            }

            if (isDue)
            {
                Try(at, TickName, machine.Tick);
            }
            else if (Add(machine.Rebase(state, -unit)) is { } later)
            {
                steps.Add(new(at, null, later, default, default));
            }
        }

        return new(
            machine.Name,
            [.. states],
            [.. states.Select(machine.PhaseOf)],
            [.. steps],
            isComplete);

        void Try(int from, string letter, TInput input)
        {
            var next = machine.Step(config, states[from], Instant.Zero, input);
            if (Add(next.State) is { } to)
            {
                steps.Add(new(from, letter, to, next.Outputs, next.Reason));
            }
        }

        int? Add(TState state)
        {
            var canonical = machine.Recount(machine.Normalize(config, state));
            if (numbers.TryGetValue(canonical, out var number))
            {
                return number;
            }

            if (states.Count == statesMax)
            {
                isComplete = false;
                return null;
            }

            numbers.Add(canonical, states.Count);
            states.Add(canonical);
            return states.Count - 1;
        }
    }
}

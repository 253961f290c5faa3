using System.Collections.Concurrent;
using Holdfast.StateMachines;

namespace Holdfast.Tests.Examples.StateMachines;

/// <summary>
/// A table that was written by hand and not made from a machine: left of the double bar stands
/// when, right of it what then. On the left <c>*</c> is anything, and commas are alternatives.
/// What is met may have several names, with a slash between: its own and those of its kinds.
/// </summary>
internal sealed class OracleTable
{
    private const int Shown = 12;

    private static readonly ConcurrentDictionary<(string Kinds, Reason Reason), string> KnownKinds =
        new();

    private readonly Row[] _rows;
    private readonly Dictionary<string, Row[]> _fitting = [];

    private OracleTable(Row[] rows) => _rows = rows;

    /// <summary>Reads lines behind the one that names the columns.</summary>
    public static OracleTable Parse(string text) => new(
    [
        .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Where(line => !string.IsNullOrWhiteSpace(line))
            .Select(Row.Parse),
    ]);

    /// <summary>Why, by the words with which a reason of this kind begins; the longest ones count.
    /// </summary>
    public static string KindOf(string kinds, Reason reason) =>
        KnownKinds.GetOrAdd((kinds, reason), static key => KindIn(key.Kinds, key.Reason));

    private static string KindIn(string kinds, Reason reason)
    {
        var found = kinds.Split('\n')
            .Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries))
            .Where(parts => $"{reason}".StartsWith(parts[1], StringComparison.Ordinal))
            .MaxBy(parts => parts[1].Length);
        return found is null ? $"(no kind fits) {reason}" : found[0];
    }

    /// <summary>What the one row that fits says.</summary>
    public string Of(params string[] when)
    {
        var key = string.Join('|', when);
        if (!_fitting.TryGetValue(key, out var rows))
        {
            rows = [.. _rows.Where(row => row.Fits(when))];
            _fitting.Add(key, rows);
        }

        if (rows.Length != 1)
        {
            return $"({rows.Length} rows fit)";
        }

        rows[0].Uses++;
        return rows[0].Then;
    }

    /// <summary>
    /// Every trial does what its row says of the state that follows, of the outputs and of why;
    /// every row is met, and so is every case of the machine's states and inputs.
    /// </summary>
    public void Holds<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine,
        IEnumerable<Trial<TConfig, TState, TInput>> trials,
        string kinds,
        Func<TState, string> state,
        Func<TOutput, string> output)
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull =>
        Holds(machine, trials, state, (_, next) =>
            $"{state(next.State)} | {string.Join(", ", next.Outputs.Select(output))} | "
            + KindOf(kinds, next.Reason));

    /// <summary>The same, where rows say more or otherwise.</summary>
    public void Holds<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine,
        IEnumerable<Trial<TConfig, TState, TInput>> trials,
        Func<TState, string> state,
        Func<Trial<TConfig, TState, TInput>, Next<TState, TOutput>, string> tell)
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull =>
        Holds(machine, trials, state, tell, trial => Of(trial.When));

    /// <summary>The same, of a machine of which several tables speak.</summary>
    public void Holds<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine,
        IEnumerable<Trial<TConfig, TState, TInput>> trials,
        Func<TState, string> state,
        Func<Trial<TConfig, TState, TInput>, Next<TState, TOutput>, string> tell,
        Func<Trial<TConfig, TState, TInput>, string> says)
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull
    {
        List<string> differences = [];
        HashSet<Type> met = [];
        Names<TState> names = new(state);
        var count = 0;
        foreach (var trial in trials)
        {
            count++;
            met.Add(trial.State.GetType());
            met.Add(trial.Input.GetType());
            var next = machine.Step(trial.Config, trial.State, trial.Now, trial.Input);
            var (expected, actual) = (trial.Filled(says(trial)), Aligned(tell(trial, next)));
            var loose = names.LooseIn(trial.State) ?? names.LooseIn(next.State);
            if ((expected != actual || loose is not null) && differences.Count < Shown)
            {
                var said = loose ?? $"table {expected}; step {actual}";
                differences.Add($"{string.Join(" | ", trial.When)}: {said}");
            }
        }

        None(differences);
        Assert.NotEqual(0, count);
        None(Unmet(typeof(TState), met).Concat(Unmet(typeof(TInput), met)));
        IsMet();
    }

    /// <summary>No row stands there for nothing.</summary>
    public void IsMet() =>
        None(_rows.Where(row => row.Uses == 0).Select(row => $"unused: {row.Text}"));

    // Assert.Empty shows the beginnings of a few.
    private static void None(IEnumerable<string> faults) =>
        Assert.True(!faults.Any(), string.Join('\n', faults));

    private static IEnumerable<string> Unmet(Type sum, HashSet<Type> met) => sum.IsAbstract
        ? sum.GetNestedTypes()
            .Where(one => one.IsSubclassOf(sum) && !met.Contains(one))
            .Select(one => $"{one.Name} is not met")
        : [];

    private static string Aligned(string cells) => string.Join(
        " | ", cells.Split('|', StringSplitOptions.TrimEntries));

    /// <summary>What states are called: no two of them by one name.</summary>
    private sealed class Names<TState>(Func<TState, string> tell)
        where TState : notnull
    {
        private readonly Dictionary<string, TState> _named = [];
        private object? _last;

        /// <summary>What a state and another one are both called; null: it has its own name.
        /// </summary>
        public string? LooseIn(TState state)
        {
            // Most steps begin at the state of the one before, and stay there.
            if (ReferenceEquals(state, _last))
            {
                return null;
            }

            _last = state;
            var name = tell(state);
            return _named.TryAdd(name, state) || _named[name].Equals(state)
                ? null
                : $"{name} is both {_named[name]} and {state}";
        }
    }

    private sealed record Row(string Text, string[]?[] When, string Then)
    {
        public int Uses { get; set; }

        public static Row Parse(string line)
        {
            var sides = line.Split("||", StringSplitOptions.TrimEntries);
            return new(
                line,
                [
                    .. sides[0].Split('|', StringSplitOptions.TrimEntries).Select(cell =>
                        cell == "*" ? null : cell.Split(',', StringSplitOptions.TrimEntries)),
                ],
                Aligned(sides[1]));
        }

        public bool Fits(string[] when)
        {
            if (when.Length != When.Length)
            {
                throw new InvalidOperationException($"{when.Length} cells for the row {Text}");
            }

            for (var at = 0; at < when.Length; at++)
            {
                if (When[at] is { } values && !values.Contains(when[at])
                    && !when[at].Split('/').Any(values.Contains))
                {
                    return false;
                }
            }

            return true;
        }
    }
}

/// <summary>A cell of the domain of a machine.</summary>
/// <param name="When">The cells of the left side of its row.</param>
internal sealed record Trial<TConfig, TState, TInput>(
    string[] When, TConfig Config, TState State, Instant Now, TInput Input)
{
    /// <summary>What the right side of a row calls by a name, and what that is here.</summary>
    public IReadOnlyList<(string Name, string Value)> Given { get; init; } = [];

    /// <summary>The right side of a row, for this trial.</summary>
    public string Filled(string then) => Given.Aggregate(
        then, (text, one) => text.Replace(one.Name, one.Value, StringComparison.Ordinal));
}

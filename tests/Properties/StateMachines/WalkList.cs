using System.Globalization;
using Holdfast.StateMachines;
using Holdfast.Testing.Draws;

namespace Holdfast.Tests.Properties.StateMachines;

/// <summary>
/// What a machine does on fixed ways from state to state, value by value, as files in Walks: a line
/// for each letter and each reason that a step with it had, how often, and a checksum of all that
/// came of these steps (state, outputs, deadline). Laws say what holds of every machine; here
/// stands what this one does.
/// </summary>
/// <remarks>
/// HOLDFAST_UPDATE_GOLDENS=1 writes the lists, for a review. HOLDFAST_WALKS=DIR writes each step
/// in full into DIR: these files of two versions tell where they part.
/// </remarks>
internal static class WalkList
{
    private const int Steps = 1_500;
    private const int NewOnes = 12;

    /// <summary>Where any input is taken, so many times as many steps, until so much was said.
    /// </summary>
    private const int MoreOfAny = 4;
    private const int LettersOfAny = 2_000_000;

    /// <summary>Compares a list with what the machine does.</summary>
    /// <param name="laws">The class of laws.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="configs">Its configurations: each gets its share of the steps.</param>
    public static void Holds<TConfig, TState, TInput, TOutput>(
        string laws, Machine<TConfig, TState, TInput, TOutput> machine, TConfig[] configs)
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull
    {
        var steps = new Checksums();
        var count = ShareOf(configs.Length);
        foreach (var (at, config) in configs.Index())
        {
            var choices = new Choices(Choices.FromSeed(at + 1, 5 * Steps));
            var walk = new Walk<TConfig, TState, TInput, TOutput>(machine, config, steps);
            while (walk.Taken < count)
            {
                walk.Step(choices, static (_, _) => null);
            }
        }

        steps.Hold($"Walks/{laws}.txt");
    }

    /// <summary>
    /// The same of ways on which each second input is none of the alphabet: any value of the type,
    /// made of what the state holds and of what it does not. Its line names the kind of input.
    /// </summary>
    /// <param name="laws">The class of laws.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="configs">Its configurations: each gets its share of the steps.</param>
    public static void HoldsOfAny<TConfig, TState, TInput, TOutput>(
        string laws, Machine<TConfig, TState, TInput, TOutput> machine, TConfig[] configs)
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull
    {
        var steps = new Checksums();
        var count = ShareOf(configs.Length);
        foreach (var (at, config) in configs.Index())
        {
            var choices = new Choices(Choices.FromSeed(at + 101, 400 * Steps));
            var walk = new Walk<TConfig, TState, TInput, TOutput>(machine, config, steps);
            while (walk.Taken < count
                || (walk.Taken < MoreOfAny * count && walk.Said < LettersOfAny))
            {
                walk.Step(choices, static (choices, state) => choices.Below(2) == 0
                    && new AnyValue(choices, state).Of(typeof(TInput)) is TInput any
                        ? new($"any {any.GetType().Name}", (_, _) => any) : null);
            }
        }

        steps.Hold($"Walks/{laws}.any.txt");
    }

    private static int ShareOf(int configs) => Math.Max(100, Steps / configs);

    /// <summary>
    /// Steps from states that steps have led to, of these the last ones as often as all others.
    /// </summary>
    private sealed class Walk<TConfig, TState, TInput, TOutput>
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull
    {
        private readonly Machine<TConfig, TState, TInput, TOutput> _machine;
        private readonly TConfig _config;
        private readonly Checksums _steps;
        private readonly List<(TState State, Instant Now)> _states;
        private readonly HashSet<TState> _known;

        public Walk(
            Machine<TConfig, TState, TInput, TOutput> machine, TConfig config, Checksums steps)
        {
            (_machine, _config, _steps) = (machine, config, steps);
            var first = machine.Initial(config, Instant.Zero);
            _states = [(first, Instant.Zero)];
            _known = [first];
        }

        /// <summary>How many steps it has taken.</summary>
        public int Taken { get; private set; }

        /// <summary>How many characters came of them.</summary>
        public int Said { get; private set; }

        /// <summary>Takes a step.</summary>
        /// <param name="choices">What chooses.</param>
        /// <param name="other">An input that is none of the alphabet; null: one of those.</param>
        public void Step(
            Choices choices,
            Func<Choices, TState, Letter<TConfig, TState, TInput>?> other)
        {
            var back = choices.Below(2) == 0 ? NewOnes : _states.Count;
            var (state, now) = _states[^(1 + choices.Below(Math.Min(back, _states.Count)))];
            var moment = Moment.Draw(choices, _machine.Alphabet.Count);
            now = moment.After(now, _machine.Deadline(_config, state));
            var letter = other(choices, state)
                ?? (moment.Letter < _machine.Alphabet.Count ? _machine.Alphabet[moment.Letter]
                : new("tick", (_, _) => _machine.Tick));
            var next = _machine.Step(_config, state, now, letter.Make(_config, state));
            if (_known.Add(next.State))
            {
                _states.Add((next.State, now));
            }

            var whole = Whole(next, now);
            _steps.Add($"{letter.Name}: {next.Reason}", whole);
            Said += whole.Length;
            Taken++;
        }

        /// <summary>All that came of a step.</summary>
        private string Whole(Next<TState, TOutput> next, Instant now)
        {
            var due = _machine.Deadline(_config, next.State) - now;
            var outputs = string.Join(", ", next.Outputs.AsEnumerable());
            var rebased = _machine.Rebase(next.State, Instant.Zero - now);
            var others = string.Join(
                ' ',
                new[] { _machine.Normalize(_config, rebased), _machine.Recount(rebased) }
                    .Select(other => other.Equals(rebased) ? "same" : $"{other}"));
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{_machine.PhaseOf(next.State)} {next.State} [{outputs}] {due} {others}");
        }
    }
}

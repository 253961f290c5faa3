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
        foreach (var (at, config) in configs.Index())
        {
            Walk(
                machine, config, new(Choices.FromSeed(at + 1, 5 * Steps)),
                Math.Max(100, Steps / configs.Length), steps);
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
        foreach (var (at, config) in configs.Index())
        {
            Walk(
                machine, config, new(Choices.FromSeed(at + 101, 400 * Steps)),
                Math.Max(100, Steps / configs.Length), steps, takesAny: true);
        }

        steps.Hold($"Walks/{laws}.any.txt");
    }

    /// <summary>
    /// Steps from states that steps have led to, of these the last ones as often as all others.
    /// </summary>
    private static void Walk<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine, TConfig config, Choices choices,
        int count, Checksums steps, bool takesAny = false)
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull
    {
        var first = machine.Initial(config, Instant.Zero);
        var states = new List<(TState State, Instant Now)> { (first, Instant.Zero) };
        var known = new HashSet<TState> { first };
        var said = 0;
        for (var step = 0;
            step < count || (takesAny && step < MoreOfAny * count && said < LettersOfAny);
            step++)
        {
            var back = choices.Below(2) == 0 ? NewOnes : states.Count;
            var (state, now) = states[^(1 + choices.Below(Math.Min(back, states.Count)))];
            var moment = Moment.Draw(choices, machine.Alphabet.Count);
            now = moment.After(now, machine.Deadline(config, state));
            var letter = takesAny && choices.Below(2) == 0
                && new AnyValue(choices, state).Of(typeof(TInput)) is TInput any
                    ? new($"any {any.GetType().Name}", (_, _) => any)
                : moment.Letter < machine.Alphabet.Count ? machine.Alphabet[moment.Letter]
                : new("tick", (_, _) => machine.Tick);
            var next = machine.Step(config, state, now, letter.Make(config, state));
            if (known.Add(next.State))
            {
                states.Add((next.State, now));
            }

            var due = machine.Deadline(config, next.State) - now;
            var outputs = string.Join(", ", next.Outputs.AsEnumerable());
            var rebased = machine.Rebase(next.State, Instant.Zero - now);
            var others = string.Join(
                ' ',
                new[] { machine.Normalize(config, rebased), machine.Recount(rebased) }
                    .Select(other => other.Equals(rebased) ? "same" : $"{other}"));
            var whole = string.Create(
                CultureInfo.InvariantCulture,
                $"{machine.PhaseOf(next.State)} {next.State} [{outputs}] {due} {others}");
            steps.Add($"{letter.Name}: {next.Reason}", whole);
            said += whole.Length;
        }
    }
}

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Holdfast.StateMachines;
using Holdfast.Testing.Draws;

namespace Holdfast.Tests.Properties.StateMachines;

/// <summary>
/// What a machine does on fixed ways from state to state, value by value, as files in Walks: a line
/// for each letter and each reason that a step with it had, how often, and a checksum of all that
/// came of these steps (state, outputs, deadline). Laws say what holds of every machine; here stands
/// what this one does.
/// </summary>
/// <remarks>
/// HOLDFAST_UPDATE_GOLDENS=1 writes the lists, for a review. HOLDFAST_WALKS=DIR writes each step
/// in full into DIR: these files of two versions tell where they part.
/// </remarks>
internal static partial class WalkList
{
    private const int Steps = 1_500;
    private const int NewOnes = 12;

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
        var cells = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        var whole = new StringBuilder();
        foreach (var (at, config) in configs.Index())
        {
            var numbers = new Choices(Choices.FromSeed(at + 1, 5 * Steps));
            foreach (var (name, reason, step) in Walk(machine, config, numbers,
                Math.Max(100, Steps / configs.Length)))
            {
                whole.Append(CultureInfo.InvariantCulture, $"{name}: {reason}\n  {step}\n");
                var key = $"{name}: {reason}";
                if (!cells.TryGetValue(key, out var steps))
                {
                    cells.Add(key, steps = []);
                }

                steps.Add(step);
            }
        }

        if (Environment.GetEnvironmentVariable("HOLDFAST_WALKS") is { Length: > 0 } folder)
        {
            File.WriteAllText(Path.Combine(folder, laws + ".txt"), $"{whole}");
        }

        var lines = cells
            .Select(cell => $"{Sum(cell.Value)} {cell.Value.Count,4}  {cell.Key}").ToArray();
        var path = PathOf(laws);
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, string.Join('\n', lines) + "\n");
        }

        Assert.True(File.Exists(path), $"no {path}");
        Assert.Equal(File.ReadAllLines(path), lines);
    }

    /// <summary>
    /// Steps from states that steps have led to, of these the last ones as often as all others.
    /// </summary>
    private static IEnumerable<(string Name, Reason Reason, string Step)> Walk<
        TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine, TConfig config, Choices choices,
        int steps)
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull
    {
        var first = machine.Initial(config, Instant.Zero);
        var states = new List<(TState State, Instant Now)> { (first, Instant.Zero) };
        var known = new HashSet<TState> { first };
        for (var step = 0; step < steps; step++)
        {
            var back = choices.Below(2) == 0 ? NewOnes : states.Count;
            var (state, now) = states[^(1 + choices.Below(Math.Min(back, states.Count)))];
            var moment = Moment.Draw(choices, machine.Alphabet.Count);
            now = moment.After(now, machine.Deadline(config, state));
            var letter = moment.Letter < machine.Alphabet.Count
                ? machine.Alphabet[moment.Letter]
                : new("tick", (_, _) => machine.Tick);
            var next = machine.Step(config, state, now, letter.Make(config, state));
            if (known.Add(next.State))
            {
                states.Add((next.State, now));
            }

            var due = machine.Deadline(config, next.State) - now;
            var outputs = string.Join(", ", next.Outputs.AsEnumerable());
            yield return (letter.Name, next.Reason, OfAProcess.Replace(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{machine.PhaseOf(next.State)} {next.State} [{outputs}] {due}"),
                ""));
        }
    }

    /// <summary>Hashes are others in each process.</summary>
    [GeneratedRegex("(?<=, Key = [0-9]+), Digest = [0-9a-f]+")]
    private static partial Regex OfAProcess { get; }

    private static string Sum(List<string> steps) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', steps))))[..8];

    private static string PathOf(string name, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "Walks", name + ".txt");
}

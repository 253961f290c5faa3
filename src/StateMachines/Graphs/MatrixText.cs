using System.Text;

namespace Holdfast.StateMachines.Graphs;

/// <summary>
/// Every cell of state × input that a machine has, with all that happens in it: a line for each
/// outcome, so that a change of behaviour is a change of a line.
/// </summary>
public static class MatrixText
{
    /// <summary>The cells: phases as they were found, letters as in the alphabet.</summary>
    public static string Print<TState, TOutput>(LocalGraph<TState, TOutput> graph)
        where TOutput : notnull
    {
        var steps = graph.Steps.Where(step => step.Letter is not null).ToList();
        var letters = steps.Select(step => step.Letter!).Distinct().ToList();
        var width = letters.Max(letter => letter.Length);
        var text = new StringBuilder();
        foreach (var phase in graph.DistinctPhases)
        {
            text.Append(phase).Append('\n');
            foreach (var letter in letters)
            {
                var outcomes = steps
                    .Where(step => step.Letter == letter && graph.Phases[step.From] == phase)
                    .Select(step => Outcome(phase, graph.Phases[step.To], step))
                    .Distinct()
                    .Order(StringComparer.Ordinal);
                foreach (var outcome in outcomes)
                {
                    text.Append("  ").Append(letter.PadRight(width)).Append("  ")
                        .Append(outcome).Append('\n');
                }
            }
        }

        return text.ToString();
    }

    private static string Outcome<TOutput>(string from, string to, LocalStep<TOutput> step)
        where TOutput : notnull
    {
        var outputs = step.Outputs.IsEmpty ? "" : $" / {step.OutputNames}";
        return $"{(from == to ? "stays" : "→ " + to)}{outputs}  ({step.Reason})";
    }
}

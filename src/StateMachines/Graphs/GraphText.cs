using System.Text;

namespace Holdfast.StateMachines.Graphs;

/// <summary>A machine's graph as text that others draw; one node for each phase.</summary>
public static class GraphText
{
    /// <summary>Graphviz's language.</summary>
    public static string Graphviz<TState, TOutput>(LocalGraph<TState, TOutput> graph)
        where TOutput : notnull
    {
        var text = new StringBuilder();
        text.Append("digraph ").Append(graph.Machine).Append(" {\n");
        text.Append("  rankdir=LR;\n  node [shape=box, style=rounded];\n");
        text.Append("  start [shape=point];\n  start -> ").Append(graph.Phases[0]).Append(";\n");
        foreach (var (from, to, labels) in Arrows(graph))
        {
            text.Append("  ").Append(from).Append(" -> ").Append(to)
                .Append(" [label=\"").AppendJoin("\\n", labels).Append("\"];\n");
        }

        return text.Append("}\n").ToString();
    }

    /// <summary>Mermaid's language, as GitHub draws it.</summary>
    public static string Mermaid<TState, TOutput>(LocalGraph<TState, TOutput> graph)
        where TOutput : notnull
    {
        var text = new StringBuilder("stateDiagram-v2\n");
        text.Append("  [*] --> ").Append(graph.Phases[0]).Append('\n');
        foreach (var (from, to, labels) in Arrows(graph))
        {
            text.Append("  ").Append(from).Append(" --> ").Append(to)
                .Append(" : ").AppendJoin("<br/>", labels).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>
    /// Each pair of phases with what leads from one to the other. What stays in its phase and puts
    /// nothing out is left to the table.
    /// </summary>
    private static IEnumerable<(string From, string To, IEnumerable<string> Labels)> Arrows<
        TState, TOutput>(LocalGraph<TState, TOutput> graph)
        where TOutput : notnull
    {
        var order = graph.DistinctPhases.ToList();
        return graph.Steps
            .Where(step => step.Letter is not null)
            .Select(step => (
                From: graph.Phases[step.From],
                To: graph.Phases[step.To],
                Label: step.Outputs.IsEmpty
                    ? step.Letter!
                    : $"{step.Letter} / {step.OutputNames}",
                IsLoud: !step.Outputs.IsEmpty))
            .Where(arrow => arrow.IsLoud || arrow.From != arrow.To)
            .GroupBy(arrow => (arrow.From, arrow.To))
            .OrderBy(arrows => order.IndexOf(arrows.Key.From))
            .ThenBy(arrows => order.IndexOf(arrows.Key.To))
            .Select(arrows => (
                arrows.Key.From,
                arrows.Key.To,
                arrows.Select(arrow => arrow.Label).Distinct()
                    .Order(StringComparer.Ordinal).AsEnumerable()));
    }
}

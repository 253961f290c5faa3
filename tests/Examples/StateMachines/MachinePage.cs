using System.Globalization;
using System.Runtime.CompilerServices;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Graphs;
using Holdfast.Tests.Interop.ModelCheckers;

namespace Holdfast.Tests.Examples.StateMachines;

/// <summary>
/// The page of a machine in docs/machines, its graph and its table, from exploration, and beside it
/// the graph alone in Graphviz's language. HOLDFAST_UPDATE_GOLDENS=1 writes both, for a review.
/// </summary>
internal static class MachinePage
{
    /// <summary>Compares the page of a machine with what the machine does.</summary>
    /// <param name="name">One of <see cref="SmallMachines"/>.</param>
    /// <param name="about">What the machine decides, and what the configuration is.</param>
    public static void IsUpToDate(string name, string about) =>
        SmallMachines.Named(name).Meet(new Writer(about));

    private static void IsUpToDate<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine,
        TConfig config,
        TimeSpan unit,
        string about)
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull
    {
        var graph = LocalExploration.Explore(machine, config, unit);
        Assert.True(graph.IsComplete, "A page shows a whole machine: make the times smaller.");
        EarlyTicksChangeNothing(machine, config, graph.States);
        var states = graph.States.Count.ToString(CultureInfo.InvariantCulture);
        IsUpToDate(
            graph, about,
            $"{states} states, all that its inputs and time reach; generated and checked by the "
            + "tests.");
    }

    /// <summary>Compares the page of a machine with a graph of it.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="about">What the machine decides, and what the configuration is.</param>
    /// <param name="states">Which states the graph has.</param>
    public static void IsUpToDate<TState, TOutput>(
        LocalGraph<TState, TOutput> graph, string about, string states)
        where TState : notnull
        where TOutput : notnull
    {
        var page = $"""
            # {graph.Machine}

            {about}

            {states}

            ```mermaid
            {GraphText.Mermaid(graph).TrimEnd()}
            ```

            Every cell of state × input, with all that happens in it (what, and by which rule):

            ```text
            {MatrixText.Print(graph).TrimEnd()}
            ```

            """.ReplaceLineEndings("\n");

        IsFile(graph.Machine + ".md", page);
        IsFile(graph.Machine + ".dot", GraphText.Graphviz(graph).ReplaceLineEndings("\n"));
    }

    /// <summary>Compares a file of docs/machines with what it has to be.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">All of it.</param>
    public static void IsFile(string name, string text)
    {
        var path = Path.Combine(Folder(), name);
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.True(File.Exists(path), $"no {name}; see MachinePage");
        Assert.Equal(File.ReadAllText(path), text, ignoreLineEndingDifferences: true);
    }

    // Drawn histories ask the same of the states that they come to; these are all of them.
    private static void EarlyTicksChangeNothing<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine, TConfig config, Items<TState> states)
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull
    {
        foreach (var state in states)
        {
            if (machine.Deadline(config, state) <= Instant.Zero)
            {
                continue;
            }

            var next = machine.Step(config, state, Instant.Zero, machine.Tick);
            Assert.Equal(state, next.State);
            Assert.Empty(next.Outputs);
        }
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "machines"));

    private sealed record Writer(string About) : ISmallMachineUser
    {
        public void Take<TConfig, TState, TInput, TOutput>(
            Machine<TConfig, TState, TInput, TOutput> machine, TConfig config, TimeSpan unit)
            where TState : notnull
            where TInput : notnull
            where TOutput : notnull => IsUpToDate(machine, config, unit, About);
    }
}

using System.Runtime.CompilerServices;
using System.Text;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Models;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Scenarios.Forgeries;
using Holdfast.Simulation.Scenarios.Guesses;
using Holdfast.Simulation.Scenarios.Redirects;
using Holdfast.Simulation.Scenarios.RequestCrashPoints;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Redirection;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// Which cells of state × input the worlds of single machines visit, as a page for a review: a
/// cell that comes or goes is a line in a diff. What a machine does in every cell, by any letter,
/// is in its own page in docs/machines. HOLDFAST_UPDATE_GOLDENS=1 writes the page.
/// </summary>
public sealed class CellsOfWorlds
{
    private static readonly Dictionary<string, Func<HashSet<(string, string)>>> Visited = new()
    {
        [nameof(HsrpGroup)] = static () => Of(
            new HsrpElection("hsrp")
            {
                Routers = 2,
                Preempts = true,
                Crashes = 1,
                Stops = 1,
                Forgeries = 1,
            }.Model(),
            static state => $"{state.Phase}", static input => input),
        [nameof(DeadPeerDetection)] = static () => Of(
            new DpdForgeries("dpd").Model(),
            static side => side.Is?.GetType().Name,
            static input => input is DpdInput.Take(var taken) ? taken
                : input is DpdInput.Forged(var what) ? $"{what}" : null),
        [nameof(MessageIds)] = static () => Of(
            new RequestCrashPointsScenario("requests").Model(),
            static side => side.Is.GetType().Name, static input => input),
        [nameof(TokenTaker)] = static () => Of(
            new TokenGuesses("guesses").Model(),
            static taker => TokenTaker.Machine.PhaseOf(taker.Is), static input => input),
        [nameof(RedirectedClient)] = static () => Of(
            new RedirectLoop("redirects").Model(),
            static client => client.Is.GetType().Name, static input => input),
    };

    [Fact]
    public void The_page_of_cells_shows_which_ones_are_visited()
    {
        var page = new StringBuilder("""
            # Cells that worlds visit

            Which input meets which state of a machine in the explorer's worlds of single machines, over every order within their budgets: ● it does. What is blank does
            not happen there; what the machine would do all the same is in its own page. `CellsOfWorlds` writes this one.

            """.ReplaceLineEndings("\n"));
        foreach (var (machine, explore) in Visited)
        {
            var visited = explore();
            Assert.NotEmpty(visited);
            Append(page, machine, visited);
        }

        var path = Page();
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(path, page.ToString());
        }

        Assert.Equal(
            File.ReadAllText(path), page.ToString(), ignoreLineEndingDifferences: true);
    }

    private static void Append(
        StringBuilder page, string machine, HashSet<(string State, string Input)> visited)
    {
        string[] states =
            [.. visited.Select(cell => cell.State).Distinct().Order(StringComparer.Ordinal)];
        string[] inputs =
            [.. visited.Select(cell => cell.Input).Distinct().Order(StringComparer.Ordinal)];
        page.Append($"\n## {machine}\n\n{visited.Count} of {states.Length * inputs.Length}.\n\n")
            .Append("| | ").AppendJoin(" | ", states).Append(" |\n|---")
            .Append(string.Concat(states.Select(_ => "|---"))).Append("|\n");
        foreach (var input in inputs)
        {
            page.Append($"| {input} | ")
                .AppendJoin(" | ", states.Select(state =>
                    visited.Contains((state, input)) ? "●" : ""))
                .Append(" |\n");
        }
    }

    private static string Page([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(
        Path.GetDirectoryName(here)!, "..", "..", "..", "..", "docs", "machines", "cells.md"));

    private static HashSet<(string, string)> Of<TConfig, TState, TInput, TOutput>(
        WorldModel<TConfig, TState, TInput, TOutput> model, Func<TState, string?> stateOf,
        Func<TInput, object?> inputOf)
        where TConfig : notnull
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull
    {
        HashSet<(string, string)> visited = [];
        var outcome = Exploration.Run(model with
        {
            Goals = [],
            StepInvariants =
            [
                .. model.StepInvariants,
                new("cells", "which cells there are",
                    (in StepTaken<TConfig, TState, TInput, TOutput> step) =>
                    {
                        if (stateOf(step.Before) is { } state && inputOf(step.Input) is { } input)
                        {
                            visited.Add((state, input as string ?? input.GetType().Name));
                        }

                        return true;
                    }),
            ],
        });
        Assert.True(outcome.IsComplete, $"{outcome.Ending}");
        Assert.Empty(outcome.Violations);
        return visited;
    }
}

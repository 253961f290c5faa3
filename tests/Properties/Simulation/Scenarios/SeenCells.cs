using System.Runtime.CompilerServices;
using System.Text;
using Holdfast.Simulation.Checkers;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// Which inputs have met which states of machines, as steps are taken. Of each machine all phases
/// count that its page in docs/machines has, and all inputs that there are.
/// </summary>
internal sealed class SeenCells
{
    /// <summary>Phases that the configuration of a page does not come to.</summary>
    private static readonly Dictionary<string, string[]> More = new()
    {
        ["HsrpGroup"] = ["Learn"],
    };

    private readonly Dictionary<string, (Type Inputs, HashSet<(string, string)> Cells)> _all = [];

    /// <summary>The machines that have taken a step.</summary>
    public IEnumerable<string> Machines =>
        _all.Where(one => one.Value.Cells.Count > 0).Select(one => one.Key);

    /// <summary>The step of a machine, which remembers where it was taken.</summary>
    public ClusterMember.PartStep<TConfig, TState, TInput, TOutput> Of<
        TConfig, TState, TInput, TOutput>(Machine<TConfig, TState, TInput, TOutput> machine)
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull => (config, state, now, input) =>
        {
            Note(machine, state, input);
            return machine.Step(config, state, now, input);
        };

    /// <summary>An input meets a state of a machine.</summary>
    public void Note<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine, TState state, TInput input)
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull
    {
        lock (_all)
        {
            if (!_all.TryGetValue(machine.Name, out var seen))
            {
                _all[machine.Name] = seen = (typeof(TInput), []);
            }

            seen.Cells.Add((machine.PhaseOf(state), input.GetType().Name));
        }
    }

    /// <summary>The matrices, by the names of machines.</summary>
    public string Print()
    {
        var page = new StringBuilder();
        foreach (var (machine, (inputs, cells)) in _all.OrderBy(
            one => one.Key, StringComparer.Ordinal))
        {
            Append(page, machine, inputs, cells);
        }

        return page.ToString();
    }

    private static void Append(
        StringBuilder page, string machine, Type type, HashSet<(string State, string Input)> cells)
    {
        var states = PhasesOf(machine);
        Assert.Empty(cells.Select(cell => cell.State).Except(states));
        string[] inputs =
        [
            .. type.GetNestedTypes().Where(one => one.IsSubclassOf(type)).Select(one => one.Name)
                .Order(StringComparer.Ordinal),
        ];
        page.Append($"\n## {machine}\n\n{cells.Count} of {states.Length * inputs.Length}.\n\n")
            .Append("| | ").AppendJoin(" | ", states).Append(" |\n|---")
            .Append(string.Concat(states.Select(_ => "|---"))).Append("|\n");
        foreach (var input in inputs)
        {
            page.Append($"| {input} | ")
                .AppendJoin(" | ", states.Select(state =>
                    cells.Contains((state, input)) ? "●" : ""))
                .Append(" |\n");
        }
    }

    /// <summary>The phases of a machine: in the table of its page each begins a line.</summary>
    private static string[] PhasesOf(string machine)
    {
        var table = File.ReadAllText(PageOf($"{machine}.md")).Split("```text\n")[1]
            .Split("```")[0];
        return
        [
            .. table.Split('\n').Where(line => line.Length > 0 && line[0] != ' ')
                .Concat(More.GetValueOrDefault(machine, [])).Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>A page of docs/machines.</summary>
    public static string PageOf(string name, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(
            Path.GetDirectoryName(here)!, "..", "..", "..", "..", "docs", "machines", name));
}

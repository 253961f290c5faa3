using Holdfast.Codec;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;

namespace Holdfast.Simulation.Scenarios;

/// <summary>A world by its name, and how much may break in it.</summary>
/// <param name="Name">In kebab case: "hsrp-literal".</param>
/// <param name="Says">What is looked at, in a line.</param>
/// <param name="Faults">The budgets of its faults, unless somebody asks for others.</param>
/// <param name="Build">The world within budgets.</param>
public sealed record Scenario(
    string Name, string Says, Items<Budget> Faults, Func<FaultBudgets, World> Build)
{
    /// <summary>Whether it is there to be found wrong: a rule that is known to be bad.</summary>
    public bool IsKnownBad { get; init; }

    /// <summary>Whether it takes too long for somebody who did not ask for it by name.</summary>
    public bool IsLong { get; init; }

    /// <summary>Whether messages are lost in it at no cost: its schedules of faults would be those
    /// of all that may be under way at a time.</summary>
    public bool HasFreeLosses { get; init; }

    /// <summary>Whether it is explored when nobody says which.</summary>
    public bool IsDefault => !IsKnownBad && !IsLong;

    /// <summary>Whether every schedule of a few faults is run when nobody says which.</summary>
    public bool IsScheduled => IsDefault && !HasFreeLosses && Faults.Count > 0;

    /// <summary>The budgets with some of them set anew.</summary>
    /// <param name="set">Those to set; kinds that the scenario does not know are left out.</param>
    public FaultBudgets With(Items<Budget> set = default) => new(
        [.. Faults.Select(own => set.LastOrDefault(one => one.Name == own.Name) ?? own)]);

    /// <summary>The budgets of a schedule: as many of each kind as it is long, but of what is
    /// somebody's decision, or promised by the settings.</summary>
    /// <param name="faults">Faults in a schedule at most.</param>
    /// <param name="set">Those to set.</param>
    public FaultBudgets Scheduled(int faults, Items<Budget> set = default) => new(
        [
            .. Faults.Select(own => set.LastOrDefault(one => one.Name == own.Name)
                ?? (own.IsKept ? own : own with { Max = faults })),
        ]);

    /// <summary>Explores it.</summary>
    public Outcome Explore(FaultBudgets faults, Limits limits, Lent lent) =>
        Build(faults).Explore(limits, lent);
}

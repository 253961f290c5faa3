using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Simulator.Watching;
using Holdfast.Simulation.Worlds;
using Holdfast.Tests.Examples.StateMachines.Composition;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>What a world asks is what is judged, and what has no number is judged always.</summary>
public sealed class AskedInvariants
{
    [Fact]
    public void A_world_that_asks_one_invariant_silences_nothing_that_has_no_number()
    {
        var verdicts = new Verdicts(["I1a"], new Agenda(), _ => { });
        foreach (var name in InvariantNames.Played)
        {
            verdicts.Broken(name, "seen");
            verdicts.Broken(name, "seen again");
        }

        Assert.Equal(
            ["I1a", "Clear", "Asked", "Synced", "Flows"],
            verdicts.All.Select(one => one.Invariant));
        Assert.All(verdicts.All, one => Assert.Equal("seen", one.Says));
    }

    [Fact]
    public void A_world_may_ask_for_what_a_simulation_judges_and_for_nothing_else()
    {
        foreach (var name in InvariantNames.All)
        {
            var wrong = PlanCheck.Wrong(Topologies.StatefulPair with { Oracles = [name] });
            Assert.Equal(InvariantNames.Played.Contains(name), wrong is null);
            Assert.True(
                wrong is null || $"{wrong}".Contains($" is {name}: ", StringComparison.Ordinal),
                $"{wrong}");
        }
    }

    /// <summary>Nobody names an invariant that no onlooker ever finds broken.</summary>
    [Fact]
    public void Each_that_is_judged_is_named_by_somebody_who_looks_on()
    {
        var folder = Path.GetDirectoryName(
            ConfigTexts.FileOf("src/Simulation/Simulator/Watching/Watch.cs"))!;
        var sources = string.Concat(
            Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Select(File.ReadAllText));
        Assert.All(
            InvariantNames.Played,
            name => Assert.Contains($"\"{name}\"", sources, StringComparison.Ordinal));
    }
}

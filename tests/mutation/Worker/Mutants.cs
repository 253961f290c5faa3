using System.Reflection;

namespace Holdfast.Tests.Mutation;

/// <summary>
/// The switch that Stryker.NET has written into an assembly together with its changes.
/// </summary>
internal sealed class Mutants
{
    private readonly Type _control;

    public Mutants(string assembly)
    {
        _control = Assembly.Load(assembly).GetTypes().Single(type => type.Name == "MutantControl");
    }

    /// <summary>From now on this mutant is what runs; −1 is none.</summary>
    public void SwitchOn(int id)
    {
        Environment.SetEnvironmentVariable("ActiveMutation", $"{id}");
        Field("ActiveMutant").SetValue(null, id);
    }

    /// <summary>From now on it is written down what is run through; no mutant is on.</summary>
    public void Capture()
    {
        SwitchOn(-1);
        Field("CaptureCoverage").SetValue(null, true);
        Call("ResetCoverage");
    }

    /// <summary>
    /// What was run through since this was last asked, and what of it at the first use of a type.
    /// </summary>
    public (int[] Run, int[] Initial) Touched()
    {
        var touched = (IList<int>[])Call("GetCoverageData")!;
        int[] run = [.. touched[0].Distinct().Order()];
        int[] initial = [.. touched[1].Distinct().Order()];
        Call("ResetCoverage");
        return (run, initial);
    }

    private FieldInfo Field(string name) => _control.GetField(
        name, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;

    private object? Call(string name) => _control.GetMethod(
        name, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
        .Invoke(null, null);
}

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>A theory that takes minutes: HOLDFAST_LONG_SEARCH=1 runs it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LongTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips without it.</summary>
    public LongTheoryAttribute() =>
        Skip = Environment.GetEnvironmentVariable("HOLDFAST_LONG_SEARCH") == "1"
            ? null
            : "takes minutes: HOLDFAST_LONG_SEARCH=1 runs it";
}

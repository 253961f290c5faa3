using Xunit.Abstractions;

namespace Holdfast.Tests.Mutation;

/// <summary>One test after the other, a theory as one test.</summary>
internal sealed class Options : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
{
    private readonly Dictionary<string, object?> _said = new()
    {
        ["xunit.discovery.PreEnumerateTheories"] = false,
        ["xunit.discovery.SynchronousMessageReporting"] = true,
        ["xunit.execution.SynchronousMessageReporting"] = true,
        ["xunit.execution.DisableParallelization"] = true,
        ["xunit.execution.MaxParallelThreads"] = 1,
    };

    public TValue GetValue<TValue>(string name) =>
        _said.TryGetValue(name, out var value) ? (TValue)value! : default!;

    public void SetValue<TValue>(string name, TValue value) => _said[name] = value;
}

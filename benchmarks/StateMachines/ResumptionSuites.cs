using BenchmarkDotNet.Attributes;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Resumption;

namespace Holdfast.Benchmarks.StateMachines;

/// <summary>A gateway judges a ticket, with 10,000 of them used; the bar is 100 ns.</summary>
[MemoryDiagnoser]
public class ResumptionStepSuite
{
    private static readonly ResumptionGateway.Input Value =
        new ResumptionGateway.Input.ShownValue(new(77, 1, 9, new(5)), TimeSpan.FromMinutes(5));

    private ResumptionGateway.Config _config = null!;
    private ResumptionGateway.State _state = null!;

    /// <summary>Makes the states.</summary>
    [GlobalSetup]
    public void Setup()
    {
        if (!ResumptionGateway.Config.TryCreate(new(), out var config, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        _config = config;
        _state = ResumptionGateway.Step(
            config, ResumptionGateway.Initial(config, Instant.Zero), Instant.Zero,
            new ResumptionGateway.Input.Knows(config.Lifetime)).State;
        for (var id = 1_000UL; id < 11_000; id++)
        {
            _state = ResumptionGateway.Step(
                config, _state, Instant.Zero,
                new ResumptionGateway.Input.SpentElsewhere(id, config.Lifetime)).State;
        }
    }

    /// <summary>A ticket by value that this member has not seen.</summary>
    [Benchmark]
    public ResumptionGateway.State Shown() =>
        ResumptionGateway.Step(_config, _state, Instant.Zero, Value).State;
}

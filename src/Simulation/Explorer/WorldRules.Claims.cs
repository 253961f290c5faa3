using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Trace;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Explorer;

/// <content>What must hold.</content>
internal sealed partial class WorldRules<TConfig, TState, TInput, TOutput>
{
    /// <inheritdoc/>
    public override Items<(string Name, string Says)> Invariants =>
    [
        .. _model.Invariants.Select(one => (one.Name, one.Says)),
        .. _model.StepInvariants.Select(one => (one.Name, one.Says)),
    ];

    /// <inheritdoc/>
    public override Items<Goal> Goals =>
        [.. _model.Goals.Select(one => new Goal(one.Name, one.Says, one.Stays, one.Within))];

    /// <inheritdoc/>
    public override Items<(string Name, int Max)> Budgets =>
        [.. _model.Faults.Budgets.Select(one => (one.Name, one.Max))];

    /// <inheritdoc/>
    public override int? Claimed =>
        _ways.Length > 0 && _model.Invariants.Count > 0 ? _count : null;

    /// <inheritdoc/>
    public override ulong Broken(ReadOnlySpan<int> slots)
    {
        var broken = 0ul;
        var invariants = _model.Invariants.Span;
        if (_model.StepInvariants.Count > 0)
        {
            for (var member = 0; member < _count; member++)
            {
                broken |= _locals[member].Broken[slots[member]];
            }
        }

        if (invariants.Length == 0)
        {
            return broken;
        }

        var look = LookAt(slots);
        for (var i = 0; i < invariants.Length; i++)
        {
            broken |= invariants[i].Holds(in look) ? 0 : 1ul << i;
        }

        return broken;
    }

    /// <summary>The claims about steps that a step breaks; their bits follow the invariants'.
    /// </summary>
    private ulong BrokenBy(int member, TState before, TInput input, Next<TState, TOutput> next)
    {
        var broken = 0ul;
        var bit = 1ul << _model.Invariants.Count;
        foreach (var one in _model.StepInvariants)
        {
            var step = new StepTaken<TConfig, TState, TInput, TOutput>(
                ConfigOf(member), before, input, next.State, next.Outputs);
            broken |= one.Holds(in step) ? 0 : bit;
            bit <<= 1;
        }

        return broken;
    }

    /// <inheritdoc/>
    public override bool IsReached(int goal, ReadOnlySpan<int> slots)
    {
        var look = LookAt(slots);
        return _model.Goals[goal].Holds(in look);
    }

    /// <inheritdoc/>
    public override bool IsCalm(ReadOnlySpan<int> slots) =>
        (_bits[slots[_environment]] & _model.Faults.Disturbing) == 0;

    /// <inheritdoc/>
    public override ulong FairnessOf(int happening)
    {
        var place = Happening.KindOf(happening) switch
        {
            EventKind.Time => 0,
            EventKind.Tick => 1 + Happening.WhomOf(happening),
            EventKind.Deliver => 1 + _count + Happening.WhomOf(happening),
            EventKind.Lose or EventKind.Double or EventKind.Fault or EventKind.Mend => 64,
        };
        return place < 64 ? 1ul << place : 0;
    }

    /// <inheritdoc/>
    public override int TrafficOf(int happening) =>
        Happening.KindOf(happening) == EventKind.Mend
            && Happening.WhichOf(happening) is var rule && _model.Faults.Rules[rule].IsTraffic
                ? rule
                : -1;

    /// <inheritdoc/>
    public override Items<(string Name, string Says)> Gauges =>
    [
        .. _gauges.Select(one => (one.Name, one.Says)),
        .. CountedSteps.Select(one => (one.Gauge.Name, one.Gauge.Says)),
    ];

    /// <summary>What is counted of steps, and the bit of the claim that they break.</summary>
    private IEnumerable<(StepGauge<TConfig, TState, TInput, TOutput> Gauge, ulong Bit)>
        CountedSteps => _model.StepInvariants
            .Select((one, at) => (Gauge: one.Counted, Bit: 1ul << (_model.Invariants.Count + at)))
            .Where(one => one.Gauge is not null)
            .Select(one => (one.Gauge!, one.Bit));

    /// <inheritdoc/>
    public override void BeginReading() => _stepCounts =
    [
        .. CountedSteps.Select(one => Enumerable.Range(0, _count)
            .Select(member => _twins[member] == member
                ? CountsOf(member, one.Gauge, one.Bit)
                : null)
            .ToArray()),
    ];

    /// <inheritdoc/>
    public override int Read(int gauge, ReadOnlySpan<int> slots)
    {
        if (gauge < _gauges.Length)
        {
            var look = LookAt(slots);
            return _gauges[gauge].Read(in look);
        }

        var counts = _stepCounts[gauge - _gauges.Length];
        var sum = 0;
        for (var member = 0; member < _count; member++)
        {
            sum += counts[_twins[member]]![slots[member]];
        }

        return sum;
    }

    /// <summary>The most that steps which broke a claim did, by the state that they led to; 1 for
    /// what such a state led to.</summary>
    private int[] CountsOf(
        int member, StepGauge<TConfig, TState, TInput, TOutput> gauge, ulong bit)
    {
        var locals = _locals[member];
        var counts = new int[locals.Count];
        for (var state = 0; state < counts.Length; state++)
        {
            counts[state] = (locals.Broken[state] & bit) != 0 ? 1 : 0;
        }

        foreach (var (from, input, step) in locals.Steps.All)
        {
            var to = Step.NextOf(step);
            if (counts[to] > 0)
            {
                var next = _model.Machine.Step(
                    ConfigOf(member), locals.Values[from], Instant.Zero, _inputs[input]);
                var taken = new StepTaken<TConfig, TState, TInput, TOutput>(
                    ConfigOf(member), locals.Values[from], _inputs[input], next.State,
                    next.Outputs);
                counts[to] = Math.Max(counts[to], gauge.Read(in taken));
            }
        }

        return counts;
    }

    private Look<TState> LookAt(ReadOnlySpan<int> slots) =>
        new(slots, _locals, _gone, _damages[slots[_environment]]);
}

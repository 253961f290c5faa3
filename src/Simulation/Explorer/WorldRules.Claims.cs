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
        [.. _model.Gauges.Select(one => (one.Name, one.Says))];

    /// <inheritdoc/>
    public override int Read(int gauge, ReadOnlySpan<int> slots)
    {
        var look = LookAt(slots);
        return _model.Gauges[gauge].Read(in look);
    }

    private Look<TState> LookAt(ReadOnlySpan<int> slots) =>
        new(slots, _locals, _gone, _damages[slots[_environment]]);
}

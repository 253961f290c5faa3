using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Trace;

namespace Holdfast.Simulation.Explorer;

/// <content>What must hold.</content>
internal sealed partial class WorldRules<TConfig, TState, TInput, TOutput>
{
    /// <inheritdoc/>
    public override Items<(string Name, string Says)> Invariants =>
        [.. _model.Invariants.Select(one => (one.Name, one.Says))];

    /// <inheritdoc/>
    public override Items<Goal> Goals =>
        [.. _model.Goals.Select(one => new Goal(one.Name, one.Says, one.Stays, one.Within))];

    /// <inheritdoc/>
    public override Items<(string Name, int Max)> Budgets =>
        [.. _model.Faults.Budgets.Select(one => (one.Name, one.Max))];

    /// <inheritdoc/>
    public override ulong Broken(ReadOnlySpan<int> slots)
    {
        var broken = 0ul;
        var invariants = _model.Invariants.Span;
        if (invariants.Length == 0)
        {
            return 0;
        }

        var look = LookAt(slots);
        for (var i = 0; i < invariants.Length; i++)
        {
            broken |= invariants[i].Holds(in look) ? 0 : 1ul << i;
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

    private Look<TState> LookAt(ReadOnlySpan<int> slots) =>
        new(slots, _locals, _gone, _damages[slots[_environment]]);
}

using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Faults;

namespace Holdfast.Simulation.Checkers;

/// <summary>A state of the world, as checkers see it.</summary>
/// <typeparam name="TState">The state of a member.</typeparam>
public readonly ref struct Look<TState>
    where TState : notnull
{
    private readonly ReadOnlySpan<int> _slots;
    private readonly Locals<TState>[] _locals;
    private readonly ReadOnlySpan<ulong> _gone;

    internal Look(
        ReadOnlySpan<int> slots, Locals<TState>[] locals, ReadOnlySpan<ulong> gone, Damage damage)
    {
        _slots = slots;
        _locals = locals;
        _gone = gone;
        Damage = damage;
    }

    /// <summary>What is broken.</summary>
    public Damage Damage { get; }

    /// <summary>How many members there are.</summary>
    public int Count => _locals.Length;

    /// <summary>The state of a member.</summary>
    public TState this[int member] => _locals[member].Values[_slots[member]];

    /// <summary>What the model's label says of its state.</summary>
    public int LabelOf(int member) => _locals[member].Labels[_slots[member]];

    /// <summary>Whether a member is there.</summary>
    public bool IsUp(int member) => (Damage.Bits & _gone[member]) == 0;
}

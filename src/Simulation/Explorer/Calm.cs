using Holdfast.Simulation.Trace;

namespace Holdfast.Simulation.Explorer;

/// <summary>The states once nothing breaks any more, and the events between them.</summary>
internal sealed class Calm(SuccessorRules rules, StateStore store, int goal)
{
    private readonly Expansion _expansion = new(store.Layout);

    /// <summary>Whether the state that was looked at last has reached the goal.</summary>
    public bool IsReached { get; private set; }

    /// <summary>The classes of events that may happen there.</summary>
    public ulong Enabled { get; private set; }

    /// <summary>Whether nothing disturbs a state.</summary>
    public bool Holds(uint state)
    {
        _expansion.Load(store.WordsOf(state));
        return rules.IsCalm(_expansion.Slots);
    }

    /// <summary>Whether a state has reached the goal.</summary>
    public bool Reaches(uint state)
    {
        _expansion.Load(store.WordsOf(state));
        return rules.IsReached(goal, _expansion.Slots);
    }

    /// <summary>Adds what follows from a state without a fault or a mend.</summary>
    public void Follow(uint state, List<CalmStep> into)
    {
        _expansion.Load(store.WordsOf(state));
        IsReached = rules.IsReached(goal, _expansion.Slots);
        Enabled = 0;
        rules.ExpandAndLearn(_expansion);
        for (var i = 0; i < _expansion.Count; i++)
        {
            var happening = _expansion.HappeningAt(i);
            if (!Happening.IsOrdinary(happening))
            {
                continue;
            }

            var fairness = rules.FairnessOf(happening);
            Enabled |= fairness;
            into.Add(new(
                store.Find(_expansion.WordsAt(i), _expansion.HashAt(i)),
                Happening.KindOf(happening) == EventKind.Time ? 1 : 0,
                fairness));
        }
    }
}

/// <summary>An event between two states.</summary>
/// <param name="To">The state that it leads to.</param>
/// <param name="Takes">Units of time.</param>
/// <param name="Fairness">The class of the event.</param>
internal readonly record struct CalmStep(uint To, int Takes, ulong Fairness);

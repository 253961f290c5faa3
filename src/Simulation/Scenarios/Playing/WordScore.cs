using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Trace;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>
/// A counter-example as faults of a world, word by word. Law: what breaks or is wanted comes in the
/// order of the trace, and after as many units of time; what is said between comes of itself; no
/// word is passed over that is not named.
/// </summary>
/// <param name="world">The world.</param>
/// <param name="begins">When the trace begins in it.</param>
/// <param name="unit">How long a unit of time is.</param>
internal abstract class WordScore(WorldPlan world, TimeSpan begins, TimeSpan unit)
{
    private static readonly TimeSpan Healing = TimeSpan.FromSeconds(30);

    private readonly List<TimedFault> _faults = [];

    /// <summary>The world in which it is played.</summary>
    protected WorldPlan World { get; } = world;

    /// <summary>What of the trace comes behind this.</summary>
    protected IReadOnlyList<WorldEvent> Rest { get; private set; } = [];

    /// <summary>What of it has come.</summary>
    protected IReadOnlyList<WorldEvent> Past { get; private set; } = [];

    /// <summary>When the next one happens.</summary>
    protected TimeSpan Now { get; set; } = begins;

    /// <summary>The world with what breaks in it.</summary>
    public WorldScenario Of(Counterexample trace)
    {
        List<WorldEvent> all = [.. trace.Events.Select(one => one.Event)];
        Rest = all;
        Begin();
        for (var at = 0; at < all.Count; at++)
        {
            (Past, Rest) = (all[..at], all[(at + 1)..]);
            Take(all[at]);
        }

        var heals = Now + Healing;
        return new(
            World with { HealAt = heals, Duration = heals + Healing }, new([.. _faults]));
    }

    /// <summary>What is so before the trace begins.</summary>
    protected virtual void Begin()
    {
    }

    /// <summary>Something of the trace breaks, is mended or is wanted.</summary>
    protected abstract void Happens(string what);

    /// <summary>A word of a scenario that nobody plays: what is left out is named.</summary>
    internal static InvalidOperationException Unknown(string what) =>
        new($"no fault is known for \"{what}\"");

    /// <summary>It breaks now.</summary>
    protected void Add(params ReadOnlySpan<Fault> faults)
    {
        foreach (var fault in faults)
        {
            _faults.Add(new(Now, fault));
        }
    }

    private void Take(WorldEvent one)
    {
        switch (one.Kind)
        {
            case EventKind.Time:
                Now += unit;
                break;
            case EventKind.Fault or EventKind.Mend:
                Happens(one.What);
                break;
            case EventKind.Tick or EventKind.Deliver or EventKind.Lose or EventKind.Double:
                break;
        }
    }
}

using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Trace;

namespace Holdfast.Simulation.Schedules;

/// <summary>The way of a schedule, event by event: a stem, and what repeats for ever.</summary>
internal static class ScheduleTrace
{
    /// <summary>Tells it.</summary>
    /// <param name="rules">The model.</param>
    /// <param name="stem">The places of its events among all that may happen.</param>
    /// <param name="cycle">The same for what then repeats.</param>
    public static Counterexample Tell(
        SuccessorRules rules, IReadOnlyList<int> stem, IReadOnlyList<int> cycle)
    {
        var walk = new Walk(rules);
        var (shown, digest) = (rules.Show(walk.Slots), walk.Digest);
        List<TraceEvent> first = [.. stem.Select(walk.TakeAt)];
        List<TraceEvent> repeated = [.. cycle.Select(walk.TakeAt)];
        return new(rules.Columns, rules.Unit, shown, digest, [.. first], [.. repeated]);
    }

    /// <summary>What happens once all is mended: up to where nothing new comes any more.</summary>
    /// <param name="table">The states.</param>
    /// <param name="state">Where the faults end.</param>
    /// <param name="stem">The events are added to it.</param>
    /// <param name="cycle">What repeats is added to it.</param>
    public static void Heal(RunTable table, int state, List<int> stem, List<int> cycle)
    {
        state = Healing.Mended(table, state, stem);
        var places = new Dictionary<int, int>();
        List<int> way = [];
        for (; places.TryAdd(state, way.Count); state = table.GoOn(state))
        {
            way.Add(table.GoOnIndex(state));
        }

        var from = places[state];
        stem.AddRange(way[..from]);

        // Where time changes nothing, nothing happens.
        cycle.AddRange(way[from..].Where(index => index >= 0));
    }
}

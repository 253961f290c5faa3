using Holdfast.StateMachines;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// I14: after each event a route stands where an SA is usable and the member active, and nowhere
/// else. It measures how long routes were wrong, times prefixes.
/// </summary>
/// <param name="verdicts">Where it is said.</param>
/// <param name="agenda">The time.</param>
internal sealed class RoutesOfSas(Verdicts verdicts, Agenda agenda)
{
    private readonly Dictionary<string, (int Wrong, Instant Since)> _wrong = [];

    public TimeSpan Wrong { get; private set; }

    public void Look(MemberBox box, HashSet<Prefix> calls, IReadOnlyCollection<Prefix> routes)
    {
        var wrong = 0;
        foreach (var prefix in calls)
        {
            wrong += routes.Contains(prefix) ? 0 : 1;
        }

        foreach (var prefix in routes)
        {
            wrong += calls.Contains(prefix) ? 0 : 1;
        }

        Count(box.Name);
        _wrong[box.Name] = (wrong, agenda.Now);
        if (wrong > 0)
        {
            verdicts.Broken(
                "I14",
                $"{box.Name} has {routes.Count} routes where {calls.Count} are called for");
        }
    }

    public void End()
    {
        foreach (var name in _wrong.Keys.ToArray())
        {
            Count(name);
        }
    }

    private void Count(string name)
    {
        if (_wrong.TryGetValue(name, out var before) && before.Wrong > 0)
        {
            Wrong += before.Wrong * (agenda.Now - before.Since);
        }
    }
}

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
    private readonly Dictionary<string, (HashSet<Prefix> Wrong, Instant Since)> _wrong = [];

    public TimeSpan Wrong { get; private set; }

    public void Look(MemberBox box, HashSet<Prefix> calls, IReadOnlyCollection<Prefix> routes)
    {
        Count(box.Name);
        HashSet<Prefix> wrong = [.. routes];
        wrong.SymmetricExceptWith(calls);
        _wrong[box.Name] = (wrong, agenda.Now);
        if (wrong.Count > 0)
        {
            verdicts.Broken(
                "I14",
                $"{box.Name} has {routes.Count} routes where {calls.Count} are called for");
        }
    }

    /// <summary>Looks at one prefix, where nothing else has changed.</summary>
    public void Look(MemberBox box, Prefix prefix, bool isCalledFor, bool isThere)
    {
        Count(box.Name);
        _wrong.TryAdd(box.Name, ([], agenda.Now));
        var (wrong, _) = _wrong[box.Name];
        _wrong[box.Name] = (wrong, agenda.Now);
        if (isCalledFor == isThere)
        {
            wrong.Remove(prefix);
        }
        else
        {
            wrong.Add(prefix);
            verdicts.Broken(
                "I14",
                $"{box.Name} has {(isThere ? "a" : "no")} route to {prefix} where "
                    + $"{(isCalledFor ? "one" : "none")} is called for");
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
        if (_wrong.TryGetValue(name, out var before) && before.Wrong.Count > 0)
        {
            Wrong += before.Wrong.Count * (agenda.Now - before.Since);
        }
    }
}

using Holdfast.Codec;
using static Holdfast.StateMachines.Rri.ReverseRouteInjection;

namespace Holdfast.StateMachines.Rri;

/// <content>What is to be done when the system's routes are not the wanted ones.</content>
public sealed partial record RouteTable
{
    /// <summary>A route of the system that is not ours stands where one of ours has to.</summary>
    /// <param name="Route">The foreign route; it is left alone.</param>
    public sealed record Foreign(Route Route);

    /// <summary>What brings the system to what this table wants.</summary>
    /// <param name="Outputs">Guards, then what leads nowhere good, then what is missing.</param>
    /// <param name="InTheWay">Routes of others with prefix, table and distance of ours.</param>
    public readonly record struct Repair(Items<Output> Outputs, Items<Foreign> InTheWay);

    /// <summary>
    /// Compares with what the system has, after a restart or at any time. Ours are the routes with
    /// our tag; what else stands in the table is never changed.
    /// </summary>
    /// <param name="actual">All routes of the system's tables.</param>
    /// <param name="guards">The guards that it has.</param>
    public Repair Reconcile(IEnumerable<Route> actual, IEnumerable<Key> guards)
    {
        var desired = Routes.ToDictionary(KeyOf);
        var seen = new HashSet<Key>();
        var foreign = new SortedDictionary<Key, Foreign>();
        var withdrawn = new List<Output>();
        var replaced = new List<Output>();
        foreach (var route in actual)
        {
            var key = KeyOf(route);
            var wanted = desired.GetValueOrDefault(key);
            if (route.Tag != _config.Tag)
            {
                if (wanted is not null && wanted.Distance == route.Distance)
                {
                    foreign[key] = new(route);
                }
            }
            else if (wanted is null || !seen.Add(key))
            {
                withdrawn.Add(new Output.Withdraw(route));
            }
            else if (wanted != route)
            {
                replaced.Add(new Output.Replace(route, wanted));
            }
        }

        var has = guards.ToHashSet();
        var needs = Guards.ToHashSet();
        return new(
            [
                .. needs.Except(has).Order().Select(GuardOf),
                .. withdrawn,
                .. replaced,
                .. desired.Where(one => !seen.Contains(one.Key) && !foreign.ContainsKey(one.Key))
                    .Select(one => new Output.Add(one.Value)),
                .. has.Except(needs).Order().Select(
                    key => new Output.Unguard(key.Prefix, key.Vrf, _config.Guard)),
            ],
            [.. foreign.Values]);
    }

    private Output GuardOf(Key key) => new Output.Guard(key.Prefix, key.Vrf, _config.Guard);

    private static Key KeyOf(Route route) => new(route.Vrf, route.Prefix);
}

using Holdfast.Codec;
using Holdfast.StateMachines.Rri;
using static Holdfast.StateMachines.Rri.ReverseRouteInjection;
using Instant = Holdfast.StateMachines.Instant;
using Key = Holdfast.StateMachines.Rri.RouteTable.Key;

namespace Holdfast.Tests.Properties.StateMachines.Rri;

/// <summary>
/// A table of routes as anybody would write it at first: a machine for each prefix in a dictionary,
/// and every question asked of all of them.
/// </summary>
internal sealed class NaiveRoutes(Config config, int prefixesMax)
{
    private readonly Dictionary<ulong, List<Key>> _held = [];

    /// <summary>The machine of each prefix that somebody needs.</summary>
    public SortedDictionary<Key, State> States { get; private set; } = [];

    public Role Role { get; private set; } = Role.Standby;

    public bool Has(ulong sa) => _held.ContainsKey(sa);

    public Instant? Deadline => Draining.Min(one => (Instant?)one.Until);

    public IEnumerable<Route> Routes => States.Values.Select(RouteOf).OfType<Route>();

    public IEnumerable<Key> Guards =>
        States.Where(one => IsGuarded(one.Value)).Select(one => one.Key);

    /// <summary>Of all guarded prefixes that hold an address the longest one.</summary>
    public (bool IsOurs, Route? Route) RouteTo(uint vrf, Holdfast.StateMachines.HostAddress address)
    {
        var holders = States
            .Where(one => one.Key.Vrf == vrf && one.Key.Prefix.Contains(address)
                && IsGuarded(one.Value))
            .OrderByDescending(one => one.Key.Prefix.Length).ToList();
        return holders.Count == 0 ? (false, null) : (true, RouteOf(holders[0].Value));
    }

    public bool TryUp(
        Instant now, uint vrf, IEnumerable<Prefix> prefixes, Claim claim, out List<Output> says)
    {
        says = [];
        var keys = KeysOf(vrf, prefixes);
        if (!HasRoom(keys))
        {
            return false;
        }

        says = Each(now, keys, new Input.SaUp(claim));
        return true;
    }

    public bool TryRekey(
        Instant now, uint vrf, IEnumerable<Prefix> prefixes, ulong old, Claim claim,
        out List<Output> says)
    {
        says = [];
        var (keys, before) = (KeysOf(vrf, prefixes), Held(old));
        if (!HasRoom(keys))
        {
            return false;
        }

        says = Each(now, keys, new Input.Rekey(old, claim));
        if (claim.IsReady)
        {
            says.AddRange(Each(now, before.Except(keys), new Input.SaDown(old)));
        }

        return true;
    }

    public List<Output> Of(Instant now, ulong sa, Input input, bool mayGo) =>
        mayGo && !Has(sa) ? [new Output.Release(sa)] : Each(now, Held(sa), input);

    public List<Output> PeerDead(Instant now, ulong peer) =>
        Each(now, States.Keys, new Input.PeerDead(peer));

    public bool TryProtect(Instant now, Key key, out List<Output> says)
    {
        says = [];
        if (!HasRoom([key]))
        {
            return false;
        }

        says = Each(now, [key], new Input.Protect());
        return true;
    }

    public List<Output> Unprotect(Instant now, Key key) =>
        States.ContainsKey(key) ? Each(now, [key], new Input.Unprotect()) : [];

    public List<Output> Promote(Instant now)
    {
        Role = Role.Active;
        return Each(now, States.Keys, new Input.Promoted());
    }

    public List<Output> Demote(Instant now, bool isFenced)
    {
        Role = isFenced ? Role.Fenced : Role.Standby;
        return [.. Each(now, States.Keys, new Input.Demoted(isFenced)), new Output.Yield()];
    }

    public List<Output> Drain(Instant now, TimeSpan most)
    {
        Role = Role == Role.Active ? Role.Leaving : Role;
        var says = Each(now, States.Keys, new Input.Drain(most));
        return Draining.Any() ? says : [.. says, new Output.Yield()];
    }

    public List<Output> Tick(Instant now)
    {
        var due = States
            .Where(one => one.Value is State.Draining draining && draining.Until <= now)
            .Select(one => one.Key).ToList();
        var says = Each(now, due, new Input.Tick());
        return due.Count > 0 && Role == Role.Leaving && !Draining.Any()
            ? [.. says, new Output.Yield()]
            : says;
    }

    /// <summary>Every machine in its own way, nothing is said of that.</summary>
    public void Change(Func<Config, State, State> change) => States = new(
        States.ToDictionary(
            one => one.Key, one => change(config.For(one.Key.Prefix, one.Key.Vrf), one.Value)));

    /// <summary>All that a table is made of, to compare two of them.</summary>
    public string Text => string.Join(
        '\n',
        [
            $"{Role} {prefixesMax} {config}",
            .. States.Select(one => $"{one.Key} {one.Value} {Leaving(one.Value)}"),
            .. _held.OrderBy(one => one.Key)
                .Select(one => $"{one.Key}: {string.Join(' ', one.Value)}"),
        ]);

    private IEnumerable<State.Draining> Draining => States.Values.OfType<State.Draining>();

    // Lists in records are not spelled out by the records.
    private static string Leaving(State state) => string.Join(
        ' ',
        [
            .. FactsOf(state).Claims.AsEnumerable(),
            .. (state as State.Draining)?.Leaving.AsEnumerable() ?? [],
        ]);

    private static List<Key> KeysOf(uint vrf, IEnumerable<Prefix> prefixes) =>
        [.. prefixes.Select(prefix => new Key(vrf, prefix)).ToHashSet().Order()];

    private List<Key> Held(ulong sa) => [.. _held.GetValueOrDefault(sa, [])];

    private bool HasRoom(IEnumerable<Key> keys) =>
        States.Keys.Union(keys).Count() <= prefixesMax;

    private List<Output> Each(Instant now, IEnumerable<Key> keys, Input input)
    {
        List<Output> says = [], releases = [];
        foreach (var key in keys.ToList())
        {
            var before = States.GetValueOrDefault(key, Initial(Role));
            var next = Step(config.For(key.Prefix, key.Vrf), before, now, input);
            States[key] = next.State;
            foreach (var claim in FactsOf(next.State).Claims.Except(FactsOf(before).Claims))
            {
                var held = _held.TryGetValue(claim.Sa, out var known) ? known : _held[claim.Sa] = [];
                if (!held.Contains(key))
                {
                    held.Add(key);
                }
            }

            foreach (var output in next.Outputs)
            {
                if (output is Output.Release(var sa))
                {
                    if (_held.TryGetValue(sa, out var held) && held.Remove(key) && held.Count == 0)
                    {
                        _held.Remove(sa);
                        releases.Add(output);
                    }
                }
                else if (output is not Output.Yield)
                {
                    says.Add(output);
                }
            }

            if (next.State is State.Absent { Facts.IsProtected: false })
            {
                States.Remove(key);
            }
        }

        return [.. says, .. releases];
    }
}

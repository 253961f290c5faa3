using System.Collections.Immutable;
using Holdfast.Codec;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Rri.ReverseRouteInjection;

namespace Holdfast.StateMachines.Rri;

/// <summary>
/// The injected routes of a member, as a value: a machine for each prefix of each routing table.
/// An SA may be deleted once all its prefixes have released it, and the virtual address be given
/// up once all routes are gone.
/// </summary>
/// <remarks>
/// A change costs about half of log2 of the prefixes for each prefix of the SA, and as much for the
/// SA.
/// </remarks>
public sealed partial record RouteTable
{
    private readonly Config _config;
    private readonly int _prefixesMax;
    private readonly Role _role;
    private readonly Entries _entries;

    /// <summary>The prefixes of each SA that still hold it back.</summary>
    private readonly Table<Held> _sas;

    /// <summary>The prefixes that drain, the first to end first.</summary>
    private readonly ImmutableSortedSet<Draining> _draining;

    private RouteTable(
        Config config, int prefixesMax, Role role, Entries entries, Table<Held> sas,
        ImmutableSortedSet<Draining> draining)
    {
        _config = config;
        _prefixesMax = prefixesMax;
        _role = role;
        _entries = entries;
        _sas = sas;
        _draining = draining;
    }

    /// <summary>A prefix of a routing table.</summary>
    /// <param name="Vrf">The routing table; 0 is the main one.</param>
    /// <param name="Prefix">The prefix.</param>
    public readonly record struct Key(uint Vrf, Prefix Prefix) : IComparable<Key>
    {
        /// <inheritdoc/>
        public int CompareTo(Key other)
        {
            var byVrf = Vrf.CompareTo(other.Vrf);
            return byVrf != 0 ? byVrf : Prefix.CompareTo(other.Prefix);
        }

        /// <summary>Before.</summary>
        public static bool operator <(Key left, Key right) => left.CompareTo(right) < 0;

        /// <summary>Behind.</summary>
        public static bool operator >(Key left, Key right) => left.CompareTo(right) > 0;

        /// <summary>Before or the same.</summary>
        public static bool operator <=(Key left, Key right) => left.CompareTo(right) <= 0;

        /// <summary>Behind or the same.</summary>
        public static bool operator >=(Key left, Key right) => left.CompareTo(right) >= 0;
    }

    /// <summary>The table from now on, and what the caller has to do, in this order.</summary>
    /// <param name="Table">The table.</param>
    /// <param name="Outputs">What to do.</param>
    public readonly record struct Change(RouteTable Table, Items<Output> Outputs);

    /// <summary>A prefix that drains.</summary>
    private readonly record struct Draining(Instant Until, Key Key) : IComparable<Draining>
    {
        public int CompareTo(Draining other)
        {
            var byTime = Until.CompareTo(other.Until);
            return byTime != 0 ? byTime : Key.CompareTo(other.Key);
        }

        public static Draining? Of(Key key, State state) =>
            state is State.Draining draining ? new(draining.Until, key) : null;
    }

    /// <summary>A standby without prefixes.</summary>
    /// <param name="config">Distance, tag, mode and rules of all prefixes.</param>
    /// <param name="prefixesMax">No more prefixes than these are kept, protected ones included.
    /// </param>
    public static RouteTable Empty(Config config, int prefixesMax) =>
        new(config, prefixesMax, Role.Standby, default, default, []);

    /// <summary>What this member is.</summary>
    public Role Role => _role;

    /// <summary>How many prefixes are known.</summary>
    public int Count => _entries.Count;

    /// <summary>Whether an SA has prefixes here; once it is released it has none.</summary>
    public bool Has(ulong sa) => _sas.Find(sa) is not null;

    /// <summary>The routes that exist, in order.</summary>
    public IEnumerable<Route> Routes => _entries.InOrder()
        .Select(entry => RouteOf(entry.State)).OfType<Route>();

    /// <summary>The prefixes that are guarded, in order.</summary>
    public IEnumerable<Key> Guards => _entries.InOrder()
        .Where(entry => IsGuarded(entry.State)).Select(entry => entry.Key);

    /// <summary>What the machine of a prefix knows; null: the prefix is unknown.</summary>
    public State? StateOf(uint vrf, Prefix prefix) =>
        _entries.Find(new(vrf, prefix))?.State;

    /// <summary>When a tick is due.</summary>
    public Instant? Deadline() => IsDrained ? null : _draining.Min.Until;

    /// <summary>Shifts every instant.</summary>
    public RouteTable Rebase(TimeSpan by) =>
        WithStates((_, state) => ReverseRouteInjection.Rebase(state, by));

    /// <summary>With the origin as now: each prefix's own.</summary>
    public RouteTable Normalize() => WithStates(ReverseRouteInjection.Normalize);

    /// <summary>
    /// What happens to traffic for an address: the longest prefix decides, whatever stands behind
    /// shorter ones.
    /// </summary>
    /// <param name="vrf">The routing table.</param>
    /// <param name="address">The destination.</param>
    /// <param name="route">Where it goes; null: it is dropped, or not ours to decide.</param>
    /// <returns>Whether a prefix of ours holds the address: then it is never sent in the clear.
    /// </returns>
    public bool TryRoute(uint vrf, HostAddress address, out Route? route)
    {
        for (var length = 8 * address.Length; length >= 0; length--)
        {
            if (_entries.Find(new(vrf, Prefix.Of(address, length))) is { } entry
                && IsGuarded(entry.State))
            {
                route = RouteOf(entry.State);
                return true;
            }
        }

        route = null;
        return false;
    }

    // Only a prefix that drains knows an instant.
    private RouteTable WithStates(Func<Config, State, State> change)
    {
        if (IsDrained)
        {
            return this;
        }

        var (entries, draining) = (_entries, _draining);
        foreach (var one in _draining)
        {
            var entry = entries.Find(one.Key)!;
            var state = change(entry.Config, entry.State);
            entries = entries.With(entry with { State = state });
            draining = Followed(draining, one, Draining.Of(one.Key, state));
        }

        return new(_config, _prefixesMax, _role, entries, _sas, draining);
    }

    private static ImmutableSortedSet<Draining> Followed(
        ImmutableSortedSet<Draining> draining, Draining? before, Draining? after)
    {
        if (before == after)
        {
            return draining;
        }

        var left = before is { } ended ? draining.Remove(ended) : draining;
        return after is { } begun ? left.Add(begun) : left;
    }

    /// <inheritdoc/>
    public bool Equals(RouteTable? other) =>
        ReferenceEquals(this, other)
        || (other is not null && _role == other._role && _prefixesMax == other._prefixesMax
            && _config == other._config
            && _entries == other._entries && _sas == other._sas);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_role, _entries, _sas);
}

using System.Collections.Immutable;
using Holdfast.Codec;
using static Holdfast.StateMachines.Rri.ReverseRouteInjection;

namespace Holdfast.StateMachines.Rri;

/// <content>What changes a table.</content>
public sealed partial record RouteTable
{
    /// <summary>
    /// An SA for prefixes is there. False: the table has no room for a prefix, and nothing has
    /// changed; the SA is to be refused or to be without routes.
    /// </summary>
    public bool TryUp(
        Instant now, uint vrf, Items<Prefix> prefixes, Claim claim, out Change change)
    {
        var keys = prefixes.Select(prefix => new Key(vrf, prefix)).Distinct().Order().ToList();
        if (!HasRoom(keys))
        {
            change = new(this, []);
            return false;
        }

        change = ForEach(now, keys, new Input.SaUp(claim));
        return true;
    }

    /// <summary>
    /// An SA takes the place of another; what it alone protects is added first, and what the old
    /// one alone protected ends last. False: as above.
    /// </summary>
    public bool TryRekey(
        Instant now, uint vrf, Items<Prefix> prefixes, ulong old, Claim claim, out Change change)
    {
        var keys = prefixes.Select(prefix => new Key(vrf, prefix)).Distinct().Order().ToList();
        if (!HasRoom(keys))
        {
            change = new(this, []);
            return false;
        }

        var before = _sas.TryGetValue(old, out var held) ? held : [];
        change = ForEach(now, keys, new Input.Rekey(old, claim));
        if (claim.IsReady)
        {
            var ended = change.Table.ForEach(
                now, [.. before.Except(keys)], new Input.SaDown(old));
            change = new(ended.Table, [.. change.Outputs, .. ended.Outputs]);
        }

        return true;
    }

    /// <summary>An SA is usable, and its counters are safe.</summary>
    public Change Ready(Instant now, ulong sa) =>
        ForEach(now, KeysOf(sa), new Input.SaReady(sa));

    /// <summary>An SA is to be deleted; it may be once <see cref="Output.Release"/> says so.
    /// </summary>
    public Change Down(Instant now, ulong sa) => _sas.ContainsKey(sa)
        ? ForEach(now, KeysOf(sa), new Input.SaDown(sa))
        : new(this, [new Output.Release(sa)]);

    /// <summary>An SA is gone, or of no use.</summary>
    public Change Lost(Instant now, ulong sa) => _sas.ContainsKey(sa)
        ? ForEach(now, KeysOf(sa), new Input.SaLost(sa))
        : new(this, [new Output.Release(sa)]);

    /// <summary>Traffic of an SA goes elsewhere.</summary>
    public Change Move(Instant now, ulong sa, NextHop via) =>
        ForEach(now, KeysOf(sa), new Input.NextHopChange(sa, via));

    /// <summary>A peer is dead.</summary>
    public Change PeerDead(Instant now, ulong peer) =>
        ForEach(now, [.. _entries.Keys], new Input.PeerDead(peer));

    /// <summary>Policy protects a prefix. False: the table has no room for it.</summary>
    public bool TryProtect(Instant now, uint vrf, Prefix prefix, out Change change)
    {
        var key = new Key(vrf, prefix);
        if (!HasRoom([key]))
        {
            change = new(this, []);
            return false;
        }

        change = ForEach(now, [key], new Input.Protect());
        return true;
    }

    /// <summary>Policy does not protect a prefix any more.</summary>
    public Change Unprotect(Instant now, uint vrf, Prefix prefix) =>
        _entries.ContainsKey(new(vrf, prefix))
            ? ForEach(now, [new(vrf, prefix)], new Input.Unprotect())
            : new(this, []);

    /// <summary>This member is active.</summary>
    public Change Promote(Instant now) =>
        InRole(Role.Active).ForEach(
            now, [.. _entries.Keys], new Input.Promoted());

    /// <summary>This member is not active any more: all routes go, then the virtual address.
    /// </summary>
    public Change Demote(Instant now, bool isFenced) => Yielding(
        InRole(isFenced ? Role.Fenced : Role.Standby).ForEach(
            now, [.. _entries.Keys], new Input.Demoted(isFenced)));

    /// <summary>This member hands over: routes go, then after a while the virtual address.
    /// </summary>
    public Change Drain(Instant now, TimeSpan most)
    {
        var change = (_role == Role.Active ? InRole(Role.Leaving) : this).ForEach(
            now, [.. _entries.Keys], new Input.Drain(most));
        return change.Table.IsDrained ? Yielding(change) : change;
    }

    /// <summary>Time has passed.</summary>
    public Change Tick(Instant now)
    {
        var due = _draining.TakeWhile(one => one.Until <= now).Select(one => one.Key)
            .Order().ToList();
        var change = ForEach(now, due, new Input.Tick());
        return due.Count > 0 && change.Table is { _role: Role.Leaving, IsDrained: true }
            ? Yielding(change)
            : change;
    }

    private bool IsDrained => _draining.IsEmpty;

    private RouteTable InRole(Role role) =>
        role == _role ? this : new(_config, _prefixesMax, role, _entries, _sas, _draining);

    private List<Key> KeysOf(ulong sa) =>
        _sas.TryGetValue(sa, out var keys) ? [.. keys] : [];

    private bool HasRoom(List<Key> keys) =>
        _entries.Count + keys.Count(key => !_entries.ContainsKey(key)) <= _prefixesMax;

    private static Change Yielding(Change change) =>
        change with { Outputs = change.Outputs.Add(new Output.Yield()) };

    /// <summary>Steps the machines of prefixes, and gathers what they put out.</summary>
    private Change ForEach(Instant now, List<Key> keys, Input input)
    {
        var entries = _entries.ToBuilder();
        var sas = _sas.ToBuilder();
        var draining = _draining.ToBuilder();
        var outputs = new List<Output>();
        foreach (var key in keys)
        {
            var entry = entries.GetValueOrDefault(key)
                ?? new(_config.For(key.Prefix, key.Vrf), Initial(_role));
            var before = FactsOf(entry.State).Claims;
            var next = Step(entry.Config, entry.State, now, input);
            foreach (var claim in FactsOf(next.State).Claims.Except(before))
            {
                Hold(sas, claim.Sa, key);
            }

            foreach (var output in next.Outputs)
            {
                if (output is Output.Release(var sa))
                {
                    if (IsFreed(sas, sa, key))
                    {
                        outputs.Add(output);
                    }
                }
                else if (output is not Output.Yield)
                {
                    outputs.Add(output);
                }
            }

            Follow(draining, Draining.Of(key, entry.State), Draining.Of(key, next.State));

            // A prefix that nobody needs is forgotten: the table holds what is in use.
            var isIdle = next.State is State.Absent { Facts.IsProtected: false };
            if (isIdle)
            {
                entries.Remove(key);
            }
            else if (!next.State.Equals(entry.State) || !_entries.ContainsKey(key))
            {
                entries[key] = new(entry.Config, next.State);
            }
        }

        var (after, held) = (entries.ToImmutable(), sas.ToImmutable());
        var table = ReferenceEquals(after, _entries) && ReferenceEquals(held, _sas)
            ? this
            : new RouteTable(
                _config, _prefixesMax, _role, after, held, draining.ToImmutable());

        // Routes of all prefixes change before any SA is let go.
        return new(
            table,
            [
                .. outputs.Where(output => output is not Output.Release),
                .. outputs.Where(output => output is Output.Release),
            ]);
    }

    private static void Hold(
        ImmutableSortedDictionary<ulong, Items<Key>>.Builder sas, ulong sa, Key key)
    {
        var held = sas.TryGetValue(sa, out var keys) ? keys : [];
        if (!held.Contains(key))
        {
            sas[sa] = held.Add(key);
        }
    }

    /// <summary>Whether a prefix was the last one that held an SA back.</summary>
    private static bool IsFreed(
        ImmutableSortedDictionary<ulong, Items<Key>>.Builder sas, ulong sa, Key key)
    {
        if (!sas.TryGetValue(sa, out var held))
        {
            return false;
        }

        Items<Key> left = [.. held.Where(other => other != key)];
        if (left.Count > 0)
        {
            sas[sa] = left;
            return false;
        }

        sas.Remove(sa);
        return true;
    }
}

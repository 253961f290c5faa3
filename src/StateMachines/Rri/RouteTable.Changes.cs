using System.Runtime.InteropServices;
using Holdfast.Codec;
using Holdfast.StateMachines.Replication;
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
        var keys = KeysOf(vrf, prefixes).Span;
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
        var keys = KeysOf(vrf, prefixes);
        if (!HasRoom(keys.Span))
        {
            change = new(this, []);
            return false;
        }

        var before = KeysOf(old);
        change = ForEach(now, keys.Span, new Input.Rekey(old, claim));
        if (claim.IsReady && before != keys)
        {
            var ended = change.Table.ForEach(
                now, [.. before.Except(keys)], new Input.SaDown(old));
            change = new(ended.Table, [.. change.Outputs, .. ended.Outputs]);
        }

        return true;
    }

    /// <summary>An SA is usable, and its counters are safe.</summary>
    public Change Ready(Instant now, ulong sa) =>
        ForEach(now, KeysOf(sa).Span, new Input.SaReady(sa));

    /// <summary>An SA is to be deleted; it may be once <see cref="Output.Release"/> says so.
    /// </summary>
    public Change Down(Instant now, ulong sa) => Has(sa)
        ? ForEach(now, KeysOf(sa).Span, new Input.SaDown(sa))
        : new(this, [new Output.Release(sa)]);

    /// <summary>An SA is gone, or of no use.</summary>
    public Change Lost(Instant now, ulong sa) => Has(sa)
        ? ForEach(now, KeysOf(sa).Span, new Input.SaLost(sa))
        : new(this, [new Output.Release(sa)]);

    /// <summary>Traffic of an SA goes elsewhere.</summary>
    public Change Move(Instant now, ulong sa, NextHop via) =>
        ForEach(now, KeysOf(sa).Span, new Input.NextHopChange(sa, via));

    /// <summary>A peer is dead.</summary>
    public Change PeerDead(Instant now, ulong peer) =>
        ForEach(now, AllKeys(), new Input.PeerDead(peer));

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
        _entries.Find(new(vrf, prefix)) is not null
            ? ForEach(now, [new(vrf, prefix)], new Input.Unprotect())
            : new(this, []);

    /// <summary>This member is active.</summary>
    public Change Promote(Instant now) =>
        InRole(Role.Active).ForEach(
            now, AllKeys(), new Input.Promoted());

    /// <summary>This member is not active any more: all routes go, then the virtual address.
    /// </summary>
    public Change Demote(Instant now, bool isFenced) => Yielding(
        InRole(isFenced ? Role.Fenced : Role.Standby).ForEach(
            now, AllKeys(), new Input.Demoted(isFenced)));

    /// <summary>This member hands over: routes go, then after a while the virtual address.
    /// </summary>
    public Change Drain(Instant now, TimeSpan most)
    {
        var change = (_role == Role.Active ? InRole(Role.Leaving) : this).ForEach(
            now, AllKeys(), new Input.Drain(most));
        return change.Table.IsDrained ? Yielding(change) : change;
    }

    /// <summary>Time has passed.</summary>
    public Change Tick(Instant now)
    {
        var due = _draining.TakeWhile(one => one.Until <= now).Select(one => one.Key)
            .Order().ToArray();
        var change = ForEach(now, due, new Input.Tick());
        return due.Length > 0 && change.Table is { _role: Role.Leaving, IsDrained: true }
            ? Yielding(change)
            : change;
    }

    private bool IsDrained => _draining.IsEmpty;

    private RouteTable InRole(Role role) =>
        role == _role ? this : new(_config, _prefixesMax, role, _entries, _sas, _draining);

    /// <summary>The prefixes of an SA, each once and in order: nearly always there is one.
    /// </summary>
    private static Items<Key> KeysOf(uint vrf, Items<Prefix> prefixes) => prefixes.Count == 1
        ? [new(vrf, prefixes[0])]
        : [.. prefixes.Select(prefix => new Key(vrf, prefix)).Distinct().Order()];

    private Items<Key> KeysOf(ulong sa) => _sas.Find(sa)?.Keys ?? [];

    private Key[] AllKeys() => [.. _entries.InOrder().Select(entry => entry.Key)];

    private bool HasRoom(ReadOnlySpan<Key> keys)
    {
        var known = _entries.Count;
        foreach (var key in keys)
        {
            known += _entries.Find(key) is null ? 1 : 0;
        }

        return known <= _prefixesMax;
    }

    private static Change Yielding(Change change) =>
        change with { Outputs = change.Outputs.Add(new Output.Yield()) };

    /// <summary>Steps the machines of prefixes, and gathers what they put out.</summary>
    private Change ForEach(Instant now, ReadOnlySpan<Key> keys, Input input)
    {
        var (entries, sas, draining) = (_entries, _sas, _draining);

        // Routes of all prefixes change before any SA is let go.
        List<Output>? changes = null, releases = null;
        foreach (var key in keys)
        {
            var known = entries.Find(key);
            var entry = known ?? new(key, _config.For(key.Prefix, key.Vrf), Initial(_role));
            var before = FactsOf(entry.State).Claims;
            var next = Step(entry.Config, entry.State, now, input);
            foreach (var claim in FactsOf(next.State).Claims.Span)
            {
                if (!before.Span.Contains(claim))
                {
                    sas = Holding(sas, claim.Sa, key);
                }
            }

            foreach (var output in next.Outputs)
            {
                if (output is Output.Release(var sa))
                {
                    if (IsFreed(ref sas, sa, key))
                    {
                        (releases ??= []).Add(output);
                    }
                }
                else if (output is not Output.Yield)
                {
                    (changes ??= []).Add(output);
                }
            }

            draining = Followed(
                draining, Draining.Of(key, entry.State), Draining.Of(key, next.State));

            // A prefix that nobody needs is forgotten: the table holds what is in use.
            if (next.State is State.Absent { Facts.IsProtected: false })
            {
                entries = entries.Without(key);
            }
            else if (known is null || !next.State.Equals(entry.State))
            {
                entries = entries.With(new(key, entry.Config, next.State));
            }
        }

        var table = entries.IsSame(_entries) && sas.IsSame(_sas)
            ? this
            : new RouteTable(_config, _prefixesMax, _role, entries, sas, draining);
        if (releases is not null)
        {
            changes?.AddRange(releases);
        }

        return new(table, Items.Of<Output>(CollectionsMarshal.AsSpan(changes ?? releases)));
    }

    private static Table<Held> Holding(Table<Held> sas, ulong sa, Key key)
    {
        var held = sas.Find(sa)?.Keys ?? [];
        return held.Span.Contains(key) ? sas : sas.With(new(sa, held.Add(key)));
    }

    /// <summary>Whether a prefix was the last one that held an SA back.</summary>
    private static bool IsFreed(ref Table<Held> sas, ulong sa, Key key)
    {
        if (sas.Find(sa) is not { } held)
        {
            return false;
        }

        var at = held.Keys.Span.IndexOf(key);
        var left = at < 0 ? held.Keys : held.Keys.Without(at);
        sas = left.Count == 0 ? sas.Without(sa)
            : at < 0 ? sas
            : sas.With(held with { Keys = left });
        return left.Count == 0;
    }
}

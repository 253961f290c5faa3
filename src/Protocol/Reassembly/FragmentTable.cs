using System.Collections.Immutable;
using Holdfast.Codec;

namespace Holdfast.Protocol.Reassembly;

/// <summary>
/// Fragments of IPv4 and IPv6 datagrams that wait for the rest of them (RFC 791 §3.2, RFC 8200
/// §4.5): an immutable value, bounded by its limits whatever arrives. Overlapping fragments refuse
/// their datagram (RFC 5722 §4); an exact copy of a fragment is passed over.
/// </summary>
public sealed class FragmentTable
{
    private const int LargestDatagram = 65_535;

    private readonly ImmutableDictionary<FragmentKey, Partial> _partial;
    private readonly FragmentLimits _limits;
    private readonly int _octets;
    private readonly long _added;

    private FragmentTable(
        FragmentLimits limits, ImmutableDictionary<FragmentKey, Partial> partial, int octets,
        long added)
    {
        _limits = limits;
        _partial = partial;
        _octets = octets;
        _added = added;
    }

    /// <summary>What a fragment made of a table.</summary>
    /// <param name="Table">The table behind it.</param>
    /// <param name="Verdict">What became of the fragment.</param>
    /// <param name="Joined">The datagram that it completed.</param>
    public readonly record struct Next(
        FragmentTable Table, FragmentVerdict Verdict, JoinedDatagram? Joined = null);

    // Pieces are in the order of their offsets. A refused datagram keeps its place without octets,
    // so that its later fragments are refused too.
    private sealed record Partial(
        Items<Fragment> Pieces, int Octets, int? End, bool IsRefused, long Arrival, long Seconds);

    /// <summary>Datagrams that are not whole.</summary>
    public int Datagrams => _partial.Count;

    /// <summary>Octets that wait.</summary>
    public int Octets => _octets;

    /// <summary>A table without fragments.</summary>
    public static FragmentTable Empty(FragmentLimits? limits = null) => new(
        limits ?? FragmentLimits.Default, ImmutableDictionary<FragmentKey, Partial>.Empty, 0, 0);

    /// <summary>
    /// The table with one more fragment, and the datagram if it was the missing one.
    /// </summary>
    /// <param name="fragment">The fragment; one that is refused takes its datagram with it.</param>
    public Next Add(Fragment fragment)
    {
        ArgumentNullException.ThrowIfNull(fragment);
        var table = Without(fragment.Key, tooOldAt: fragment.Seconds);
        var partial = table._partial.GetValueOrDefault(fragment.Key)
            ?? new Partial([], 0, null, false, table._added, fragment.Seconds);
        if (partial.IsRefused)
        {
            return new(table, FragmentVerdict.Refused);
        }

        var verdict = Judge(partial, fragment, out var at);
        return verdict switch
        {
            FragmentVerdict.Repeated => new(table, verdict),
            FragmentVerdict.Kept => table.Insert(partial, fragment, at),
            _ => new(table.Refuse(fragment.Key, partial), verdict),
        };
    }

    /// <param name="partial">What is there of the datagram.</param>
    /// <param name="fragment">What came.</param>
    /// <param name="at">Where it stands among the pieces, if it is kept.</param>
    private FragmentVerdict Judge(Partial partial, Fragment fragment, out int at)
    {
        at = 0;
        if (fragment.Offset < 0 || fragment.Offset % 8 != 0
            || (fragment.MoreFollow
                && (fragment.Data.Length % 8 != 0 || fragment.Data.Length == 0)))
        {
            return FragmentVerdict.Uneven;
        }

        if (fragment.Offset > LargestDatagram)
        {
            return FragmentVerdict.TooFar;
        }

        var end = fragment.Offset + fragment.Data.Length;
        foreach (var other in partial.Pieces.Span)
        {
            var otherEnd = other.Offset + other.Data.Length;
            if (other.Offset == fragment.Offset && other.MoreFollow == fragment.MoreFollow
                && other.Data == fragment.Data)
            {
                return FragmentVerdict.Repeated;
            }

            if (fragment.Offset < otherEnd && other.Offset < end)
            {
                return FragmentVerdict.Overlapping;
            }

            at += other.Offset < fragment.Offset ? 1 : 0;
        }

        // The last fragment ends the datagram: there is one, and nothing lies beyond it.
        var isSecondEnd = !fragment.MoreFollow
            && (partial.End is not null || at < partial.Pieces.Count);
        if (isSecondEnd || end > (partial.End ?? LargestDatagram))
        {
            return FragmentVerdict.TooFar;
        }

        return partial.Pieces.Count < _limits.Fragments
            ? FragmentVerdict.Kept
            : FragmentVerdict.TooMany;
    }

    private Next Insert(Partial partial, Fragment fragment, int at)
    {
        var end = fragment.MoreFollow ? partial.End : fragment.Offset + fragment.Data.Length;
        var octets = partial.Octets + fragment.Data.Length;
        Items<Fragment> pieces =
            [.. partial.Pieces.Span[..at], fragment, .. partial.Pieces.Span[at..]];
        if (octets == end)
        {
            return new(Without(fragment.Key), FragmentVerdict.Joined, Join(pieces, octets));
        }

        var kept = partial with { Pieces = pieces, Octets = octets, End = end };
        var table = new FragmentTable(
            _limits, _partial.SetItem(fragment.Key, kept), _octets + fragment.Data.Length,
            _added + 1);
        return new(table.Bounded(), FragmentVerdict.Kept);
    }

    // No piece overlaps another and none lies beyond the end, so octets = end means: no hole.
    private static JoinedDatagram Join(Items<Fragment> pieces, int octets)
    {
        var data = new byte[octets];
        var origins = new SortedSet<long>();
        foreach (var piece in pieces.Span)
        {
            piece.Data.Span.CopyTo(data.AsSpan(piece.Offset));
            origins.Add(piece.Origin);
        }

        return new JoinedDatagram(new Octets(data), pieces[0].Protocol, [.. origins]);
    }

    private FragmentTable Refuse(FragmentKey key, Partial partial)
    {
        var refused = partial with { Pieces = [], Octets = 0, IsRefused = true };
        var table = new FragmentTable(
            _limits, _partial.SetItem(key, refused), _octets - partial.Octets, _added + 1);
        return table.Bounded();
    }

    private FragmentTable Without(FragmentKey key, long? tooOldAt = null)
    {
        if (!_partial.TryGetValue(key, out var partial)
            || (tooOldAt is { } now && Math.Abs(now - partial.Seconds) <= _limits.Seconds))
        {
            return this;
        }

        return new FragmentTable(_limits, _partial.Remove(key), _octets - partial.Octets, _added);
    }

    private FragmentTable Bounded()
    {
        var table = this;
        while (table._partial.Count > _limits.Datagrams || table._octets > _limits.Octets)
        {
            table = table.Without(table._partial.MinBy(entry => entry.Value.Arrival).Key);
        }

        return table;
    }
}

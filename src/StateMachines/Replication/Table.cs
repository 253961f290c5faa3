using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Holdfast.StateMachines.Replication;

/// <summary>A row of a <see cref="Table{TRow}"/>.</summary>
public interface IRow
{
    /// <summary>What the row is found by.</summary>
    UInt128 Key { get; }

    /// <summary>The digest of the whole row.</summary>
    StateDigest Digest { get; }
}

/// <summary>
/// Rows by their keys, immutable and equal by content. A change copies the path to one row (about
/// 2 × log2 of the rows), comparing shared parts is free, and the digest of all rows is at hand.
/// </summary>
/// <remarks>
/// A treap whose priorities follow from the keys: the same rows make the same tree, in whatever
/// order they came.
/// </remarks>
/// <typeparam name="TRow">The row.</typeparam>
public readonly struct Table<TRow> : IEquatable<Table<TRow>>, IReadOnlyCollection<TRow>
    where TRow : class, IRow, IEquatable<TRow>
{
    private readonly Branch? _root;

    private Table(Branch? root) => _root = root;

    /// <summary>Number of rows.</summary>
    public int Count => _root?.Count ?? 0;

    /// <summary>The digest of all rows; whatever order they came in.</summary>
    public StateDigest Digest => new(_root?.Sum ?? 0);

    /// <summary>The first row by key; null when there is none.</summary>
    public TRow? First
    {
        get
        {
            var at = _root;
            while (at?.Left is { } left)
            {
                at = left;
            }

            return at?.Row;
        }
    }

    /// <summary>The first row whose key is this or a higher one; null when there is none.
    /// </summary>
    public TRow? FirstFrom(UInt128 key)
    {
        TRow? found = null;
        for (var at = _root; at is not null;)
        {
            if (at.Row.Key < key)
            {
                at = at.Right;
            }
            else
            {
                found = at.Row;
                at = at.Left;
            }
        }

        return found;
    }

    /// <summary>The row with a key.</summary>
    public bool TryFind(UInt128 key, [NotNullWhen(true)] out TRow? row)
    {
        for (var at = _root; at is not null; at = key < at.Row.Key ? at.Left : at.Right)
        {
            if (key == at.Row.Key)
            {
                row = at.Row;
                return true;
            }
        }

        row = null;
        return false;
    }

    /// <summary>The row with a key; null when there is none.</summary>
    public TRow? Find(UInt128 key) => TryFind(key, out var row) ? row : null;

    /// <summary>The table with a row, in the place of the one with its key.</summary>
    public Table<TRow> With(TRow row) => new(Put(_root, row, Priority(row.Key)));

    /// <summary>The table without the row with a key.</summary>
    public Table<TRow> Without(UInt128 key) =>
        TryFind(key, out _) ? new(Remove(_root!, key)) : this;

    /// <summary>Rows in the order of their keys, from the n-th on.</summary>
    public IEnumerable<TRow> From(int skip)
    {
        var path = new Stack<Branch>();
        for (var at = _root; at is not null;)
        {
            var before = at.Left?.Count ?? 0;
            if (skip <= before)
            {
                path.Push(at);
                at = at.Left;
            }
            else
            {
                skip -= before + 1;
                at = at.Right;
            }
        }

        while (path.TryPop(out var next))
        {
            yield return next.Row;
            for (var at = next.Right; at is not null; at = at.Left)
            {
                path.Push(at);
            }
        }
    }

    /// <summary>Whether it is the same in memory: equal, and nothing was compared.</summary>
    public bool IsSame(Table<TRow> other) => ReferenceEquals(_root, other._root);

    /// <inheritdoc/>
    public bool Equals(Table<TRow> other) => AreEqual(_root, other._root);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Table<TRow> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, _root?.Sum);

    /// <summary>The rows between brackets.</summary>
    public override string ToString() => $"[{string.Join(", ", this)}]";

    /// <inheritdoc/>
    public IEnumerator<TRow> GetEnumerator() => From(0).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Equal by content.</summary>
    public static bool operator ==(Table<TRow> left, Table<TRow> right) => left.Equals(right);

    /// <summary>Different by content.</summary>
    public static bool operator !=(Table<TRow> left, Table<TRow> right) => !left.Equals(right);

    private static ulong Priority(UInt128 key) =>
        StateDigest.Mix((ulong)key ^ StateDigest.Mix((ulong)(key >> 64)));

    private static bool IsAbove(ulong priority, UInt128 key, Branch other) =>
        priority > other.Priority || (priority == other.Priority && key < other.Row.Key);

    private static Branch Put(Branch? at, TRow row, ulong priority)
    {
        var key = row.Key;
        if (at is null)
        {
            return new(row, priority, null, null);
        }

        if (key == at.Row.Key)
        {
            return new(row, priority, at.Left, at.Right);
        }

        if (IsAbove(priority, key, at))
        {
            var (left, right) = Split(at, key);
            return new(row, priority, left, right);
        }

        return key < at.Row.Key
            ? at.Over(Put(at.Left, row, priority), at.Right)
            : at.Over(at.Left, Put(at.Right, row, priority));
    }

    private static (Branch? Left, Branch? Right) Split(Branch? at, UInt128 key)
    {
        if (at is null)
        {
            return default;
        }

        if (key < at.Row.Key)
        {
            var (left, rest) = Split(at.Left, key);
            return (left, at.Over(rest, at.Right));
        }

        var (more, right) = Split(at.Right, key);
        return (at.Over(at.Left, more), right);
    }

    private static Branch? Remove(Branch at, UInt128 key) =>
        key == at.Row.Key ? Join(at.Left, at.Right)
        : key < at.Row.Key ? at.Over(Remove(at.Left!, key), at.Right)
        : at.Over(at.Left, Remove(at.Right!, key));

    private static Branch? Join(Branch? left, Branch? right) =>
        left is null ? right
        : right is null ? left
        : IsAbove(left.Priority, left.Row.Key, right)
            ? left.Over(left.Left, Join(left.Right, right))
            : right.Over(Join(left, right.Left), right.Right);

    private static bool AreEqual(Branch? one, Branch? other)
    {
        if (ReferenceEquals(one, other))
        {
            return true;
        }

        return one is not null && other is not null
            && one.Sum == other.Sum && one.Count == other.Count
            && one.Row.Equals(other.Row)
            && AreEqual(one.Left, other.Left) && AreEqual(one.Right, other.Right);
    }

    private sealed class Branch
    {
        public readonly TRow Row;
        public readonly Branch? Left;
        public readonly Branch? Right;
        public readonly ulong Priority;
        public readonly int Count;
        public readonly ulong Sum;

        public Branch(TRow row, ulong priority, Branch? left, Branch? right)
            : this(row, priority, row.Digest.Value, left, right)
        {
        }

        private Branch(TRow row, ulong priority, ulong own, Branch? left, Branch? right)
        {
            Row = row;
            Left = left;
            Right = right;
            Priority = priority;
            Count = 1 + (left?.Count ?? 0) + (right?.Count ?? 0);
            Sum = unchecked(own + (left?.Sum ?? 0) + (right?.Sum ?? 0));
        }

        /// <summary>The same row over other ones: its digest, which looks at all that is in it, is
        /// known.</summary>
        public Branch Over(Branch? left, Branch? right) => new(
            Row, Priority, unchecked(Sum - (Left?.Sum ?? 0) - (Right?.Sum ?? 0)), left, right);
    }
}

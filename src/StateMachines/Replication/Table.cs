using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

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
/// Rows by their keys, immutable and equal by content. A change copies the path to one row: about
/// half of log2 of the rows in parts, 64 at most whoever chose the keys. Comparing shared parts is
/// free, and the digest of all rows is at hand.
/// </summary>
/// <typeparam name="TRow">The row.</typeparam>
public readonly struct Table<TRow> : IEquatable<Table<TRow>>, IReadOnlyCollection<TRow>
    where TRow : class, IRow, IEquatable<TRow>
{
    private readonly RowTree? _root;

    private Table(RowTree? root) => _root = root;

    /// <summary>Number of rows.</summary>
    public int Count => _root?.Count ?? 0;

    /// <summary>The digest of all rows; whatever order they came in.</summary>
    public StateDigest Digest => new(_root?.Sum ?? 0);

    /// <summary>The first row by key; null when there is none.</summary>
    public TRow? First => Row(RowTree.First(_root));

    /// <summary>The first row whose key is this or a higher one; null when there is none.
    /// </summary>
    public TRow? FirstFrom(UInt128 key) => Row(RowTree.FirstFrom(_root, key));

    /// <summary>The row with a key.</summary>
    public bool TryFind(UInt128 key, [NotNullWhen(true)] out TRow? row)
    {
        row = Find(key);
        return row is not null;
    }

    /// <summary>The row with a key; null when there is none.</summary>
    public TRow? Find(UInt128 key) => Row(RowTree.Find(_root, key));

    /// <summary>The table with a row, in the place of the one with its key.</summary>
    public Table<TRow> With(TRow row) => new(RowTree.With(_root, row));

    /// <summary>The table without the row with a key.</summary>
    public Table<TRow> Without(UInt128 key) => new(RowTree.Without(_root, key));

    /// <summary>Rows in the order of their keys, from the n-th on.</summary>
    public IEnumerable<TRow> From(int skip) =>
        // Most tables of most members have no row or one: nobody has to walk there.
        Count <= skip ? [] : Count == 1 ? [First!] : Walk(skip);

    /// <summary>Whether it is the same in memory: equal, and nothing was compared.</summary>
    public bool IsSame(Table<TRow> other) => ReferenceEquals(_root, other._root);

    /// <inheritdoc/>
    public bool Equals(Table<TRow> other) => RowTree.AreEqual(_root, other._root);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Table<TRow> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _root is { } root ? root.Sum.GetHashCode() : 0;

    /// <summary>The rows between brackets.</summary>
    public override string ToString() => $"[{string.Join(", ", this)}]";

    /// <inheritdoc/>
    public IEnumerator<TRow> GetEnumerator() => From(0).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Equal by content.</summary>
    public static bool operator ==(Table<TRow> left, Table<TRow> right) => left.Equals(right);

    /// <summary>Different by content.</summary>
    public static bool operator !=(Table<TRow> left, Table<TRow> right) => !left.Equals(right);

    private IEnumerable<TRow> Walk(int skip)
    {
        foreach (var row in RowTree.From(_root, skip))
        {
            yield return Unsafe.As<TRow>(row);
        }
    }

    // Nothing but rows of this type was ever put here, and a cast would look that up each time.
    private static TRow? Row(IRow? row) => Unsafe.As<TRow>(row);
}

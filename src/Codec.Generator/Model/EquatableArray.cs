using System.Collections;
using System.Collections.Immutable;

namespace Holdfast.Codec.Generator.Model;

/// <summary>
/// An immutable array that compares by content, so that the pipeline can cache it.
/// </summary>
internal readonly struct EquatableArray<T> : IEquatable<EquatableArray<T>>, IReadOnlyList<T>
    where T : IEquatable<T>
{
    private readonly ImmutableArray<T> _items;

    public EquatableArray(IEnumerable<T> items) => _items = items.ToImmutableArray();

    private ImmutableArray<T> Whole => _items.IsDefault ? ImmutableArray<T>.Empty : _items;

    public int Count => Whole.Length;

    public T this[int index] => Whole[index];

    public bool Equals(EquatableArray<T> other) => Whole.SequenceEqual(other.Whole);

    public override bool Equals(object? obj) => obj is EquatableArray<T> other && Equals(other);

    public override int GetHashCode()
    {
        var hash = 17;
        foreach (var item in Whole)
        {
            hash = unchecked((hash * 31) + item.GetHashCode());
        }

        return hash;
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)Whole).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

using System.Collections;
using System.Runtime.CompilerServices;

namespace Holdfast.Codec;

/// <summary>An immutable list, equal by content.</summary>
/// <typeparam name="T">The element.</typeparam>
[CollectionBuilder(typeof(Items), nameof(Items.Of))]
public readonly struct Items<T> : IEquatable<Items<T>>, IReadOnlyList<T>
{
    // As records hash their members.
    private const int Factor = -1521134295;

    private readonly T[]? _items;

    internal Items(T[] items) => _items = items;

    /// <summary>Number of elements.</summary>
    public int Count => _items?.Length ?? 0;

    /// <summary>The elements.</summary>
    public ReadOnlySpan<T> Span => _items;

    /// <inheritdoc/>
    public T this[int index] => Span[index];

    /// <summary>The list with one more element at its end.</summary>
    public Items<T> Add(T item) => new([.. _items ?? [], item]);

    /// <summary>The list with another element at an index.</summary>
    public Items<T> With(int index, T item)
    {
        var copy = Span.ToArray();
        copy[index] = item;
        return new(copy);
    }

    /// <summary>The list without the element at an index.</summary>
    public Items<T> Without(int index)
    {
        var before = Span[..index];
        var behind = Span[(index + 1)..];
        if (Count == 1)
        {
            return default;
        }

        var left = new T[Count - 1];
        before.CopyTo(left);
        behind.CopyTo(left.AsSpan(index));
        return new(left);
    }

    /// <inheritdoc/>
    public bool Equals(Items<T> other)
    {
        if (Count != other.Count)
        {
            return false;
        }

        for (var i = 0; i < Count; i++)
        {
            if (!EqualityComparer<T>.Default.Equals(Span[i], other.Span[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Items<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = Count;
        foreach (var item in Span)
        {
            hash = unchecked((hash * Factor) + Of(item));
        }

        return hash;

        static int Of(T item) => item is null ? 1 : EqualityComparer<T>.Default.GetHashCode(item);
    }

    /// <summary>The elements between brackets.</summary>
    public override string ToString() => $"[{string.Join(", ", this)}]";

    /// <summary>Walks the elements without an allocation.</summary>
    public Enumerator GetEnumerator() => new(_items);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() =>
        ((IEnumerable<T>)(_items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<T>)this).GetEnumerator();

    /// <summary>Equal by content.</summary>
    public static bool operator ==(Items<T> left, Items<T> right) => left.Equals(right);

    /// <summary>Different by content.</summary>
    public static bool operator !=(Items<T> left, Items<T> right) => !left.Equals(right);

    /// <summary>Walks a list in order.</summary>
    public struct Enumerator
    {
        private readonly T[]? _items;
        private int _at;

        internal Enumerator(T[]? items)
        {
            _items = items;
            _at = -1;
        }

        /// <summary>The element at which the walk is.</summary>
        public readonly T Current => _items![_at];

        /// <summary>Goes to the next element.</summary>
        public bool MoveNext() => _items is not null && ++_at < _items.Length;
    }
}

/// <summary>Makes lists.</summary>
public static class Items
{
    /// <summary>A list of the elements, copied.</summary>
    public static Items<T> Of<T>(ReadOnlySpan<T> items) => new(items.ToArray());
}

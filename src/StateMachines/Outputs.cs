using System.Collections;
using System.Runtime.CompilerServices;

namespace Holdfast.StateMachines;

/// <summary>
/// What a step puts out, in order; equal by content. Four fit without an allocation, more are
/// allowed.
/// </summary>
/// <typeparam name="T">The output of the machine.</typeparam>
[CollectionBuilder(typeof(Outputs), nameof(Outputs.Of))]
public readonly struct Outputs<T> : IEquatable<Outputs<T>>, IReadOnlyList<T>
{
    private const int InlineMax = 4;

    private readonly First _first;
    private readonly T[]? _more;
    private readonly int _count;

    /// <summary>Copies the outputs.</summary>
    public Outputs(params ReadOnlySpan<T> outputs)
    {
        _count = outputs.Length;
        var inline = Math.Min(_count, InlineMax);
        for (var i = 0; i < inline; i++)
        {
            _first[i] = outputs[i];
        }

        _more = _count > InlineMax ? outputs[InlineMax..].ToArray() : null;
    }

    private Outputs(in Outputs<T> before, T output)
    {
        _first = before._first;
        _more = before._more;
        _count = before._count + 1;
        if (before._count < InlineMax)
        {
            _first[before._count] = output;
        }
        else
        {
            _more = [.. before._more ?? [], output];
        }
    }

    /// <summary>Number of outputs.</summary>
    public int Count => _count;

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _count == 0;

    /// <inheritdoc/>
    public T this[int index] =>
        (uint)index >= (uint)_count ? throw new ArgumentOutOfRangeException(nameof(index))
        : index < InlineMax ? _first[index]!
        : _more![index - InlineMax];

    /// <summary>These outputs and one more at the end.</summary>
    public Outputs<T> Add(T output) => new(this, output);

    /// <inheritdoc/>
    public bool Equals(Outputs<T> other)
    {
        if (_count != other._count)
        {
            return false;
        }

        for (var i = 0; i < _count; i++)
        {
            if (!EqualityComparer<T>.Default.Equals(this[i], other[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Outputs<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        for (var i = 0; i < _count; i++)
        {
            hash.Add(this[i]);
        }

        return hash.ToHashCode();
    }

    /// <summary>The outputs between brackets.</summary>
    public override string ToString() => $"[{string.Join(", ", this.AsEnumerable())}]";

    /// <summary>Walks the outputs without an allocation.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<T> IEnumerable<T>.GetEnumerator()
    {
        for (var i = 0; i < _count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<T>)this).GetEnumerator();

    /// <summary>Equal by content.</summary>
    public static bool operator ==(Outputs<T> left, Outputs<T> right) => left.Equals(right);

    /// <summary>Different by content.</summary>
    public static bool operator !=(Outputs<T> left, Outputs<T> right) => !left.Equals(right);

    /// <summary>Walks outputs in order.</summary>
    public struct Enumerator
    {
        private readonly Outputs<T> _outputs;
        private int _at;

        internal Enumerator(Outputs<T> outputs)
        {
            _outputs = outputs;
            _at = -1;
        }

        /// <summary>The output at which the walk is.</summary>
        public readonly T Current => _outputs[_at];

        /// <summary>Goes to the next output.</summary>
        public bool MoveNext() => ++_at < _outputs._count;
    }

    [InlineArray(InlineMax)]
    private struct First
    {
        private T? _element;
    }
}

/// <summary>Makes outputs.</summary>
public static class Outputs
{
    /// <summary>The outputs in order, copied.</summary>
    public static Outputs<T> Of<T>(ReadOnlySpan<T> outputs) => new(outputs);
}

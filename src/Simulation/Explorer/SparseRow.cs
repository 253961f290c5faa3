using System.Runtime.CompilerServices;

namespace Holdfast.Simulation.Explorer;

/// <summary>
/// What is known for each of many numbers, most of which never come: an array for the first ones,
/// a table for the rest. The default says that nothing is known.
/// </summary>
internal sealed class SparseRow<T>
    where T : struct
{
    private const int DenseMax = 256;

    private T[] _dense = [];
    private Dictionary<int, T>? _rest;

    /// <summary>What is known for a number.</summary>
    public T this[int number]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var dense = _dense;
            return (uint)number < (uint)dense.Length ? dense[number] : Rest(number);
        }
    }

    /// <summary>Keeps what is known for a number.</summary>
    public void Set(int number, T value)
    {
        if (number >= DenseMax)
        {
            (_rest ??= [])[number] = value;
            return;
        }

        if (number >= _dense.Length)
        {
            Array.Resize(
                ref _dense, Math.Min(DenseMax, Math.Max(number + 1, 2 * _dense.Length)));
        }

        _dense[number] = value;
    }

    private T Rest(int number) =>
        _rest is not null && _rest.TryGetValue(number, out var known) ? known : default;
}

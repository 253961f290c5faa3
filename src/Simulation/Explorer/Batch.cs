using System.Runtime.CompilerServices;

namespace Holdfast.Simulation.Explorer;

/// <summary>What one thread found for one shard: the words of each state, then one word of hash
/// and parent.</summary>
internal sealed class Batch
{
    private ulong[] _records = new ulong[256];
    private int _length;

    /// <summary>What was found, in this order.</summary>
    public ReadOnlySpan<ulong> Records => _records.AsSpan(0, _length);

    /// <summary>Octets that it has taken.</summary>
    public long Octets => 8L * _records.Length;

    /// <summary>Adds a state.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ReadOnlySpan<ulong> words, uint hash, uint parent)
    {
        var length = _length;
        if (length + words.Length + 1 > _records.Length)
        {
            Array.Resize(ref _records, 2 * _records.Length);
        }

        for (var word = 0; word < words.Length; word++)
        {
            _records[length++] = words[word];
        }

        _records[length++] = ((ulong)hash << 32) | parent;
        _length = length;
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => _length = 0;
}

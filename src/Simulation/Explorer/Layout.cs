using System.Numerics;

namespace Holdfast.Simulation.Explorer;

/// <summary>
/// Where each slot of a state lies in its words. A slot is as wide as its values ask, with room for
/// as many again; the hash is of the values, so that it outlives a layout.
/// </summary>
internal sealed class Layout
{
    private const int BitsOfWord = 64;

    private readonly int[] _word;
    private readonly int[] _shift;
    private readonly int[] _width;
    private readonly ulong[] _factor;

    private Layout(int[] width)
    {
        _width = width;
        _word = new int[width.Length];
        _shift = new int[width.Length];
        _factor = new ulong[width.Length];
        var room = new List<int>();
        for (var slot = 0; slot < width.Length; slot++)
        {
            // The first word with room for it: a slot never lies across two.
            var word = room.FindIndex(left => left >= width[slot]);
            if (word < 0)
            {
                word = room.Count;
                room.Add(BitsOfWord);
            }

            _word[slot] = word;
            _shift[slot] = BitsOfWord - room[word];
            room[word] -= width[slot];
            _factor[slot] = Hashing.Factor(slot);
        }

        Words = Math.Max(1, room.Count);
    }

    /// <summary>Number of slots.</summary>
    public int Slots => _width.Length;

    /// <summary>Words of a state.</summary>
    public int Words { get; }

    /// <summary>In which word each slot lies.</summary>
    public ReadOnlySpan<int> WordOf => _word;

    /// <summary>How far up in it.</summary>
    public ReadOnlySpan<int> ShiftOf => _shift;

    /// <summary>By what each slot counts in the hash.</summary>
    public ReadOnlySpan<ulong> FactorOf => _factor;

    /// <summary>A layout for as many values as there are now, and as many again.</summary>
    public static Layout For(Rules rules)
    {
        var width = new int[rules.Slots];
        for (var slot = 0; slot < width.Length; slot++)
        {
            width[slot] = BitOperations.Log2((uint)(2 * Math.Max(1, rules.Values(slot)) - 1)) + 1;
        }

        return new(width);
    }

    /// <summary>A layout that takes any value.</summary>
    public static Layout Wide(int slots)
    {
        var width = new int[slots];
        Array.Fill(width, 32);
        return new(width);
    }

    /// <summary>Whether all values that there are now fit.</summary>
    public bool Fits(Rules rules)
    {
        for (var slot = 0; slot < _width.Length; slot++)
        {
            if (_width[slot] < 32 && rules.Values(slot) > 1 << _width[slot])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes the words of a state apart; returns the raw hash.</summary>
    public ulong Unpack(ReadOnlySpan<ulong> words, Span<int> slots)
    {
        var hash = 0ul;
        for (var slot = 0; slot < slots.Length; slot++)
        {
            var value = (words[_word[slot]] >> _shift[slot]) & ((1ul << _width[slot]) - 1);
            slots[slot] = (int)value;
            hash += value * _factor[slot];
        }

        return hash;
    }

    /// <summary>Puts a state into words; returns the raw hash.</summary>
    public ulong Pack(ReadOnlySpan<int> slots, Span<ulong> words)
    {
        words.Clear();
        var hash = 0ul;
        for (var slot = 0; slot < slots.Length; slot++)
        {
            words[_word[slot]] |= (ulong)(uint)slots[slot] << _shift[slot];
            hash += (uint)slots[slot] * _factor[slot];
        }

        return hash;
    }
}

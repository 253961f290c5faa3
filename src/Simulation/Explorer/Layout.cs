using System.Numerics;

namespace Holdfast.Simulation.Explorer;

/// <summary>
/// Where each slot of a state lies in its words. A slot is as wide as its values ask, with room for
/// as many again; the hash is of the values, so that it outlives a layout.
/// </summary>
internal sealed class Layout
{
    private const int BitsOfWord = 64;

    private readonly int[] _width;
    private readonly Place[] _places;

    private Layout(int[] width)
    {
        _width = width;
        _places = new Place[width.Length];
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

            _places[slot] = new(word, BitsOfWord - room[word], Hashing.Factor(slot));
            room[word] -= width[slot];
        }

        Words = Math.Max(1, room.Count);
    }

    /// <summary>Number of slots.</summary>
    public int Slots => _width.Length;

    /// <summary>Words of a state.</summary>
    public int Words { get; }

    /// <summary>Where each slot lies.</summary>
    public Place[] Places => _places;

    /// <summary>A layout for as many values as there are now, and as many again.</summary>
    public static Layout For(SuccessorRules rules)
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
    public bool Fits(SuccessorRules rules)
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
            ref readonly var place = ref _places[slot];
            var value = (words[place.Word] >> place.Shift) & ((1ul << _width[slot]) - 1);
            slots[slot] = (int)value;
            hash += value * place.Factor;
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
            ref readonly var place = ref _places[slot];
            words[place.Word] |= (ulong)(uint)slots[slot] << place.Shift;
            hash += (uint)slots[slot] * place.Factor;
        }

        return hash;
    }

    /// <summary>Where a slot lies, and by what it counts in the hash.</summary>
    public readonly record struct Place(int Word, int Shift, ulong Factor);
}

using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;

namespace Holdfast.Simulation.Explorer;

/// <summary>
/// The exchanges of a model on slots: what the value of each slot becomes, by its number, as far as
/// that is known.
/// </summary>
internal sealed class Folding<TState, TInput>
    where TState : notnull
    where TInput : notnull
{
    private readonly Symmetry<TState, TInput>[] _exchanges;
    private readonly int[][] _slots;
    private readonly List<int>[][] _images;

    /// <param name="exchanges">The exchanges.</param>
    /// <param name="members">How many members there are.</param>
    /// <param name="ways">The ways between them.</param>
    public Folding(
        Symmetry<TState, TInput>[] exchanges, int members, (int From, int To)[] ways)
    {
        _exchanges = exchanges;
        _slots = [.. exchanges.Select(SlotsOf)];
        _images = [.. exchanges.Select(_ => Enumerable.Range(0, members + ways.Length + 1)
            .Select(_ => new List<int>()).ToArray())];

        int[] SlotsOf(Symmetry<TState, TInput> exchange) =>
        [
            .. exchange.Places,
            .. ways.Select(way => members + Array.IndexOf(
                ways, (exchange.Places[way.From], exchange.Places[way.To]))),
            members + ways.Length,
        ];
    }

    /// <summary>How many there are, beside the one that changes nothing.</summary>
    public int Count => _exchanges.Length;

    /// <summary>An exchange.</summary>
    public Symmetry<TState, TInput> this[int exchange] => _exchanges[exchange];

    /// <summary>The slot whose place a slot takes.</summary>
    public int SlotOf(int exchange, int slot) => _slots[exchange][slot];

    /// <summary>What the value of a slot becomes; -1: that is not known.</summary>
    public int ImageOf(int exchange, int slot, int value)
    {
        var known = _images[exchange][slot];
        return value < known.Count ? known[value] : -1;
    }

    /// <summary>Keeps what the value of a slot becomes.</summary>
    public void Keep(int exchange, int slot, int value, int image)
    {
        var known = _images[exchange][slot];
        while (known.Count <= value)
        {
            known.Add(-1);
        }

        known[value] = image;
    }

    /// <summary>What is broken, exchanged.</summary>
    public Damage ImageOf(int exchange, Damage damage) =>
        damage with { Bits = _exchanges[exchange].Bits(damage.Bits) };
}

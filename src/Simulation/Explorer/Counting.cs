using System.Numerics;
using Holdfast.Codec;
using Holdfast.Simulation.Models;

namespace Holdfast.Simulation.Explorer;

/// <summary>
/// Which numbers a state of the world uses, a bit for each: a word for each of the kinds 0 and 1,
/// and half a word for each of 2 and 3.
/// </summary>
internal readonly record struct Used(ulong First, ulong Second, ulong Others)
{
    private const int Kinds = 4;
    private const int Half = 32;
    private const ulong LowestOfHalves = 0x1_0000_0001;

    /// <summary>Whether they run from 1 without a gap.</summary>
    public bool IsCompact => ((First & (First + 1)) | (Second & (Second + 1))
        | (Others & (Others + LowestOfHalves))) == 0;

    /// <summary>The numbers of both.</summary>
    public static Used operator |(Used one, Used other) => new(
        one.First | other.First, one.Second | other.Second, one.Others | other.Others);

    /// <summary>The numbers, as they are counted.</summary>
    public static Used Of(Items<Counted> numbers)
    {
        var used = default(Used);
        foreach (var (kind, number) in numbers)
        {
            if (kind is < 0 or >= Kinds || number > MostOf(kind))
            {
                throw new InvalidOperationException(
                    $"{number} of kind {kind}: at most {MostOf(kind)}, and {Kinds} kinds");
            }

            if (number > 0)
            {
                var bit = 1ul << ((int)(number - 1) + ShiftOf(kind));
                used |= kind switch
                {
                    0 => new(bit, 0, 0),
                    1 => new(0, bit, 0),
                    _ => new(0, 0, bit),
                };
            }
        }

        return used;
    }

    /// <summary>The place of a number among all that are used.</summary>
    public ulong PlaceOf(Counted number)
    {
        var used = number.Kind switch
        {
            0 => First,
            1 => Second,
            2 => Others & uint.MaxValue,
            _ => Others >> Half,
        };
        return number.Number == 0
            ? 0
            : (ulong)BitOperations.PopCount(used & (ulong.MaxValue >> (int)(64 - number.Number)));
    }

    // The last bit of a half stays free: what is added to the lower one does not reach the other.
    private static ulong MostOf(int kind) => kind < 2 ? 64ul : Half - 1;

    private static int ShiftOf(int kind) => kind == 3 ? Half : 0;
}

/// <summary>What is known of the numbers in states and messages.</summary>
internal sealed class Counting<TState, TInput>(Counters<TState, TInput> counters)
    where TState : notnull
    where TInput : notnull
{
    private readonly Dictionary<(int Slot, int Value, Used All), int> _renumbered = [];
    private readonly List<Used> _ofFlights = [];

    /// <summary>The numbers in a state.</summary>
    public Used Of(TState state) => Used.Of(counters.OfState(state));

    /// <summary>The numbers in a message.</summary>
    public Used Of(TInput input) => Used.Of(counters.OfInput(input));

    /// <summary>The numbers in what is under way, if they are known.</summary>
    public Used? OfFlight(int content) => content < _ofFlights.Count ? _ofFlights[content] : null;

    /// <summary>Of how many contents they are known.</summary>
    public int FlightsKnown => _ofFlights.Count;

    /// <summary>Keeps the numbers in the next content.</summary>
    public void AddFlight(Used used) => _ofFlights.Add(used);

    /// <summary>A state with its numbers counted anew.</summary>
    public TState Anew(TState state, Used all) => counters.StateWith(state, all.PlaceOf);

    /// <summary>A message with its numbers counted anew.</summary>
    public TInput Anew(TInput input, Used all) => counters.InputWith(input, all.PlaceOf);

    /// <summary>What the value of a slot becomes, if it is known.</summary>
    public bool TryFind(int slot, int value, Used all, out int anew) =>
        _renumbered.TryGetValue((slot, value, all), out anew);

    /// <summary>Keeps what the value of a slot becomes.</summary>
    public void Keep(int slot, int value, Used all, int anew) =>
        _renumbered.Add((slot, value, all), anew);
}

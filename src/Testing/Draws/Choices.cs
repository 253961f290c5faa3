namespace Holdfast.Testing.Draws;

/// <summary>
/// The numbers by which a sample is chosen. Behind their end every choice is 0, the simplest one,
/// so that a shorter or smaller list is always a simpler sample: shrinking knows no format.
/// </summary>
/// <param name="numbers">The numbers.</param>
public sealed class Choices(uint[] numbers)
{
    /// <summary>How many numbers a case has: behind their end, all is at its simplest.</summary>
    public const int InCase = 512;

    /// <summary>Whether free numbers are the least or the largest, and lists none or one.</summary>
    public bool AtBounds { get; set; }

    private int _at;

    /// <summary>
    /// The number of a try after the first: it chooses otherwise though the numbers are used up.
    /// </summary>
    public uint Turn { get; set; }

    /// <summary>The next number, of 32 bits.</summary>
    public uint Next()
    {
        var number = _at < numbers.Length ? numbers[_at] : 0;
        _at++;
        return Turn == 0 ? number : number + (uint)(Mix((Turn * 0x10001UL) + (uint)_at) >> 16);
    }

    /// <summary>How many numbers a part of a case has that shrinking can take out by itself.
    /// </summary>
    public const int InPart = 16;

    /// <summary>Goes on where the next part begins.</summary>
    public void EndPart() => _at = (_at + InPart - 1) / InPart * InPart;

    /// <summary>Goes on at a part, counted from 0, unless that is behind already: what is drawn
    /// before may have any length.</summary>
    public void BeginPart(int part) => _at = Math.Max(_at, part * InPart);

    /// <summary>The choices from here to the beginning of a part, counted from 0: behind that, all
    /// is at its simplest.</summary>
    internal Choices Until(int part) => new(numbers[..Math.Min(numbers.Length, part * InPart)])
    {
        AtBounds = AtBounds,
        Turn = Turn,
        _at = _at,
    };

    /// <summary>Leaves a part out, so that those behind it stay what they are.</summary>
    public void SkipPart()
    {
        _at++;
        EndPart();
    }

    /// <summary>A number in [0, count).</summary>
    public int Below(int count) => count <= 1 ? 0 : (int)(Next() % (uint)count);

    /// <summary>
    /// Whether something happens that does so this often; not in the simplest sample.
    /// </summary>
    public bool Chance(int percent) => Next() % 100 >= 100 - percent;

    /// <summary>Whole milliseconds of [least, most); least in the simplest sample.</summary>
    public TimeSpan Between(TimeSpan least, TimeSpan most) => least
        + TimeSpan.FromMilliseconds(Below((int)(most - least).TotalMilliseconds));

    /// <summary>One of some; the first in the simplest sample.</summary>
    public T Of<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>A number of so many bits, its bounds more often than others.</summary>
    public ulong Number(int bits)
    {
        var max = bits == 64 ? ulong.MaxValue : (1UL << bits) - 1;
        return AtBounds ? Of<ulong>([0, max]) : Below(8) switch
        {
            0 => 0,
            1 => 1 & max,
            2 => max,
            3 => max >> 1,
            4 => Next() % 16 & max,
            _ => (((ulong)Next() << 32) | Next()) & max,
        };
    }

    /// <summary>So many octets of any values; zeros in the simplest sample.</summary>
    public byte[] Octets(int count)
    {
        var octets = new byte[count];
        var state = Next();
        for (var i = 0; i < count && state != 0; i++)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            octets[i] = (byte)state;
        }

        return octets;
    }

    /// <summary>So many choices that follow from a seed.</summary>
    public static uint[] FromSeed(int seed, int count)
    {
        var numbers = new uint[count];
        var state = (ulong)(uint)seed;
        for (var i = 0; i < count; i++)
        {
            state += 0x9E3779B97F4A7C15;
            numbers[i] = (uint)(Mix(state) >> 16);
        }

        return numbers;
    }

    // SplitMix64: every state, 0 too, gives a good number.
    private static ulong Mix(ulong state)
    {
        var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}

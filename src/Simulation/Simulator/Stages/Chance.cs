namespace Holdfast.Simulation.Simulator;

/// <summary>
/// A source of chance as a value: one seed is one sequence, on every machine. It is xoshiro256**
/// (Blackman and Vigna), begun by SplitMix64. Nobody may use it for secrets of real traffic.
/// </summary>
public struct Chance
{
    private const ulong Golden = 0x9E37_79B9_7F4A_7C15;
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    private Chance(ulong seed)
    {
        _a = Spread(ref seed);
        _b = Spread(ref seed);
        _c = Spread(ref seed);
        _d = Spread(ref seed);
    }

    /// <summary>The sequence of a seed for one purpose: others do not disturb it.</summary>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="purpose">What it is drawn for, by name.</param>
    public static Chance Of(ulong seed, string purpose)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        var mixed = 0xCBF2_9CE4_8422_2325;
        foreach (var letter in purpose)
        {
            mixed = (mixed ^ letter) * 0x0000_0100_0000_01B3;
        }

        return new(unchecked((seed * Golden) ^ mixed));
    }

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        var result = ulong.RotateLeft(unchecked(_b * 5), 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = ulong.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>A number from 0 to one below the bound, all alike.</summary>
    public ulong Below(ulong bound)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bound);
        return Math.BigMul(Next(), bound, out _);
    }

    /// <summary>A time between two bounds, both included.</summary>
    public TimeSpan Between(TimeSpan least, TimeSpan most) => most <= least
        ? least
        : least + TimeSpan.FromTicks((long)Below((ulong)(most - least).Ticks + 1));

    /// <summary>Whether something happens that does so many times in a million.</summary>
    public bool Hits(int ppm) => ppm > 0 && Below(1_000_000) < (ulong)ppm;

    /// <summary>Fills octets.</summary>
    public void Fill(Span<byte> octets)
    {
        while (octets.Length >= sizeof(ulong))
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(octets, Next());
            octets = octets[sizeof(ulong)..];
        }

        if (!octets.IsEmpty)
        {
            Span<byte> rest = stackalloc byte[sizeof(ulong)];
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(rest, Next());
            rest[..octets.Length].CopyTo(octets);
        }
    }

    private static ulong Spread(ref ulong seed)
    {
        seed = unchecked(seed + Golden);
        var mixed = seed;
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB);
        return mixed ^ (mixed >> 31);
    }
}

namespace Holdfast.Fuzz.Schemas;

/// <summary>What is drawn: one seed, one sequence. Nothing is allocated for it.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = (seed * 0x9E37_79B9_7F4A_7C15) | 1;

    /// <summary>Any 64 bits.</summary>
    public ulong Next()
    {
        // xorshift64*: enough to choose by, and cheaper than what is chosen.
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return _state * 0x2545_F491_4F6C_DD1D;
    }

    /// <summary>A number in [0, count).</summary>
    public int Below(int count) => (int)(((Next() >> 32) * (uint)count) >> 32);

    /// <summary>Whether what happens once in so many times does.</summary>
    public bool OneIn(int times) => Below(times) == 0;
}

namespace Holdfast.Simulation.Explorer;

/// <summary>
/// The raw hash of a state is a sum over its slots, so that an event changes it by what it changes;
/// mixed, its upper bits choose a shard, its lower ones a place in it.
/// </summary>
internal static class Hashing
{
    private const ulong First = 0xBF58_476D_1CE4_E5B9;
    private const ulong Second = 0x94D0_49BB_1331_11EB;
    private const ulong Golden = 0x9E37_79B9_7F4A_7C15;

    /// <summary>By what a slot counts: odd, and without a pattern.</summary>
    public static ulong Factor(int slot) => Mix((ulong)(slot + 1) * Golden) | 1;

    /// <summary>Spreads what differs over all bits.</summary>
    public static ulong Mix(ulong raw)
    {
        raw = (raw ^ (raw >> 30)) * First;
        raw = (raw ^ (raw >> 27)) * Second;
        return raw ^ (raw >> 31);
    }
}

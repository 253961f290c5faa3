namespace Holdfast.Simulation.Checkers;

/// <summary>How far the numbers and the octets of an SA went, over all members.</summary>
/// <param name="Octets">Octets that were used.</param>
/// <param name="Wrapped">Packets whose number does not lie behind those of before.</param>
public readonly record struct SaEnds(ulong Octets, int Wrapped)
{
    /// <summary>After a packet.</summary>
    /// <param name="octets">Its octets.</param>
    /// <param name="isBehind">Whether its number lies behind those that were sent before.</param>
    public SaEnds Seen(uint octets, bool isBehind) =>
        new(Octets + octets, Wrapped + (isBehind ? 0 : 1));
}

using System.Globalization;
using Holdfast.Codec;

namespace Holdfast.Simulation.Worlds;

/// <summary>The names of the invariants that worlds may ask for.</summary>
public static class InvariantNames
{
    private const int Last = 36;

    /// <summary>
    /// All of them: I1a, I1b, I2 to I36, I6b; Clear, that nothing protected goes in clear; Asked,
    /// that CHILD SAs follow a mobile peer to where it was asked alone; Synced and Flows, what must
    /// have come by the end.
    /// </summary>
    public static Items<string> All { get; } =
    [
        "I1a", "I1b", "I6b", .. Always,
        .. Enumerable.Range(2, Last - 1)
            .Select(number => string.Create(CultureInfo.InvariantCulture, $"I{number}")),
    ];

    /// <summary>
    /// Those that the simulator judges, and a world may ask for: of the others the explorer and the
    /// properties tell.
    /// </summary>
    public static Items<string> Played { get; } =
    [
        "I1a", "I1b", "I3", "I4", "I5", "I6", "I6b", "I9", "I10", "I11", "I12", "I13", "I14",
        "I19", "I20", "I22", "I23", "I24", "I27", "I29", "I30", "I31", "I32", "I33", "I34", "I35",
        "I36", .. Always,
    ];

    /// <summary>Those that are judged whether or not a world asks for them.</summary>
    internal static Items<string> Always => ["Clear", "Asked", "Synced", "Flows"];
}

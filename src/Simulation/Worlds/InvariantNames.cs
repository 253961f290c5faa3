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
        "I1a", "I1b", "I6b", "Clear", "Asked", "Synced", "Flows",
        .. Enumerable.Range(2, Last - 1)
            .Select(number => string.Create(CultureInfo.InvariantCulture, $"I{number}")),
    ];
}

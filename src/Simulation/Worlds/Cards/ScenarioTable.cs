using Holdfast.Codec;

namespace Holdfast.Simulation.Worlds.Cards;

/// <summary>
/// All scenarios that simulator and explorer are to cover, by number and by name. Law: what stands
/// here as shown is run by a test, and what is not shown says why.
/// </summary>
public static class ScenarioTable
{
    /// <summary>All of them, by number.</summary>
    public static Items<ScenarioCard> All =>
    [
        .. NetworkCards.All, .. CrashCards.All, .. TimeCards.All, .. AttackerCards.All,
        .. ScaleCards.All,
    ];

    /// <summary>The scenario of a name; null: none has it.</summary>
    public static ScenarioCard? Named(string name) => All.FirstOrDefault(one => one.Name == name);
}

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I34: a shortcut between two spokes is used only while its SA is up; and once one end has lost
/// the SA, the other end uses no shortcut over it either.
/// </summary>
public static class CoveredShortcuts
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I34", nameof(CoveredShortcuts), "a shortcut is used only while its SA is up",
        "ends whose shortcut has no SA",
        ["ShortcutBeforeSa", "ShortcutOutlivesSa"]);
}

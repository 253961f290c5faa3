using Holdfast.Simulation.Checkers.Canaries;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <content>Spokes that are wrong.</content>
public static partial class PlayedCanaries
{
    private static PlayedShell? OfSpokes(string canary) => canary switch
    {
        "ShortcutBeforeSa" => Machine(new() { NhrpShortcut = ShortcutCanaries.ShortcutBeforeSa }),
        "ShortcutOutlivesSa" =>
            Machine(new() { NhrpShortcut = ShortcutCanaries.ShortcutOutlivesSa }),
        _ => null,
    };
}

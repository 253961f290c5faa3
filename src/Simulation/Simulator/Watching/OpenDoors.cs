namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// I13: a member lets traffic pass only while it is active outside and inside, so what comes in by
/// one member never returns by another one. It is looked at as hosts send.
/// </summary>
/// <param name="verdicts">Where it is said.</param>
/// <param name="stage">The world.</param>
internal sealed class OpenDoors(Verdicts verdicts, Stage stage)
{
    /// <summary>Looks at every member.</summary>
    public void Look()
    {
        foreach (var box in stage.Members.Values)
        {
            if (box is { MayServe: true, Life.State.FirstHop.IsOpen: false })
            {
                verdicts.Broken(
                    "I13", $"{box.Name} lets traffic pass, and is not active on both sides");
            }
        }
    }
}

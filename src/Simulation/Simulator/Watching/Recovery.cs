namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// What must have come by the end, once everything is mended: I10, one member of each gateway lets
/// traffic pass; Synced, every other one that runs knows everything; Flows, packets arrive both
/// ways.
/// </summary>
/// <param name="verdicts">Where it is said.</param>
/// <param name="stage">The world.</param>
internal sealed class Recovery(Verdicts verdicts, Stage stage)
{
    public const string Synced = "Synced";
    public const string Flows = "Flows";

    public void Look()
    {
        foreach (var gateway in stage.Members.Values.GroupBy(box => box.Gateway))
        {
            var open = gateway.Count(box => box.MayServe);
            if (open != 1)
            {
                verdicts.Broken("I10", $"{open} members of {gateway.Key.Name} let traffic pass");
            }

            foreach (var box in gateway)
            {
                if (stage.Plan.Sync is not null && box is { MayServe: false, Life.IsSynced: false })
                {
                    verdicts.Broken(Synced, $"{box.Name} runs, and is not synced");
                }
            }
        }

        foreach (var flow in stage.Flows)
        {
            var interval = TimeSpan.FromTicks(
                TimeSpan.TicksPerSecond / flow.Plan.PacketsPerSecond);
            if (flow.Sent > 4 && flow.LastSent - flow.LastReceived > 4 * interval
                && flow.LastReceived < flow.LastSent)
            {
                verdicts.Broken(
                    Flows,
                    $"{flow.To.Name} hears nothing of {flow.From.Name} from {flow.LastReceived}");
            }
        }
    }
}

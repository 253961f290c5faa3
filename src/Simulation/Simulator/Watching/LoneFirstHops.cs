using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// I9, RFC 2281 §5.3: two members that are active on one side end that within a hold time and a
/// Hello, once the world has healed. It is looked at as hosts send.
/// </summary>
/// <param name="verdicts">Where it is said.</param>
/// <param name="stage">The world.</param>
internal sealed class LoneFirstHops(Verdicts verdicts, Stage stage)
{
    /// <summary>Looks at every member.</summary>
    public void Look()
    {
        var healed = stage.Agenda.Now - (Instant.Zero + stage.Plan.HealAt);
        if (healed <= TimeSpan.Zero)
        {
            return;
        }

        foreach (var (where, active) in FirstHopSide.Of(stage))
        {
            if (active.Length > 1 && healed > active.Max(Within))
            {
                verdicts.Broken(
                    "I9",
                    $"{string.Join(" and ", active.Select(one => one.Box.Name))} are active at "
                    + $"{where}, {healed.TotalSeconds} s after all was mended");
            }
        }
    }

    /// <summary>A tenth more is for clocks that drift, jitter, and the way of a Hello.</summary>
    private static TimeSpan Within(FirstHopSide side) => 1.1 * (
        HsrpGroup.HoldTimeOf(side.Config, side.State)
        + HsrpGroup.HelloTimeOf(side.Config, side.State));
}

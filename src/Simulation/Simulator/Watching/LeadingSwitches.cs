using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// I12, RFC 2281 §6.1: where one member alone is active on a side, and the segment is whole, its
/// switches lead to that member whatever hosts send to the virtual MAC address, from one Hello on.
/// It is looked at as hosts send; to them the virtual address is that MAC address for ever.
/// </summary>
/// <param name="verdicts">Where it is said.</param>
/// <param name="stage">The world.</param>
internal sealed class LeadingSwitches(Verdicts verdicts, Stage stage)
{
    private readonly Dictionary<string, (MemberLife Who, Instant Since)> _alone = [];

    /// <summary>Looks at every switch.</summary>
    public void Look()
    {
        foreach (var (where, active) in FirstHopSide.Of(stage))
        {
            if (active is not [var one] || one.Box.IsSuspended || !one.Port.CarriesOut
                || one.Port.Lan.Apart is not null)
            {
                _alone.Remove(where);
                continue;
            }

            if (!_alone.TryGetValue(where, out var known) || known.Who != one.Box.Life)
            {
                _alone[where] = known = (one.Box.Life!, stage.Agenda.Now);
            }

            if (stage.Agenda.Now - known.Since > Within(one)
                && one.Port.Lan.LeadsTo(one.Config.VirtualMac) is var led && led != one.Port)
            {
                verdicts.Broken(
                    "I12",
                    $"{one.Box.Name} is active at {where}, and the switch leads "
                    + (led is null ? "nowhere" : $"to {led.Owner}"));
            }
        }
    }

    /// <summary>A tenth more is for clocks that drift, and jitter.</summary>
    private static TimeSpan Within(FirstHopSide side) =>
        1.1 * HsrpGroup.HelloTimeOf(side.Config, side.State);
}

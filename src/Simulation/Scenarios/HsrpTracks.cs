using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Reports;
using Holdfast.StateMachines.Hsrp;

namespace Holdfast.Simulation.Scenarios;

/// <summary>What timelines show of HSRP, and what is counted.</summary>
internal static class HsrpTracks
{
    /// <summary>A router of one group.</summary>
    public static Items<TrackFact> Of(HsrpGroup.State state) =>
        [Role("role", state.Phase)];

    /// <summary>A member with a group on each side.</summary>
    public static Items<TrackFact> Of(HsrpPair.State state) =>
    [
        Role("front", state.Front.Phase),
        Role("back", state.Back.Phase),
        TrackFact.Of("traffic", state.IsOpen, "passes", Tone.Serving),
    ];

    /// <summary>A phase on a track.</summary>
    public static TrackFact Role(string track, HsrpGroup.Phase phase) => new(
        track, phase.ToString(), phase switch
        {
            HsrpGroup.Phase.Active => Tone.Serving,
            HsrpGroup.Phase.Standby => Tone.Ready,
            HsrpGroup.Phase.Speak or HsrpGroup.Phase.Learn => Tone.Changing,
            HsrpGroup.Phase.Listen or HsrpGroup.Phase.Initial => Tone.Idle,
        });

    /// <summary>How long nobody serves, by a bit of their labels.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="serves">Whether a member with this label serves.</param>
    public static Gauge<TState> Vacant<TState>(string name, Func<int, bool> serves)
        where TState : notnull =>
        new(name, "units since something broke or was mended, while no member passes traffic",
            (in Look<TState> look) =>
            {
                for (var member = 0; member < look.Count; member++)
                {
                    if (look.IsUp(member) && serves(look.LabelOf(member)))
                    {
                        return 0;
                    }
                }

                return look.Damage.Quiet;
            });

    /// <summary>How many serve at once, by a bit of their labels.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="says">What is counted.</param>
    /// <param name="serves">Whether a member with this label serves.</param>
    public static Gauge<TState> Serving<TState>(string name, string says, Func<int, bool> serves)
        where TState : notnull =>
        new(name, says, (in Look<TState> look) =>
        {
            var count = 0;
            for (var member = 0; member < look.Count; member++)
            {
                count += look.IsUp(member) && serves(look.LabelOf(member)) ? 1 : 0;
            }

            return count;
        });
}

using Holdfast.Simulation.Network;
using Holdfast.StateMachines.Hsrp;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>A member's group on one side, as who looks on sees it.</summary>
/// <param name="Box">The member.</param>
/// <param name="Port">Its card there.</param>
/// <param name="Config">Its group.</param>
/// <param name="State">What its group is in.</param>
internal readonly record struct FirstHopSide(
    MemberBox Box, LanPort Port, HsrpGroup.Config Config, HsrpGroup.State State)
{
    /// <summary>The members of each gateway that are active on a side, each side once.</summary>
    public static IEnumerable<(string Where, FirstHopSide[] Active)> Of(Stage stage) =>
        from gateway in stage.Members.Values.GroupBy(box => box.Gateway.Name)
        from isFront in new[] { true, false }
        select (
            $"{gateway.Key} {(isFront ? "outside" : "inside")}",
            gateway.Where(box => box.Life is not null).Select(box => On(box, isFront))
                .Where(one => one.State.Phase == HsrpGroup.Phase.Active).ToArray());

    private static FirstHopSide On(MemberBox box, bool isFront)
    {
        var (config, state) = (box.Life!.Config.Hsrp, box.Life.State.FirstHop);
        return isFront
            ? new(box, box.Front, config.Front, state.Front)
            : new(box, box.Back, config.Back, state.Back);
    }
}

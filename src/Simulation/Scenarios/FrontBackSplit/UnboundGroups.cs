using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;
using static Holdfast.StateMachines.Hsrp.HsrpPair;
using GroupStep = System.Func<
    Holdfast.StateMachines.Hsrp.HsrpGroup.Config,
    Holdfast.StateMachines.Hsrp.HsrpGroup.State,
    Holdfast.StateMachines.Instant,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Input,
    Holdfast.StateMachines.Next<
        Holdfast.StateMachines.Hsrp.HsrpGroup.State,
        Holdfast.StateMachines.Hsrp.HsrpGroup.Output>>;

namespace Holdfast.Simulation.Scenarios.FrontBackSplit;

/// <summary>
/// An inside and an outside group of one member that know nothing of each other: what a router does
/// whose two interfaces are each in a group of their own.
/// </summary>
internal static class UnboundGroups
{
    /// <summary>A step of one group alone.</summary>
    public static Next<State, Output> Step(Config config, State state, Instant now, Input input) =>
        Step(HsrpGroup.Step, config, state, now, input);

    /// <summary>A step of one group alone, by another step of a group.</summary>
    public static Next<State, Output> Step(
        GroupStep step, Config config, State state, Instant now, Input input)
    {
        var free = new State(
            state.Front with { Permission = HsrpGroup.Permission.Full },
            state.Back with { Permission = HsrpGroup.Permission.Full });
        return input switch
        {
            Input.At(Side.Front, var inner) => OfFront(step, config, free, now, inner),
            Input.At(Side.Back, var inner) => OfBack(step, config, free, now, inner),
            Input.Tick(var first, var timer) => IsFront(config, free, now, first)
                ? OfFront(step, config, free, now, timer)
                : OfBack(step, config, free, now, timer),
            Input.At or Input.LinkChanged or Input.Synced or Input.Withhold or Input.Resign
                or Input.GoOn =>
                new(free, default, default),
        };
    }

    private static bool IsFront(Config config, State state, Instant now, Side first) =>
        HsrpGroup.Deadline(config.Front, state.Front) <= now
        && (first == Side.Front || !(HsrpGroup.Deadline(config.Back, state.Back) <= now));

    private static Next<State, Output> OfFront(
        GroupStep step, Config config, State state, Instant now, HsrpGroup.Input input)
    {
        var next = step(config.Front, state.Front, now, input);
        return new(
            state with { Front = next.State },
            [.. next.Outputs.AsEnumerable().Select(one => new Output.At(Side.Front, one))],
            next.Reason);
    }

    private static Next<State, Output> OfBack(
        GroupStep step, Config config, State state, Instant now, HsrpGroup.Input input)
    {
        var next = step(config.Back, state.Back, now, input);
        return new(
            state with { Back = next.State },
            [.. next.Outputs.AsEnumerable().Select(one => new Output.At(Side.Back, one))],
            next.Reason);
    }
}

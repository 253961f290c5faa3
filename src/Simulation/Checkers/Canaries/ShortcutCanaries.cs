using Holdfast.StateMachines;
using static Holdfast.StateMachines.Nhrp.NhrpShortcut;

namespace Holdfast.Simulation.Checkers.Canaries;

/// <summary>I34: spokes whose shortcuts do not keep to their SAs.</summary>
public static class ShortcutCanaries
{
    /// <summary>The route is installed as soon as the address is known.</summary>
    public static Next<State, Output> ShortcutBeforeSa(
        Config config, State state, Instant now, Input input)
    {
        var next = Step(config, state, now, input);
        return next.State is State.Opening opening
            ? next with { Outputs = [new Output.Install(opening.Binding), .. next.Outputs] }
            : next;
    }

    /// <summary>The route stays when the SA goes.</summary>
    public static Next<State, Output> ShortcutOutlivesSa(
        Config config, State state, Instant now, Input input) =>
        input is Input.SaDown && state is (State.Live or State.Refreshing)
            ? new(state, [], default)
            : Step(config, state, now, input);
}

using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Simulation.Checkers.Hsrp;

/// <summary>I10: a group comes to have an active router, and has one alone from then on.</summary>
public static class OneActiveRouter
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I10", nameof(OneActiveRouter),
        "in the end one router is active, and one alone",
        "units of time until one is", ["literal table"])
    {
        IsTime = true,
    };

    /// <summary>One, as soon as nothing breaks any more. Labels are phases.</summary>
    public static Eventually<State> InTheEnd => Card.InTheEnd<State>(
        static (in Look<State> look) => UpOf(look) == 0 || ActiveRouters.ActiveOf(look) == 1);

    private static int UpOf(in Look<State> look)
    {
        var up = 0;
        for (var router = 0; router < look.Count; router++)
        {
            up += look.IsUp(router) ? 1 : 0;
        }

        return up;
    }
}

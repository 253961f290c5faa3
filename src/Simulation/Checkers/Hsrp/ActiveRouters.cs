using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Simulation.Checkers.Hsrp;

/// <summary>I9: how many routers of a group are active.</summary>
public static class ActiveRouters
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I9", nameof(ActiveRouters),
        "without a fault there is never a second active router",
        "active routers", ["active is not heard", "Hellos are rare where nobody stands by"]);

    /// <summary>Never two, as long as nothing broke; <see cref="WholeComponents"/> asks behind
    /// faults. Labels are phases.</summary>
    public static Invariant<State> AtMostOne => Card.Always<State>(
        static (in Look<State> look) => look.Damage.Spent != 0 || ActiveOf(look) <= 1,
        static (in Look<State> look) => ActiveOf(look));

    /// <summary>How many are.</summary>
    internal static int ActiveOf(in Look<State> look)
    {
        var active = 0;
        for (var router = 0; router < look.Count; router++)
        {
            active += look.IsUp(router) && look.LabelOf(router) == (int)Phase.Active ? 1 : 0;
        }

        return active;
    }
}

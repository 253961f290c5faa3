using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Simulation.Checkers.Hsrp;

/// <summary>I9 and I10: how many routers of a group are active.</summary>
public static class ActiveRouters
{
    /// <summary>Never two, as long as nothing broke. Labels are phases.</summary>
    public static Invariant<State> AtMostOne => new(
        "I9", "without a fault there is never a second active router",
        static (in Look<State> look) => look.Damage.Spent != 0 || ActiveOf(look) <= 1);

    /// <summary>One, as soon as nothing breaks any more.</summary>
    public static Eventually<State> ExactlyOne => new(
        "I10", "in the end one router is active, and one alone",
        static (in Look<State> look) => UpOf(look) == 0 || ActiveOf(look) == 1)
    {
        Stays = true,
    };

    private static int ActiveOf(in Look<State> look)
    {
        var active = 0;
        for (var router = 0; router < look.Count; router++)
        {
            active += look.IsUp(router) && look.LabelOf(router) == (int)Phase.Active ? 1 : 0;
        }

        return active;
    }

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

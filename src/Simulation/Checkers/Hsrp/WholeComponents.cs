using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Simulation.Checkers.Hsrp;

/// <summary>
/// I9 behind faults, RFC 2281 §5.3: routers that all hear each other, and that nobody else hears or
/// is heard by, have one active router among them, and one alone, once so much time went by without
/// a fault or a mend. Labels are phases.
/// </summary>
/// <param name="alone">Units until there is no second one: a hold time and a Hello.</param>
/// <param name="elected">Units until there is one: three hold times, for who has to listen, to
/// speak and to stand by before.</param>
/// <param name="cut">The bit of the way from a router to another one.</param>
public sealed class WholeComponents(int alone, int elected, Func<int, int, ulong> cut)
{
    /// <summary>Its name, which is not that of what holds without a fault.</summary>
    public const string Name = "I9 healed";

    /// <summary>Up to how many units without a fault or a mend have to be counted.</summary>
    public int QuietMax => Math.Max(alone, elected) + 1;

    /// <summary>The claim.</summary>
    public Invariant<State> One => new(
        Name,
        "routers that all hear each other have one active alone, so soon after the last fault",
        Holds);

    private bool Holds(in Look<State> look)
    {
        if (look.Damage.Quiet <= Math.Min(alone, elected))
        {
            return true;
        }

        for (var router = 0; router < look.Count; router++)
        {
            if (look.IsUp(router) && ActiveAmong(router, look) is { } active
                && ((active > 1 && look.Damage.Quiet > alone)
                    || (active == 0 && look.Damage.Quiet > elected)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>How many are active of those that hear it; null: there is a way that goes one way,
    /// or somebody hears whom another one of them does not.</summary>
    private int? ActiveAmong(int router, in Look<State> look)
    {
        var active = 0;
        for (var one = 0; one < look.Count; one++)
        {
            for (var other = 0; other < one; other++)
            {
                if (look.IsUp(one) && look.IsUp(other)
                    && !Fits(one, other, Hear(router, one, look), Hear(router, other, look), look))
                {
                    return null;
                }
            }

            active += look.IsUp(one) && Hear(router, one, look)
                && look.LabelOf(one) == (int)Phase.Active ? 1 : 0;
        }

        return active;
    }

    /// <summary>Whether two hear each other where they are to, and nowhere else.</summary>
    private bool Fits(int one, int other, bool isOne, bool isOther, in Look<State> look)
    {
        var there = (look.Damage.Bits & cut(one, other)) == 0;
        var back = (look.Damage.Bits & cut(other, one)) == 0;
        return (isOne, isOther) switch
        {
            (true, true) => there && back,
            (true, false) or (false, true) => !there && !back,
            (false, false) => true,
        };
    }

    private bool Hear(int one, int other, in Look<State> look) => one == other
        || (look.Damage.Bits & (cut(one, other) | cut(other, one))) == 0;
}

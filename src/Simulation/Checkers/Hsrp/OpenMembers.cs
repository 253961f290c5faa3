using static Holdfast.StateMachines.Hsrp.HsrpPair;

namespace Holdfast.Simulation.Checkers.Hsrp;

/// <summary>
/// I10 and I13 for two members that are bound on two sides: how many let traffic pass, once so much
/// time went by without a change that every timer has expired. Labels say whether one does.
/// </summary>
/// <param name="quiet">That time, in units.</param>
/// <param name="cuts">The bits of the front side's cuts, and of the back side's.</param>
/// <param name="isWhole">Whether a member runs on both sides, by what is broken.</param>
public sealed class OpenMembers(
    int quiet, (ulong Front, ulong Back) cuts, Func<int, ulong, bool> isWhole)
{
    /// <summary>Not two, unless both sides are split.</summary>
    public Invariant<State> NotTwo => new(
        "I13", "two members never pass traffic for long, unless both sides are cut", NoSecond);

    /// <summary>One, where one could and nothing is cut.</summary>
    public Invariant<State> One => new(
        "I10", "where a member could pass traffic, one does", OneServes);

    private bool NoSecond(in Look<State> look) =>
        look.Damage.Quiet < quiet
        || ((look.Damage.Bits & cuts.Front) != 0 && (look.Damage.Bits & cuts.Back) != 0)
        || OpenOf(look) <= 1;

    private bool OneServes(in Look<State> look) =>
        look.Damage.Quiet < quiet
        || (look.Damage.Bits & (cuts.Front | cuts.Back)) != 0
        || (!isWhole(0, look.Damage.Bits) && !isWhole(1, look.Damage.Bits))
        || OpenOf(look) == 1;

    private static int OpenOf(in Look<State> look)
    {
        var open = 0;
        for (var member = 0; member < look.Count; member++)
        {
            open += look.IsUp(member) && look.LabelOf(member) != 0 ? 1 : 0;
        }

        return open;
    }
}

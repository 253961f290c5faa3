using Holdfast.Codec;

namespace Holdfast.StateMachines.Replication;

/// <content>
/// What a fence proves to a member that does not reign: that one start of another member is over,
/// no more.
/// </content>
public static partial class SaReplication
{
    /// <summary>
    /// The last start of another member that is known here: the one that a fence has to name; 0:
    /// none is.
    /// </summary>
    public static BootId StartOf(State state, byte member) => state.Role switch
    {
        Role.Standby standby => StartOf(state, standby, member),
        Role.Promoting promoting => StartOf(state, promoting.Before, member),
        Role.Active active => ViewOf(active, member)?.Boot ?? default,
        Role.Proving proving => ViewOf(proving.Paused, member)?.Boot ?? default,
    };

    /// <summary>Why a fence says nothing here; null where it does.</summary>
    private static Reason? Refused(
        Config config, State state, Role.Standby standby, Input.FenceConfirmed fence)
    {
        var known = StartOf(state, standby, fence.Member);
        return !config.Others.Contains(fence.Member) ? Why.NoMember
            : known.Value != 0 && known != fence.Boot ? Why.OtherStart
            : null;
    }

    private static Role.Standby Fence(
        Config config, State state, Role.Standby standby, Input.FenceConfirmed fence)
    {
        var start = new MemberStart(fence.Member, fence.Boot, fence.IsOff);
        if (standby.Fenced.Contains(start))
        {
            return standby;
        }

        // Of a reign of its own a member knows that it is over, not who came after: all others.
        standby = standby with { Fenced = standby.Fenced.Add(start) };
        var ruler = standby.Reign.Epoch.Member;
        return standby with
        {
            IsOver = standby.IsOver || ruler == fence.Member
                || (ruler == config.Settings.Member
                    && config.Others.All(other => IsFenced(state, standby, other))),
        };
    }

    /// <summary>Whether the last start of a member that is known here was fenced.</summary>
    private static bool IsFenced(State state, Role.Standby standby, byte member) =>
        IsFenced(state, standby, member, mustBeOff: false);

    // Whoever was switched off holds no key any more: nobody waits for what it would acknowledge.
    private static bool IsOff(State state, Role.Standby standby, byte member) =>
        IsFenced(state, standby, member, mustBeOff: true);

    private static bool IsFenced(
        State state, Role.Standby standby, byte member, bool mustBeOff)
    {
        var known = StartOf(state, standby, member);
        return standby.Fenced.Any(start => start.Member == member
            && (known == start.Boot || (known.Value == 0 && !mustBeOff))
            && (start.IsOff || !mustBeOff));
    }

    // The start that began the reign, or the one that joined last; 0: none is known.
    private static BootId StartOf(State state, Role.Standby standby, byte member) =>
        standby.Reign.Epoch.Member == member && standby.Reign.Boot.Value != 0
            ? standby.Reign.Boot
            : state.Replica.Sas.Members.Find(member)?.Boot ?? default;
}

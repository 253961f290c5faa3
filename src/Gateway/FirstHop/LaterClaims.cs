using Holdfast.StateMachines.Hsrp;

namespace Holdfast.Gateway.FirstHop;

/// <summary>
/// The address inside is claimed behind all else of a step (docs/adr/0072): a packet that comes
/// before there are routes into tunnels would be refused. Law: whoever stood still in that step for
/// longer than its addresses are leased claims nothing behind the back of its guard, which may have
/// taken the other side, and left the place to somebody else.
/// </summary>
/// <param name="say">Carries out what the group inside says.</param>
/// <param name="lookFirst">Looks whether the place is ours still, and claims what is.</param>
/// <param name="step">How long the step has taken, and for how long the addresses are ours; null:
/// nobody guards them.</param>
internal sealed class LaterClaims(
    Action<HsrpGroup.Output> say, Action lookFirst, Func<(TimeSpan Took, TimeSpan? Lease)> step)
{
    private readonly List<HsrpGroup.Output> _later = [];

    /// <summary>Something that the group inside says in a step.</summary>
    public void Say(HsrpGroup.Output said)
    {
        if (said is not (HsrpGroup.Output.ReleaseVirtualMac or HsrpGroup.Output.SendResign)
            && (said is HsrpGroup.Output.ClaimVirtualMac || _later.Count > 0))
        {
            _later.Add(said);
            return;
        }

        // What ends a claim comes behind it.
        Flush();
        say(said);
    }

    /// <summary>The step is over.</summary>
    public void Flush()
    {
        if (_later.Count > 0 && step() is var (took, lease) && took > lease)
        {
            _later.Clear();
            lookFirst();
        }

        foreach (var said in _later)
        {
            say(said);
        }

        _later.Clear();
    }
}

using Holdfast.Simulation.Network;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Links;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Simulation.Simulator;

/// <content>What cards say of their links.</content>
internal sealed partial class MemberLife
{
    /// <summary>The carrier of a card came or went; whoever sleeps finds out when it
    /// wakes.</summary>
    public void Carrier(HsrpPair.Side side, bool isUp)
    {
        if (IsAsleepAt(side == HsrpPair.Side.Front ? _box.Front : _box.Back, isUp, isThen =>
            Carrier(side, isThen)))
        {
            return;
        }

        if (side == HsrpPair.Side.Front && Access.Count == 0)
        {
            Take(new Input.AtLinks(new LinkSelection.Input.Carrier(0, isUp)));
        }

        Take(new Input.AtFirstHop(
            side, isUp ? new HsrpGroup.Input.Enable() : new HsrpGroup.Input.Disable()));
    }

    /// <summary>The carrier of an access link came or went.</summary>
    public void Carrier(int link, bool isUp)
    {
        if (!IsAsleepAt(Access[link], isUp, isThen => Carrier(link, isThen)))
        {
            Take(new Input.AtLinks(new LinkSelection.Input.Carrier(link, isUp)));
        }
    }

    /// <summary>Whoever sleeps hears of each change of a card when it wakes; and where it was woken
    /// before that, of what the card is by then.</summary>
    private bool IsAsleepAt(LanPort port, bool isUp, Action<bool> hear)
    {
        if (!_box.IsSuspended)
        {
            return false;
        }

        var until = _box.SuspendedUntil;
        _stage.Agenda.After(until - _stage.Agenda.Now, () =>
        {
            if (_isGone)
            {
                return;
            }

            if (_box.SuspendedUntil == until || _box.IsSuspended)
            {
                hear(isUp);
            }

            if (!_box.IsSuspended && (_box.SuspendedUntil != until || port.IsUp != isUp))
            {
                hear(port.IsUp);
            }
        });
        return true;
    }
}

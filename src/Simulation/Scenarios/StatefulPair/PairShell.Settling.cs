using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Simulation.Scenarios.StatefulPair;

/// <content>Traffic tells its last numbers before the place is given up (docs/adr/0044), as the
/// shell of a gateway does.</content>
internal partial struct PairShell
{
    /// <summary>What a drain wants of traffic.</summary>
    private void Carry(MemberDrain.Output wanted)
    {
        switch (wanted)
        {
            case MemberDrain.Output.PushState when _started!.Config.Drain.SettlesTraffic:
                _box = _box with { Settling = Settling.Now };
                break;
            case MemberDrain.Output.OpenDoors:
                _box = _box with { Settling = Settling.No };
                break;
            case MemberDrain.Output.PushState or MemberDrain.Output.CloseDoors
                or MemberDrain.Output.Yield or MemberDrain.Output.TakeBack
                or MemberDrain.Output.RedirectPeers or MemberDrain.Output.StopRedirects:
                break;
        }
    }

    /// <summary>
    /// The floor comes down to what was accepted, and once that is a fact the drain may go on. What
    /// can't be told within a unit of time is left: a successor that is slow is no reason to wait.
    /// </summary>
    public void Settle()
    {
        var isLate = _box.Settling == Settling.Late;
        _box = _box with { Settling = isLate ? Settling.No : Settling.Waiting };
        if (_is!.Drain is not MemberDrain.State.Pushing { IsSettled: false })
        {
            return;
        }

        LowerFloor();
        if (isLate || _path.Inbound.Floor == KnownChild?.Floor)
        {
            Do(new Input.AtDrain(new MemberDrain.Input.Settled()));
        }
    }

    // Who lowers it keeps to it before it is a fact, unless it is refused.
    private void LowerFloor()
    {
        if (!_path.Acts || _path.Inbound.Excess(0) is not { } floor)
        {
            return;
        }

        var before = _path.Inbound;
        _path = _path with { Inbound = before.Lower(floor) };
        Do(Proposing(new Change.FloorLowered(KnownChild!.Inbound, floor)));
        if (KnownChild?.Floor != floor)
        {
            _path = _path with { Inbound = before };
        }
    }
}

using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Output = Holdfast.StateMachines.Composition.ClusterMember.Output;

namespace Holdfast.Gateway.Running;

/// <content>What the member wants done.</content>
public sealed partial class MemberShell
{
    private readonly string?[] _unsent = new string?[2];

    private void Carry(Output output)
    {
        switch (output)
        {
            case Output.OpenTraffic:
                Journal.Traffic(_journal, passes: true);
                _ipsec?.Open(isOpen: true);
                break;
            case Output.CloseTraffic:
                _ipsec?.Open(isOpen: false);
                Journal.Traffic(_journal, passes: false);
                break;
            case Output.OfFirstHop(var side, var said):
                CarryFirstHop(side, said);
                break;
            case Output.OfReplication(var wanted):
                CarryReplication(wanted);
                break;
            case Output.OfDrain(var wanted):
                Journal.Drains(_journal, wanted.GetType().Name);
                KeepLate(wanted);
                _ipsec?.Carry(wanted);
                break;

            default:
                CarrySas(output);
                break;
        }
    }

    /// <summary>What the member wants done with SAs.</summary>
    private void CarrySas(Output output)
    {
        switch (output)
        {
            case Output.OfMessageIds(var ike, var wanted):
                _ipsec?.Carry(ike, wanted);
                break;
            case Output.SealCheck(var ike, var id):
                _ipsec?.Seal(ike, id, ExchangeType.Informational, []);
                break;
            case Output.SealCounters(var ike, var id, var delta):
                _ipsec?.SealCounters(ike, id, delta);
                break;
            case Output.OfMessageIdSync(var ike, var wanted):
                _ipsec?.Carry(ike, wanted);
                break;
            case Output.OfLiveness(var ike, LivenessCheck.Output.PeerFailed(var cause, _)):
                _ipsec?.End(ike, $"its peer is dead: {cause}");
                break;
            case Output.OfDpd(var ike, var wanted):
                _ipsec?.Carry(ike, wanted);
                break;
            case Output.OfRoutes(var change):
                _ipsec?.Carry(change);
                break;
            case Output.OfForeign(var wanted):
                _ipsec?.Carry(wanted);
                break;
            case Output.BeginWork(PacedWork.Work.Reestablish, var ike, var child)
                when _ipsec is not null:
                _ipsec.Reestablish(ike, isDone => Do(new Input.WorkEnded(
                    PacedWork.Work.Reestablish, ike, child, isDone)));
                break;
            case Output.BeginWork(PacedWork.Work.RekeyChildSa, var ike, { } child)
                when _ipsec is not null:
                _ipsec.Want(
                    ike, new ExchangeWish.RekeyChild(child), isDone => Do(new Input.WorkEnded(
                        PacedWork.Work.RekeyChildSa, ike, child, isDone)));
                break;
            case Output.BeginWork(PacedWork.Work.RekeyIkeSa, var ike, var child)
                when _ipsec is not null:
                _ipsec.Want(
                    ike, new ExchangeWish.RekeyIke(), isDone => Do(new Input.WorkEnded(
                        PacedWork.Work.RekeyIkeSa, ike, child, isDone)));
                break;
            case Output.BeginWork(var work, var ike, var child):
                // Nobody does that here yet: the machine hears that it came to nothing.
                Journal.Uncarried(_journal, output.ToString());
                _own.Enqueue(new Input.WorkEnded(work, ike, child, IsDone: false));
                break;
            default:
                Journal.Uncarried(_journal, output.ToString());
                break;
        }
    }

    private void CarryFirstHop(HsrpPair.Side side, HsrpGroup.Output said)
    {
        if (side == HsrpPair.Side.Back)
        {
            _claimsInside.Say(said);
        }
        else
        {
            DoFirstHop(side, said);
        }
    }

    private void DoFirstHop(HsrpPair.Side side, HsrpGroup.Output said)
    {
        var shared = _shared[(int)side];
        switch (said)
        {
            case HsrpGroup.Output.ClaimVirtualMac:
                _claims[(int)side] = true;
                shared.Claim();
                if (side == HsrpPair.Side.Front)
                {
                    _ipsec?.Expect();
                }

                Journal.Claims(_journal, side, shared.Name);
                break;
            case HsrpGroup.Output.ReleaseVirtualMac:
                _claims[(int)side] = false;
                shared.Release();
                Journal.Releases(_journal, side, shared.Name);
                break;
            case HsrpGroup.Output.AnnounceVirtualAddress:
                shared.Announce();
                break;
            case HsrpGroup.Output.SendHello(var hello):
                Send(side, said, "Hello", hello.FromVirtualMac);
                break;
            case HsrpGroup.Output.SendCoup(var coup):
                Send(side, said, "Coup", coup.FromVirtualMac);
                break;
            case HsrpGroup.Output.SendResign(var resign):
                Send(side, said, "Resign", resign.FromVirtualMac);
                break;
        }
    }

    private void Send(HsrpPair.Side side, HsrpGroup.Output said, string what, bool isFromVirtualMac)
    {
        // One line where it begins: a Hello is due every few milliseconds.
        var why = _ports[(int)side].Send(said, isFromVirtualMac);
        if (why is not null && _unsent[(int)side] != why)
        {
            Journal.Unsent(_journal, side, what, why);
        }

        _unsent[(int)side] = why;
    }

    private void CarryReplication(SaReplication.Output wanted)
    {
        if (_ipsec?.Carry(wanted) == true)
        {
            return;
        }

        switch (wanted)
        {
            case SaReplication.Output.Send(var to, var message):
                foreach (var keys in _ipsec?.KeysBefore(message) ?? [])
                {
                    _mesh.Send(to, keys);
                }

                _mesh.Send(to, SyncBorder.ToRecord(message).ToArray());
                break;
            case SaReplication.Output.PersistEpoch(var epoch):
                _store.Persist(epoch);
                _own.Enqueue(new Input.AtReplication(new SaReplication.Input.Persisted(epoch)));
                break;
            case SaReplication.Output.Reign(var takeover):
                Journal.Reigns(_journal, takeover.Epoch, $"knew it as {takeover.Standing}");
                break;
            case SaReplication.Output.Resume(var epoch, _, _):
                Journal.Reigns(_journal, epoch, "its epoch is proved again");
                break;
            case SaReplication.Output.Stop(var why):
                Journal.Stops(_journal, why);
                break;
            case SaReplication.Output.Stands(var standing):
                Journal.Stands(_journal, standing);
                break;
            case SaReplication.Output.Solo(var isSolo):
                Journal.Tells(_journal, isSolo ? "goes on alone" : "is not alone any more");
                break;
            case SaReplication.Output.StoreDoubted(var member):
                Journal.Tells(_journal, $"doubts the store of {NameOf(member)}");
                break;
            case SaReplication.Output.Diverged(var index):
                Journal.Tells(_journal, $"differs behind fact {index}");
                break;
            case SaReplication.Output.CannotFollow(var index, var after):
                Journal.Tells(
                    _journal, $"can't follow behind fact {index}, asks again in {after}");
                break;
            case SaReplication.Output.Seal(var ticket, _, _):
                // There are no keys here: who asks for a message is told that there is none.
                _own.Enqueue(new Input.AtReplication(new SaReplication.Input.NotSealed(ticket)));
                break;
            case SaReplication.Output.Transmit or SaReplication.Output.SendThrough
                or SaReplication.Output.AcceptThrough or SaReplication.Output.ChildEnded
                or SaReplication.Output.Committed
                or SaReplication.Output.Refused or SaReplication.Output.Forget
                or SaReplication.Output.DeleteAtPeer or SaReplication.Output.Contested:
                Journal.Uncarried(_journal, wanted.ToString());
                break;
        }
    }

    private string NameOf(byte member) =>
        _config.Set.Members.FirstOrDefault(one => one.Number == member)?.Name ?? $"{member}";
}

using Holdfast.Codec;
using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Redirection;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Output = Holdfast.StateMachines.Composition.ClusterMember.Output;

namespace Holdfast.Simulation.Scenarios.StatefulPair;

/// <summary>
/// What surrounds a composed member while it takes one input: store, addresses, routes, and a peer
/// that answers at once. What the member asks of itself it gets within the same event.
/// </summary>
internal partial struct PairShell(PairConfig config, PairState state)
{
    private const int StepsMax = 1_000;

    private Outputs<PairWord> _said;
    private Queue<Input>? _own;
    private Boot _boot = state.Boot;
    private PairStart? _started = state.Started;
    private ClusterMember.State? _is = state.Is;
    private PairBox _box = state.Box;
    private DataPath _path = state.Path;
    private Reason _reason = new("Holdfast", "down");

    /// <summary>The step; a state that nothing has changed is the very one that it was.</summary>
    public Next<PairState, PairWord> Next() => new(
        ReferenceEquals(_is, state.Is) && ReferenceEquals(_started, state.Started)
            && ReferenceEquals(_path, state.Path) && _box == state.Box && _boot == state.Boot
            ? state
            : new(_boot, _started, _is, _box) { Path = _path },
        _said, _reason);

    public void Crash()
    {
        Acts(false);
        (_started, _is, _box, _path) = (null, null, default, DataPath.Off);
    }

    public void Start()
    {
        if (_is is not null)
        {
            return;
        }

        _boot = _boot.Next(StoreFate.Kept);
        _started = new(config.Settings.Started(_boot.Record));
        _is = ClusterMember.Initial(_started.Config, Instant.Zero);
        Do(new Input.AtLinks(new LinkSelection.Input.Carrier(0, Works: true)));
        Do(new Input.AtFirstHop(HsrpPair.Side.Front, new HsrpGroup.Input.Enable()));
        Do(new Input.AtFirstHop(HsrpPair.Side.Back, new HsrpGroup.Input.Enable()));
    }

    /// <summary>
    /// The other member is switched off: every start of it, the one that is known here too.
    /// </summary>
    public void HearOfFence(byte other)
    {
        if (_is is { } one)
        {
            Do(new Input.AtReplication(new SaReplication.Input.FenceConfirmed(
                other, SaReplication.StartOf(one.Replication, other), IsOff: true)));
        }
    }

    /// <summary>One step, and what the member asks of itself by it.</summary>
    public void Do(Input first)
    {
        var input = first;
        for (var steps = 0; _is is { } before; steps++)
        {
            if (steps > StepsMax)
            {
                throw new InvalidOperationException("a member talks to itself without an end");
            }

            var next = ClusterMember.Step(
                Machines, _started!.Config, before, Instant.Zero, input);
            _is = next.State;
            Note(input);
            _reason = steps == 0 ? next.Reason : _reason;
            foreach (var output in next.Outputs)
            {
                Act(output);
            }

            if (_own is null || !_own.TryDequeue(out input))
            {
                break;
            }
        }

        _own?.Clear();
    }

    private void Ask(Input own) => (_own ??= new()).Enqueue(own);

    private void Act(Output output)
    {
        switch (output)
        {
            case Output.OpenTraffic:
                _box = _box with { IsOpen = true };
                break;
            case Output.CloseTraffic when config.Flaw == PairFlaw.DrainedStillOpen:
                break;
            case Output.CloseTraffic:
                _box = _box with { IsOpen = false };
                break;
            case Output.OfFirstHop(var side, var said):
                ActFirstHop(side, said);
                break;
            case Output.OfRoutes(var change):
                _box = change switch
                {
                    ReverseRouteInjection.Output.Add => _box with { Routes = _box.Routes + 1 },
                    ReverseRouteInjection.Output.Withdraw
                        when config.Flaw != PairFlaw.StandbyWithRoutes =>
                        _box with { Routes = _box.Routes - 1 },
                    _ => _box,
                };
                break;
            case Output.OfReplication(var told):
                ActReplication(told);
                break;
            case Output.OfMessageIdSync(var ike, MessageIdSync.Output.Draw):
                Ask(new Input.AtMessageIdSync(ike, new MessageIdSync.Input.Drawn(1)));
                break;
            case Output.OfMessageIdSync(var ike, MessageIdSync.Output.Ask ask):
                Ask(new Input.AtMessageIdSync(
                    ike, new MessageIdSync.Input.Answered(ask.Nonce, ask.P1, ask.M1)));
                break;
            case Output.BeginWork(var work, var ike, var child):
                Ask(new Input.WorkEnded(work, ike, child, IsDone: true));
                break;
            case Output.OfMessageIds(var ike, MessageIds.Output.Seal(var id)):
                Propose(new Change.RequestSent(
                    ike, new SealedMessage(id, [new Octets([1])], KeyHandle.None)));
                break;
            case Output.OfMessageIds(var ike, MessageIds.Output.Finish(var id)):
                Propose(new Change.RequestAnswered(ike, id));
                break;
            case Output.OfMessageIds(_, MessageIds.Output.Transmit):
                _box = _box with { AnswerIn = _box.AnswerIn ?? AnswersAfter };
                break;
            case Output.OfRedirection(var ike, RedirectGateway.Output.SendRedirect):
                Ask(new Input.WorkEnded(
                    PacedWork.Work.Redirect, ike, null, IsDone: true));
                break;
            case Output.OfRedirection(_, RedirectGateway.Output.DeleteSas):
                _box = _box with { HasMoved = true };
                break;
            case Output.OfDrain(var wanted):
                Carry(wanted);
                break;
            case Output.OfRedirection or Output.OfMessageIdSync or Output.OfLinks
                or Output.OfLiveness
                or Output.OfDpd or Output.OfMessageIds or Output.SealCheck or Output.SealCounters
                or Output.WorkGivenUp
                or Output.OfForeign:
                break;
        }
    }

    private void ActFirstHop(HsrpPair.Side side, HsrpGroup.Output said)
    {
        var hsrp = _started!.Config.Hsrp;
        var isFront = side == HsrpPair.Side.Front;
        var address = (isFront ? hsrp.Front : hsrp.Back).Address;
        var bit = (byte)(isFront ? 1 : 2);
        switch (said)
        {
            case HsrpGroup.Output.ClaimVirtualMac:
                _box = _box with { Sides = (byte)(_box.Sides | bit) };
                break;
            case HsrpGroup.Output.ReleaseVirtualMac:
                _box = _box with { Sides = (byte)(_box.Sides & ~bit) };
                break;
            case HsrpGroup.Output.SendHello(var hello):
                Say(side, new HsrpGroup.Input.Hello(Heard(address, hello)));
                break;
            case HsrpGroup.Output.SendCoup(var coup):
                Say(side, new HsrpGroup.Input.Coup(Heard(address, coup)));
                break;
            case HsrpGroup.Output.SendResign(var resign):
                Say(side, new HsrpGroup.Input.Resign(Heard(address, resign)));
                break;
            case HsrpGroup.Output.AnnounceVirtualAddress:
                break;
        }

        static HsrpGroup.Message Heard(HostAddress from, HsrpGroup.Announcement one) => new(
            new(from, one.Priority), one.Phase, one.HelloTime, one.HoldTime,
            one.VirtualAddress);
    }

    private void Say(HsrpPair.Side side, HsrpGroup.Input heard) => _said = _said.Add(new(
        side == HsrpPair.Side.Front ? PairSegment.Front : PairSegment.Back,
        new Input.AtFirstHop(side, heard)));

    private void ActReplication(SaReplication.Output wanted)
    {
        switch (wanted)
        {
            case SaReplication.Output.Send(_, var message):
                _said = _said.Add(new(
                    PairSegment.Sync,
                    new Input.AtReplication(
                        new SaReplication.Input.Received(_boot.Member, message))));
                break;
            case SaReplication.Output.PersistEpoch(var epoch):
                _boot = _boot.Persisted(epoch);
                Ask(new Input.AtReplication(new SaReplication.Input.Persisted(epoch)));
                break;
            case SaReplication.Output.Seal(var ticket, _, _):
                Ask(new Input.AtReplication(
                    new SaReplication.Input.Sealed(ticket, [new Octets([1])])));
                break;
            case SaReplication.Output.Reign(var takeover):
                _box = _box with
                {
                    IsUsable = takeover.Children.Any(
                        plan => !plan.Action.HasFlag(ChildTakeover.SendNothing)),
                };
                Reigns(takeover);
                break;
            case SaReplication.Output.Resume(_, _, var children):
                Acts(true);
                _box = _box with
                {
                    IsUsable = children.Any(
                        use => !use.Action.HasFlag(ChildTakeover.SendNothing)),
                };
                break;
            case SaReplication.Output.SendThrough(_, var through, _):
                _box = _box with { IsUsable = true };
                SendThrough(through);
                break;
            case SaReplication.Output.AcceptThrough(_, var floor):
                AcceptThrough(floor);
                break;
            case SaReplication.Output.Stop:
                Acts(false);
                _box = _box with { IsUsable = false, Settling = Settling.No };
                break;
            default:
                break;
        }
    }
}

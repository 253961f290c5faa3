using Holdfast.StateMachines;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Mobike;

namespace Holdfast.Simulation.Simulator;

/// <content>When the machines of a peer are due.</content>
internal sealed partial class PeerBox
{
    private Instant? _wake;

    private void PlanTick()
    {
        Instant? due = null;
        foreach (var ike in _ikes.Values)
        {
            due = Instant.Earliest(due, LivenessCheck.Deadline(_liveness, ike.Liveness));
            due = Instant.Earliest(due, MessageIds.Deadline(_ids, ike.Ids));
            due = Instant.Earliest(due, MessageIdSync.Deadline(_sync, ike.Sync));
            due = Instant.Earliest(due, DeadPeerDetection.Deadline(_dpd, ike.Dpd));
            due = Instant.Earliest(due, MobikeInitiator.Deadline(_mobike, ike.Mobike));
            due = Instant.Earliest(due, _exchanges.Deadline(ike.Id));
        }

        due = Instant.Earliest(due, ClientsDue());
        if (due is not { } local)
        {
            return;
        }

        var at = Instant.Latest(
            Instant.Latest(Clock.World(local), _stage.Agenda.Now), SuspendedUntil);
        if (_wake is null || at < _wake || _wake < _stage.Agenda.Now)
        {
            _wake = at;
            _stage.Agenda.At(at, () => Wake(at));
        }
    }

    private void Wake(Instant at)
    {
        if (_wake != at || !IsRunning)
        {
            return;
        }

        _wake = null;
        if (IsSuspended)
        {
            PlanTick();
            return;
        }

        foreach (var ike in _ikes.Values.ToArray())
        {
            if (!ike.IsGone && LivenessCheck.Deadline(_liveness, ike.Liveness) <= Now)
            {
                Live(ike, new LivenessCheck.Input.Tick());
            }

            if (!ike.IsGone && DeadPeerDetection.Deadline(_dpd, ike.Dpd) <= Now)
            {
                Dpd(ike, new DeadPeerDetection.Input.Tick());
            }

            if (!ike.IsGone && MessageIds.Deadline(_ids, ike.Ids) <= Now)
            {
                Ids(ike, new MessageIds.Input.Tick());
            }

            if (!ike.IsGone && MessageIdSync.Deadline(_sync, ike.Sync) <= Now)
            {
                Sync(ike, new MessageIdSync.Input.Tick());
            }

            if (!ike.IsGone && MobikeInitiator.Deadline(_mobike, ike.Mobike) <= Now)
            {
                Mobike(ike, new MobikeInitiator.Input.Tick());
            }

            if (!ike.IsGone && _exchanges.Deadline(ike.Id) <= Now)
            {
                _exchanges.Step(ike.Id, new IkeExchanges.Input.Tick());
            }
        }

        TickClients();

        PlanTick();
    }
}

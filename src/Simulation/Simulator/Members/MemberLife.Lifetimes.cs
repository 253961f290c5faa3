using Holdfast.Protocol;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator;

/// <content>
/// SAs that are rekeyed by time. However many are due at once, they are begun within the budget of
/// the shipped machine for paced work.
/// </content>
internal sealed partial class MemberLife
{
    private const ulong IkeBit = 1UL << 63;

    private readonly Dictionary<ulong, IkeSaId> _oldIkes = [];
    private PacedWork.State _turns = PacedWork.Empty;
    private long _turnsPlanned;

    /// <summary>An SA is as old as its agreement, whoever serves it.</summary>
    private void Age(ChildSa child)
    {
        if (_stage.Agreements.OfChild(child.Inbound) is not var (agreement, sas)
            || sas.RekeyAfter is not { } after)
        {
            return;
        }

        agreement.Since ??= _stage.Agenda.Now;
        Later(Left(agreement.Since.Value, after), () =>
        {
            if (Reigns && _state.Replication.Replica.Sas.Children.TryFind(
                child.Inbound.Value, out _))
            {
                Turn(new PacedWork.Input.Wanted(
                    child.Inbound.Value, PacedWork.Work.RekeyChildSa, PacedWork.Urgency.Idle));
            }
        });
    }

    private void Age(IkeSaId ike)
    {
        if (_stage.Agreements.Of(ike.Initiator) is not { Sas.IkeRekeyAfter: { } after } agreement)
        {
            return;
        }

        agreement.Since ??= _stage.Agenda.Now;
        Later(Left(agreement.Since.Value, after), () =>
        {
            if (Reigns && Known(ike) is not null)
            {
                var id = ike.Initiator.Value | IkeBit;
                _oldIkes[id] = ike;
                Turn(new PacedWork.Input.Wanted(
                    id, PacedWork.Work.RekeyIkeSa, PacedWork.Urgency.Idle));
            }
        });
    }

    /// <summary>Whoever begins to reign knows how old everything is.</summary>
    private void AgeAll()
    {
        _turns = PacedWork.Empty;
        foreach (var ike in _state.Replication.Replica.Sas.Ikes)
        {
            Age(ike.Id);
        }

        foreach (var child in _state.Replication.Replica.Sas.Children)
        {
            Age(child);
        }
    }

    private TimeSpan Left(StateMachines.Instant since, TimeSpan after) =>
        since + after > _stage.Agenda.Now ? since + after - _stage.Agenda.Now : TimeSpan.Zero;

    private void Turn(PacedWork.Input input)
    {
        if (_stage.Options.Mischief.HasFlag(Mischief.Unpaced))
        {
            if (input is PacedWork.Input.Wanted(var sa, var wanted, _))
            {
                BeginTurn((ulong)sa, wanted);
            }

            return;
        }

        var next = _stage.Options.Machines.Work(_config.Rekey, _turns, Now, input);
        _turns = next.State;
        foreach (var output in next.Outputs)
        {
            if (output is PacedWork.Output.Begin(var id, var work))
            {
                BeginTurn((ulong)id, work);
            }
        }

        if (PacedWork.Deadline(_config.Rekey, _turns) is { } due)
        {
            var turn = ++_turnsPlanned;
            Later(due > Now ? due - Now : TimeSpan.Zero, () =>
            {
                if (turn == _turnsPlanned && Reigns)
                {
                    Turn(new PacedWork.Input.Tick());
                }
            });
        }
    }

    private void BeginTurn(ulong id, PacedWork.Work work)
    {
        void Ended(bool isDone)
        {
            // The turns of a reign end with it, and not while it asks whether it goes on.
            if (Reigns || _state.Replication.Role is SaReplication.Role.Proving)
            {
                Turn(isDone ? new PacedWork.Input.Done(id) : new PacedWork.Input.Failed(id));
            }
        }

        if (work == PacedWork.Work.RekeyIkeSa && _oldIkes.Remove(id, out var ike))
        {
            RekeyIke(ike, Ended);
        }
        else if (_state.Replication.Replica.Sas.Children.TryFind(id, out var child))
        {
            Rekey(child.Inbound, Ended);
        }
        else
        {
            Turn(new PacedWork.Input.Withdrawn(id));
        }
    }
}

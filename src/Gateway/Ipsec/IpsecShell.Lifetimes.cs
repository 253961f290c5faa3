using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Tunnels;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Gateway.Ipsec;

/// <content>
/// SAs are rekeyed by age, and before their numbers end, and end by age (RFC 7296 §2.8): when, says
/// <see cref="SaAges"/>; rekeys go within the budget of paced work, however many are due at once.
/// An SA is as old as its description says, whoever serves it.
/// </content>
internal sealed partial class IpsecShell
{
    private const ulong IkeBit = 1UL << 63;
    private static readonly TimeSpan AgesEvery = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<ulong, (IkeSaId Ike, SaAges.State State)> _ages = [];
    private PacedWork.State _turns = PacedWork.Empty;
    private Instant _agesAt;

    private static uint UnixNow => (uint)DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    /// <summary>When somebody looks at ages next.</summary>
    private Instant? AgesAt => !_isOpen || !_maySend ? null : Instant.Earliest(
        _agesAt, PacedWork.Deadline(_config.Rekey, _turns));

    private void BeginAges()
    {
        _ages.Clear();
        _turns = PacedWork.Empty;
        _missing.Clear();
    }

    private void LookAtAges(Instant now)
    {
        if (!_isOpen || !_maySend)
        {
            return;
        }

        if (PacedWork.Deadline(_config.Rekey, _turns) <= now)
        {
            Turn(new PacedWork.Input.Tick());
        }

        if (now < _agesAt)
        {
            return;
        }

        _agesAt = now + AgesEvery;
        FillChildren(now);
        SweepAges();
        var sas = _state().Replication.Replica.Sas;
        foreach (var child in sas.Children)
        {
            See(child, child.Inbound.Value, now);
            Age(
                child.Inbound.Value,
                _tunnels.Of(child.Inbound) is { IsNearlyUsedUp: true } or { IsUseless: true }
                    ? new SaAges.Input.NumbersEnd()
                    : null,
                now);
        }

        foreach (var ike in sas.Ikes)
        {
            var id = ike.Id.Initiator.Value | IkeBit;
            See(ike, id, now);
            Age(id, ike.IsReplaced ? new SaAges.Input.Done() : null, now);
        }
    }

    private void See(ChildSa child, ulong id, Instant now)
    {
        if (!_ages.ContainsKey(id))
        {
            _ages[id] = (child.Ike, SaAges.Seen(
                _peers.LifetimeOf(PeerOf(child.Ike), isIke: false),
                new(ChildTraffic.MadeIn(child.Description), child.Inbound.Value), UnixNow, now));
        }
    }

    private void See(IkeSa ike, ulong id, Instant now)
    {
        if (!_ages.ContainsKey(id))
        {
            _ages[id] = (ike.Id, SaAges.Seen(
                _peers.LifetimeOf(ike.Peer, isIke: true),
                new(PeerPlace.Read(ike.Description)?.Made ?? 0, DrawnHere(ike)), UnixNow, now));
        }
    }

    /// <summary>Of SAs that are gone nothing is left.</summary>
    private void SweepAges()
    {
        foreach (var (id, (ike, _)) in _ages.ToArray())
        {
            if ((id & IkeBit) != 0 ? Known(ike) is null : ChildOf(new((uint)id)) is null)
            {
                _ages.Remove(id);
            }
        }
    }

    private void Age(ulong id, SaAges.Input? happened, Instant now)
    {
        if (happened is not null)
        {
            Step(happened);
        }

        if (_ages.TryGetValue(id, out var aged) && SaAges.Deadline(aged.State) <= now)
        {
            Step(new SaAges.Input.Tick());
        }

        void Step(SaAges.Input input)
        {
            if (!_ages.TryGetValue(id, out var before))
            {
                return;
            }

            var next = SaAges.Decide(before.State, now, input);
            _ages[id] = before with { State = next.State };
            foreach (var output in next.Outputs)
            {
                Carry(id, before.Ike, output);
            }
        }
    }

    private void Carry(ulong id, IkeSaId ike, SaAges.Output output)
    {
        var isIke = (id & IkeBit) != 0;
        switch (output)
        {
            case SaAges.Output.Rekey:
                Turn(new PacedWork.Input.Wanted(
                    id, isIke ? PacedWork.Work.RekeyIkeSa : PacedWork.Work.RekeyChildSa,
                    PacedWork.Urgency.Idle));
                break;
            case SaAges.Output.End when isIke:
                IpsecJournal.Aged(_journal, NameOf(PeerOf(ike)), $"IKE SA {ike}");
                Want(ike, new ExchangeWish.DeleteIke(), _ => { });
                break;
            case SaAges.Output.End:
                IpsecJournal.Aged(
                    _journal, NameOf(PeerOf(ike)), $"CHILD SA {new Protocol.Spi((uint)id)}");
                Want(ike, new ExchangeWish.DeleteChild(new((uint)id)), _ => { });
                break;
        }
    }

    /// <summary>What this side has drawn: two ends that count from the same octets would come at
    /// once.</summary>
    private ulong DrawnHere(IkeSa ike) =>
        (_keys.MaterialOf(ike.Keys)?.Role ?? _keys.IsakmpOf(ike.Keys)?.Role)
            == Protocol.Ike.IkeRole.Responder
            ? ike.Id.Responder.Value
            : ike.Id.Initiator.Value;

    private void Turn(PacedWork.Input input)
    {
        var next = PacedWork.Step(_config.Rekey, _turns, _now(), input);
        _turns = next.State;
        foreach (var output in next.Outputs)
        {
            if (output is PacedWork.Output.Begin(var id, var work))
            {
                BeginTurn((ulong)id, work);
            }
            else if (output is PacedWork.Output.GiveUp(var failed, _))
            {
                Age((ulong)failed, new SaAges.Input.Failed(), _now());
            }
        }
    }

    private void BeginTurn(ulong id, PacedWork.Work work)
    {
        if (work == PacedWork.Work.RekeyIkeSa && _ages.TryGetValue(id, out var aged)
            && Known(aged.Ike) is { IsReplaced: false })
        {
            Want(aged.Ike, new ExchangeWish.RekeyIke(), Ended);
        }
        else if (work == PacedWork.Work.RekeyChildSa
            && _state().Replication.Replica.Sas.Children.TryFind(id, out var child))
        {
            Want(child.Ike, new ExchangeWish.RekeyChild(child.Inbound), Ended);
        }
        else
        {
            Age(id, new SaAges.Input.Done(), _now());
            Turn(new PacedWork.Input.Withdrawn(id));
        }

        void Ended(bool isDone)
        {
            if (isDone)
            {
                Age(id, new SaAges.Input.Done(), _now());
            }

            Turn(isDone ? new PacedWork.Input.Done(id) : new PacedWork.Input.Failed(id));
        }
    }
}

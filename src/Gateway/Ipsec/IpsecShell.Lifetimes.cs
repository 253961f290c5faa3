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
    private static readonly TimeSpan AgesEvery = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<UInt128, SaAges.State> _ages = [];
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
            See(child, now);
            Age(
                child.Inbound.Value,
                _tunnels.Of(child.Inbound) is { IsNearlyUsedUp: true } or { IsUseless: true }
                    ? new SaAges.Input.NumbersEnd()
                    : null,
                now);
        }

        foreach (var ike in sas.Ikes)
        {
            See(ike, now);
            Age(ike.Id.Key, ike.IsReplaced ? new SaAges.Input.Done() : null, now);
        }
    }

    private void See(ChildSa child, Instant now)
    {
        if (!_ages.ContainsKey(child.Inbound.Value))
        {
            _ages[child.Inbound.Value] = SaAges.Seen(
                _peers.LifetimeOf(PeerOf(child.Ike), isIke: false),
                new(ChildTraffic.MadeIn(child.Description), child.Inbound.Value), UnixNow, now);
        }
    }

    private void See(IkeSa ike, Instant now)
    {
        if (!_ages.ContainsKey(ike.Id.Key))
        {
            _ages[ike.Id.Key] = SaAges.Seen(
                _peers.LifetimeOf(ike.Peer, isIke: true),
                new(PeerPlace.Read(ike.Description)?.Made ?? 0, DrawnHere(ike)), UnixNow, now);
        }
    }

    /// <summary>SPIs of CHILD SAs have 32 bits; that of who began an IKE SA, which is not 0, stands
    /// above 64.</summary>
    private static bool IsIke(UInt128 id) => id > uint.MaxValue;

    /// <summary>Of SAs that are gone nothing is left.</summary>
    private void SweepAges()
    {
        var sas = _state().Replication.Replica.Sas;
        foreach (var id in _ages.Keys.ToArray())
        {
            if (IsIke(id) ? !sas.Ikes.TryFind(id, out _) : !sas.Children.TryFind(id, out _))
            {
                _ages.Remove(id);
            }
        }
    }

    private void Age(UInt128 id, SaAges.Input? happened, Instant now)
    {
        if (happened is not null)
        {
            Step(happened);
        }

        if (_ages.TryGetValue(id, out var aged) && SaAges.Deadline(aged) <= now)
        {
            Step(new SaAges.Input.Tick());
        }

        void Step(SaAges.Input input)
        {
            if (!_ages.TryGetValue(id, out var before))
            {
                return;
            }

            var next = SaAges.Decide(before, now, input);
            _ages[id] = next.State;
            foreach (var output in next.Outputs)
            {
                Carry(id, output);
            }
        }
    }

    private void Carry(UInt128 id, SaAges.Output output)
    {
        var sas = _state().Replication.Replica.Sas;
        if (output is SaAges.Output.Rekey)
        {
            Turn(new PacedWork.Input.Wanted(
                id, IsIke(id) ? PacedWork.Work.RekeyIkeSa : PacedWork.Work.RekeyChildSa,
                PacedWork.Urgency.Idle));
        }
        else if (sas.Ikes.TryFind(id, out var ike))
        {
            IpsecJournal.Aged(_journal, NameOf(ike.Peer), $"IKE SA {ike.Id}");
            Want(ike.Id, new ExchangeWish.DeleteIke(), _ => { });
        }
        else if (sas.Children.TryFind(id, out var child))
        {
            // Under the IKE SA that it has now: a rekey of that moves it.
            IpsecJournal.Aged(
                _journal, NameOf(PeerOf(child.Ike)), $"CHILD SA {child.Inbound}");
            Want(child.Ike, new ExchangeWish.DeleteChild(child.Inbound), _ => { });
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
                BeginTurn(id, work);
            }
            else if (output is PacedWork.Output.GiveUp(var failed, _))
            {
                Age(failed, new SaAges.Input.Failed(), _now());
            }
        }
    }

    private void BeginTurn(UInt128 id, PacedWork.Work work)
    {
        var sas = _state().Replication.Replica.Sas;
        if (work == PacedWork.Work.RekeyIkeSa && sas.Ikes.TryFind(id, out var ike)
            && Known(ike.Id) is { IsReplaced: false })
        {
            Want(ike.Id, new ExchangeWish.RekeyIke(), Ended);
        }
        else if (work == PacedWork.Work.RekeyChildSa && sas.Children.TryFind(id, out var child))
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

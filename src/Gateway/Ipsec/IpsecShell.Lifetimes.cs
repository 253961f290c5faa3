using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Tunnels;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Gateway.Ipsec;

/// <content>
/// SAs are rekeyed by age, and before their numbers end (RFC 7296 §2.8): within the budget of
/// paced work, however many are due at once. An SA is as old as its description says, whoever
/// serves it; by how much it is rekeyed earlier its SPI says, which was drawn.
/// </content>
internal sealed partial class IpsecShell
{
    private const ulong IkeBit = 1UL << 63;
    private const int JitterPart = 10;
    private static readonly TimeSpan AgesEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(30);

    private readonly Dictionary<IkeSaId, Instant?> _ikeAges = [];
    private readonly Dictionary<ulong, IkeSaId> _agedIkes = [];
    private readonly HashSet<ulong> _aging = [];
    private PacedWork.State _turns = PacedWork.Empty;
    private Instant _agesAt;

    private static uint UnixNow => (uint)DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    /// <summary>When somebody looks at ages next.</summary>
    private Instant? AgesAt => !_isOpen || !_maySend ? null : Instant.Earliest(
        _agesAt, PacedWork.Deadline(_config.Rekey, _turns));

    private void BeginAges()
    {
        _ikeAges.Clear();
        _agedIkes.Clear();
        _aging.Clear();
        _turns = PacedWork.Empty;
        _missing.Clear();
    }

    /// <summary>What is old enough waits for its turn.</summary>
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
        foreach (var tunnel in _tunnels.All.ToArray())
        {
            if ((tunnel.RekeyAt <= now || tunnel.IsNearlyUsedUp)
                && _aging.Add(tunnel.Sa.Inbound.Value))
            {
                Turn(new PacedWork.Input.Wanted(
                    tunnel.Sa.Inbound.Value, PacedWork.Work.RekeyChildSa,
                    PacedWork.Urgency.Idle));
            }
        }

        foreach (var ike in _state().Replication.Replica.Sas.Ikes)
        {
            if (!_ikeAges.TryGetValue(ike.Id, out var at))
            {
                _ikeAges[ike.Id] = at = RekeyAt(
                    ike.Peer, isIke: true, PeerPlace.Read(ike.Description)?.Made ?? 0,
                    DrawnHere(ike));
            }

            var id = ike.Id.Initiator.Value | IkeBit;
            if (at <= now && !ike.IsReplaced && _aging.Add(id))
            {
                _agedIkes[id] = ike.Id;
                Turn(new PacedWork.Input.Wanted(
                    id, PacedWork.Work.RekeyIkeSa, PacedWork.Urgency.Idle));
            }
        }
    }

    /// <summary>When an SA is rekeyed by age; null: never.</summary>
    private Instant? RekeyAt(Octets peer, bool isIke, uint made, ulong drawn)
    {
        var after = _peers.RekeyAfter(peer, isIke);
        if (after == TimeSpan.Zero)
        {
            return null;
        }

        after -= after / JitterPart * (Mixed(drawn) / (double)uint.MaxValue);
        var age = made == 0 || made > UnixNow
            ? TimeSpan.Zero
            : TimeSpan.FromSeconds(UnixNow - made);
        return _now() + (age < after ? after - age : TimeSpan.Zero);
    }

    /// <summary>What this side has drawn: two ends that count from the same octets would come at
    /// once.</summary>
    private ulong DrawnHere(IkeSa ike) =>
        (_keys.MaterialOf(ike.Keys)?.Role ?? _keys.IsakmpOf(ike.Keys)?.Role)
            == Protocol.Ike.IkeRole.Responder
            ? ike.Id.Responder.Value
            : ike.Id.Initiator.Value;

    // SPIs have the number of their member in front: all of their bits count.
    private static uint Mixed(ulong drawn) => (uint)((drawn * 0x9E37_79B9_7F4A_7C15) >> 32);

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
                // As long as the SA stands it is wanted again.
                Aged((ulong)failed, _now() + AgainAfter);
            }
        }
    }

    private void BeginTurn(ulong id, PacedWork.Work work)
    {
        if (work == PacedWork.Work.RekeyIkeSa && _agedIkes.TryGetValue(id, out var ike)
            && Known(ike) is { IsReplaced: false })
        {
            Want(ike, new ExchangeWish.RekeyIke(), Ended);
        }
        else if (work == PacedWork.Work.RekeyChildSa
            && _state().Replication.Replica.Sas.Children.TryFind(id, out var child))
        {
            Want(child.Ike, new ExchangeWish.RekeyChild(child.Inbound), Ended);
        }
        else
        {
            Aged(id, null);
            Turn(new PacedWork.Input.Withdrawn(id));
        }

        void Ended(bool isDone)
        {
            if (isDone)
            {
                Aged(id, null);
            }

            Turn(isDone ? new PacedWork.Input.Done(id) : new PacedWork.Input.Failed(id));
        }
    }

    /// <summary>An SA waits for no turn any more; it is looked at again then, or never.</summary>
    private void Aged(ulong id, Instant? again)
    {
        _aging.Remove(id);
        if (_agedIkes.Remove(id, out var ike))
        {
            _ikeAges[ike] = again;
        }
        else if (_tunnels.Of(new((uint)id)) is { } tunnel)
        {
            tunnel.RekeyAt = again;
        }
    }
}

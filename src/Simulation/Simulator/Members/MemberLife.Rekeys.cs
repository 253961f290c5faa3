using Holdfast.Protocol;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator;

/// <content>Rekeys and Deletes that this member begins.</content>
internal sealed partial class MemberLife
{
    // Of IKEv1.
    private readonly HashSet<Spi> _rekeying = [];
    private readonly HashSet<IkeSaId> _rekeyingIke = [];
    private readonly HashSet<(IkeSaId Ike, ExchangeWish Wish)> _promised = [];

    /// <summary>Whether an exchange of this member is not done.</summary>
    public bool IsRekeying => _exchanges.IsBusy || _rekeying.Count + _rekeyingIke.Count
        + _ownQuickModes.Count + _unconfirmed.Count + _outlived.Count > 0;

    /// <summary>A CHILD SA is replaced, RFC 7296 §1.3.3.</summary>
    public void Rekey(Spi old, Action<bool> then)
    {
        if (!_state.Replication.Replica.Sas.Children.TryFind(old.Value, out var before)
            || _stage.Agreements.SasOf(before.Outbound) is not { } plan)
        {
            then(false);
        }
        else if (IsOld(before.Ike))
        {
            RekeyOld(before, plan, then);
        }
        else
        {
            BeginRekey(before.Ike, new ExchangeWish.RekeyChild(old), then);
        }
    }

    /// <summary>An IKE SA is replaced, RFC 7296 §1.3.2.</summary>
    public void RekeyIke(IkeSaId old, Action<bool> then)
    {
        if (Known(old) is not { IsReplaced: false }
            || _stage.Agreements.Of(old.Initiator) is not { } before)
        {
            then(false);
        }
        else if (IsOld(old))
        {
            RekeyOldIke(old, before, then);
        }
        else
        {
            BeginRekey(old, new ExchangeWish.RekeyIke(), then);
        }
    }

    /// <summary>All CHILD SAs with a peer are rekeyed; false: there is none.</summary>
    public bool RekeyAll(string peer)
    {
        var any = false;
        foreach (var child in _state.Replication.Replica.Sas.Children.ToArray())
        {
            if (_stage.PeerOf(child.Ike)?.Plan.Name == peer)
            {
                any = true;
                Rekey(child.Inbound, _ => { });
            }
        }

        return any;
    }

    /// <summary>All IKE SAs with a peer are rekeyed; false: there is none.</summary>
    public bool RekeyIkes(string peer)
    {
        var any = false;
        foreach (var ike in _state.Replication.Replica.Sas.Ikes.ToArray())
        {
            if (_stage.PeerOf(ike.Id)?.Plan.Name == peer)
            {
                any = true;
                RekeyIke(ike.Id, _ => { });
            }
        }

        return any;
    }

    private void BeginRekey(IkeSaId ike, ExchangeWish wish, Action<bool> then)
    {
        if (_exchanges.IsWanted(ike, wish))
        {
            then(false);
            return;
        }

        // It is begun, and sent once the machine comes to it.
        _promised.Add(PromiseOf(ike, wish));
        _stage.Watch.BeginsRekey();
        _exchanges.Want(ike, wish, Draw(wish), isDone =>
        {
            _promised.Remove(PromiseOf(ike, wish));
            then(isDone);
        });
    }

    /// <summary>A rekey is sent: one that was begun, or the same once more.</summary>
    private void Redeem(IkeSaId ike)
    {
        if (_exchanges.Of(ike)?.Ours is not IkeExchanges.Ours.Asking(var task, _)
            || !_promised.Remove(PromiseOf(ike, task.Wish)))
        {
            _stage.Watch.BeginsRekey();
        }
    }

    /// <summary>A CHILD SA may be under another IKE SA by then.</summary>
    private static (IkeSaId Ike, ExchangeWish Wish) PromiseOf(IkeSaId ike, ExchangeWish wish) =>
        (wish is ExchangeWish.RekeyChild ? default : ike, wish);

    private ExchangeDraw Draw(ExchangeWish wish) => Draw(
        wish is ExchangeWish.RekeyChild or ExchangeWish.Child, wish is ExchangeWish.RekeyIke);

    private ExchangeDraw Draw(ExchangeMessage request) =>
        request is ExchangeMessage.Followup
            ? default(ExchangeDraw) with { Link = ExchangePolicies.Nonce(ref _box.Chance) }
            : Draw(request is ExchangeMessage.Child, request is ExchangeMessage.Rekey);

    private ExchangeDraw Draw(bool isChild, bool isIke)
    {
        if (!isChild && !isIke)
        {
            return default;
        }

        var nonce = ExchangePolicies.Nonce(ref _box.Chance);
        return new(nonce, isChild ? DrawSpi() : default, isIke ? DrawIkeSpi() : default, nonce);
    }
}

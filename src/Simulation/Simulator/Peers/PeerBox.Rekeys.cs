using Holdfast.Simulation.Faults;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Simulation.Simulator;

/// <content>Rekeys and Deletes that a peer begins.</content>
internal sealed partial class PeerBox
{
    /// <summary>Whether an exchange that it began is not done.</summary>
    public bool IsBusy => HasOldExchanges || _exchanges.IsBusy
        || _ikes.Values.Any(ike => ike.Open.Count + ike.Requests.Count > 0);

    /// <summary>Rekeys all of a kind; false: there is none.</summary>
    public bool Rekey(RekeyOf what)
    {
        var any = false;
        foreach (var ike in _ikes.Values.Where(one => one.Successor is null).ToArray())
        {
            if (!IsRunning)
            {
                break;
            }

            any = true;
            if (ike.Isakmp is not null)
            {
                RekeyOld(ike, what);
                continue;
            }

            switch (what)
            {
                case RekeyOf.Ike:
                    Want(ike, new ExchangeWish.RekeyIke());
                    break;
                case RekeyOf.Children:
                    foreach (var spi in ike.Children.Keys.ToArray())
                    {
                        Want(ike, new ExchangeWish.RekeyChild(spi));
                    }

                    break;
            }
        }

        return any;
    }

    private void Want(PeerIke ike, ExchangeWish wish)
    {
        _exchanges.Want(
            ike.Id, wish,
            Draw(wish is ExchangeWish.RekeyChild or ExchangeWish.Child,
                wish is ExchangeWish.RekeyIke),
            _ => { });
    }

    private ExchangeDraw Draw(bool isChild, bool isIke)
    {
        if (!isChild && !isIke)
        {
            return default;
        }

        var nonce = ExchangePolicies.Nonce(ref _chance);
        return new(
            nonce, isChild ? _stage.DrawSpi() : default,
            isIke ? new(_chance.Next() | 1) : default, nonce);
    }

    /// <summary>Some peers keep one SA for the same packets: as soon as they have another one, they
    /// delete those before it, whoever else does.</summary>
    private void DeleteRedundant(PeerChild newest)
    {
        if (!Plan.DeletesRedundant || !_children.ContainsKey(newest.Agreement.PeerSpi))
        {
            return;
        }

        foreach (var old in _children.Values.ToArray())
        {
            if (old != newest && old.Local == newest.Local && !old.IsEnding)
            {
                _stage.Tell(MomentKind.Sa, Plan.Name, "deletes a CHILD SA that is not needed");
                Want(old.Ike, new ExchangeWish.DeleteChild(old.Agreement.PeerSpi));
            }
        }
    }
}

using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator;

/// <content>Rekeys of IKE SAs that this member begins.</content>
internal sealed partial class MemberLife
{
    private const int FarewellsMax = 3;

    private readonly HashSet<IkeSaId> _rekeyingIke = [];

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

    /// <summary>CREATE_CHILD_SA that rekeys the IKE SA, RFC 7296 §1.3.2.</summary>
    public void RekeyIke(IkeSaId old, Action<bool> then)
    {
        if (Known(old) is not { } sa || _stage.Agreements.Of(old.Initiator) is not { } before
            || (sa.IsReplaced && IsOld(old)))
        {
            then(false);
            return;
        }

        if (IsOld(old))
        {
            RekeyOldIke(old, before, then);
            return;
        }

        if (!_rekeyingIke.Add(old))
        {
            then(false);
            return;
        }

        var agreement = _stage.OfferRekey(
            before, DrawIkeSpi(), ref _box.Chance, isOfMember: true);
        AskKeys(
            old, Descriptions.RekeyOfIke(agreement.Initiator), answer =>
            {
                _rekeyingIke.Remove(old);
                if (answer is null || _isGone)
                {
                    then(false);
                    return;
                }

                RekeyedIke(old, agreement, then);
            });
    }

    /// <summary>The peer has a new IKE SA: it becomes a fact, with the CHILD SAs of the old one,
    /// and the old one is deleted.</summary>
    private void RekeyedIke(IkeSaId old, Agreement agreement, Action<bool> then)
    {
        if (Known(old) is not { } sa)
        {
            then(false);
            return;
        }

        // The fact ends the old SA and its keys: what is still to be said in it is sealed before.
        var farewell = _stage.Sealed.Seal(
            Sealer(sa.Keys),
            IkeContent.Header(
                SaOf(sa), ExchangeType.Informational, sa.NextRequest, isResponse: false, []),
            Descriptions.DeleteOfIke());
        var answered = TakeAnswered();
        Propose([.. answered, Moved(old, agreement), new Change.IkeDown(old)], isFact =>
        {
            if (!isFact)
            {
                Propose(answered);
            }
            else
            {
                MovesOn(old, agreement);
                if (farewell is not null)
                {
                    Say(old, farewell, FarewellsMax);
                }
            }

            then(isFact);
        });
    }

    private void Say(IkeSaId old, byte[] farewell, int times)
    {
        if (times > 0 && MaySend)
        {
            SendIke(old, farewell);
            Later(AttemptEvery, () => Say(old, farewell, times - 1));
        }
    }

    /// <summary>The fact that an IKE SA takes over the CHILD SAs of another one.</summary>
    private Change.IkeRekeyed Moved(IkeSaId old, Agreement agreement)
    {
        var peer = _stage.Peers[agreement.Peer];
        Made(agreement.Keys, agreement.Material);
        _stage.Tell(MomentKind.Sa, _box.Name, $"has a new IKE SA with {agreement.Peer}");
        Later(TimeSpan.Zero, () =>
        {
            Age(agreement.Ike);
            GiveTokenAnew(agreement);
        });
        return new(old, new(
            agreement.Ike, agreement.Keys, peer.Identity,
            WhereaboutsOf(old).Write(AgreedPlace(agreement)), peer.Plan.Agreed,
            (byte)peer.Plan.Window, (byte)_config.MessageIds.Window, 0, 0, [], [], 0, 0, [],
            default, default));
    }
}

using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Simulator.Ikev1;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Simulation.Simulator;

/// <content>SAs that become facts, and end.</content>
internal sealed partial class MemberLife
{
    private const int AttemptsMax = 5;
    private static readonly TimeSpan AttemptEvery = TimeSpan.FromSeconds(1);

    private HashSet<string> _connections = [];

    private SpiPartition Spis => _stage.Options.Spis(_box.Number);

    /// <summary>The SPI of a CHILD SA that no other one has, or is about to.</summary>
    private Spi DrawSpi()
    {
        var spi = Spis.MakeFree(
            (uint)_box.Chance.Next() & _stage.Options.SpiBits, _stage.Agreements.IsDrawn)
            ?? throw new InvalidOperationException($"{_box.Name} has no SPI left");
        _stage.Agreements.Drawn(spi);
        return spi;
    }

    /// <summary>It has the credentials of these peers: without them no IKE SA is made, and those
    /// that stand are served.</summary>
    public void LoadConnections() =>
        _connections = [.. _box.Config.Peers.Select(peer => peer.Name)];

    /// <summary>The SPI of an IKE SA that no other one of the members has, or had.</summary>
    private IkeSpi DrawIkeSpi()
    {
        var spi = Spis.MakeFree(
            _box.Chance.Next() & _stage.Options.IkeSpiBits,
            drawn => _stage.Options.AreSpisOwn
                ? _box.Drawn.Contains(drawn)
                : _stage.Agreements.IsDrawn(drawn))
            ?? throw new InvalidOperationException($"{_box.Name} has no SPI of IKE left");
        _stage.Agreements.Drawn(spi);
        _box.Drawn.Add(spi);
        return spi;
    }

    /// <summary>The SAs of an agreement become a fact; those that the peer had before go with it.
    /// </summary>
    /// <param name="agreement">What they are called.</param>
    /// <param name="up">The IKE SA and its CHILD SAs.</param>
    /// <param name="answers">What is said with it: whoever takes over repeats the same answer, RFC
    /// 7296 §2.1.</param>
    /// <param name="then">Hears whether it is a fact.</param>
    /// <param name="answer">What is sealed and said with it; null: nothing more.</param>
    private void Stand(
        Agreement agreement, Items<Change> up, Items<Change> answers, Action<bool> then,
        IkeHeaderValue? answer = null)
    {
        var before = _state.Replication.Replica.Sas.Ikes
            .Where(other => _stage.Agreements.Of(other.Id.Initiator)?.Sas == agreement.Sas)
            .Select(other => (Change)new Change.IkeDown(other.Id));
        Items<Change.Unknown> news =
            _box.Plan.SpeaksNext ? [NextVersion.About(agreement.Ike)] : [];
        Spi[] children = [.. up.OfType<Change.ChildUp>().Select(child => child.Sa.Inbound)];

        void Settled(bool isFact)
        {
            foreach (var one in isFact ? news : [])
            {
                _stage.Watch.Kept.Fact(_box, one);
            }

            if (isFact)
            {
                _stage.Tell(
                    MomentKind.Sa, _box.Name,
                    $"has {children.Length} CHILD SAs with {agreement.Peer}");
                Age(agreement.Ike);
                SeeSpoke(agreement.Ike);
                Later(Looks, () => SendOn(agreement.Ike));
                foreach (var child in children)
                {
                    Begin(child);
                }
            }

            then(isFact);
        }

        Propose(
            [.. up, .. before, .. news, .. answers], Settled, answer,
            answer is null ? default : agreement.Keys);
    }

    private void Begin(Spi spi)
    {
        if (PathOf(spi) is { } path)
        {
            Ask(path);
            Age(path.Sa);
        }
    }

    /// <summary>A CHILD SA on which both ends agree by its name: one that was recorded, of IKEv1,
    /// or of a handshake in parts.</summary>
    private static ChildSa Row(ChildAgreement child, SaPlan sas, IkeSaId ike, Prefix remote) => new(
        child.MemberSpi, child.PeerSpi, ike, child.Keys,
        ChildTraffic.ToOctets(new(ExchangePolicies.Any, ExchangePolicies.RangeOf(remote)))!.Value,
        (sas.IsExtended ? ChildTraits.ExtendedNumbers : ChildTraits.None)
            | (child.Recorded?.Encryption.IsImplicitIv ?? sas.Suite == SaSuite.AesGcmImplicit
                ? ChildTraits.ImplicitIv
                : ChildTraits.None),
        0, child.Recorded is { First: > 1 } recorded ? recorded.First - 1 : 0, 0,
        sas.LifeOctets ?? ulong.MaxValue, default);

    /// <summary>Those of an agreement become facts with its IKE SA.</summary>
    private Items<Change> RowsOf(Agreement agreement)
    {
        var peer = _stage.Peers[agreement.Peer];
        Items<Change> rows = [];
        foreach (var child in agreement.Children)
        {
            _keys.TryAdd(child.Keys, child.Material);
            rows = rows.Add(new Change.ChildUp(Row(
                child, agreement.Sas, agreement.Ike,
                peer.RemoteOf(agreement.Sas, child.Place))));
        }

        return rows;
    }

    private void Begin(PacedWork.Work work, IkeSaId ike, Spi? child)
    {
        switch (work)
        {
            case PacedWork.Work.RekeyChildSa when child is { } spi:
                Rekey(spi, isDone => Do(new Input.WorkEnded(work, ike, child, isDone)));
                break;
            case PacedWork.Work.Reestablish:
                Reestablish(ike, isDone => Do(new Input.WorkEnded(work, ike, child, isDone)));
                break;
            case PacedWork.Work.RekeyIkeSa:
                RekeyIke(ike, isDone => Do(new Input.WorkEnded(work, ike, child, isDone)));
                break;
            case PacedWork.Work.RekeyChildSa or PacedWork.Work.Redirect:
                Do(new Input.WorkEnded(work, ike, child, IsDone: true));
                break;
        }
    }

    /// <summary>The IKE SA with a peer is deleted; false: there is none.</summary>
    public bool DeleteIke(string peer)
    {
        var ike = _state.Replication.Replica.Sas.Ikes.FirstOrDefault(
            one => _stage.PeerOf(one.Id)?.Plan.Name == peer);
        if (ike is null)
        {
            return false;
        }

        if (IsOld(ike.Id))
        {
            Inform(ike.Id, IsakmpDeletes.Of(Cookies(ike.Id), [.. ike.Children]));
            Propose([new Change.IkeDown(ike.Id)]);
            return true;
        }

        _exchanges.Want(ike.Id, new ExchangeWish.DeleteIke(), default, _ => { });
        return true;
    }

    /// <summary>An SA of IKEv1 ends: its route goes first, then it, then the peer's.</summary>
    private void EndChild(IkeSaId ike, Spi spi)
    {
        if (_stage.Options.Mischief.HasFlag(Mischief.OldChildKept))
        {
            return;
        }

        // What the peer sends under it until it hears that is still opened.
        _releases[spi] = () => EndOldChild(ike, spi);
        if (_paths.TryGetValue(spi, out var path))
        {
            path.IsEnding = true;
            CountUsable(path.Remote);
        }

        Do(new Input.ChildEnding(spi));
    }

    private void PeerFailed(IkeSaId ike, LivenessCheck.Cause cause)
    {
        _stage.Tell(
            MomentKind.Peer, _box.Name,
            $"{MomentWords.TakesForDead(_stage.PeerOf(ike)?.Plan.Name)}: {cause}");
        Propose([new Change.IkeDown(ike)]);
    }

    private void DeleteChildren(IkeSaId ike, Items<Spi> children)
    {
        if (children.Count > 0 && IsOld(ike))
        {
            Inform(ike, IsakmpDeletes.Of([.. children]));
        }
        else if (children.Count > 0 && Known(ike) is not null)
        {
            Ask(ike, ExchangeType.Informational, Descriptions.DeleteOf(children), _ => { });
        }
    }

    /// <summary>An IKE SA that nobody else has: its peer is told, and its keys are gone.</summary>
    private void DeleteAtPeer(IkeSaId ike, KeyHandle key)
    {
        if (_keys.Has(key) && _stage.PeerOf(ike) is not null)
        {
            Orphans.Add(ike);
            if (_keys.Isakmp(key) is { } secrets)
            {
                SayOldEnd(ike, secrets);
                Forget(key);
                return;
            }

            var next = _before.Replication.Replica.Sas.Ikes.Find(ike.Key)?.NextRequest ?? 0;
            var sa = new LivenessCheck.Sa(
                ike.Initiator, ike.Responder, _stage.Agreements.IsOfMember(ike));
            var header = IkeContent.Header(sa, ExchangeType.Informational, next, false, []);
            if (_stage.Sealed.Seal(Sealer(key), header, Descriptions.DeleteOfIke())
                is { } octets)
            {
                SendIke(ike, octets);
            }
        }

        Forget(key);
    }
}

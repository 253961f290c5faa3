using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ipsec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Simulator.Ikev1;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Mobike;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Replication;
using MessageIdSync = Holdfast.StateMachines.Ike.MessageIdSync;

namespace Holdfast.Simulation.Simulator;

/// <content>IKE of a peer.</content>
internal sealed partial class PeerBox
{
    private const int AttemptsMax = 5;
    private static readonly TimeSpan AttemptEvery = TimeSpan.FromSeconds(1);

    private readonly Dictionary<IkeSaId, PeerIke> _ikes = [];
    private readonly Dictionary<Spi, PeerChild> _children = [];
    private readonly Dictionary<uint, List<PeerChild>> _byNetwork = [];
    private readonly Dictionary<SaPlan, Agreement> _attempts = [];

    /// <summary>Its IKE SAs.</summary>
    public IReadOnlyCollection<PeerIke> Ikes => _ikes.Values;

    /// <summary>Asks for SAs until there are some.</summary>
    public void Establish(SaPlan sas)
    {
        if (IsRunning && !_attempts.ContainsKey(sas))
        {
            Start(sas);
        }
    }

    private void SendIke(Agreement agreement, ReadOnlySpan<byte> octets) =>
        SendIke(agreement, Here, octets, _stage.Sealed.KindOf(octets));

    private void SendIke(PeerIke ike, ReadOnlySpan<byte> octets, MessageKind? kind = null) =>
        SendIke(ike.Agreement, ike.Here, octets, kind ?? _stage.Sealed.KindOf(octets));

    private void SendIke(
        Agreement agreement, HostAddress here, ReadOnlySpan<byte> octets, MessageKind kind)
    {
        var there = EndOf(agreement);
        Send(
            agreement.Sas, here, there,
            UdpCarried.Ike(
                here, UdpCarried.Port, new(there, Nat is null ? (ushort)0 : UdpCarried.Port),
                octets),
            kind);
    }

    private void FromGateway(HostAddress from, ReadOnlySpan<byte> octets)
    {
        if (IsakmpMessages.TryRead(octets, out var old))
        {
            FromOldGateway(octets, old);
            return;
        }

        if (!IkeHeaderValue.TryParse(octets, out var message, out _))
        {
            return;
        }

        if ((message.ExchangeType == ExchangeType.IkeSaInit
                || message.ExchangeType == ExchangeType.IkeIntermediate
                || message.ExchangeType == ExchangeType.IkeAuth)
            && Shake(octets, message))
        {
            return;
        }

        if (!_ikes.TryGetValue(new(message.InitiatorSpi, message.ResponderSpi), out var ike))
        {
            return;
        }

        if (ike.Opener is not { } opener)
        {
            return;
        }

        if (IkeContent.Open(opener, octets) is not { } inner)
        {
            Shown(ike, from, message);
            IsSentOn(ike.Agreement.Sas, message.Payloads, InTheClear);
            return;
        }

        if (MessageIds.Classify(message, inner, ike.Sa) is { } input)
        {
            if (input is MessageIds.Input.Requested(var id))
            {
                ike.Contents[id] = new(message.ExchangeType, inner);
            }
            else if (input is MessageIds.Input.Answered(var answered))
            {
                ike.Answers[answered] = new(message.ExchangeType, inner);
            }

            Ids(ike, input);
            return;
        }

        var known = new MessageIdSync.Known(
            ike.Sa, Plan.Traits.HasFlag(IkeTraits.MessageIdSync),
            Plan.Traits.HasFlag(IkeTraits.ReplayCounterSync), NumbersOf(ike), KindOf(ike));
        if (MessageIdSync.Classify(message, inner, known) is { } asked)
        {
            Sync(ike, asked);
        }
    }

    /// <summary>The SAs of an agreement stand; those of the same plan before it are gone. They are
    /// between the addresses of IKE_AUTH: whoever has moved meanwhile says so in them.</summary>
    private void Install(
        Agreement agreement, IkeSaId id, HostAddress from, ChildAgreement? first,
        MessageIds.Facts facts)
    {
        foreach (var old in _ikes.Values.Where(ike => ike.Agreement.Sas == agreement.Sas
            && (ike.Agreement.Gateway == agreement.Gateway || !Plan.FollowsRedirects)).ToArray())
        {
            Replace(old);
        }

        Gateway = agreement.Gateway;

        var ike = Made(agreement, id);
        if (agreement is { IsMobile: true, IsOfMember: false })
        {
            (ike.Here, ike.ChildHere) = (from, from);
            Mobike(ike, new MobikeInitiator.Input.Agreed(
                new(from, EndOf(agreement)), [from], []));
            if (from != Here)
            {
                Mobike(ike, new MobikeInitiator.Input.Locals([Here]));
            }
        }

        var children = agreement.Children.ConvertAll(
            child => Add(ike, child, agreement.Sas, isConfirmed: true));
        if (first is not null)
        {
            children.Add(Add(ike, first, agreement.Sas, isConfirmed: true));
        }

        _stage.Tell(MomentKind.Sa, Plan.Name, $"has {children.Count} CHILD SAs");
        Ids(ike, new MessageIds.Input.Promoted(facts));
        Live(ike, new LivenessCheck.Input.Promoted(SyncsFirst: false));
        children.ForEach(DeleteRedundant);
        Settled(agreement);
        Tunnels?.Changed(this);
        Fill(ike, 0);
    }

    private PeerIke Made(Agreement agreement, IkeSaId id)
    {
        _keys.TryAdd(agreement.Keys, agreement.Material);
        var cipher = _keys.Sealer(agreement.Keys);
        return _ikes[id] = new(id, agreement)
        {
            Here = Here,
            ChildHere = Here,
            Sealer = new(cipher, new IvSource(
                cipher.Encryption, _partition, octets => _chance.Fill(octets))),
            Opener = _keys.Opener(agreement.Keys),
        };
    }

    private PeerChild Add(
        PeerIke ike, ChildAgreement child, SaPlan sas, bool isConfirmed, ulong next = 1,
        ulong floor = 0)
    {
        _keys.TryAdd(child.Keys, child.Material);
        var there = MemberLife.Network(EndOf(ike.Agreement));
        var here = MemberLife.Network(ike.ChildHere);
        var local = RemoteOf(sas, child.Place);
        var one = new PeerChild
        {
            Ike = ike,
            Agreement = child,
            Local = local,
            Out = Leaving(ike, child, sas, next, 0),
            In = DataPath.Inbound(
                DataPath.Named(
                    child.PeerSpi, sas.IsExtended, new(there, here),
                    _stage.ModeOf(child.PeerSpi), Udp),
                _keys.Opener(child.Keys), Plan.ReplayWindow, floor),
            IsConfirmed = isConfirmed,
        };
        ike.Children[child.PeerSpi] = one;
        _children[child.PeerSpi] = one;
        var network = (uint)local.Address.Value & 0xFFFF_FF00;
        if (!_byNetwork.TryGetValue(network, out var children))
        {
            _byNetwork[network] = children = [];
        }

        children.Add(one);
        return one;
    }

    /// <summary>What is sent under a CHILD SA, from where its packets leave.</summary>
    private EspOutbound Leaving(
        PeerIke ike, ChildAgreement child, SaPlan sas, ulong next, ulong counter) =>
        DataPath.Outbound(
            DataPath.Named(
                child.MemberSpi, sas.IsExtended,
                new(
                    MemberLife.Network(ike.ChildHere),
                    MemberLife.Network(EndOf(ike.Agreement))),
                _stage.ModeOf(child.MemberSpi), Udp),
            _keys.Sealer(child.Keys), _partition, octets => _chance.Fill(octets), next,
            counter);

    private EspOutbound Leaving(PeerChild child, ulong next, ulong counter) => Leaving(
        child.Ike, child.Agreement, child.Ike.Agreement.Sas, next, counter);

    /// <summary>Deletes its IKE SAs; false: there is none.</summary>
    public bool DeleteIkes()
    {
        var all = _ikes.Values.Where(ike => !ike.IsEnding).ToArray();
        foreach (var ike in all)
        {
            ike.IsEnding = true;
            if (ike.Isakmp is null)
            {
                AskToEnd(ike);
            }
            else
            {
                EndOld(ike);
            }
        }

        return all.Length > 0;
    }

    /// <summary>RFC 7296 §1.4.1: an IKE SA is gone here once its Delete is answered.</summary>
    private void AskToEnd(PeerIke ike) => Want(ike, new ExchangeWish.DeleteIke());

    /// <summary>Establishes what is planned and not there, or will not be; false: all is.</summary>
    public bool EstablishAll()
    {
        var any = false;
        foreach (var sas in _stage.Plan.Sas)
        {
            if (sas.Peer != Plan.Name || Instant.Zero + sas.At > _stage.Agenda.Now
                || _attempts.ContainsKey(sas))
            {
                continue;
            }

            var ike = _ikes.Values.FirstOrDefault(one => one.Agreement.Sas == sas);
            if (ike is null)
            {
                any = true;
                Establish(sas);
            }
            else if (ike is { IsEnding: true, ComesAgain: false })
            {
                any = true;
                ike.ComesAgain = true;
            }
        }

        return any;
    }

    /// <summary>SAs that were made anew stand instead of it; it has neither been deleted nor
    /// rekeyed.</summary>
    private void Replace(PeerIke old)
    {
        if (old is { Successor: null, IsRedundant: false, IsEnding: false })
        {
            _stage.Watch.Lost(old);
        }

        Drop(old, isReplaced: true);
    }

    private void Drop(PeerIke ike, bool isReplaced = false)
    {
        ike.IsGone = true;
        ike.Isakmp?.Dispose();
        _ikes.Remove(ike.Id);
        _exchanges.Forget(ike.Id);
        if (!isReplaced && ike is { Successor: null, IsRedundant: false })
        {
            Lost(ike);
        }

        Take(ike, new TokenTaker.Input.Ended());
        foreach (var child in ike.Children.Values.ToArray())
        {
            Drop(child);
        }

        // What it has not said of its path it says in the SA that goes on.
        if (IsRunning && ike is { Updates: > 0, Successor: not null } && !ike.Newest.IsGone)
        {
            Update(ike.Newest);
        }

        if (!isReplaced)
        {
            Tunnels?.Changed(this);
        }
    }

    private void Drop(PeerChild child)
    {
        child.Ike.Children.Remove(child.Agreement.PeerSpi);
        _children.Remove(child.Agreement.PeerSpi);
        if (_byNetwork.TryGetValue(
            (uint)child.Local.Address.Value & 0xFFFF_FF00, out var children))
        {
            children.Remove(child);
        }
    }

    /// <summary>The gateway is dead to this peer: what it had with it is gone, and it begins anew.
    /// </summary>
    private void Fail(PeerIke ike, string why)
    {
        if (ike is { IsGone: false, Successor: not null })
        {
            Drop(ike);
        }
        else if (!ike.IsGone)
        {
            _stage.Tell(
                MomentKind.Peer, Plan.Name,
                $"{MomentWords.TakesForDead(MomentWords.Gateway)}: {why}");
            var isOther = _clients.ContainsKey(ike.Agreement.Sas) && IsWithOther(ike);
            _stage.Watch.Lost(ike);
            Drop(ike);
            if (!isOther)
            {
                Gateway = _stage.GatewayAfter(Plan, ike.Agreement.Gateway);
                TurnTo(ike.Agreement.Sas, Gateway);
                Establish(ike.Agreement.Sas);
            }
        }
    }
}

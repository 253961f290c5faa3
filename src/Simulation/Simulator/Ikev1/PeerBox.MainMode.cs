using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Simulation.Simulator.Ikev1;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator;

/// <content>
/// Main Mode, whoever begins. An ISAKMP SA that comes beside another one has its CHILD SAs once
/// whoever began has used it: until then its last message may not have come.
/// </content>
internal sealed partial class PeerBox
{
    private static readonly TimeSpan Lingers = TimeSpan.FromSeconds(30);

    private readonly PhaseOneAttempts _phaseOneAttempts;
    private readonly PhaseOneResponses _phaseOneResponses;
    private readonly HashSet<IkeSpi> _ownMainModes = [];

    /// <inheritdoc/>
    public PhaseOneCredentials? SharedWith(IkeSpi cookie) =>
        _stage.Agreements.Of(cookie) is { } agreement && agreement.Peer == Plan.Name
            ? _stage.Policies.PhaseOneOf(
                Identity, GatewayIdentity(agreement),
                _stage.Options.OtherKey == Plan.Name ? $"nobody but {Plan.Name}" : Plan.Name)
            : null;

    private IsakmpHandshakeKeys PhaseOneKeys() => new(_stage.Cryptography, Fill);

    private void BeginMainMode(SaPlan sas, GatewayPlan gateway, PeerIke? old)
    {
        var cookie = new IkeSpi(_chance.Next() | 1);
        var agreement = old is null
            ? _stage.Offer(this, gateway, sas, cookie, ref _chance, isOfMember: false)
            : _stage.OfferRekey(old.Agreement, cookie, ref _chance, isOfMember: false);
        if (old is null)
        {
            _attempts[sas] = agreement;
        }

        _ownMainModes.Add(cookie);
        var isFirst = NewestOf(agreement) is null;
        _phaseOneAttempts.Begin(
            cookie,
            new(PhaseOneMode.Main, Identity, GatewayIdentity(agreement), isFirst),
            FlowTo(agreement),
            new(
                octets => Say(agreement, octets, old),
                (made, keys, settled) =>
                {
                    var replaced = isFirst ? null : NewestOf(agreement);
                    _attempts.Remove(sas);
                    var ike = Stand(agreement, made, keys, isFirst);
                    settled(true);
                    _ownMainModes.Remove(cookie);
                    if (replaced is not null)
                    {
                        Move(replaced, ike);
                        TellEnd(ike, Cookies(replaced), DeletesMax);
                    }

                    FillPlaces(ike);
                },
                () => Fail(agreement, old)));
    }

    /// <summary>What it would replace may have ended meanwhile.</summary>
    private void Say(Agreement agreement, Octets octets, PeerIke? old)
    {
        if (old is { IsGone: true })
        {
            EndMainMode(agreement.Initiator);
        }
        else
        {
            SendIke(agreement, octets.Span);
        }
    }

    /// <summary>Nobody answers: it is begun anew.</summary>
    private void Fail(Agreement agreement, PeerIke? old)
    {
        _ownMainModes.Remove(agreement.Initiator);
        if (old is null)
        {
            StartAnew(agreement.Sas);
        }
        else if (!old.IsGone)
        {
            BeginMainMode(agreement.Sas, agreement.Gateway, old);
        }
    }

    private void EndMainMode(IkeSpi cookie)
    {
        if (_ownMainModes.Remove(cookie))
        {
            _phaseOneAttempts.End(cookie);
        }
    }

    private void EndOldExchanges()
    {
        _phaseOneAttempts.Clear();
        _phaseOneResponses.Clear();
        _ownMainModes.Clear();
        _quickAttempts.Clear();
        _quickResponses.Clear();
        _quickModes.Clear();
    }

    private void Shake(ReadOnlySpan<byte> octets, IsakmpHeaderValue message)
    {
        var cookie = message.InitiatorSpi;
        if (_stage.Agreements.Of(cookie) is not { } agreement || agreement.Peer != Plan.Name)
        {
            return;
        }

        if (agreement.IsOfMember)
        {
            _phaseOneResponses.Hear(octets, cookie, new(
                FlowTo(agreement), answer => SendIke(agreement, answer.Span),
                (made, keys, settled) => Accept(agreement, made, keys, settled)));
        }
        else
        {
            _phaseOneAttempts.Hear(octets, cookie);
        }
    }

    /// <summary>The gateway has proved who it is.</summary>
    private void Accept(
        Agreement agreement, PhaseOneSa made, IsakmpHandshakeKeys keys, Action<bool> settled)
    {
        if (IsOutdone(agreement))
        {
            settled(false);
            return;
        }

        var old = made.IsInitialContact ? null : NewestOf(agreement);
        var ike = Stand(agreement, made, keys, made.IsInitialContact);
        settled(true);
        if (old is not null)
        {
            ike.Awaits = old;
            Later(Lingers, () => GiveUp(ike));
        }
    }

    /// <summary>The ISAKMP SA of an agreement stands; where it is the first one, all others of its
    /// plan are gone.</summary>
    private PeerIke Stand(
        Agreement agreement, PhaseOneSa made, IsakmpHandshakeKeys keys, bool isFirst)
    {
        foreach (var other in _ikes.Values
            .Where(one => isFirst && one.Agreement.Sas == agreement.Sas).ToArray())
        {
            Replace(other);
        }

        Gateway = agreement.Gateway;
        agreement.Ike = made.Id;
        agreement.Material = IsakmpSecrets.Of(keys.KeysOf(made.Keys.Value), made.Last);
        var ike = _ikes[agreement.Ike] = new(agreement.Ike, agreement)
        {
            Here = Here,
            ChildHere = Here,
            Isakmp = IsakmpSecrets.Read(_stage.Cryptography, Fill, agreement.Material),
            StandsSince = _stage.Agenda.Now,
        };
        _stage.Tell(MomentKind.Sa, Plan.Name, "has a new IKE SA");
        if (made.Traits.HasFlag(PhaseOneTraits.DeadPeerDetection)
            && Plan.Traits.HasFlag(IkeTraits.DeadPeerDetection))
        {
            Dpd(ike, new DeadPeerDetection.Input.Announced((uint)_chance.Next()));
            Dpd(ike, new DeadPeerDetection.Input.Offered());
        }

        return ike;
    }

    /// <summary>Of two Main Modes at once, one of each side, that with the lower cookie is given
    /// up at both ends.</summary>
    private bool IsOutdone(Agreement agreement)
    {
        foreach (var cookie in _ownMainModes.ToArray())
        {
            if (_stage.Agreements.Of(cookie) is not { } mine || mine.Sas != agreement.Sas)
            {
                continue;
            }

            if (cookie.Value > agreement.Initiator.Value)
            {
                return true;
            }

            EndMainMode(cookie);
            _attempts.Remove(agreement.Sas);
        }

        return false;
    }

    private PeerIke? NewestOf(Agreement agreement) => _ikes.Values
        .Where(one => one.Agreement.Sas == agreement.Sas && one.Awaits is null)
        .MaxBy(one => one.Children.Count);

    /// <summary>Whoever began has used it: it has the CHILD SAs.</summary>
    private void Settle(PeerIke ike)
    {
        if (ike.Awaits is not null)
        {
            var old = NewestOf(ike.Agreement);
            ike.Awaits = null;
            if (old is not null)
            {
                Move(old, ike);
            }
        }
    }

    /// <summary>Nobody has used it: what was there before goes on.</summary>
    private void GiveUp(PeerIke ike)
    {
        if (ike is { IsGone: false, Awaits: not null })
        {
            Drop(ike, isReplaced: true);
        }
    }

    private void Move(PeerIke old, PeerIke ike)
    {
        foreach (var (spi, child) in old.Children)
        {
            child.Ike = ike;
            ike.Children[spi] = child;
        }

        old.Children.Clear();
        Drop(old, isReplaced: true);
    }
}

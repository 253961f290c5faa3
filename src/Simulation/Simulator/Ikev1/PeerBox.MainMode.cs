using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Simulation.Simulator.Ikev1;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator;

/// <content>
/// Main Mode, whoever begins. An ISAKMP SA that comes beside another one has its CHILD SAs once
/// whoever began has used it: until then its last message may not have come.
/// </content>
internal sealed partial class PeerBox
{
    private static readonly TimeSpan Lingers = TimeSpan.FromSeconds(30);

    private readonly Dictionary<IkeSpi, MainMode> _mainModes = [];
    private readonly HashSet<IkeSpi> _ownMainModes = [];

    private void BeginMainMode(SaPlan sas, GatewayPlan gateway, PeerIke? old)
    {
        var initiator = new IkeSpi(_chance.Next() | 1);
        var agreement = old is null
            ? _stage.Offer(this, gateway, sas, initiator, ref _chance, isOfMember: false)
            : _stage.OfferRekey(old.Agreement, initiator, ref _chance, isOfMember: false);
        if (old is null)
        {
            _attempts[sas] = agreement;
        }

        _ownMainModes.Add(initiator);
        var mode = MainModeOf(agreement, IkeRole.Initiator);
        mode.Begin();
        Attempt(agreement, mode, old);
    }

    private MainMode MainModeOf(Agreement agreement, IkeRole role) =>
        _mainModes[agreement.Initiator] = new(
            _stage.Cryptography, role, agreement.Initiator, octets => _chance.Fill(octets));

    private void Attempt(Agreement agreement, MainMode mode, PeerIke? old)
    {
        if (!IsRunning || mode.IsEnding
            || _mainModes.GetValueOrDefault(agreement.Initiator) != mode)
        {
            return;
        }

        if (++mode.Tries > AttemptsMax || old is { IsGone: true })
        {
            EndMainMode(agreement.Initiator);
            if (old is null)
            {
                StartAnew(agreement.Sas);
            }
            else if (!old.IsGone)
            {
                BeginMainMode(agreement.Sas, agreement.Gateway, old);
            }

            return;
        }

        SendIke(agreement, mode.Sent);

        Later(AttemptEvery, () => Attempt(agreement, mode, old));
    }

    private void EndMainMode(IkeSpi initiator)
    {
        _ownMainModes.Remove(initiator);
        if (_mainModes.Remove(initiator, out var mode))
        {
            mode.Dispose();
        }
    }

    private void EndOldExchanges()
    {
        foreach (var initiator in _mainModes.Keys.ToArray())
        {
            EndMainMode(initiator);
        }

        _quickModes.Clear();
    }

    private void Shake(ReadOnlySpan<byte> octets, IsakmpHeaderValue message)
    {
        if (_stage.Agreements.Of(message.InitiatorSpi) is not { } agreement
            || agreement.Peer != Plan.Name)
        {
            return;
        }

        if (!_mainModes.TryGetValue(message.InitiatorSpi, out var mode))
        {
            if (agreement.IsOfMember && message.ResponderSpi.Value == 0
                && MainMode.Proposes(message)
                && MainModeOf(agreement, IkeRole.Responder).AnswerSa(
                    octets, message, new(_chance.Next() | 1)) is { } answer)
            {
                SendIke(agreement, answer);
                Later(Lingers, () => EndMainMode(agreement.Initiator));
            }
        }
        else if (agreement.IsOfMember)
        {
            Respond(agreement, mode, octets, message);
        }
        else if (!mode.IsEnding)
        {
            Take(agreement, mode, octets, message);
        }
    }

    private void Respond(
        Agreement agreement, MainMode mode, ReadOnlySpan<byte> octets, IsakmpHeaderValue message)
    {
        if (mode.IsRepeated(octets))
        {
            // RFC 2408 §5.1: the same answer to the same message.
            SendIke(agreement, mode.Sent);
        }
        else if (message.Ciphertext is null)
        {
            if (mode.Take(octets, message, Identity, Plan.Name, isFirst: false) is { } next)
            {
                SendIke(agreement, next);
            }
        }
        else if (mode.TryProve(octets, GatewayIdentity(agreement)))
        {
            if (IsOutdone(agreement))
            {
                EndMainMode(agreement.Initiator);
                return;
            }

            SendIke(agreement, mode.Prove(Identity, isFirst: false));
            var old = mode.IsInitialContact ? null : NewestOf(agreement);
            var ike = Stand(agreement, mode, mode.IsInitialContact);
            if (old is not null)
            {
                ike.Awaits = old;
                Later(Lingers, () => GiveUp(ike));
            }
        }
    }

    private void Take(
        Agreement agreement, MainMode mode, ReadOnlySpan<byte> octets, IsakmpHeaderValue message)
    {
        if (message.Ciphertext is null)
        {
            if (mode.Take(
                octets, message, Identity, Plan.Name, isFirst: NewestOf(agreement) is null)
                is { } next)
            {
                SendIke(agreement, next);
            }
        }
        else if (mode.TryProve(octets, GatewayIdentity(agreement)))
        {
            mode.IsEnding = true;
            var old = mode.HasSaidFirst ? null : NewestOf(agreement);
            _attempts.Remove(agreement.Sas);
            var ike = Stand(agreement, mode, mode.HasSaidFirst);
            EndMainMode(agreement.Initiator);
            if (old is not null)
            {
                Move(old, ike);
                TellEnd(ike, Cookies(old), DeletesMax);
            }

            FillPlaces(ike);
        }
    }

    /// <summary>The ISAKMP SA of an agreement stands; where it is the first one, all others of its
    /// plan are gone.</summary>
    private PeerIke Stand(Agreement agreement, MainMode mode, bool isFirst)
    {
        foreach (var other in _ikes.Values
            .Where(one => isFirst && one.Agreement.Sas == agreement.Sas).ToArray())
        {
            Drop(other, isReplaced: true);
        }

        Gateway = agreement.Gateway;
        agreement.Ike = new(mode.Cookies.Initiator, mode.Cookies.Responder);
        var ike = _ikes[agreement.Ike] = new(agreement.Ike, agreement)
        {
            Here = Here,
            ChildHere = Here,
            Isakmp = mode.Secrets(),
            StandsSince = _stage.Agenda.Now,
        };
        _stage.Tell(MomentKind.Sa, Plan.Name, "has a new IKE SA");
        if (mode.HasDpd && Plan.Traits.HasFlag(IkeTraits.DeadPeerDetection))
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
        foreach (var initiator in _ownMainModes.ToArray())
        {
            if (_stage.Agreements.Of(initiator) is not { } mine || mine.Sas != agreement.Sas)
            {
                continue;
            }

            if (initiator.Value > agreement.Initiator.Value)
            {
                return true;
            }

            EndMainMode(initiator);
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

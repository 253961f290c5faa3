using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Isakmp;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Replication;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Gateway.Ipsec;

/// <content>
/// IKEv1: what comes and what is said. What this member answers is a fact with what it made, with
/// its octets, so whoever takes over repeats it (docs/adr/0038, docs/adr/0066).
/// </content>
internal sealed partial class IpsecShell : IIsakmpHolder
{
    private readonly SaidAgain _saidAgain = new();
    private readonly AnswerNumbers _answerNumbers;
    private readonly PhaseOneAnswers _phaseOnes;
    private readonly PhaseOneBeginnings _ownPhaseOnes;
    private readonly PhaseTwo _phaseTwo;

    /// <summary>When something of IKEv1 is due.</summary>
    private Instant? IsakmpAt => Instant.Earliest(
        Instant.Earliest(_phaseOnes.Deadline, _ownPhaseOnes.Deadline),
        Instant.Earliest(_phaseTwo.Deadline, OutlivedAt));

    private static PhaseOneResponder.Config AnsweringOf(PeerBook peers) =>
        PhaseOneResponder.Config.TryCreate(
            peers.HasOld
                ? new()
                {
                    TakesAggressive = peers.TakesAggressive,
                    Life = peers.LongestLife,
                    Suites = peers.OldSuites,
                    Authorities = peers.OldAuthorities,
                }
                : new(),
            out var config, out var error)
            ? config
            : throw new GatewayException($"{error}");

    private static PhaseOneInitiator.Config BeginningOf(
        PeerBook peers, bool signs, bool isBrief = false) =>
        PhaseOneInitiator.Config.TryCreate(
            new()
            {
                Life = peers.LongestLife,
                Suites = PeerBook.OldSuitesBy(signs),
                Retries = isBrief ? new() { SendsMax = BriefSends } : new(),
            },
            out var config, out var error)
            ? config
            : throw new GatewayException($"{error}");

    // By a key, which needs no certificate.
    private static PhaseOneResponder.Config RehearsedOf(PeerBook peers) =>
        PhaseOneResponder.Config.TryCreate(
            new() { Life = peers.LongestLife }, out var config, out var error)
            ? config
            : throw new GatewayException($"{error}");

    private static bool IsOld(IkeSa ike) => ike.Traits.HasFlag(IkeTraits.Version1);

    private static IkeSpiPair CookiesOf(IkeSaId id) => new(id.Initiator, id.Responder);

    /// <inheritdoc/>
    public MessageId DrawMessageId() => new(Spis.Make((uint)Random64()).Value);

    /// <inheritdoc/>
    public void Inform(StandingIsakmp isakmp, Information information) =>
        Inform(new IkeSaId(isakmp.Cookies.Initiator, isakmp.Cookies.Responder), information);

    /// <summary>What DPD wants done, RFC 3706.</summary>
    public void Carry(IkeSaId id, DeadPeerDetection.Output wanted)
    {
        if (DeadPeerDetection.ToPayload(wanted, new(id.Initiator, id.Responder)) is { } notify)
        {
            Inform(id, new Information { Says = [notify] });
        }
        else
        {
            End(id, "its peer is dead: nothing answers R-U-THERE");
        }
    }

    /// <summary>An Informational exchange: one message, which nobody answers.</summary>
    private void Inform(IkeSaId id, Information said)
    {
        if (Known(id) is { } ike)
        {
            Inform(ike, ike.Keys, said);
        }
    }

    private void Inform(IkeSa ike, KeyHandle key, Information said)
    {
        if (Sealed(ike, key, said) is { } octets && Place(ike.Id) is { } place)
        {
            Send([octets], place.Flow);
        }
    }

    private Octets? Sealed(IkeSa ike, KeyHandle key, Information said) =>
        _maySend && _keys.IsakmpOf(key) is { } material
            ? _phaseTwo.Say(_phaseTwo.StandingOf(ike, material), said)
            : null;

    private void TickIsakmp(Instant now)
    {
        if (_phaseOnes.Deadline <= now)
        {
            _phaseOnes.Tick(now);
        }

        if (_ownPhaseOnes.Deadline <= now)
        {
            _ownPhaseOnes.Tick(now);
        }

        if (_phaseTwo.Deadline <= now)
        {
            _phaseTwo.Tick(now);
        }

        EndOutlived(now);
    }

    private void ClearIsakmp()
    {
        _phaseOnes.Clear();
        _ownPhaseOnes.Clear();
    }

    /// <summary>A message of IKEv1.</summary>
    private void HearOld(ReadOnlySpan<byte> octets, Flow flow)
    {
        if (!_peers.HasOld || flow.IsOverTcp
            || !IsakmpHeader.TryParse(octets, out var header, out _))
        {
            return;
        }

        var id = new IkeSaId(header.InitiatorSpi, header.ResponderSpi);
        var exchange = header.ExchangeType;
        if (Known(id) is { } ike)
        {
            if (IsOld(ike) && _keys.IsakmpOf(ike.Keys) is { } material)
            {
                HearOldOf(ike, material, octets, exchange, header.MessageId, flow);
            }
        }
        else if (!_ownPhaseOnes.Hear(octets, header.InitiatorSpi, flow, _now())
            && (exchange == IsakmpExchangeType.IdentityProtection
                || exchange == IsakmpExchangeType.Aggressive))
        {
            _phaseOnes.Hear(octets, header.InitiatorSpi, flow, _now());
        }
    }

    private void HearOldOf(
        IkeSa ike, IsakmpMaterial material, ReadOnlySpan<byte> octets,
        IsakmpExchangeType exchange, MessageId message, Flow flow)
    {
        var isakmp = _phaseTwo.StandingOf(ike, material);
        if (exchange == IsakmpExchangeType.Informational)
        {
            // It may be an old one that this member has not heard: what is new in it is said by
            // DPD alone.
            if (_phaseTwo.Hear(isakmp, octets) is { } said)
            {
                Informed(ike, said);
            }
        }
        else if (exchange != IsakmpExchangeType.QuickMode)
        {
            RepeatOld(ike, exchange, message);
        }
        else
        {
            HearQuick(ike, isakmp, octets, message, flow);
        }
    }

    private void HearQuick(
        IkeSa ike, StandingIsakmp isakmp, ReadOnlySpan<byte> octets, MessageId message, Flow flow)
    {
        switch (_phaseTwo.HearQuick(
            ike.Id, isakmp, octets, message, flow,
            Reigns && !ike.IsReplaced
                ? _peers.QuickPeerOf(ike.Peer, Place(ike.Id) is { IsEncapsulated: true })
                : null))
        {
            case PhaseTwo.Heard.Fresh:
                HeardFrom(ike, flow);
                break;
            case PhaseTwo.Heard.Nothing:
                RepeatOld(ike, IsakmpExchangeType.QuickMode, message);
                break;
            case PhaseTwo.Heard.Authentic:
                break;
        }
    }

    /// <summary>Something authentic that answers what was drawn here: nobody can have said it
    /// before.</summary>
    private void HeardFrom(IkeSa ike, Flow flow)
    {
        Follow(ike, flow);
        _step(new Input.AtDpd(ike.Id, new DeadPeerDetection.Input.Heard()));
    }

    /// <summary>An answer that is a fact is said again, RFC 2408 §5.1, at most once in a while:
    /// whoever asks for it proves nothing, and whoever has it answers it in turn.</summary>
    private void RepeatOld(IkeSa ike, IsakmpExchangeType exchange, MessageId message)
    {
        foreach (var response in ike.Responses)
        {
            if (response.Octets.Count > 0
                && IsakmpHeader.TryParse(response.Octets[0].Span, out var said, out _)
                && said.MessageId == message && said.ExchangeType == exchange)
            {
                if (!_saidAgain.May(ike.Id, message, _now()))
                {
                    return;
                }

                Sas.Repeats++;
                _step(new Input.AtReplication(new SaReplication.Input.RequestRepeated(
                    ike.Id, new(response.Id))));
                return;
            }
        }
    }

    private void Informed(IkeSa ike, Information said)
    {
        foreach (var notify in said.Says)
        {
            if (DeadPeerDetection.Classify(
                notify, new(ike.Id.Initiator, ike.Id.Responder), isProtected: true) is { } input)
            {
                _step(new Input.AtDpd(ike.Id, input));
            }
        }

        if (InformationalMessages.RefusalIn(said) is { } refusal)
        {
            _phaseTwo.Refused(ike.Id, refusal);
        }

        var ends = EndsOf(ike, said).Distinct().ToArray();
        if (ends.Length > 0)
        {
            Propose([.. ends], isFact =>
            {
                SweepTunnels();
                foreach (var end in isFact ? ends : [])
                {
                    TellEnd(ike.Peer, end, "it is deleted");
                }
            });
        }
    }

    private void TellEnd(Octets peer, Change end, string why)
    {
        if (end is Change.ChildDown(var spi))
        {
            IpsecJournal.ChildEnds(_journal, NameOf(peer), spi, why);
        }
        else if (end is Change.IkeDown(var id))
        {
            IpsecJournal.Ends(_journal, NameOf(peer), id, why);
        }
    }

    /// <summary>What a Delete of the peer ends, RFC 2408 §3.15: CHILD SAs by the SPIs on which it
    /// receives, ISAKMP SAs by their cookies.</summary>
    private IEnumerable<Change> EndsOf(IkeSa ike, Information said)
    {
        var sas = _state().Replication.Replica.Sas;
        foreach (var (protocol, spi) in said.Children)
        {
            if (protocol != IsakmpProtocolId.Esp)
            {
                continue;
            }

            foreach (var child in sas.Children)
            {
                if (child.Outbound == spi && PeerOf(child.Ike) == ike.Peer)
                {
                    yield return new Change.ChildDown(child.Inbound);
                }
            }
        }

        foreach (var cookies in said.Isakmps)
        {
            var ended = new IkeSaId(cookies.Initiator, cookies.Responder);
            if (sas.Ikes.TryFind(ended.Key, out var one) && one.Peer == ike.Peer && IsOld(one))
            {
                yield return new Change.IkeDown(ended);
            }
        }
    }
}

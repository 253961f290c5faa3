using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator.Ikev1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Liveness;

namespace Holdfast.Simulation.Simulator;

/// <content>A peer of IKEv1: what comes, Informational exchanges, DPD.</content>
internal sealed partial class PeerBox
{
    private const int DeletesMax = 3;

    private readonly Complaints _complaints = new();

    /// <summary>Whether it speaks IKEv1.</summary>
    public bool IsOld => Plan.Version == ClusterMemberConfig.IkeVersion.V1;

    private bool HasOldExchanges => _ownMainModes.Count + _outlived.Count > 0
        || _quickModes.Values.Any(quick => !quick.IsDone);

    private static IkeSpiPair Cookies(PeerIke ike) => new(ike.Id.Initiator, ike.Id.Responder);

    /// <summary>A message of IKEv1.</summary>
    private void FromOldGateway(ReadOnlySpan<byte> octets, IsakmpHeaderValue message)
    {
        if (!IsOld)
        {
            return;
        }

        if (message.ExchangeType == IsakmpExchangeType.IdentityProtection)
        {
            Shake(octets, message);
        }
        else if (!_ikes.TryGetValue(new(message.InitiatorSpi, message.ResponderSpi), out var ike)
            && message.ExchangeType == IsakmpExchangeType.Informational)
        {
            // What refuses an SA that this peer begins.
            _phaseOneAttempts.Hear(octets, message.InitiatorSpi);
        }
        else if (ike is { Isakmp: { } secrets })
        {
            if (message.ExchangeType == IsakmpExchangeType.QuickMode)
            {
                Quick(ike, secrets, octets, message.MessageId);
            }
            else if (message.ExchangeType == IsakmpExchangeType.Informational)
            {
                var said = secrets.Work.Hear(secrets.Standing(Cookies(ike)), octets);
                Informed(
                    ike, said ?? InformationalMessages.Read(message.Payloads ?? []),
                    isProtected: said is not null);
            }
        }
    }

    private void Informed(PeerIke ike, Information said, bool isProtected)
    {
        if (isProtected)
        {
            Settle(ike);
        }

        foreach (var notify in said.Says)
        {
            if (DeadPeerDetection.Classify(
                notify, new(ike.Id.Initiator, ike.Id.Responder), isProtected) is { } input)
            {
                Dpd(ike, input);
            }
        }

        if (isProtected && said.Children.Count + said.Isakmps.Count > 0)
        {
            Delete(said);
            if (!ike.IsGone)
            {
                FillPlaces(ike);
            }
        }
    }

    /// <summary>What the gateway has deleted, RFC 2408 §3.15.</summary>
    private void Delete(Information said)
    {
        foreach (var spi in IsakmpDeletes.EspOf(said))
        {
            if (_stage.Agreements.OfChild(spi) is var (agreed, _)
                && _children.TryGetValue(agreed.PeerSpi, out var child)
                && child.Agreement.MemberSpi == spi)
            {
                Drop(child);
            }
        }

        foreach (var cookies in said.Isakmps)
        {
            if (_ikes.TryGetValue(new(cookies.Initiator, cookies.Responder), out var ended))
            {
                _stage.Tell(MomentKind.Sa, Plan.Name, "has its IKE SA deleted");
                Drop(ended);
                if (!_ikes.Values.Any(one => one.Agreement.Sas == ended.Agreement.Sas))
                {
                    Establish(ended.Agreement.Sas);
                }
            }
        }
    }

    private void Inform(PeerIke ike, Information information)
    {
        if (IsRunning && !IsSuspended && ike is { IsGone: false, Isakmp: { } secrets })
        {
            SendIke(ike, _stage.Sealed.Informational(
                secrets, Cookies(ike), DrawMessageId(secrets), information));
        }
    }

    private MessageId DrawMessageId(IsakmpSecrets secrets)
    {
        var id = DrawMessageId(secrets.IsUsed);
        secrets.Use(id);
        return id;
    }

    /// <summary>A message ID that no exchange had.</summary>
    public MessageId DrawMessageId(Func<MessageId, bool> isUsed)
    {
        MessageId id;
        do
        {
            id = new((uint)_chance.Next() | 1);
        }
        while (isUsed(id));
        return id;
    }

    /// <summary>An ISAKMP SA was replaced: nobody answers a Delete, so it is said more than once.
    /// </summary>
    private void TellEnd(PeerIke ike, IkeSpiPair ended, int times)
    {
        if (times > 0 && !ike.IsGone)
        {
            Inform(ike, IsakmpDeletes.Of(ended));
            Later(AttemptEvery, () => TellEnd(ike, ended, times - 1));
        }
    }

    /// <summary>Deletes an ISAKMP SA with its CHILD SAs: it is gone at once, for nobody answers.
    /// </summary>
    private void EndOld(PeerIke ike)
    {
        if (ike.IsGone)
        {
            return;
        }

        Inform(ike, IsakmpDeletes.Of(Cookies(ike), [.. ike.Children.Keys]));
        _stage.Tell(MomentKind.Sa, Plan.Name, "has deleted its IKE SA");
        Drop(ike);
    }

    /// <summary>The gateway sends under an SPI that no CHILD SA has: it is told.</summary>
    private void DeleteUnknown(Spi spi)
    {
        if (!IsOld || !_complaints.MayTell(spi, Now)
            || _ikes.Values.FirstOrDefault(one => one.Awaits is null) is not { } ike)
        {
            return;
        }

        _complaints.Told(spi, Now);
        Inform(ike, IsakmpDeletes.Of(spi));
        FillPlaces(ike);
    }

    /// <summary>What was sent and heard, for DPD.</summary>
    private void LiveOld(PeerIke ike, LivenessCheck.Input input)
    {
        switch (input)
        {
            case LivenessCheck.Input.Heard:
                Dpd(ike, new DeadPeerDetection.Input.Heard());
                break;
            case LivenessCheck.Input.Outbound:
                Dpd(ike, new DeadPeerDetection.Input.Outbound());
                break;
            default:
                break;
        }
    }

    private void Dpd(PeerIke ike, DeadPeerDetection.Input input)
    {
        var next = DeadPeerDetection.Step(_dpd, ike.Dpd, Now, input);
        ike.Dpd = next.State;
        foreach (var output in next.Outputs)
        {
            if (DeadPeerDetection.ToPayload(output, new(ike.Id.Initiator, ike.Id.Responder))
                is { } notify)
            {
                Inform(ike, new Information { Says = [notify] });
            }
            else if (output is DeadPeerDetection.Output.PeerDied)
            {
                Fail(ike, "nothing answers R-U-THERE");
            }
        }

        PlanTick();
    }

    private void RekeyOld(PeerIke ike, RekeyOf what)
    {
        if (what == RekeyOf.Ike)
        {
            BeginMainMode(ike.Agreement.Sas, ike.Agreement.Gateway, ike);
            return;
        }

        foreach (var child in ike.Children.Values.ToArray())
        {
            BeginQuick(ike, child.Agreement.Place, child);
        }
    }
}

using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Simulator.Ikev1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator;

/// <content>
/// Messages of IKE leave: a request goes to where its peer is, and an answer back to where its
/// request came from (RFC 7296 §2.11), for a peer that has moved hears it nowhere else.
/// </content>
internal sealed partial class MemberLife
{
    private readonly Dictionary<(IkeSaId Ike, uint Id), Way> _waysBack = [];

    /// <summary>What is said about a packet goes back to where it came from.</summary>
    private void SendBack(Ipv4Packet packet, ReadOnlySpan<byte> octets)
    {
        if (WayBack(packet) is { } way)
        {
            SendIke(way, octets, kind: null);
        }
    }

    private void Transmit(IkeSaId ike, Items<Octets> octets)
    {
        foreach (var one in octets)
        {
            var sent = one.Span;
            if (_stage.Options.Mischief.HasFlag(Mischief.RequestSealedAnew)
                && Known(ike) is { } sa && IkeHeaderValue.TryParse(sent, out var message, out _)
                && !message.Flags.Response
                && Sealer(sa.Keys) is { } sealer && sealer.TrySeal(
                    message with { Payloads = [] }, new InnerPayloadsValue(), out var anew, out _))
            {
                sent = anew;
            }

            if (IkeHeader.TryParse(sent, out var header, out _) && header.Flags.Response
                && _waysBack.Remove((ike, header.MessageId.Value), out var back))
            {
                SendIke(back, sent, kind: null);
            }
            else
            {
                SendIke(ike, sent);
            }
        }
    }

    /// <summary>A canary: a standby that tells a peer that it does not know an SA.</summary>
    private void Complain(Spi spi)
    {
        if (_state.Replication.Replica.Sas.Children.TryFind(spi.Value, out var child))
        {
            if (IsOld(child.Ike))
            {
                Inform(child.Ike, IsakmpDeletes.Of(spi));
                return;
            }

            SendIke(child.Ike, IkeContent.Header(
                new(child.Ike.Initiator, child.Ike.Responder, IsInitiator: false),
                ExchangeType.Informational, 0, isResponse: false,
                [
                    new()
                    {
                        Body = new IkePayloadBody.Notify(new()
                        {
                            Data = new NotifyPayloadData.Unknown(NotifyType.InvalidSpi, default),
                        }),
                    },
                ]).ToArray());
        }
    }
}

using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Simulator;

/// <content>IKE_SA_INIT of whoever comes. Nothing of it is shared: what is not authenticated costs
/// the cluster nothing.</content>
internal sealed partial class MemberLife
{
    private const byte ResponderFlags = 0x20;
    private const int SecretLength = 32;

    private HalfOpenSas? _halfOpen;
    private bool _wantsCookies;

    private void Greeted(
        Ipv4Packet packet, ReadOnlySpan<byte> octets, IkeHeaderValue message)
    {
        if (!MaySend || message.Flags.Response)
        {
            Shake(packet, octets, message);
            return;
        }

        var cookie = ReadOnlySpan<byte>.Empty;
        var nonce = ReadOnlySpan<byte>.Empty;
        foreach (var payload in message.Payloads)
        {
            if (payload.Body is IkePayloadBody.Nonce(var sent))
            {
                nonce = sent.Data.Span;
            }
            else if (payload.Body is IkePayloadBody.Notify(var notify)
                && notify.Data is NotifyPayloadData.Cookie(var shown))
            {
                cookie = shown.Data.Span;
            }
        }

        var table = _halfOpen ??= Table();
        var from = HostAddress.From(packet.SourceAddress);
        var wanted = table.CookieFor(
            nonce, Network(from).GetAddressBytes(), message.InitiatorSpi, cookie, Now);
        if (wanted is not null && !_wantsCookies)
        {
            _stage.Tell(MomentKind.Peer, _box.Name, "wants cookies of who greets it");
        }

        _wantsCookies = wanted is not null;
        if (wanted is not null)
        {
            AnswerGreeting(packet, message, default,
            [
                new()
                {
                    Body = new IkePayloadBody.Notify(new()
                    {
                        Data = new NotifyPayloadData.Cookie(new() { Data = new Octets(wanted) }),
                    }),
                },
            ]);
        }
        else if (Keeps(packet, message, new Octets(nonce))
            && table.Answer(message.InitiatorSpi, DrawFree, Now) is { } responder)
        {
            if (_stage.Agreements.Of(message.InitiatorSpi) is { IsOfMember: false } agreement)
            {
                if (Welcome(agreement, octets, message, responder) is { } answer)
                {
                    SendBack(packet, answer);
                }
            }
            else
            {
                AnswerGreeting(packet, message, responder, []);
            }
        }

        _stage.Watch.HalfOpen(table.Count);
    }

    private HalfOpenSas Table()
    {
        var secret = new byte[SecretLength];
        _box.Chance.Fill(secret);
        return new(_stage.Cryptography, secret);
    }

    /// <summary>RFC 6027 §3.9: an SPI that no IKE SA has, half open or not.</summary>
    private IkeSpi DrawFree()
    {
        if (_stage.Options.Mischief.HasFlag(Mischief.SpiAgain))
        {
            return Spis.Make(ulong.MaxValue);
        }

        return DrawIkeSpi();
    }

    /// <summary>The SPI of an IKE SA that no other one of the members has, or had.</summary>
    private IkeSpi DrawIkeSpi()
    {
        var spi = Spis.MakeFree(
            _box.Chance.Next() & _stage.Options.IkeSpiBits, _stage.Agreements.IsDrawn)
            ?? throw new InvalidOperationException($"{_box.Name} has no SPI of IKE left");
        _stage.Agreements.Drawn(spi);
        return spi;
    }

    private void AnswerGreeting(
        Ipv4Packet packet, IkeHeaderValue message, IkeSpi responder,
        Items<IkePayloadValue> payloads)
    {
        if (WayBack(packet) is { } way)
        {
            SendIke(
                way,
                new IkeHeaderValue
                {
                    InitiatorSpi = message.InitiatorSpi,
                    ResponderSpi = responder,
                    ExchangeType = ExchangeType.IkeSaInit,
                    Flags = new(ResponderFlags),
                    MessageId = message.MessageId,
                    Payloads = payloads,
                }.ToArray(),
                MessageKind.IkeInit);
        }
    }
}

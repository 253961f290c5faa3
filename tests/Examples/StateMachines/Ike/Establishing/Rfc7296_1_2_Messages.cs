using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.HandshakeCases;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

/// <summary>IKE_SA_INIT and IKE_AUTH as octets.</summary>
public sealed class Rfc7296_1_2_Messages
{
    private static readonly byte[] Odd = [0x00, 0x80, 0x00, 0x04];

    [Fact]
    public void A_greeting_is_read_as_it_was_written()
    {
        Assert.True(HandshakeMessages.TryReadGreeting(
            Init(Hello, Near), Far, out var read, out var nat));
        Assert.Equal(Hello, read);
        Assert.Equal(NatSides.None, nat);
        Assert.False(HandshakeMessages.TryReadGreeting(
            Init(Hello, Near) with { Payloads = [] }, Far, out _, out _));
    }

    [Fact]
    public void IKE_AUTH_is_read_as_it_was_written()
    {
        Assert.True(HandshakeMessages.TryReadAuth(
            Travel(HandshakeMessages.ToPayloads(Asked, IkeRole.Initiator)), IkeRole.Initiator,
            out var read));
        Assert.Equal(Asked, read);
        var answer = Asked with
        {
            Wanted = null,
            Refusal = FirstChild.Notice(NotifyType.TsUnacceptable),
            Child = null,
        };
        Assert.True(HandshakeMessages.TryReadAuth(
            Travel(HandshakeMessages.ToPayloads(answer, IkeRole.Responder)), IkeRole.Responder,
            out read));
        Assert.Equal(answer, read);
    }

    [Fact]
    public void A_CHILD_SA_by_halves_and_a_nobody_are_refused()
    {
        var whole = Travel(HandshakeMessages.ToPayloads(Asked, IkeRole.Initiator));
        foreach (var missing in whole.Payloads.Where(payload => payload.Body
            is IkePayloadBody.Sa or IkePayloadBody.TsInitiator or IkePayloadBody.TsResponder
            or IkePayloadBody.IdInitiator))
        {
            Assert.False(HandshakeMessages.TryReadAuth(
                new() { Payloads = [.. whole.Payloads.Where(one => one != missing)] },
                IkeRole.Initiator, out _));
        }
    }

    [Theory]
    [InlineData("192.0.2.1", 500, "203.0.113.1", 500, NatSides.None)]
    [InlineData("198.51.100.7", 500, "203.0.113.1", 500, NatSides.Remote)]
    [InlineData("192.0.2.1", 1024, "203.0.113.1", 500, NatSides.Remote)]
    [InlineData("192.0.2.1", 500, "10.0.0.1", 500, NatSides.Local)]
    [InlineData("198.51.100.7", 1024, "10.0.0.1", 4500, NatSides.Local | NatSides.Remote)]
    [Requirement("RFC7296-2.23-b")]
    public void A_NAT_is_found_on_either_side(
        string remote, ushort remotePort, string local, ushort localPort, NatSides expected)
    {
        var seen = new Flow(
            new(HostAddress.Parse(local), HostAddress.Parse(remote)), localPort, remotePort);
        Assert.True(HandshakeMessages.TryReadGreeting(
            Init(Hello, Near), seen, out _, out var nat));
        Assert.Equal(expected, nat);
        var silent = Hello with { Traits = GreetingTraits.None };
        Assert.True(HandshakeMessages.TryReadGreeting(
            Init(silent, Near), seen, out _, out nat));
        Assert.Equal(NatSides.None, nat);
    }

    [Fact]
    [Requirement("RFC7296-2.5-f")]
    public void An_unknown_critical_payload_is_named_in_the_clear()
    {
        var octets = Critical(Init(Hello, Near).ToArray());
        Assert.False(IkeHeaderValue.TryParse(octets, out _, out var error));
        Assert.Equal(
            new NotifyPayloadData.UnsupportedCriticalPayload(new() { PayloadType = new(199) }),
            HandshakeMessages.CriticalIn(octets, error)!.Data);
        Assert.Null(HandshakeMessages.CriticalIn(
            octets, new(DecodeFault.Truncated, error.Offset, error.Field)));
    }

    [Fact]
    [Requirement("RFC7296-2.5-f")]
    public void An_unknown_critical_payload_is_named_inside_what_is_sealed()
    {
        using var ours = new HandshakeKeys(
            CryptoProviders.Managed(), NoncePartition.Alone, octets => octets.Fill(7));
        using var secret = new Secret(32);
        foreach (var suite in HandshakeSuites.Default)
        {
            var (one, other) = (
                ours.Adopt(suite, new(Theirs, Ours), new(Drawn, Drawn), secret, IkeRole.Initiator),
                ours.Adopt(suite, new(Theirs, Ours), new(Drawn, Drawn), secret, IkeRole.Responder));
            var inner = new InnerPayloadsValue
            {
                Payloads =
                [
                    new() { Body = new IkePayloadBody.Nonce(new() { Data = Drawn }) },
                    new()
                    {
                        Critical = true,
                        Body = new IkePayloadBody.Unknown(new(199), Drawn),
                    },
                ],
            };
            Assert.True(ours.TrySeal(
                one, HandshakeMessages.Message(
                    new(Theirs, Ours), IkeRole.Initiator, ExchangeType.IkeAuth, 1),
                inner, null, out var sealedOnes, out _));
            var message = sealedOnes[0].Span;
            Assert.False(ours.TryOpen(other, message, out _, out var error));
            Assert.Equal(new PayloadType(199), ours.CriticalIn(other, message, error));
            var broken = message.ToArray();
            broken[^1] ^= 1;
            Assert.False(ours.TryOpen(other, broken, out _, out error));
            Assert.Null(ours.CriticalIn(other, broken, error));
        }
    }

    /// <summary>The message with one more payload, of type 199 and critical, at its end.</summary>
    private static byte[] Critical(byte[] message)
    {
        Assert.True(IkeHeader.TryParse(message, out var header, out _));
        var at = header.Octets.Length - header.Payloads.Octets.Length;
        var last = at;
        foreach (var payload in header.Payloads)
        {
            last = at;
            at += payload.Octets.Length;
        }

        byte[] longer = [.. message, .. Odd];
        longer[last] = 199;
        BinaryPrimitives.WriteUInt32BigEndian(longer.AsSpan(24), (uint)longer.Length);
        return longer;
    }

    private static IkeHeaderValue Init(Greeting greeting, Flow flow) =>
        HandshakeCases.Travel(HandshakeMessages.Message(
            new(Theirs, default), IkeRole.Initiator, ExchangeType.IkeSaInit, 0,
            HandshakeMessages.ToPayloads(greeting, new(Theirs, default), flow)));
}

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
                        Body = new IkePayloadBody.Unknown(new(199), new(new byte[400])),
                    },
                ],
            };

            // RFC 7383 §2.6: cut in pieces, it is refused once it is whole again.
            foreach (var most in (int?[])[null, 150])
            {
                Assert.True(ours.TrySeal(
                    one, HandshakeMessages.Message(
                        new(Theirs, Ours), IkeRole.Initiator, ExchangeType.IkeAuth, 1),
                    inner, most, out var pieces, out _));
                Assert.Equal(most is null, pieces.Count == 1);
                foreach (var piece in pieces.Take(pieces.Count - 1))
                {
                    Assert.False(ours.TryOpen(other, piece.Span, out _, out var text, out var no));
                    Assert.Null(HandshakeMessages.RefusalOf(no, text));
                }

                var broken = pieces[^1].ToArray();
                broken[^1] ^= 1;
                Assert.False(ours.TryOpen(other, broken, out _, out var none, out var error));
                Assert.Null(HandshakeMessages.RefusalOf(error, none));
                Assert.False(ours.TryOpen(
                    other, pieces[^1].Span, out _, out var said, out error));
                Assert.Equal(
                    new NotifyPayloadData.UnsupportedCriticalPayload(
                        new() { PayloadType = new(199) }),
                    HandshakeMessages.RefusalOf(error, said)!.Data);
            }
        }
    }

    /// <summary>RFC 7296 §2.2 and §2.6: it has ID 0, and nobody's SPI but its sender's.</summary>
    [Fact]
    public void A_first_message_with_another_ID_or_an_SPI_of_ours_is_nothing()
    {
        using var keys = new HandshakeKeys(
            CryptoProviders.Managed(), NoncePartition.Alone, octets => octets.Fill(7));
        foreach (var id in (uint[])[0, 1])
        {
            foreach (var spi in (IkeSpi[])[default, Ours])
            {
                var spis = new IkeSpiPair(Theirs, spi);
                var octets = HandshakeMessages.Message(
                    spis, IkeRole.Initiator, ExchangeType.IkeSaInit, id,
                    HandshakeMessages.ToPayloads(Hello, spis, Near)).ToArray();
                var heard = new HandshakeWork(keys, (_, _) => null, 1_280).Read(
                    new IkeResponder.State.Idle(), octets, Far,
                    (greeting, from, _) =>
                    {
                        Assert.Equal((Hello.Nonce, Theirs), (greeting.Nonce, from));
                        return new IkeResponder.Input.Tick();
                    });
                Assert.Equal(id == 0 && spi == default, heard is not null);
            }
        }
    }

    /// <summary>RFC 7296 §2.2 and §2.6: it answers our IKE_SA_INIT, whose ID is 0, and ours
    /// alone.</summary>
    [Fact]
    public void An_answer_of_another_exchange_ID_or_SPI_is_none_to_our_first_message()
    {
        using var keys = new HandshakeKeys(
            CryptoProviders.Managed(), NoncePartition.Alone, octets => octets.Fill(7));
        var asking = new IkeInitiator.State.Asking(
            new(
                new(Carol, Mars, [HandshakeCases.Child], new(AtCarol, AtMars)), Theirs, Drawn,
                new(0x101), Suite.KeyExchange),
            new([Drawn], 1, default, default));
        foreach (var exchange in (ExchangeType[])[
            ExchangeType.IkeSaInit, ExchangeType.Informational])
        {
            foreach (var (id, spi) in ((uint, IkeSpi)[])[(0, Theirs), (1, Theirs), (0, Ours)])
            {
                var spis = new IkeSpiPair(spi, Ours);
                var octets = HandshakeMessages.Message(
                    spis, IkeRole.Responder, exchange, id,
                    HandshakeMessages.ToPayloads(Hello, spis, Near)).ToArray();
                var heard = new HandshakeWork(keys, (_, _) => null, 1_280).Read(
                    asking, octets, Far);
                Assert.Equal(
                    exchange == ExchangeType.IkeSaInit && id == 0 && spi == Theirs,
                    heard is IkeInitiator.Input.Welcomed);
                Assert.Equal(heard is IkeInitiator.Input.Welcomed, heard is not null);
            }
        }
    }

    [Fact]
    [Requirement("RFC7296-2.21.3-a")]
    public void What_is_authentic_and_makes_no_sense_is_INVALID_SYNTAX_whole_and_in_pieces()
    {
        using var ours = new HandshakeKeys(
            CryptoProviders.Managed(), NoncePartition.Alone, octets => octets.Fill(7));
        using var secret = new Secret(32);
        var (one, other) = (
            ours.Adopt(Suite, new(Theirs, Ours), new(Drawn, Drawn), secret, IkeRole.Initiator),
            ours.Adopt(Suite, new(Theirs, Ours), new(Drawn, Drawn), secret, IkeRole.Responder));

        // A Delete of the IKE SA has no SPIs, RFC 7296 §3.11.
        var inner = new InnerPayloadsValue
        {
            Payloads =
            [
                new()
                {
                    Body = new IkePayloadBody.Unknown(
                        PayloadType.Delete, new([1, 4, 0, 1, .. new byte[400]])),
                },
            ],
        };
        foreach (var most in (int?[])[null, 150])
        {
            Assert.True(ours.TrySeal(
                one, HandshakeMessages.Message(
                    new(Theirs, Ours), IkeRole.Initiator, ExchangeType.IkeAuth, 1),
                inner, most, out var pieces, out _));
            IkeResponder.Input? heard = null;
            foreach (var piece in pieces)
            {
                Assert.Null(heard);
                heard = new HandshakeWork(ours, (_, _) => null, 1_280).Read(
                    new IkeResponder.State.Open(Half(new(other))), piece.Span, Far,
                    (_, _, _) => throw new InvalidOperationException());
            }

            Assert.Equal(
                new IkeResponder.Input.Malformed(
                    ExchangeType.IkeAuth, 1, FirstChild.Notice(NotifyType.InvalidSyntax)),
                heard);
        }
    }

    [Fact]
    [Requirement("RFC7296-2.21.3-a")]
    public void What_may_be_there_once_is_not_taken_twice()
    {
        var payloads = HandshakeMessages.ToPayloads(Asked, IkeRole.Initiator).Payloads;
        foreach (var payload in payloads)
        {
            var isMany = payload.Body is IkePayloadBody.Cert or IkePayloadBody.CertRequest
                or IkePayloadBody.Notify;
            Assert.Equal(
                isMany,
                HandshakeMessages.TryReadAuth(
                    new() { Payloads = payloads.Add(payload) }, IkeRole.Initiator, out _));
        }
    }

    [Fact]
    [Requirement("RFC7296-2.15-d")]
    public void AUTH_covers_the_ID_payload_as_it_came_RESERVED_octets_too()
    {
        var inner = HandshakeMessages.ToPayloads(Asked, IkeRole.Initiator);
        var octets = new byte[inner.SizeOf()];
        Assert.True(inner.TryWrite(octets, out _, out _));

        // Behind the header of the payload there are the type and three RESERVED octets.
        octets[5] = 0xee;
        var text = new InnerText(inner.Payloads[0].Body.Tag, new(octets));
        Assert.True(InnerPayloadsValue.TryParse(octets, text.First, out var read, out _));
        Assert.True(HandshakeMessages.TryReadAuth(
            read, text, IkeRole.Initiator, out var message));
        Assert.Equal(Carol, message.Identity);
        var covered = Carol.ToArray();
        covered[1] = 0xee;
        Assert.Equal(new Octets(covered), message.Covered);
        Assert.Equal(
            new Octets(covered),
            Assert.IsType<IkeResponder.Output.Verify>(IkeResponder.Step(
                Responder(), new IkeResponder.State.Open(Half(new(7))), default,
                new IkeResponder.Input.Asked(1, message)).Outputs[0]).Claim.Identity);
    }

    private static HalfOpen Half(Holdfast.StateMachines.KeyHandle keys) => new(
        new(Theirs, Ours), new(Drawn, Drawn), Suite, GreetingTraits.None, [], NatSides.None, Drawn,
        Holdfast.StateMachines.Instant.Zero)
    {
        Response = Drawn,
        Keys = keys,
    };

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

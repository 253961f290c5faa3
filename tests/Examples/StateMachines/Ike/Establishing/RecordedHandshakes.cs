using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Examples.Ike;
using static Holdfast.StateMachines.Ike.IkeResponder;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.RecordedExchanges;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.IkeResponder.State,
    Holdfast.StateMachines.Ike.IkeResponder.Output>;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

/// <summary>
/// What initiators of other implementations said in tests/captures/lab, said to our responder: with
/// the values that theirs drew, and what their key exchange gave, ours says the same as theirs,
/// payload by payload, up to the octets of AUTH and the keys of the CHILD SA.
/// </summary>
public sealed class RecordedHandshakes : IDisposable
{
    private int _proved;

    private readonly HandshakeKeys _keys = new(
        CryptoProviders.Managed(), NoncePartition.Alone, octets => octets.Fill(7));

    public static TheoryData<string> Captures =>
    [
        .. LabCaptures.Names.Where(IsReplayed),
    ];

    [Fact]
    public void There_are_many() => Assert.Equal(50, LabCaptures.Names.Count(IsReplayed));

    [Theory]
    [MemberData(nameof(Captures))]
    public void Our_responder_says_what_theirs_said(string capture)
    {
        foreach (var (init, auth) in Handshakes(capture))
        {
            using var secret = SharedOf(capture, init.Request.InitiatorSpi);
            Replay(capture, init, auth, secret);
        }

        Assert.NotEqual(0, _proved);
    }

    public void Dispose() => _keys.Dispose();

    private void Replay(
        string capture, (IkeHeaderValue Request, Octets Sent, IkeHeaderValue Response,
            Octets Answered) init,
        (Octets[] Request, Octets[] Response) auth, Secret secret)
    {
        Assert.True(HandshakeMessages.TryReadGreeting(
            init.Request, HandshakeCases.Far, out var asked, out _));
        Assert.True(
            HandshakeMessages.TryReadGreeting(
                init.Response, HandshakeCases.Far, out var theirs, out _));
        Assert.True(IkeSuites.TryResolve(
            theirs.Proposals.Proposals[0], AlgorithmPolicy.DecodeOnly, out var suite, out _));
        var spis = new IkeSpiPair(init.Request.InitiatorSpi, init.Response.ResponderSpi);
        var nonces = new ExchangeNonces(asked.Nonce, theirs.Nonce);
        var ours = _keys.Adopt(suite, spis, nonces, secret, IkeRole.Responder);
        var other = _keys.Adopt(suite, spis, nonces, secret, IkeRole.Initiator);
        var inner = Open(_keys, ours, auth.Request);
        var answered = Open(_keys, other, auth.Response);
        Assert.True(HandshakeMessages.TryReadAuth(inner, IkeRole.Initiator, out var request));
        var isGranted = HandshakeMessages.TryReadAuth(
            answered, IkeRole.Responder, out var granted);

        // Conversations by EAP are those of RecordedTalks: here nobody speaks it.
        var isSpoken = request.Auth is not null
            && theirs.Traits.HasFlag(GreetingTraits.MultipleAuth);
        var config = HandshakeCases.Responder(new()
        {
            Suites = [suite],
            Policy = AlgorithmPolicy.DecodeOnly,
            IsChildlessTaken = theirs.Traits.HasFlag(GreetingTraits.Childless),
            TakesFragments = theirs.Traits.HasFlag(GreetingTraits.Fragments),
            Hashes = theirs.Hashes,
            Authorities = theirs.Authorities,
            Eap = isSpoken ? new() : null,
        });
        Refuse(capture, config, init.Request.InitiatorSpi, theirs.Nonce);

        // IKE_SA_INIT: the suite that theirs chose is chosen, of all that were offered.
        var next = Go(new State.Idle(), new Input.Greeted(
            asked,
            new(
                spis.Initiator, init.Sent, NatSides.None,
                asked.Cookie.Length > 0 ? CookieCheck.Good : CookieCheck.None,
                IsLoaded: asked.Cookie.Length > 0),
            spis.Responder, theirs.Nonce));
        var exchange = Assert.IsType<Output.Exchange>(next.Outputs[0]);
        Assert.Equal(asked.Share, exchange.PeerShare);
        Assert.Equal((spis, nonces), (exchange.Spis, exchange.Nonces));
        next = Go(next.State, new Input.Keyed(theirs.Share, new(ours)));
        var said = Assert.IsType<Output.Write>(next.Outputs[0]).Message;
        Assert.Equal(
            (theirs.Method, theirs.Share, theirs.Nonce), (said.Method, said.Share, said.Nonce));
        Assert.Equal(
            Plain(theirs.Proposals), Plain(said.Proposals));
        RecordedPayloads.AreAlike(
            init.Response.Payloads,
            HandshakeMessages.ToPayloads(said, spis, HandshakeCases.Far),
            isSpoken ? [] : ["N(MULTIPLE_AUTH_SUPPORTED)"]);
        next = Go(next.State, new Input.Written(init.Answered));

        // IKE_AUTH: theirs is opened as the initiator opened it.
        next = Go(next.State, new Input.Asked(1, request));
        if (request.Auth is null)
        {
            // RFC 7296 §2.16: it wants EAP.
            _proved++;
            Assert.Equal(
                NotifyType.AuthenticationFailed,
                Assert.IsType<Output.SealRefusal>(next.Outputs[0]).Notify.Data.Tag);
            return;
        }

        var verify = Assert.IsType<Output.Verify>(next.Outputs[0]);
        _proved++;
        if (!isGranted)
        {
            // Theirs had another key.
            Assert.Equal(AuthMethod.SharedKey, request.Auth.Data.Tag);
            IsProved(_keys, capture, ours, verify.Claim, request);
            var denied = Go(next.State, new Input.Denied());
            Assert.Equal(
                HandshakeMessages.RefusalIn(answered.Payloads)!.Data.Tag,
                Assert.IsType<Output.SealRefusal>(denied.Outputs[0]).Notify.Data.Tag);
            return;
        }

        IsProved(_keys, capture, ours, verify.Claim, request);
        if (!request.IsAnotherNext)
        {
            Finish(
                Go(next.State, new Input.Verified(PeerOf(granted!, request), SpiOf(granted!))),
                granted!);
        }

        Next Go(State state, Input input) => Step(config, state, Instant.Zero, input);

        void Finish(Next verified, AuthMessage granted)
        {
            var prove = Assert.IsType<Output.Prove>(verified.Outputs[0]);
            IsProved(_keys, capture, ours, prove.Claim, granted);
            next = Go(verified.State, new Input.Proved(granted.Auth!, granted.Certificates));
            if (next.Outputs[0] is Output.DeriveChild derive)
            {
                var child = _keys.DeriveChild(ours, derive.Suite, nonces);
                AreKeysOf(
                    capture, SpiOf(granted), _keys.ChildKeysOf(child), IkeRole.Initiator);
                next = Go(next.State, new Input.ChildKeyed(new(child)));
            }

            var answer = Assert.IsType<Output.Seal>(next.Outputs[0]).Message;
            RecordedPayloads.AreAlike(
                answered.Payloads,
                HandshakeMessages.ToPayloads(answer, IkeRole.Responder).Payloads,
                "Configuration");

            // RFC 7296 §3.15.1: ours gives addresses, and names no servers.
            Assert.Equal(
                AddressesIn(granted.Configuration), AddressesIn(answer.Configuration));
            if (granted.Child is { } theirChild && answer.Child is { } ourChild)
            {
                Assert.Equal(Plain(theirChild.Proposals), Plain(ourChild.Proposals));
            }
        }
    }

    private static string[] AddressesIn(ConfigurationPayloadValue? given) =>
    [
        .. (given?.Attributes ?? []).Where(one =>
                one.AttributeType == CfgAttributeType.InternalIp4Address
                || one.AttributeType == CfgAttributeType.InternalIp6Address)
            .Select(one => $"{given!.CfgType} {one.AttributeType} {one.AttributeValue}"),
    ];

    /// <summary>What theirs refused first ours refuses: a cookie is wanted, or another method.
    /// </summary>
    private static void Refuse(string capture, Config config, IkeSpi spi, Octets nonce)
    {
        foreach (var (request, sent, refusal) in Refusals(capture, spi))
        {
            Assert.True(HandshakeMessages.TryReadGreeting(
                request, HandshakeCases.Far, out var asked, out _));
            var wantsCookie = refusal.Data is NotifyPayloadData.Cookie;
            var output = Step(
                config, new State.Idle(), Instant.Zero,
                new Input.Greeted(
                    asked, new(spi, sent, NatSides.None, IsLoaded: wantsCookie), new(1), nonce))
                .Outputs[0];
            if (wantsCookie)
            {
                Assert.IsType<Output.DemandCookie>(output);
            }
            else
            {
                Assert.Equal(refusal.Data, Assert.IsType<Output.Reply>(output).Notify.Data);
            }
        }
    }

    /// <summary>What theirs granted is what ours may grant.</summary>
    private static HandshakePeer PeerOf(AuthMessage granted, AuthMessage request)
    {
        ChildSuite? suite = null;
        if (granted.Child is { } child)
        {
            Assert.True(ChildSuites.TryResolve(
                child.Proposals.Proposals[0], AlgorithmPolicy.DecodeOnly, out suite, out _));
        }
        else if (granted.Refusal?.Data.Tag == NotifyType.TsUnacceptable)
        {
            // Its proposals were good.
            var first = request.Child!.Proposals.Proposals[0];
            Assert.True(ChildSuites.TryResolve(
                first with
                {
                    Transforms = [.. first.Transforms.DistinctBy(one => one.TransformType)],
                },
                AlgorithmPolicy.DecodeOnly, out suite, out _));
        }

        HostAddress? address = granted.Configuration?.Attributes
            .Where(one => one.AttributeType == CfgAttributeType.InternalIp4Address)
            .Select(one => (HostAddress?)HostAddress.From(one.AttributeValue.Span))
            .FirstOrDefault();
        return new(
            granted.Identity, suite is null ? [] : [suite],
            granted.Child is null
                ? []
                : [new(granted.Child.Responder, granted.Child.Initiator)],
            granted.Child?.IsTransport ?? false, address)
        {
            Says = granted.Says,
        };
    }

    private static Holdfast.Protocol.Spi SpiOf(AuthMessage granted) =>
        granted.Child is { } child
            ? new(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(
                child.Proposals.Proposals[0].Spi.Span))
            : new(1);
}

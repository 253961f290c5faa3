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
/// the values that theirs drew, and what their key exchange gave, ours says the same as theirs, up
/// to the octets of AUTH and the keys of the CHILD SA.
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
        var config = HandshakeCases.Responder(new()
        {
            Suites = [suite],
            Policy = AlgorithmPolicy.DecodeOnly,
            IsChildlessTaken = theirs.Traits.HasFlag(GreetingTraits.Childless),
        });

        // IKE_SA_INIT: the suite that theirs chose is chosen, of all that were offered.
        var next = Go(new State.Idle(), new Input.Greeted(
            asked, new(init.Request.InitiatorSpi, init.Sent, NatSides.None),
            init.Response.ResponderSpi, theirs.Nonce));
        var exchange = Assert.IsType<Output.Exchange>(next.Outputs[0]);
        Assert.Equal(asked.Share, exchange.PeerShare);
        var ours = _keys.Adopt(
            suite, exchange.Spis, exchange.Nonces, secret, IkeRole.Responder);
        next = Go(next.State, new Input.Keyed(theirs.Share, new(ours)));
        var said = Assert.IsType<Output.Write>(next.Outputs[0]).Message;
        Assert.Equal(
            (theirs.Method, theirs.Share, theirs.Nonce), (said.Method, said.Share, said.Nonce));
        Assert.Equal(
            Plain(theirs.Proposals), Plain(said.Proposals));
        next = Go(next.State, new Input.Written(init.Answered));

        // IKE_AUTH: theirs is opened as the initiator opened it.
        var other = _keys.Adopt(
            suite, exchange.Spis, exchange.Nonces, secret, IkeRole.Initiator);
        var inner = Open(_keys, ours, auth.Request);
        var answered = Open(_keys, other, auth.Response);
        Assert.True(HandshakeMessages.TryReadAuth(inner, IkeRole.Initiator, out var request));
        var isGranted = HandshakeMessages.TryReadAuth(
            answered, IkeRole.Responder, out var granted);
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
        if (request.Auth.Data.Tag != AuthMethod.SharedKey)
        {
            // Its certificate is in the message: its key has signed what is to be signed.
            Assert.True(PublicKey.TryReadCertificate(
                request.Certificates[0].Data.Span, out var signer, out _));
            Assert.True(
                _keys.IsProved(
                    ours, verify.Claim, request.Auth, signer, AlgorithmPolicy.Legacy,
                    out var bad),
                $"{bad}");
            return;
        }

        var keys = PreSharedOf(capture);
        try
        {
            var key = keys.Find(one =>
                _keys.IsProved(ours, verify.Claim, request.Auth!, one));
            Assert.NotNull(key);
            if (!isGranted)
            {
                // Theirs had another key.
                var denied = Go(next.State, new Input.Denied());
                Assert.Equal(
                    HandshakeMessages.RefusalIn(answered.Payloads)!.Data.Tag,
                    Assert.IsType<Output.SealRefusal>(denied.Outputs[0]).Notify.Data.Tag);
                return;
            }

            Finish(Go(next.State, new Input.Verified(
                PeerOf(granted!, request), SpiOf(granted!))), granted!, key, exchange.Nonces);
        }
        finally
        {
            keys.ForEach(one => one.Dispose());
        }

        Next Go(State state, Input input) => Step(config, state, Instant.Zero, input);

        void Finish(Next verified, AuthMessage granted, Secret key, ExchangeNonces nonces)
        {
            var prove = Assert.IsType<Output.Prove>(verified.Outputs[0]);
            var proof = _keys.Prove(ours, prove.Claim, key);
            Assert.Equal(granted.Auth, proof);
            next = Go(verified.State, new Input.Proved(proof, []));
            if (next.Outputs[0] is Output.DeriveChild derive)
            {
                var child = _keys.DeriveChild(ours, derive.Suite, nonces);
                AreKeysOf(
                    capture, SpiOf(granted), _keys.ChildKeysOf(child), IkeRole.Initiator);
                next = Go(next.State, new Input.ChildKeyed(new(child)));
            }

            var answer = Assert.IsType<Output.Seal>(next.Outputs[0]).Message;
            Assert.Equal(granted.Identity, answer.Identity);
            Assert.Equal(granted.Refusal?.Data.Tag, answer.Refusal?.Data.Tag);
            Assert.Equal(granted.Child is null, answer.Child is null);
            if (granted.Child is { } theirChild && answer.Child is { } ourChild)
            {
                Assert.Equal(Plain(theirChild.Proposals), Plain(ourChild.Proposals));
                Assert.Equal(theirChild.Initiator, ourChild.Initiator);
                Assert.Equal(theirChild.Responder, ourChild.Responder);
                Assert.Equal(theirChild.IsTransport, ourChild.IsTransport);
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
            granted.Child?.IsTransport ?? false, address);
    }

    private static Holdfast.Protocol.Spi SpiOf(AuthMessage granted) =>
        granted.Child is { } child
            ? new(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(
                child.Proposals.Proposals[0].Spi.Span))
            : new(1);
}

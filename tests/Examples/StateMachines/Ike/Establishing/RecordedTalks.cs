using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Examples.Ike;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.RecordedExchanges;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

/// <summary>
/// Conversations by EAP in tests/captures/lab, and one behind another proof (RFC 4739), said to our
/// machines in either role: with what the other implementation drew and its method made, ours asks
/// and says the same at each step, up to the octets of AUTH and the keys of the CHILD SA.
/// </summary>
public sealed class RecordedTalks : IDisposable
{
    // As the peers logged it; methods without a key leave SK_p in its place.
    private const string OfMschapv2 =
        "0d84b093a7ff3e7cce97e61c86540f48d82a501a8d6013944ff4d518a340d14d"
            + "0000000000000000000000000000000000000000000000000000000000000000";

    private readonly HandshakeKeys _keys = new(
        CryptoProviders.Managed(), NoncePartition.Alone, octets => octets.Fill(7));

    private static EapLimits Limits => new() { TakesKeyless = true };

    /// <summary>v2-eap-tls-only is by EAP alone (RFC 5998), which is not spoken.</summary>
    [Theory]
    [InlineData("v2-eap-md5", "")]
    [InlineData("v2-eap-mschapv2", OfMschapv2)]
    [InlineData("v2-multi-auth-pubkey-then-eap", "")]
    [Requirement("RFC7296-2.16-a")]
    [Requirement("RFC7296-2.16-b")]
    [Requirement("RFC4739-2.1-b")]
    public void Our_responder_says_what_theirs_said(string capture, string msk)
    {
        var said = Begin(capture);
        var work = new HandshakeWork(_keys, (_, _) => null, int.MaxValue);
        var config = HandshakeCases.Responder(new()
        {
            Suites = [said.Suite],
            Policy = AlgorithmPolicy.DecodeOnly,
            IsChildlessTaken = true,
            Eap = Limits,
        });
        var state = Go(new IkeResponder.State.Idle(), new IkeResponder.Input.Greeted(
            said.Asked, new(said.Spis.Initiator, said.Init.Sent, NatSides.None),
            said.Spis.Responder, said.Answered.Nonce)).State;
        var next = Go(state, new IkeResponder.Input.Keyed(
            said.Answered.Share, new(said.OfResponder)));

        // RFC 4739 §2.1: what theirs takes is what ours does.
        var greeting = Assert.IsType<IkeResponder.Output.Write>(next.Outputs[0]).Message;
        Assert.True(said.Answered.Traits.HasFlag(GreetingTraits.MultipleAuth));
        Assert.True(greeting.Traits.HasFlag(GreetingTraits.MultipleAuth));
        state = Go(next.State, new IkeResponder.Input.Written(said.Init.Answered)).State;
        var words = 0;
        for (var at = 0; at < said.Auths.Count; at++)
        {
            var theirs = said.Response(at);
            IkeResponder.Input? input = null;
            foreach (var piece in said.Auths[at].Request)
            {
                input = work.Read(
                    state, piece.Span, HandshakeCases.Far, (_, _, _) => throw new
                        InvalidOperationException("a greeting")) ?? input;
            }

            var request = Assert.IsType<IkeResponder.Input.Asked>(input).Message;
            var inputs = new Queue<IkeResponder.Input>([input]);
            var isSent = false;
            while (inputs.TryDequeue(out var one))
            {
                next = Go(state, one);
                state = next.State;
                foreach (var output in next.Outputs)
                {
                    words += output is IkeResponder.Output.AskServer ? 1 : 0;
                    isSent |= output is IkeResponder.Output.Send;
                    if (Answer(output, request, theirs) is { } then)
                    {
                        inputs.Enqueue(then);
                    }
                }
            }

            Assert.Equal(at < said.Auths.Count - 1, isSent);
        }

        // One for each word of the peer, and one to begin with.
        Assert.InRange(words, 2, said.Auths.Count);
        var made = Assert.IsType<IkeResponder.State.Committing>(state).Made;
        AreKeysOf(
            capture, made.Child!.Outbound, _keys.ChildKeysOf(made.Child.Keys.Value),
            IkeRole.Responder);

        Next<IkeResponder.State, IkeResponder.Output> Go(
            IkeResponder.State from, IkeResponder.Input one) =>
            IkeResponder.Step(config, from, Instant.Zero, one);

        IkeResponder.Input? Answer(
            IkeResponder.Output output, AuthMessage request, AuthMessage theirs)
        {
            switch (output)
            {
                case IkeResponder.Output.Admit(var message):
                    Assert.Equal(request.Identity, message.Identity);
                    return new IkeResponder.Input.Admitted(said.Response(0).Identity);
                case IkeResponder.Output.Verify(_, var claim, var message):
                    Assert.True(message.IsAnotherNext);
                    AssertSigned(said.OfResponder, claim, message);
                    return new IkeResponder.Input.Verified(
                        new(theirs.Identity, [], []) { ThenByEap = true }, new(1));
                case IkeResponder.Output.Prove:
                    return new IkeResponder.Input.Proved(theirs.Auth!, theirs.Certificates);
                case IkeResponder.Output.AskServer(_, var heard):
                    Assert.Equal(request.Eap, heard);
                    return new IkeResponder.Input.Served(
                        theirs.Eap!.Code == EapCode.Success
                            ? new EapVerdict.Succeeded(theirs.Eap, Msk(msk))
                            : new EapVerdict.Asks(theirs.Eap));
                case IkeResponder.Output.Seal(_, _, _, var message, _):
                    AssertSame(theirs, message);
                    return new IkeResponder.Input.Sealed([Octets.FromHex("01")]);
                case IkeResponder.Output.VerifyByEap verify:
                    Assert.True(_keys.IsProvedByEap(
                        verify.Keys.Value, verify.Claim, verify.Auth, verify.Msk.Value));
                    return new IkeResponder.Input.Verified(
                        Granted(theirs), SpiOf(theirs.Child!));
                case IkeResponder.Output.ProveByEap prove:
                    var proof = _keys.ProveByEap(
                        prove.Keys.Value, prove.Claim, prove.Msk.Value);
                    Assert.Equal(theirs.Auth, proof);
                    return new IkeResponder.Input.Proved(proof, []);
                default:
                    return output is IkeResponder.Output.DeriveChild or IkeResponder.Output.Forget
                        ? work.Do(output, HandshakeCases.Far, new(1))
                        : null;
            }
        }
    }

    [Theory]
    [InlineData("v2-eap-md5", "")]
    [InlineData("v2-eap-mschapv2", OfMschapv2)]
    [InlineData("v2-multi-auth-pubkey-then-eap", "")]
    [Requirement("RFC7296-2.16-b")]
    [Requirement("RFC4739-2.1-b")]
    public void Our_initiator_says_what_theirs_said(string capture, string msk)
    {
        var said = Begin(capture);
        var work = new HandshakeWork(_keys, (_, _) => null, int.MaxValue);
        var (first, last) = (said.Request(0), said.Response(said.Auths.Count - 1));
        var config = HandshakeCases.Initiator(new()
        {
            Suites = [.. Enumerable.Repeat(
                said.Suite, said.Answered.Proposals.Proposals[0].ProposalNumber)],
            Policy = AlgorithmPolicy.DecodeOnly,
            Eap = Limits,
        });
        var wish = new HandshakeWish(
            first.Identity, first.Wanted, Granted(last).Suites,
            new(first.Child!.Initiator, first.Child.Responder))
        {
            ByEap = first.Auth is null,
            Besides = first.IsAnotherNext ? said.Request(1).Identity : null,
        };
        var state = Go(new IkeInitiator.State.Idle(), new IkeInitiator.Input.Begin(
            wish, said.Spis.Initiator, said.Asked.Nonce, SpiOf(first.Child))).State;
        state = Go(state, new IkeInitiator.Input.Shared(said.Asked.Share, new(9_999))).State;
        state = Go(state, new IkeInitiator.Input.Written(said.Init.Sent)).State;
        state = Go(state, new IkeInitiator.Input.Welcomed(
            said.Answered, said.Spis.Responder, said.Init.Answered, NatSides.None)).State;
        var (at, isMade) = (0, false);
        var inputs = new Queue<IkeInitiator.Input>(
            [new IkeInitiator.Input.Keyed(new(said.OfInitiator))]);
        while (inputs.TryDequeue(out var input))
        {
            var next = Go(state, input);
            state = next.State;
            foreach (var output in next.Outputs)
            {
                if (Answer(output) is { } then)
                {
                    inputs.Enqueue(then);
                }
            }
        }

        Assert.True(isMade);
        Assert.Equal(said.Auths.Count, at);

        Next<IkeInitiator.State, IkeInitiator.Output> Go(
            IkeInitiator.State from, IkeInitiator.Input one) =>
            IkeInitiator.Step(config, from, Instant.Zero, one);

        IkeInitiator.Input? Answer(IkeInitiator.Output output)
        {
            switch (output)
            {
                case IkeInitiator.Output.Prove(_, var claim, _, _):
                    AssertSigned(said.OfInitiator, claim, first);
                    return new IkeInitiator.Input.Proved(first.Auth!, first.Certificates);
                case IkeInitiator.Output.Seal(_, _, _, var message, _):
                    AssertSame(said.Request(at), message);
                    return new IkeInitiator.Input.Sealed([Octets.FromHex("01")]);
                case IkeInitiator.Output.Send:
                    at++;
                    IkeInitiator.Input? input = null;
                    foreach (var piece in said.Auths[at - 1].Response)
                    {
                        input = work.Read(state, piece.Span, HandshakeCases.Near) ?? input;
                    }

                    return Assert.IsType<IkeInitiator.Input.Answered>(input);
                case IkeInitiator.Output.Verify(_, var claim, var message):
                    AssertSigned(said.OfInitiator, claim, message);
                    return new IkeInitiator.Input.Verified();
                case IkeInitiator.Output.AskMethod(var heard):
                    return new IkeInitiator.Input.Replied(heard.Code == EapCode.Success
                        ? new EapReply.Ends(Msk(msk))
                        : new EapReply.Says(said.Request(at).Eap!));
                case IkeInitiator.Output.ProveByEap prove:
                    var proof = _keys.ProveByEap(
                        prove.Keys.Value, prove.Claim, prove.Msk.Value);
                    Assert.Equal(said.Request(at).Auth, proof);
                    return new IkeInitiator.Input.Proved(proof, []);
                case IkeInitiator.Output.VerifyByEap verify:
                    Assert.True(_keys.IsProvedByEap(
                        verify.Keys.Value, verify.Claim, verify.Auth, verify.Msk.Value));
                    return new IkeInitiator.Input.Verified();
                case IkeInitiator.Output.Establish(var made):
                    isMade = true;
                    AreKeysOf(
                        capture, made.Child!.Inbound, _keys.ChildKeysOf(made.Child.Keys.Value),
                        IkeRole.Responder);
                    return null;
                default:
                    return output is IkeInitiator.Output.DeriveChild or IkeInitiator.Output.Forget
                        ? work.Do(output, HandshakeCases.Near)
                        : null;
            }
        }
    }

    public void Dispose() => _keys.Dispose();

    private KeyHandle Msk(string hex)
    {
        if (hex.Length == 0)
        {
            return KeyHandle.None;
        }

        Assert.True(_keys.TryAddMsk(Convert.FromHexString(hex), out var number, out _));
        return new(number);
    }

    private void AssertSigned(ulong keys, AuthClaim claim, AuthMessage message)
    {
        Assert.True(PublicKey.TryReadCertificate(
            message.Certificates[0].Data.Span, out var signer, out _));
        Assert.True(
            _keys.IsProved(
                keys, claim, message.Auth!, signer, AlgorithmPolicy.Legacy, out var bad),
            $"{bad}");
    }

    /// <summary>The same payloads, but for what is for other machines.</summary>
    private static void AssertSame(AuthMessage theirs, AuthMessage ours)
    {
        Assert.Equal(
            (theirs.Identity, theirs.Auth, theirs.Eap, theirs.IsAnotherNext, theirs.Refusal),
            (ours.Identity, ours.Auth, ours.Eap, ours.IsAnotherNext, ours.Refusal));
        Assert.Equal(theirs.Certificates, ours.Certificates);
        Assert.Equal(theirs.Child is null, ours.Child is null);
        if (theirs.Child is { } one && ours.Child is { } other)
        {
            Assert.Equal((one.Initiator, one.Responder), (other.Initiator, other.Responder));
        }
    }

    /// <summary>What theirs granted is what ours may grant.</summary>
    private static HandshakePeer Granted(AuthMessage theirs)
    {
        var child = theirs.Child!;
        Assert.True(ChildSuites.TryResolve(
            child.Proposals.Proposals[0], AlgorithmPolicy.DecodeOnly, out var suite, out _));
        return new(
            theirs.Identity,
            [.. Enumerable.Repeat(suite, child.Proposals.Proposals[0].ProposalNumber)],
            [new(child.Responder, child.Initiator)]);
    }

    private static Holdfast.Protocol.Spi SpiOf(ChildOffer child) => new(
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(
            child.Proposals.Proposals[0].Spi.Span));

    private Recorded Begin(string capture)
    {
        var (init, _) = Assert.Single(Handshakes(capture));
        using var secret = SharedOf(capture, init.Request.InitiatorSpi);
        Assert.True(HandshakeMessages.TryReadGreeting(
            init.Request, HandshakeCases.Far, out var asked, out _));
        Assert.True(HandshakeMessages.TryReadGreeting(
            init.Response, HandshakeCases.Near, out var answered, out _));
        Assert.True(IkeSuites.TryResolve(
            answered.Proposals.Proposals[0], AlgorithmPolicy.DecodeOnly, out var suite, out _));
        var spis = new IkeSpiPair(init.Request.InitiatorSpi, init.Response.ResponderSpi);
        var nonces = new ExchangeNonces(asked.Nonce, answered.Nonce);
        return new(
            _keys, (init.Sent, init.Answered), asked, answered, suite, spis,
            _keys.Adopt(suite, spis, nonces, secret, IkeRole.Initiator),
            _keys.Adopt(suite, spis, nonces, secret, IkeRole.Responder),
            Auths(capture, spis.Initiator));
    }

    private sealed record Recorded(
        HandshakeKeys Keys, (Octets Sent, Octets Answered) Init, Greeting Asked,
        Greeting Answered, IkeSuite Suite, IkeSpiPair Spis, ulong OfInitiator,
        ulong OfResponder, List<(Octets[] Request, Octets[] Response)> Auths)
    {
        /// <summary>What the initiator said, as the responder opens it.</summary>
        public AuthMessage Request(int at) =>
            Read(OfResponder, Auths[at].Request, IkeRole.Initiator, at == 0);

        /// <summary>What the responder said, as the initiator opens it.</summary>
        public AuthMessage Response(int at) =>
            Read(OfInitiator, Auths[at].Response, IkeRole.Responder, at == 0);

        private AuthMessage Read(ulong handle, Octets[] pieces, IkeRole sender, bool isFirst)
        {
            foreach (var piece in pieces)
            {
                if (Keys.TryOpen(handle, piece.Span, out var inner, out var text, out _)
                    && (isFirst
                        ? HandshakeMessages.TryReadAuth(inner, text, sender, out var message)
                        : HandshakeMessages.TryReadLaterAuth(inner, text, sender, out message)))
                {
                    return message;
                }
            }

            throw new InvalidOperationException("it can't be read");
        }
    }
}

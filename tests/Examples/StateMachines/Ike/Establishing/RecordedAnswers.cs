using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Examples.Ike;
using static Holdfast.StateMachines.Ike.IkeInitiator;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.RecordedExchanges;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.IkeInitiator.State,
    Holdfast.StateMachines.Ike.IkeInitiator.Output>;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

/// <summary>
/// What responders of other implementations said in tests/captures/lab, said to our initiator: with
/// the values that theirs drew it proves itself by the same octets, believes them, and has the same
/// CHILD SA.
/// </summary>
public sealed class RecordedAnswers : IDisposable
{
    private readonly HandshakeKeys _keys = new(
        CryptoProviders.Managed(), NoncePartition.Alone, octets => octets.Fill(7));

    public static TheoryData<string> Captures => [.. LabCaptures.Names.Where(IsReplayed)];

    // Proofs by certificates, by EAP, and refusals: the responder's side judges those.
    private static readonly string[] WithoutKey =
    [
        "v2-auth-failed-psk", "v2-eap-md5", "v2-eap-mschapv2", "v2-eap-tls-only",
        "v2-ecdsa256-ecp256", "v2-multi-auth-pubkey-then-eap", "v2-rsa2048-modp2048",
        "v2-rsa4096-chain-ikefrag1280", "v2-signature-hash-sha1-authrsa",
    ];

    /// <summary>What is passed over is named: all others are taken.</summary>
    [Fact]
    public void What_no_shared_key_proves_is_passed_over_by_name()
    {
        Assert.Equal(
            WithoutKey, LabCaptures.Names.Where(IsReplayed).Where(name => Take(name) == 0));
        Assert.Equal(50, LabCaptures.Names.Count(IsReplayed));
    }

    [Theory]
    [MemberData(nameof(Captures))]
    public void Our_initiator_takes_what_theirs_took(string capture) =>
        Assert.Equal(WithoutKey.Contains(capture), Take(capture) == 0);

    public void Dispose() => _keys.Dispose();

    /// <summary>How many handshakes it has taken.</summary>
    private int Take(string capture)
    {
        var taken = 0;
        foreach (var (init, auth) in Handshakes(capture))
        {
            using var secret = SharedOf(capture, init.Request.InitiatorSpi);
            Assert.True(HandshakeMessages.TryReadGreeting(
                init.Request, HandshakeCases.Far, out var asked, out _));
            Assert.True(HandshakeMessages.TryReadGreeting(
                init.Response, HandshakeCases.Near, out var theirs, out _));
            Assert.True(IkeSuites.TryResolve(
                theirs.Proposals.Proposals[0], AlgorithmPolicy.DecodeOnly, out var suite, out _));
            var spis = new IkeSpiPair(init.Request.InitiatorSpi, init.Response.ResponderSpi);
            var nonces = new ExchangeNonces(asked.Nonce, theirs.Nonce);
            var ours = _keys.Adopt(suite, spis, nonces, secret, IkeRole.Initiator);
            var other = _keys.Adopt(suite, spis, nonces, secret, IkeRole.Responder);
            var said = RecordedExchanges.Open(_keys, other, auth.Request);
            var answered = RecordedExchanges.Open(_keys, ours, auth.Response);
            Assert.True(HandshakeMessages.TryReadAuth(said, IkeRole.Initiator, out var request));
            if (request.Auth?.Data.Tag != AuthMethod.SharedKey
                || !HandshakeMessages.TryReadAuth(
                    answered, IkeRole.Responder, out var granted))
            {
                continue;
            }

            var config = HandshakeCases.Initiator(new()
            {
                Suites = Up(suite, theirs.Proposals),
                Policy = AlgorithmPolicy.DecodeOnly,
            });
            var open = Open(config, init, asked, theirs, request, granted, ours);
            Finish(capture, config, open, request, granted, ours, nonces);
            taken++;
        }

        return taken;
    }

    private static Next Open(
        Config config,
        (IkeHeaderValue Request, Octets Sent, IkeHeaderValue Response, Octets Answered) init,
        Greeting asked, Greeting theirs, AuthMessage request, AuthMessage granted, ulong ours)
    {
        var wish = new HandshakeWish(
            request.Identity, request.Wanted, SuitesOf(granted),
            request.Child is { } child ? new(child.Initiator, child.Responder) : default)
        {
            IsTransport = request.Child?.IsTransport ?? false,
        };
        var next = Step(config, new State.Idle(), default, new Input.Begin(
            wish, init.Request.InitiatorSpi, asked.Nonce,
            request.Child is { } asks ? SpiOf(asks) : new(1)));
        Assert.Equal([new Output.BeginExchange(asked.Method)], next.Outputs.AsEnumerable());
        next = Step(config, next.State, default, new Input.Shared(asked.Share, new(9_999)));
        var said = Assert.IsType<Output.Write>(next.Outputs[0]).Message;
        Assert.Equal(
            (asked.Method, asked.Share, asked.Nonce), (said.Method, said.Share, said.Nonce));
        next = Step(config, next.State, default, new Input.Written(init.Sent));
        next = Step(config, next.State, default, new Input.Welcomed(
            theirs, init.Response.ResponderSpi, init.Answered, NatSides.None));
        var complete = Assert.IsType<Output.Complete>(next.Outputs[0]);
        Assert.Equal(theirs.Share, complete.PeerShare);
        return Step(config, next.State, default, new Input.Keyed(new(ours)));
    }

    private void Finish(
        string capture, Config config, Next open, AuthMessage request, AuthMessage granted,
        ulong ours, ExchangeNonces nonces)
    {
        var keys = PreSharedOf(capture);
        var prove = Assert.IsType<Output.Prove>(open.Outputs[0]);
        Assert.Contains(
            request.Auth, keys.Select(key => _keys.Prove(ours, prove.Claim, key)));
        var next = Step(config, open.State, default, new Input.Proved(request.Auth!, []));
        next = Step(config, next.State, default, new Input.Sealed([Octets.FromHex("01")]));
        next = Step(config, next.State, default, new Input.Answered(granted));
        var verify = Assert.IsType<Output.Verify>(next.Outputs[0]);
        Assert.Contains(
            true, keys.Select(key => _keys.IsProved(ours, verify.Claim, granted.Auth!, key)));
        keys.ForEach(key => key.Dispose());
        next = Step(config, next.State, default, new Input.Verified());
        if (granted.Child is { } child)
        {
            var derive = Assert.IsType<Output.DeriveChild>(next.Outputs[0]);
            var made = _keys.DeriveChild(ours, derive.Suite, nonces);
            AreKeysOf(
                capture, SpiOf(request.Child!), _keys.ChildKeysOf(made), IkeRole.Responder);
            next = Step(config, next.State, default, new Input.ChildKeyed(new(made)));
            var sa = Assert.IsType<Output.Establish>(next.Outputs[0]).Made.Child!;
            Assert.Equal(SpiOf(child), sa.Outbound);
            Assert.Equal(new(child.Initiator, child.Responder), sa.Selectors);
            return;
        }

        var alone = Assert.IsType<Output.Establish>(next.Outputs[0]).Made;
        Assert.Null(alone.Child);
        Assert.Equal(granted.Refusal, alone.Refusal);
    }

    /// <summary>As many suites that the one which was chosen has its number.</summary>
    private static Items<T> Up<T>(T suite, SaPayloadValue chosen) =>
        [.. Enumerable.Repeat(suite, chosen.Proposals[0].ProposalNumber)];

    private static Items<ChildSuite> SuitesOf(AuthMessage granted)
    {
        if (granted.Child is not { } child)
        {
            return [];
        }

        Assert.True(ChildSuites.TryResolve(
            child.Proposals.Proposals[0], AlgorithmPolicy.DecodeOnly, out var suite, out _));
        return Up(suite, child.Proposals);
    }

    private static Holdfast.Protocol.Spi SpiOf(ChildOffer child) => new(
        BinaryPrimitives.ReadUInt32BigEndian(child.Proposals.Proposals[0].Spi.Span));
}

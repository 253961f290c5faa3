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
/// the values that theirs drew it says what theirs said, payload by payload, proves itself by the
/// same octets, or what a certificate proves, believes them, and has the same CHILD SA.
/// </summary>
public sealed class RecordedAnswers : IDisposable
{
    private readonly HandshakeKeys _keys = new(
        CryptoProviders.Managed(), NoncePartition.Alone, octets => octets.Fill(7));

    private SaPayloadValue? _offered;

    public static TheoryData<string> Captures => [.. LabCaptures.Names.Where(IsReplayed)];

    // Conversations by EAP are those of RecordedTalks; of the refusal the responder's side judges.
    private static readonly string[] PassedOver =
    [
        "v2-auth-failed-psk", "v2-eap-md5", "v2-eap-mschapv2", "v2-eap-tls-only",
        "v2-multi-auth-pubkey-then-eap",
    ];

    /// <summary>What is passed over is named: all others are taken.</summary>
    [Fact]
    public void What_is_no_proof_in_one_exchange_is_passed_over_by_name()
    {
        Assert.Equal(
            PassedOver, LabCaptures.Names.Where(IsReplayed).Where(name => Take(name) == 0));
        Assert.Equal(50, LabCaptures.Names.Count(IsReplayed));
    }

    /// <summary>What was refused first is in some of them: a cookie, another method.</summary>
    [Theory]
    [InlineData("v2-cookie", "COOKIE")]
    [InlineData("v2-invalid-ke-retry", "INVALID_KE_PAYLOAD")]
    public void Some_were_refused_first(string capture, string why)
    {
        var init = Handshakes(capture).First().Init;
        Assert.Equal(
            why,
            $"{Assert.Single(Refusals(capture, init.Request.InitiatorSpi)).Refusal.Data.Tag}");
    }

    [Theory]
    [MemberData(nameof(Captures))]
    public void Our_initiator_says_what_theirs_said_and_takes_what_theirs_took(string capture) =>
        Assert.Equal(PassedOver.Contains(capture), Take(capture) == 0);

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
            if (request.Auth is null || request.IsAnotherNext
                || !HandshakeMessages.TryReadAuth(
                    answered, IkeRole.Responder, out var granted))
            {
                continue;
            }

            var refusals = Refusals(capture, init.Request.InitiatorSpi);
            var (config, chosen) = ConfigOf(suite, asked, theirs, refusals);
            var wish = new HandshakeWish(
                request.Identity, request.Wanted, SuitesOf(request, granted),
                request.Child is { } child ? new(child.Initiator, child.Responder) : default)
            {
                IsTransport = request.Child?.IsTransport ?? false,
                IsInitialContact = request.IsInitialContact,
                Configuration = request.Configuration,
                Authorities = request.Authorities,
                Says = request.Says,
            };
            var next = Step(config, new State.Idle(), default, new Input.Begin(
                wish, init.Request.InitiatorSpi, asked.Nonce,
                request.Child is { } asks ? SpiOf(asks) : new(1)));
            foreach (var (refused, sent, refusal) in refusals)
            {
                next = Say(config, next, refused, sent);
                next = Step(config, next.State, default, new Input.Refused(refusal));
            }

            next = Say(config, next, init.Request, init.Sent);
            RecordedPayloads.AreAlike(
                asked.Proposals, _offered!, theirs.Proposals,
                chosen.Proposals.Proposals[0].ProposalNumber);
            next = Step(config, next.State, default, new Input.Welcomed(
                chosen, init.Response.ResponderSpi, init.Answered, NatSides.None));
            var complete = next.Outputs.AsEnumerable().OfType<Output.Complete>().Single();
            Assert.Equal(theirs.Share, complete.PeerShare);
            next = Step(config, next.State, default, new Input.Keyed(new(ours)));
            Finish(capture, config, next, (said, request), granted, ours, nonces);
            taken++;
        }

        return taken;
    }

    /// <summary>Ours with what theirs says of itself. Where the first method was refused, ours
    /// offers both methods one behind the other, and theirs in one proposal: the number of what is
    /// chosen is that of ours.</summary>
    private static (Config Config, Greeting Chosen) ConfigOf(
        IkeSuite suite, Greeting asked, Greeting theirs,
        List<(IkeHeaderValue Request, Octets Sent, NotifyPayloadValue Refusal)> refusals)
    {
        var suites = Up(suite, theirs.Proposals);
        foreach (var (request, _, refusal) in refusals)
        {
            if (refusal.Data is NotifyPayloadData.InvalidKePayload)
            {
                Assert.True(HandshakeMessages.TryReadGreeting(
                    request, HandshakeCases.Far, out var first, out _));
                suites = [suite with { KeyExchange = first.Method }, suite];
            }
        }

        return (
            HandshakeCases.Initiator(new()
            {
                Suites = suites,
                Policy = AlgorithmPolicy.DecodeOnly,
                Hashes = asked.Hashes,
                TakesFragments = asked.Traits.HasFlag(GreetingTraits.Fragments),
                FollowsRedirects = asked.Traits.HasFlag(GreetingTraits.FollowsRedirects),
            }),
            theirs with
            {
                Proposals = new()
                {
                    Proposals =
                    [
                        theirs.Proposals.Proposals[0] with
                        {
                            ProposalNumber = (byte)suites.Count,
                        },
                    ],
                },
            });
    }

    /// <summary>A request of IKE_SA_INIT: ours says the same.</summary>
    private Next Say(Config config, Next next, IkeHeaderValue request, Octets sent)
    {
        Assert.True(HandshakeMessages.TryReadGreeting(
            request, HandshakeCases.Far, out var asked, out _));
        if (next.Outputs.AsEnumerable().OfType<Output.BeginExchange>().FirstOrDefault()
            is { } begin)
        {
            Assert.Equal(asked.Method, begin.Method);
            next = Step(config, next.State, default, new Input.Shared(asked.Share, new(9_999)));
        }

        var write = next.Outputs.AsEnumerable().OfType<Output.Write>().Single();
        RecordedPayloads.AreAlike(
            request.Payloads,
            HandshakeMessages.ToPayloads(write.Message, write.Spis, HandshakeCases.Near));
        _offered = write.Message.Proposals;
        return Step(config, next.State, default, new Input.Written(sent));
    }

    private void Finish(
        string capture, Config config, Next open,
        (InnerPayloadsValue Payloads, AuthMessage Message) asked, AuthMessage granted,
        ulong ours, ExchangeNonces nonces)
    {
        var request = asked.Message;
        var prove = Assert.IsType<Output.Prove>(open.Outputs[0]);
        IsProved(_keys, capture, ours, prove.Claim, request);
        var next = Step(
            config, open.State, default,
            new Input.Proved(request.Auth!, request.Certificates));
        var seal = Assert.IsType<Output.Seal>(next.Outputs[0]);
        RecordedPayloads.AreAlike(
            asked.Payloads.Payloads,
            HandshakeMessages.ToPayloads(seal.Message, IkeRole.Initiator).Payloads);
        if (granted.Child is { } taken)
        {
            RecordedPayloads.AreAlike(
                request.Child!.Proposals, seal.Message.Child!.Proposals, taken.Proposals);
        }

        next = Step(config, next.State, default, new Input.Sealed([Octets.FromHex("01")]));
        next = Step(config, next.State, default, new Input.Answered(granted));
        var verify = Assert.IsType<Output.Verify>(next.Outputs[0]);
        IsProved(_keys, capture, ours, verify.Claim, granted);
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

    /// <summary>What was granted; where it was refused, the first of each type that was asked
    /// for.</summary>
    private static Items<ChildSuite> SuitesOf(AuthMessage request, AuthMessage granted)
    {
        if ((granted.Child ?? request.Child) is not { } child)
        {
            return [];
        }

        var first = child.Proposals.Proposals[0];
        Assert.True(ChildSuites.TryResolve(
            first with
            {
                Transforms = [.. first.Transforms.DistinctBy(one => one.TransformType)],
            },
            AlgorithmPolicy.DecodeOnly, out var suite, out _));
        return Up(suite, child.Proposals);
    }

    private static Holdfast.Protocol.Spi SpiOf(ChildOffer child) => new(
        BinaryPrimitives.ReadUInt32BigEndian(child.Proposals.Proposals[0].Spi.Span));
}

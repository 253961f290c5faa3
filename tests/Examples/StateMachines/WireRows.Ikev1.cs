using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
using Holdfast.Tests.Examples.StateMachines.Ike.Establishing;
using static Holdfast.Tests.Examples.StateMachines.WireRow;

namespace Holdfast.Tests.Examples.StateMachines;

/// <content>How SAs of IKEv1 are made.</content>
internal static partial class WireRows
{
    private static readonly IkeSpiPair Cookies = new(HandshakeCases.Theirs, HandshakeCases.Ours);

    private static readonly PhaseOneMessage Said = new()
    {
        Proposals = Plain(IsakmpOffers.Offer(IsakmpSuiteChoices.Default, new(86_400, 70_000))),
        Share = Octets.FromHex("5050505050505050"),
        Nonce = Octets.FromHex("a0a1a2a3a4a5a6a7"),
        Identity = Octets.FromHex("020000006361726f6c"),
        Proof = Octets.FromHex("c0c1c2c3"),
        Signature = Octets.FromHex("c4c5c6c7"),
        Certificates =
        [
            new() { Encoding = CertEncoding.X509Signature, Data = Octets.FromHex("30003001") },
            new() { Encoding = CertEncoding.Crl, Data = Octets.FromHex("3002") },
        ],
        Authorities = [Octets.FromHex("30033004"), default],
        Traits = PhaseOneTraits.NatTraversal | PhaseOneTraits.DeadPeerDetection,
        NatHashes = [Octets.FromHex("d0d1"), Octets.FromHex("e0e1")],
        IsInitialContact = true,
        Life = new(3_600, 100_000),
    };

    private static readonly Information Told = new()
    {
        Says = [PhaseOneMessages.Notice(IsakmpNotifyType.NoProposalChosen)],
        Children =
        [
            (IsakmpProtocolId.Esp, new(0x101)), (IsakmpProtocolId.Esp, new(0x102)),
            (IsakmpProtocolId.Ah, new(0x103)),
        ],
        Isakmps = [Cookies],
    };

    private static readonly QuickMessage Asks = new()
    {
        Proposals = Plain(QuickOffers.Offer(
            [HandshakeCases.Child], new(0x101), new(3_600, 100_000), isTransport: false,
            isEncapsulated: true)),
        Nonce = Octets.FromHex("a0a1a2a3a4a5a6a7"),
        Share = Octets.FromHex("5050505050505050"),
        Initiator = HandshakeCases.AtCarol[0],
        Responder = HandshakeCases.AtMars[0],
        Originals = new(HostAddress.Parse("10.3.0.1"), HostAddress.Parse("2001:db8::1")),
        Life = new(600),
    };

    private static readonly XauthQuestion Question = new()
    {
        Type = XauthType.RadiusChap,
        Asks =
        [
            IsakmpConfigAttributeType.XauthUserName, IsakmpConfigAttributeType.XauthDomain,
            IsakmpConfigAttributeType.XauthPasscode,
        ],
        Challenge = Octets.FromHex("31323334"),
        Text = Octets.FromHex("3f"),
    };

    private static readonly XauthClaim Claim = new(
        Question, Octets.FromHex("6361726f6c"),
        [new(IsakmpConfigAttributeType.XauthPasscode, new(3))])
    {
        Domain = Octets.FromHex("6c6162"),
    };

    private static Items<WireRow> OfIkev1 =>
    [
        Sends<PhaseOneInitiator.Output.Write>(() => InPhaseOne(Said)),
        Does<PhaseOneInitiator.Output.Send>("octets that were written or sealed, as they are"),
        Does<PhaseOneInitiator.Output.Complete>("keys are computed"),
        Sends<PhaseOneInitiator.Output.Prove>(() => InPhaseOne(Said with { Proposals = null })),
        Does<PhaseOneInitiator.Output.Verify>("a signature is verified, a certificate judged"),
        Sends<PhaseOneInitiator.Output.Inform>(Informed),
        Does<PhaseOneInitiator.Output.Establish>("a fact of replication"),
        Does<PhaseOneInitiator.Output.GaveUp>("a word to whoever wanted it"),
        Does<PhaseOneInitiator.Output.Forget>("keys are zeroed"),
        Sends<PhaseOneResponder.Output.Reply>(() => (
            PhaseOneMessages.Notice(IsakmpNotifyType.NoProposalChosen),
            InformationalMessages.RefusalIn(InformationalMessages.Read(Traveled(
                IsakmpWork.InClear(
                    Cookies, new(7),
                    PhaseOneMessages.Notice(IsakmpNotifyType.NoProposalChosen))))))),
        Sends<PhaseOneResponder.Output.Write>(() => InPhaseOne(Said)),
        Does<PhaseOneResponder.Output.Send>("octets that were written or sealed, as they are"),
        Sends<PhaseOneResponder.Output.Exchange>(() => InPhaseOne(Said)),
        Sends<PhaseOneResponder.Output.Prove>(() => InPhaseOne(Said with { Proposals = null })),
        Does<PhaseOneResponder.Output.Verify>("a signature is verified, a certificate judged"),
        Sends<PhaseOneResponder.Output.Inform>(Informed),
        Does<PhaseOneResponder.Output.Establish>("a fact of replication"),
        Does<PhaseOneResponder.Output.Forget>("keys are zeroed"),
        Sends<QuickInitiator.Output.Ask>(() => InQuickMode(isFromInitiator: true)),
        Does<QuickInitiator.Output.Send>("octets that were sealed, as they are"),
        Does<QuickInitiator.Output.Complete>("keys are derived"),
        Sends<QuickInitiator.Output.Inform>(Informed),
        Does<QuickInitiator.Output.Establish>("a fact of replication"),
        Does<QuickInitiator.Output.GaveUp>("a word to whoever wanted it"),
        Does<QuickInitiator.Output.Forget>("keys are zeroed"),
        Sends<QuickResponder.Output.Answer>(() => InQuickMode(isFromInitiator: false)),
        Does<QuickResponder.Output.Send>("octets that were sealed, as they are"),
        Sends<QuickResponder.Output.Inform>(Informed),
        Does<QuickResponder.Output.Establish>("a fact of replication"),
        Does<QuickResponder.Output.Use>("a word to whoever sends packets"),
        Does<QuickResponder.Output.Abandon>("a fact of replication"),
        Does<QuickResponder.Output.Forget>("keys are zeroed"),
        Sends<TransactionInitiator.Output.Ask>(() => InTransaction(isQuestion: true)),
        Does<TransactionInitiator.Output.Send>("octets that were sealed, as they are"),
        Does<TransactionInitiator.Output.Tell>("a word to whoever asked"),
        Does<TransactionInitiator.Output.GaveUp>("a word to whoever asked"),
        Does<TransactionInitiator.Output.Forget>("a secret is zeroed"),
        Does<TransactionResponder.Output.Decide>("the caller decides"),
        Sends<TransactionResponder.Output.Answer>(() => InTransaction(isQuestion: false)),
        Does<TransactionResponder.Output.Send>("octets that were sealed, as they are"),
        Does<TransactionResponder.Output.Forget>("a secret is zeroed"),
        Sends<XauthEdge.Output.Ask>(() => (
            Question, XauthMessages.QuestionIn(XauthMessages.Request(Question, 7)))),
        Does<XauthEdge.Output.Judge>("the caller judges"),
        Does<XauthEdge.Output.Establish>("a fact of replication"),
        Does<XauthEdge.Output.Open>("a word to whoever carries out quick mode"),
        Sends<XauthEdge.Output.Inform>(Informed),
        Does<XauthEdge.Output.End>("a fact of replication"),
        Does<XauthEdge.Output.Forget>("a secret is zeroed"),
        Does<XauthHost.Output.Prompt>("the user is asked"),
        Sends<XauthHost.Output.Answer>(() => (
            Claim,
            XauthMessages.ClaimIn(
                XauthMessages.Reply(XauthMessages.Request(Question, 7), Claim)!, Question))),
        Does<XauthHost.Output.PassOver>("a transaction has no answer"),
        Does<XauthHost.Output.Open>("a word to whoever carries out quick mode"),
        Sends<XauthHost.Output.Inform>(Informed),
        Does<XauthHost.Output.End>("keys are zeroed"),
        Does<XauthHost.Output.Forget>("a secret is zeroed"),
    ];

    /// <summary>Without what its octets say by themselves.</summary>
    private static IsakmpSaPayloadValue Plain(IsakmpSaPayloadValue payload) =>
        IsakmpSaPayloadValue.TryParse(payload.ToArray(), out var read, out var error)
            ? read
            : throw new InvalidOperationException(error.ToString());

    private static (object?, object?) InPhaseOne(PhaseOneMessage message)
    {
        var octets = PhaseOneMessages.Message(
            Cookies, IsakmpExchangeType.IdentityProtection, default,
            PhaseOneMessages.ToPayloads(message, Cookies)).ToArray();
        return (
            message with
            {
                SaBody = message.Proposals is { } sa ? new(sa.ToArray()) : default,
            },
            PhaseOneMessages.TryRead(octets, out _, out _, out var taken) ? taken : null);
    }

    private static (object?, object?) InQuickMode(bool isFromInitiator) => (
        Asks,
        QuickMessages.TryRead(
            Traveled(new(PhaseOneMessages.Message(
                Cookies, IsakmpExchangeType.QuickMode, new(7),
                QuickMessages.ToPayloads(Asks, Octets.FromHex("00000101"))!.Value).ToArray())),
            HandshakeCases.Far, isFromInitiator, out var taken)
            ? taken
            : null);

    /// <summary>It is sealed and opened: what is secret is nowhere else.</summary>
    private static (object?, object?) InTransaction(bool isQuestion)
    {
        using var keys = new IsakmpHandshakeKeys(
            CryptoProviders.Managed(), octets => octets.Fill(7));
        var nonce = Octets.FromHex("a0a1a2a3a4a5a6a7");
        using var shared = new Secret("a secret of both"u8);
        var exchange = new PhaseOneExchange(Cookies, nonce, nonce, nonce);
        var handle = keys.Adopt(
            IsakmpSuiteChoices.Default[0], exchange, new(nonce, nonce), shared, shared);
        var first = keys.FirstChainOf(handle, exchange);
        var work = new IsakmpWork(keys, (_, _) => null);
        var half = new TransactionHalf(new(Cookies, new(handle), first), new(7))
        {
            Chain = first,
        };
        var question = new TransactionMessage(IsakmpConfigType.Request, 0x2021)
        {
            Attributes =
            [
                new()
                {
                    AttributeType = IsakmpConfigAttributeType.XauthUserName,
                    AttributeData = Octets.FromHex("6361726f6c"),
                },
                new()
                {
                    AttributeType = IsakmpConfigAttributeType.XauthStatus,
                    AttributeValue = 1,
                },
            ],
        };
        if (isQuestion)
        {
            var asked = (TransactionInitiator.Input.Sealed)work.Do(
                new TransactionInitiator.Output.Ask(half, question))!;
            keys.TryOpen(
                handle, asked.Octets.Span, half.Id, keys.ChainOf(handle, first, half.Id),
                out var said, out _, out _);
            return (question, Told(said));
        }

        var answer = question.Answer(
            question.Attributes,
            [new(IsakmpConfigAttributeType.XauthPasscode, new(keys.Keep("12345"u8)))]);
        var made = (TransactionResponder.Input.Sealed)work.Do(
            new TransactionResponder.Output.Answer(half, answer))!;
        keys.TryOpen(
            handle, made.Octets.Span, half.Id, first, out var text, out _, out _);
        var isKept = text is { Secrets: [var one] }
            && keys.SecretOf(one.Number)!.FixedTimeEquals("12345"u8);
        return (answer, isKept ? Told(text) with { Secrets = answer.Secrets } : null);

        static TransactionMessage Told(TransactionText? said) =>
            new(said!.Type, said.Identifier) { Attributes = said.Attributes };
    }

    private static (object?, object?) Informed() => (
        Told,
        InformationalMessages.Read(Traveled(new(PhaseOneMessages.Message(
            Cookies, IsakmpExchangeType.Informational, new(7),
            InformationalMessages.ToPayloads(Told)).ToArray()))));

    private static Items<IsakmpPayloadValue> Traveled(Octets octets) =>
        IsakmpHeaderValue.TryParse(octets.Span, out var header, out var error)
            ? header.Payloads ?? []
            : throw new InvalidOperationException(error.ToString());
}

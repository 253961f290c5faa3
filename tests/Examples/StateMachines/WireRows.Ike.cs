using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Redirection;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Resumption;
using static Holdfast.Tests.Examples.StateMachines.WireRow;
using MessageIds = Holdfast.StateMachines.Ike.MessageIds;
using MessageIdSync = Holdfast.StateMachines.Ike.MessageIdSync;

namespace Holdfast.Tests.Examples.StateMachines;

/// <summary>What each output is on the wire.</summary>
internal static partial class WireRows
{
    private static readonly LivenessCheck.Sa Ours = new(new(0x0101), new(0x0202), true);
    private static readonly LivenessCheck.Sa Theirs = Ours with { IsInitiator = false };
    private static readonly IkeSaId SaId = new(Ours.Initiator, Ours.Responder);
    private static readonly HostAddress Peer = HostAddress.Parse("192.0.2.1");
    private static readonly HostAddress Gateway = HostAddress.Parse("203.0.113.1");
    private static readonly Octets Nonce = Octets.FromHex("00112233445566778899aabbccddeeff");
    private static readonly GatewayName Elsewhere = GatewayName.From(Gateway);

    /// <summary>IKE SAs: life, message IDs, tokens, redirects, tickets, how they begin.</summary>
    public static Items<WireRow> OfIke =>
    [
        .. OfDpd, .. OfLiveness, .. OfMessageIds, .. OfMessageIdSync, .. OfTokens, .. OfRedirects,
        .. OfTickets, .. OfHandshakes, .. OfExchanges, .. OfIkev1,
    ];

    private static Items<WireRow> OfDpd =>
    [
        Sends<DeadPeerDetection.Output.SendRUThere>(() => Dpd(
            new DeadPeerDetection.Output.SendRUThere(7),
            new DeadPeerDetection.Input.RUThere(7))),
        Sends<DeadPeerDetection.Output.SendRUThereAck>(() => Dpd(
            new DeadPeerDetection.Output.SendRUThereAck(7),
            new DeadPeerDetection.Input.RUThereAck(7))),
        Does<DeadPeerDetection.Output.PeerDied>("SAs and routes of the peer go"),
    ];

    private static Items<WireRow> OfLiveness =>
    [
        Sends<LivenessCheck.Output.Seal>(() => Check(
            new LivenessCheck.Output.Seal(), new LivenessCheck.Input.Asked(7))),
        Sends<LivenessCheck.Output.Answer>(() => Check(
            new LivenessCheck.Output.Answer(7), new LivenessCheck.Input.Answered(7))),
        Does<LivenessCheck.Output.Transmit>("octets that were sealed before, as they are"),
        Does<LivenessCheck.Output.Ask>("a wish to the schedule"),
        Does<LivenessCheck.Output.Release>("a word to the schedule"),
        Does<LivenessCheck.Output.Synchronize>("MessageIdSync asks"),
        Does<LivenessCheck.Output.PeerFailed>("SAs and routes of the peer go"),
    ];

    private static Items<WireRow> OfMessageIds =>
    [
        // The complaint is a request of its own; its payload says which ID it is about.
        Sends<MessageIds.Output.Complain>(
            () => (
                new NotifyPayloadData.InvalidMessageId(new() { MessageId = new(9) }),
                Travel(MessageIds.ToPayload(new MessageIds.Output.Complain(9))).Data),
            () => (
                new MessageIds.Input.Requested(3),
                MessageIds.Classify(
                    Travel(LivenessCheck.ToMessage(new LivenessCheck.Output.Seal(), Ours, new(3))),
                    Inside(MessageIds.ToPayload(new MessageIds.Output.Complain(9))), Theirs))),
        Does<MessageIds.Output.Transmit>("octets that were sealed before, as they are"),
        Does<MessageIds.Output.Seal>("whoever wants the request writes it"),
        Does<MessageIds.Output.Hold>("the request waits"),
        Does<MessageIds.Output.RoomLeft>("a word to whoever waits"),
        Does<MessageIds.Output.Finish>("the exchange is over"),
        Does<MessageIds.Output.Drop>("the exchange is dropped"),
        Does<MessageIds.Output.Take>("a request is read"),
        Does<MessageIds.Output.Rekey>("a wish for an exchange of IKE"),
        Does<MessageIds.Output.SaFailed>("the SA goes without a word"),
    ];

    private static Items<WireRow> OfMessageIdSync =>
    [
        Sends<MessageIdSync.Output.Ask>(
            () => Sync(new MessageIdSync.Output.Ask(0xa1b2c3d4, 9, 4, null), Ours),
            () => Sync(
                new MessageIdSync.Output.Ask(0xa1b2c3d4, 9, 4, new(7, IsExtended: true)), Ours),
            () => Sync(
                new MessageIdSync.Output.Ask(0xa1b2c3d4, 9, 4, new(7, IsExtended: false)),
                Theirs)),
        Sends<MessageIdSync.Output.AskCounters>(
            () => Sync(new MessageIdSync.Output.AskCounters(new(7, IsExtended: true)), Ours),
            () => Sync(new MessageIdSync.Output.AskCounters(new(7, IsExtended: false)), Theirs)),
        Sends<MessageIdSync.Output.Answer>(
            () => Sync(new MessageIdSync.Output.Answer(0xa1b2c3d4, 9, 4, 9), Theirs)),
        Does<MessageIdSync.Output.Draw>("a nonce is drawn"),
        Does<MessageIdSync.Output.Adopt>("MessageIds takes the IDs"),
        Does<MessageIdSync.Output.Advance>("counters of CHILD SAs move"),
        Does<MessageIdSync.Output.RekeyChildren>("a wish for exchanges of IKE"),
        Does<MessageIdSync.Output.TearDown>("the SA is made anew"),
    ];

    private static Items<WireRow> OfTokens =>
    [
        Sends<TokenMaker.Output.Give>(() => (
            Nonce,
            TokenMessages.TryGetToken(Travel(TokenMessages.ToPayload(Nonce)), out var token)
                ? token
                : null)),
        Sends<TokenMaker.Output.Reveal>(
            () => Revealed(Asked, isIkeSpi: true),
            () => Revealed(
                new TokenMaker.Question.Packet(new(0x301), SaId, From), isIkeSpi: false)),
        Sends<TokenMaker.Output.Complain>(
            () => Complained(Asked, LivenessCheck.Rumour.InvalidIkeSpi, Ours),
            () => Complained(
                new TokenMaker.Question.Packet(new(0x301), SaId, From),
                LivenessCheck.Rumour.InvalidSpi, new(default, default, true))),
        Does<TokenMaker.Output.MakeSecret>("a secret is drawn, and shared in the sync channel"),
        Does<TokenMaker.Output.Forget>("a secret is zeroed"),
        Does<TokenTaker.Output.Discard>("RFC 6290 §4.5: the SA goes without a word"),
        Does<TokenTaker.Output.Reconnect>("a wish for an exchange of IKE"),
        Does<TokenTaker.Output.Forget>("a token is zeroed"),
        Does<TokenTaker.Output.Report>("a line in the log"),
    ];

    private static Items<WireRow> OfRedirects =>
    [
        Sends<RedirectGateway.Output.RedirectInInit>(() => (
            new RedirectedClient.Input.RedirectedInInit(Elsewhere, Nonce),
            Redirected(
                new RedirectGateway.Output.RedirectInInit(Elsewhere, Nonce),
                new(ExchangeType.IkeSaInit, false, true, default, false)))),
        Sends<RedirectGateway.Output.RedirectInAuth>(() => (
            new RedirectedClient.Input.RedirectedInAuth(
                Elsewhere, RedirectedClient.Turn.Last, true),
            Redirected(
                new RedirectGateway.Output.RedirectInAuth(Elsewhere),
                new(ExchangeType.IkeAuth, true, true, RedirectedClient.Turn.Last, true)))),
        Sends<RedirectGateway.Output.SendRedirect>(() => (
            new RedirectedClient.Input.RedirectedByGateway(Elsewhere),
            Redirected(
                new RedirectGateway.Output.SendRedirect(Elsewhere),
                new(ExchangeType.Informational, true, false, default, false)))),
        Does<RedirectGateway.Output.GoOn>("the exchange goes on as ever"),
        Does<RedirectGateway.Output.DeleteSas>("an exchange of IKE deletes the SA"),
        Sends<RedirectedClient.Output.Connect>(
            () => (new RedirectGateway.Client(true, null), Connected(from: null)),
            () => (new RedirectGateway.Client(true, Elsewhere), Connected(Elsewhere))),
        Sends<RedirectedClient.Output.Acknowledge>(() => Check(
            new LivenessCheck.Output.Answer(7), new LivenessCheck.Input.Answered(7))),
        Does<RedirectedClient.Output.DeleteOld>("an exchange of IKE deletes the SA"),
        Does<RedirectedClient.Output.DropNew>("the half-open SA goes without a word"),
    ];

    private static Items<WireRow> OfTickets =>
    [
        Sends<ResumingClient.Output.BeginFull>(() => (
            true,
            TicketMessages.IsRequest(Travel(
                TicketMessages.ToPayload(new ResumingClient.Output.BeginFull()))))),
        Sends<ResumingClient.Output.BeginResume>(() => (
            new ResumptionGateway.Input.ShownReference(77), ShownReference(77))),
        Does<ResumingClient.Output.DropFormer>("RFC 5723 §4.3: it goes without a word"),
        Does<ResumingClient.Output.Forget>("keys are zeroed"),
        Sends<ResumptionGateway.Output.Grant>(() => (
            new ResumingClient.Input.Granted(Nonce, TimeSpan.FromHours(1), new(5)),
            TicketMessages.ClassifyInAuth(
                Travel(TicketMessages.ToPayload(
                    new ResumptionGateway.Output.Grant(
                        new(77, 1, 9, new(5)), TimeSpan.FromHours(1),
                        ResumptionGateway.TicketKind.ByValue),
                    Nonce)),
                new(5)))),
        Sends<ResumptionGateway.Output.Deny>(() => (
            new ResumingClient.Input.NoTicket(),
            TicketMessages.ClassifyInAuth(
                Travel(TicketMessages.ToPayload(new ResumptionGateway.Output.Deny())), new(5)))),
        Sends<ResumptionGateway.Output.Refuse>(() => (
            new ResumingClient.Input.Rejected(),
            TicketMessages.ClassifyInResume(Travel(TicketMessages.ToPayload(
                new ResumptionGateway.Output.Refuse(ResumptionGateway.Refusal.Spent)))))),
        Does<ResumptionGateway.Output.Resume>("IKE goes on with nonce, SPIs and keys"),
        Does<ResumptionGateway.Output.DropFormer>("RFC 5723 §4.3: it goes without a word"),
        Does<ResumptionGateway.Output.DropNew>("the half-open SA goes without a word"),
        Does<ResumptionGateway.Output.Accept>("IKE_AUTH is answered"),
        Does<ResumptionGateway.Output.Share>("a word in the sync channel: SpentElsewhere"),
        Does<ResumptionGateway.Output.ShareDeleted>(
            "a word in the sync channel: SaDeletedElsewhere"),
        Does<ResumptionGateway.Output.Forget>("keys are zeroed"),
    ];

    private static readonly TokenMaker.Sender From = new(Peer, 4500, Gateway);

    private static readonly TokenMaker.Question Asked = new TokenMaker.Question.Request(
        SaId, ExchangeType.Informational, new(7), IsInitiator: true, From);

    private static (object? Meant, object? Taken) Dpd(
        DeadPeerDetection.Output output, DeadPeerDetection.Input meant)
    {
        DeadPeerDetection.Cookies cookies = new(Ours.Initiator, Ours.Responder);
        var octets = DeadPeerDetection.ToPayload(output, cookies)!.ToArray();
        Assert.True(IsakmpNotifyPayload.TryParse(octets, out var view, out var error), $"{error}");
        Assert.True(view.TryToValue(out var value, out error), $"{error}");
        return (meant, DeadPeerDetection.Classify(value, cookies, isProtected: true));
    }

    private static (object? Meant, object? Taken) Check(
        LivenessCheck.Output output, LivenessCheck.Input meant) => (
        meant,
        LivenessCheck.Classify(
            Travel(LivenessCheck.ToMessage(output, Ours, new(7))), new InnerPayloadsValue(),
            Theirs, LivenessCheck.Protection.Fresh));

    private static (object? Meant, object? Taken) Sync(
        MessageIdSync.Output output, LivenessCheck.Sa sender)
    {
        MessageIdSync.Numbers numbers = new(5, 6);
        MessageIdSync.Known known = new(
            sender with { IsInitiator = !sender.IsInitiator }, HasIds: true, HasCounters: true,
            numbers, MessageIdSync.Children.Extended);
        Assert.True(
            InnerPayloadsValue.TryParse(
                MessageIdSync.ToPayloads(output)!.ToArray(), PayloadType.Notify, out var inner,
                out var error),
            $"{error}");
        MessageIdSync.Input? meant = output switch
        {
            MessageIdSync.Output.Ask(var nonce, var m1, var p1, var delta) =>
                new MessageIdSync.Input.Asked(nonce, m1, p1, delta, numbers, known.Children),
            MessageIdSync.Output.AskCounters(var delta) =>
                new MessageIdSync.Input.CountersAsked(delta, known.Children),
            MessageIdSync.Output.Answer(var nonce, _, var send, var receive) =>
                new MessageIdSync.Input.Answered(nonce, send, receive),
            _ => null,
        };
        return (
            meant,
            MessageIdSync.Classify(
                Travel(MessageIdSync.ToMessage(output, sender)), inner, known));
    }

    private static (object? Meant, object? Taken) Revealed(
        TokenMaker.Question question, bool isIkeSpi)
    {
        using var secret = new Secret(Nonce.Span.ToArray());
        Secret[] given = [secret];
        var shown = Travel(TokenMessages.ToMessage(
            new TokenMaker.Output.Reveal(question, SaId, [new(1)], null), [Nonce]));
        return (
            new TokenTaker.Input.Shown(true, TokenTaker.Source.Peer),
            TokenMessages.Classify(
                shown, Peer, new(SaId, isIkeSpi ? [] : [new(0x301)], Peer), given));
    }

    private static (object? Meant, object? Taken) Complained(
        TokenMaker.Question question, LivenessCheck.Rumour rumour, LivenessCheck.Sa sa) => (
        new LivenessCheck.Input.Hint(rumour),
        LivenessCheck.Classify(
            Travel(TokenMessages.ToMessage(new TokenMaker.Output.Complain(question))), null, sa,
            LivenessCheck.Protection.None));

    private static RedirectedClient.Input? Redirected(
        RedirectGateway.Output output, RedirectedClient.Place place) =>
        RedirectedClient.Classify(Travel(RedirectGateway.ToPayload(output)), place);

    private static RedirectGateway.Client Connected(GatewayName? from) =>
        RedirectGateway.Classify([Travel(RedirectedClient.ToPayload(
            new RedirectedClient.Output.Connect(Elsewhere, from, Follows: true)))]);

    private static ResumptionGateway.Input? ShownReference(ulong id) =>
        TicketMessages.TryGetTicket(
            Travel(TicketMessages.ToPayload(new ResumingClient.Output.BeginResume(
                TicketMessages.Reference(id), new(5)))),
            out var ticket)
        && TicketMessages.TryReadReference(ticket, out var input)
            ? input
            : null;

    private static NotifyPayloadValue Travel(NotifyPayloadValue? payload)
    {
        Assert.NotNull(payload);
        Assert.True(
            NotifyPayload.TryParse(payload.ToArray(), out var view, out var error), $"{error}");
        Assert.True(view.TryToValue(out var value, out error), $"{error}");
        return value;
    }

    private static IkeHeaderValue Travel(IkeHeaderValue? message)
    {
        Assert.NotNull(message);
        Assert.True(
            IkeHeaderValue.TryParse(message.ToArray(), out var read, out var error), $"{error}");
        return read;
    }

    private static InnerPayloadsValue Inside(NotifyPayloadValue? payload) => new()
    {
        Payloads = [new IkePayloadValue { Body = new IkePayloadBody.Notify(Travel(payload)) }],
    };
}

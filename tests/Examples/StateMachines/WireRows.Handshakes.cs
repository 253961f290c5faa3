using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Examples.StateMachines.Ike.Establishing;
using static Holdfast.Tests.Examples.StateMachines.WireRow;

namespace Holdfast.Tests.Examples.StateMachines;

/// <content>How IKE SAs are made.</content>
internal static partial class WireRows
{
    private static Items<WireRow> OfHandshakes =>
    [
        Sends<IkeResponder.Output.DemandCookie>(() => RefusedInClear(
            new() { Data = new NotifyPayloadData.Cookie(new() { Data = Nonce }) })),
        Sends<IkeResponder.Output.Reply>(
            () => RefusedInClear(FirstChild.Notice(NotifyType.NoProposalChosen)),
            () => RefusedInClear(new()
            {
                Data = new NotifyPayloadData.InvalidKePayload(
                    new() { AcceptedMethod = KeyExchangeMethod.Ecp256 }),
            })),
        Does<IkeResponder.Output.Exchange>("a key exchange is computed"),
        Sends<IkeResponder.Output.Write>(() => (
            new IkeInitiator.Input.Welcomed(
                HandshakeCases.Hello, HandshakeCases.Ours, Nonce, NatSides.None),
            Greeted(isRequest: false, (greeting, message, nat) =>
                new IkeInitiator.Input.Welcomed(greeting, message.ResponderSpi, Nonce, nat)))),
        Does<IkeResponder.Output.ExchangeMore>("a key exchange is computed"),
        Sends<IkeResponder.Output.SealExchange>(() => (
            new IkeInitiator.Input.Exchanged(HandshakeCases.Added, Nonce),
            Exchanged(message => new IkeInitiator.Input.Exchanged(message, Nonce)))),
        Does<IkeResponder.Output.Send>("octets that were written or sealed, as they are"),
        Does<IkeResponder.Output.Verify>("a proof is checked"),
        Does<IkeResponder.Output.Prove>("a proof is made"),
        Does<IkeResponder.Output.DeriveChild>("keys are derived"),
        Sends<IkeResponder.Output.Seal>(() => (
            new IkeInitiator.Input.Answered(HandshakeCases.Asked with { Wanted = null }),
            Authenticated(
                HandshakeCases.Asked with { Wanted = null }, IkeRole.Responder,
                message => new IkeInitiator.Input.Answered(message)))),
        Sends<IkeResponder.Output.SealRefusal>(() => (
            new IkeInitiator.Input.AuthRefused(
                FirstChild.Notice(NotifyType.AuthenticationFailed)),
            new IkeInitiator.Input.AuthRefused(HandshakeMessages.RefusalIn(
                HandshakeCases.Travel(HandshakeMessages.ToPayloads(
                    FirstChild.Notice(NotifyType.AuthenticationFailed))).Payloads)!))),
        Does<IkeResponder.Output.Admit>("a policy is looked up"),
        Does<IkeResponder.Output.AskServer>("the EAP server is the caller's"),
        Does<IkeResponder.Output.VerifyByEap>("a proof is checked"),
        Does<IkeResponder.Output.ProveByEap>("a proof is made"),
        Does<IkeResponder.Output.Establish>("a fact of replication"),
        Does<IkeResponder.Output.Forget>("keys are zeroed"),
        Does<IkeInitiator.Output.BeginExchange>("half of a key exchange is computed"),
        Sends<IkeInitiator.Output.Write>(() => (
            new IkeResponder.Input.Greeted(
                HandshakeCases.Hello, new(HandshakeCases.Theirs, Nonce, NatSides.None),
                HandshakeCases.Ours, Nonce),
            Greeted(isRequest: true, (greeting, message, nat) =>
                new IkeResponder.Input.Greeted(
                    greeting, new(message.InitiatorSpi, Nonce, nat), HandshakeCases.Ours,
                    Nonce)))),
        Does<IkeInitiator.Output.Send>("octets that were written or sealed, as they are"),
        Does<IkeInitiator.Output.Complete>("a key exchange is computed"),
        Does<IkeInitiator.Output.CompleteMore>("a key exchange is computed"),
        Sends<IkeInitiator.Output.SealExchange>(() => (
            new IkeResponder.Input.Exchanged(1, HandshakeCases.Added, Nonce),
            Exchanged(message => new IkeResponder.Input.Exchanged(1, message, Nonce)))),
        Does<IkeInitiator.Output.Prove>("a proof is made"),
        Sends<IkeInitiator.Output.Seal>(() => (
            new IkeResponder.Input.Asked(1, HandshakeCases.Asked),
            Authenticated(
                HandshakeCases.Asked, IkeRole.Initiator,
                message => new IkeResponder.Input.Asked(1, message)))),
        Does<IkeInitiator.Output.Verify>("a proof is checked"),
        Sends<IkeInitiator.Output.SealEnd>(() => Exchanged(
            new ExchangeMessage.Inform([], DeletesIke: true), isResponse: false)),
        Does<IkeInitiator.Output.DeriveChild>("keys are derived"),
        Does<IkeInitiator.Output.AskMethod>("the EAP method is the caller's"),
        Does<IkeInitiator.Output.VerifyByEap>("a proof is checked"),
        Does<IkeInitiator.Output.ProveByEap>("a proof is made"),
        Does<IkeInitiator.Output.Establish>("a fact of replication"),
        Does<IkeInitiator.Output.Redirected>("RedirectedClient follows it"),
        Does<IkeInitiator.Output.GaveUp>("a word to whoever wanted it"),
        Does<IkeInitiator.Output.Forget>("keys are zeroed"),
    ];

    private static object? Exchanged(Func<AddedExchange, object> read) =>
        HandshakeMessages.TryReadExchange(
            HandshakeCases.Travel(HandshakeMessages.ToPayloads(HandshakeCases.Added)),
            out var taken)
            ? read(taken)
            : null;

    private static (object?, object?) RefusedInClear(NotifyPayloadValue notify) => (
        new IkeInitiator.Input.Refused(notify),
        new IkeInitiator.Input.Refused(HandshakeMessages.RefusalIn(
            HandshakeCases.Travel(HandshakeMessages.Message(
                new(HandshakeCases.Theirs, default), IkeRole.Responder,
                ExchangeType.IkeSaInit, 0,
                HandshakeMessages.ToPayloads(notify).Payloads)).Payloads)!));

    private static object? Greeted(
        bool isRequest, Func<Greeting, IkeHeaderValue, NatSides, object> read)
    {
        var spis = new IkeSpiPair(
            HandshakeCases.Theirs, isRequest ? default : HandshakeCases.Ours);
        var (sent, seen) = isRequest
            ? (HandshakeCases.Near, HandshakeCases.Far)
            : (HandshakeCases.Far, HandshakeCases.Near);
        var message = HandshakeCases.Travel(HandshakeMessages.Message(
            spis, isRequest ? IkeRole.Initiator : IkeRole.Responder, ExchangeType.IkeSaInit, 0,
            HandshakeMessages.ToPayloads(HandshakeCases.Hello, spis, sent)));
        return HandshakeMessages.TryReadGreeting(message, seen, out var greeting, out var nat)
            ? read(greeting, message, nat)
            : null;
    }

    private static object? Authenticated(
        AuthMessage message, IkeRole sender, Func<AuthMessage, object> read) =>
        HandshakeMessages.TryReadAuth(
            HandshakeCases.Travel(HandshakeMessages.ToPayloads(message, sender)), sender,
            out var taken)
            ? read(taken)
            : null;
}

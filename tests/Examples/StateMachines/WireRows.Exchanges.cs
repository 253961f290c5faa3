using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Examples.StateMachines.Ike.Establishing;
using Holdfast.Tests.Examples.StateMachines.Ike.Exchanges;
using static Holdfast.Tests.Examples.StateMachines.WireRow;

namespace Holdfast.Tests.Examples.StateMachines;

/// <content>Exchanges under a standing IKE SA.</content>
internal static partial class WireRows
{
    private static Items<WireRow> OfExchanges =>
    [
        Does<IkeExchanges.Output.BeginExchange>("half of a key exchange is computed"),
        Sends<IkeExchanges.Output.Ask>(
            () => Exchanged(ExchangeCases.Request, isResponse: false),
            () => Exchanged(
                ExchangeCases.Request with { Rekeys = new(ProtocolId.Esp, new(0x501)) },
                isResponse: false),
            () => Exchanged(ExchangeCases.RekeyOfIke, isResponse: false),
            () => Exchanged(
                new ExchangeMessage.Inform(
                    [new(ProtocolId.Esp, new(0x501)), new(ProtocolId.Ah, new(0x502))]),
                isResponse: false),
            () => Exchanged(
                new ExchangeMessage.Inform([], DeletesIke: true), isResponse: false),
            () => Exchanged(new ExchangeMessage.Inform([]), isResponse: false)),
        Does<IkeExchanges.Output.Complete>("keys are derived"),
        Does<IkeExchanges.Output.Respond>("keys are derived"),
        Does<IkeExchanges.Output.Commit>("facts of replication"),
        Sends<IkeExchanges.Output.Answer>(
            () => Exchanged(ExchangeCases.Request, isResponse: true),
            () => Exchanged(ExchangeCases.RekeyOfIke, isResponse: true),
            () => Exchanged(
                new ExchangeMessage.Refused(FirstChild.Notice(NotifyType.TemporaryFailure)),
                isResponse: true),
            () => Exchanged(
                new ExchangeMessage.Inform([new(ProtocolId.Esp, new(0x501))]),
                isResponse: true)),
        Does<IkeExchanges.Output.Quiet>("nothing more is sent under a CHILD SA"),
        Does<IkeExchanges.Output.Succeed>("a machine for the IKE SA that goes on"),
        Does<IkeExchanges.Output.Confirm>("a word to the machine of another IKE SA"),
        Does<IkeExchanges.Output.Supersede>("a word to the machine of another IKE SA"),
        Does<IkeExchanges.Output.End>("a fact of replication"),
        Does<IkeExchanges.Output.Reestablish>("a first exchange with its peer"),
        Does<IkeExchanges.Output.Ended>("a word to whoever wanted it"),
        Does<IkeExchanges.Output.Told>("notifications that other machines read"),
        Does<IkeExchanges.Output.Forget>("keys are zeroed"),
    ];

    private static (object?, object?) Exchanged(ExchangeMessage message, bool isResponse) => (
        message,
        ExchangeMessages.Classify(
            isResponse && message is ExchangeMessage.Refused
                ? ExchangeType.CreateChildSa
                : ExchangeMessages.ExchangeOf(message),
            ExchangeMessages.ToPayloads(message) is { Payloads.Count: > 0 } some
                ? HandshakeCases.Travel(some)
                : new() { Payloads = [] },
            isResponse));
}

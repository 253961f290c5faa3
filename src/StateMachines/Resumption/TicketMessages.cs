using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Resumption;

/// <summary>Where the notifications of RFC 5723 become inputs, and outputs notifications.
/// </summary>
public static class TicketMessages
{
    /// <summary>Octets of a ticket by reference: its id.</summary>
    public const int ReferenceLength = sizeof(ulong);

    /// <summary>What a notification of IKE_AUTH is for the client; null: nothing of it.</summary>
    /// <param name="notify">A notification that the IKE SA protected.</param>
    /// <param name="keys">The handle of the SA's SK_d.</param>
    public static ResumingClient.Input? ClassifyInAuth(NotifyPayloadValue notify, KeyHandle keys)
    {
        ArgumentNullException.ThrowIfNull(notify);
        return notify.Data switch
        {
            NotifyPayloadData.TicketLtOpaque { Value: var ticket } => new ResumingClient.Input
                .Granted(ticket.Ticket, TimeSpan.FromSeconds(ticket.Lifetime), keys),
            NotifyPayloadData.TicketAck => new ResumingClient.Input.Promised(),
            NotifyPayloadData.TicketNack => new ResumingClient.Input.NoTicket(),
            _ => null,
        };
    }

    /// <summary>
    /// What a notification of the response to IKE_SESSION_RESUME is for the client, §4.3; null:
    /// nothing of it.
    /// </summary>
    public static ResumingClient.Input? ClassifyInResume(NotifyPayloadValue notify)
    {
        ArgumentNullException.ThrowIfNull(notify);
        return notify.Data is NotifyPayloadData.TicketNack
            ? new ResumingClient.Input.Rejected()
            : null;
    }

    /// <summary>Whether a notification asks for a ticket, §4.1.</summary>
    public static bool IsRequest(NotifyPayloadValue notify)
    {
        ArgumentNullException.ThrowIfNull(notify);
        return notify.Data is NotifyPayloadData.TicketRequest;
    }

    /// <summary>The octets of the ticket that a notification shows, §4.3.</summary>
    public static bool TryGetTicket(NotifyPayloadValue notify, out Octets ticket)
    {
        ArgumentNullException.ThrowIfNull(notify);
        ticket = notify.Data is NotifyPayloadData.TicketOpaque { Value: var shown }
            ? shown.Ticket
            : default;
        return ticket.Length > 0;
    }

    /// <summary>Reads a ticket by reference.</summary>
    public static bool TryReadReference(
        Octets ticket, [NotNullWhen(true)] out ResumptionGateway.Input? input)
    {
        input = ticket.Length == ReferenceLength
            ? new ResumptionGateway.Input.ShownReference(
                BinaryPrimitives.ReadUInt64BigEndian(ticket.Span))
            : null;
        return input is not null;
    }

    /// <summary>A ticket by reference: the id, 8 octets in network order.</summary>
    public static Octets Reference(ulong id)
    {
        Span<byte> octets = stackalloc byte[ReferenceLength];
        BinaryPrimitives.WriteUInt64BigEndian(octets, id);
        return new(octets);
    }

    /// <summary>The payload that an output of the client adds; null: none.</summary>
    public static NotifyPayloadValue? ToPayload(ResumingClient.Output output) => output switch
    {
        ResumingClient.Output.BeginFull => Notify(
            new NotifyPayloadData.TicketRequest(new FlagNotificationValue())),
        ResumingClient.Output.BeginResume(var ticket, _) => Notify(
            new NotifyPayloadData.TicketOpaque(new TicketOpaqueValue { Ticket = ticket })),
        ResumingClient.Output.DropFormer or ResumingClient.Output.Forget => null,
    };

    /// <summary>The payload that an output of the gateway adds; null: none.</summary>
    /// <param name="output">The output.</param>
    /// <param name="ticket">
    /// The octets of the ticket: its facts as the provider sealed them, or its reference.
    /// </param>
    public static NotifyPayloadValue? ToPayload(
        ResumptionGateway.Output output, Octets ticket = default) => output switch
        {
            ResumptionGateway.Output.Grant(_, var lifetime, _) => Notify(
                new NotifyPayloadData.TicketLtOpaque(new TicketLtOpaqueValue
                {
                    Lifetime = (uint)(lifetime.Ticks / TimeSpan.TicksPerSecond),
                    Ticket = ticket,
                })),
            ResumptionGateway.Output.Deny or ResumptionGateway.Output.Refuse => Notify(
                new NotifyPayloadData.TicketNack(new FlagNotificationValue())),
            ResumptionGateway.Output.Resume or ResumptionGateway.Output.Accept
                or ResumptionGateway.Output.DropFormer or ResumptionGateway.Output.DropNew
                or ResumptionGateway.Output.Share or ResumptionGateway.Output.ShareDeleted
                or ResumptionGateway.Output.Forget => null,
        };

    private static NotifyPayloadValue Notify(NotifyPayloadData data) => new() { Data = data };
}

using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Redirection;

/// <content>Where wire values become inputs, and outputs wire values.</content>
public static partial class RedirectedClient
{
    /// <summary>Where a notification stood.</summary>
    /// <param name="Exchange">The exchange.</param>
    /// <param name="IsProtected">Whether an SK payload held it, and opened.</param>
    /// <param name="IsResponse">Whether the message was a response.</param>
    /// <param name="Turn">Which response of IKE_AUTH; of no meaning elsewhere.</param>
    /// <param name="IsProven">Whether AUTH verified; of no meaning elsewhere.</param>
    public readonly record struct Place(
        ExchangeType Exchange, bool IsProtected, bool IsResponse, Turn Turn, bool IsProven);

    /// <summary>The input that a notification is; null: it is no REDIRECT.</summary>
    public static Input? Classify(NotifyPayloadValue notify, Place place)
    {
        ArgumentNullException.ThrowIfNull(notify);
        if (notify.Data is not NotifyPayloadData.Redirect { Value: var redirect })
        {
            return null;
        }

        if (!GatewayName.TryCreate(redirect.IdentityType, redirect.Identity, out var to))
        {
            return new Input.Refused(Refusal.Malformed);
        }

        // RFC 5685 §3: only the response to IKE_SA_INIT is in the clear.
        return place.Exchange == ExchangeType.IkeSaInit && place.IsResponse
            ? new Input.RedirectedInInit(to.Value, redirect.Nonce)
            : !place.IsProtected ? new Input.Refused(Refusal.Unprotected)
            : place.Exchange == ExchangeType.IkeAuth && place.IsResponse
                ? new Input.RedirectedInAuth(to.Value, place.Turn, place.IsProven)
            : place.Exchange == ExchangeType.Informational && !place.IsResponse
                ? new Input.RedirectedByGateway(to.Value)
            : new Input.Refused(Refusal.Misplaced);
    }

    /// <summary>
    /// The notification of IKE_SA_INIT that an output asks for; null: none. RFC 5685 §3:
    /// REDIRECTED_FROM says too that redirects are understood.
    /// </summary>
    public static NotifyPayloadValue? ToPayload(Output output) => output switch
    {
        Output.Connect { Follows: false } => null,
        Output.Connect { From: { } from } => Notify(new NotifyPayloadData.RedirectedFrom(
            new RedirectedFromValue { IdentityType = from.Type, Identity = from.Identity })),
        Output.Connect => Notify(
            new NotifyPayloadData.RedirectSupported(new FlagNotificationValue())),
        Output.Acknowledge or Output.DeleteOld or Output.DropNew => null,
    };

    private static NotifyPayloadValue Notify(NotifyPayloadData data) => new() { Data = data };
}

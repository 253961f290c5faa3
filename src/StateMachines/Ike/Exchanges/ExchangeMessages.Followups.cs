using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <content>IKE_FOLLOWUP_KE, RFC 9370 §2.2.4.</content>
public static partial class ExchangeMessages
{
    private static List<IkePayloadValue> PayloadsOf(ExchangeMessage.Followup followup)
    {
        List<IkePayloadValue> all = [KeOf(followup.Method, followup.Share)];
        AddLink(all, followup.Link);
        return all;
    }

    /// <summary>What the next IKE_FOLLOWUP_KE has to name, or this one names.</summary>
    private static void AddLink(List<IkePayloadValue> all, Octets link)
    {
        if (link.Length > 0)
        {
            all.Add(Of(new NotifyPayloadData.AdditionalKeyExchange(new() { Link = link })));
        }
    }

    /// <summary>Null: there is no KE payload, or a payload is there twice.</summary>
    private static ExchangeMessage.Followup? ReadFollowup(InnerPayloadsValue inner)
    {
        var (ke, link, isDoubled) = (default(KePayloadValue), default(Octets?), false);
        var says = new List<NotifyPayloadValue>();
        foreach (var payload in inner.Payloads)
        {
            if (payload.Body is IkePayloadBody.Ke(var body))
            {
                (isDoubled, ke) = (isDoubled || ke is not null, body);
            }
            else if (payload.Body is IkePayloadBody.Notify(
                { Data: NotifyPayloadData.AdditionalKeyExchange(var linked) }))
            {
                (isDoubled, link) = (isDoubled || link is not null, linked.Link);
            }
            else if (payload.Body is IkePayloadBody.Notify(var notify))
            {
                says.Add(notify);
            }
        }

        return isDoubled || ke is null
            ? null
            : new(link ?? Octets.Empty, ke.Method, ke.Data) { Says = [.. says] };
    }
}

using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Redirection;

/// <content>Where wire values become inputs, and outputs wire values.</content>
public static partial class RedirectGateway
{
    /// <summary>What the notifications of an IKE_SA_INIT request say, RFC 5685 §3.</summary>
    /// <remarks>A REDIRECTED_FROM that names no gateway says at least that it is understood.
    /// </remarks>
    public static Client Classify(Items<NotifyPayloadValue> notifies)
    {
        var client = default(Client);
        foreach (var notify in notifies.Span)
        {
            client = notify.Data switch
            {
                NotifyPayloadData.RedirectSupported => client with { Follows = true },
                NotifyPayloadData.RedirectedFrom { Value: var from } => new(
                    Follows: true,
                    GatewayName.TryCreate(from.IdentityType, from.Identity, out var name)
                        ? name
                        : client.From),
                _ => client,
            };
        }

        return client;
    }

    /// <summary>The payload of an output that is a REDIRECT; null: it is none.</summary>
    public static NotifyPayloadValue? ToPayload(Output output) => output switch
    {
        // RFC 5685 §3: the nonce shows that we have seen the request; later the SA does.
        Output.RedirectInInit(var to, var nonce) => Payload(to, nonce),
        Output.RedirectInAuth(var to) => Payload(to, default),
        Output.SendRedirect(var to) => Payload(to, default),
        Output.GoOn or Output.DeleteSas => null,
    };

    private static NotifyPayloadValue Payload(GatewayName to, Octets nonce) => new()
    {
        Data = new NotifyPayloadData.Redirect(new RedirectValue
        {
            IdentityType = to.Type,
            Identity = to.Identity,
            Nonce = nonce,
        }),
    };
}

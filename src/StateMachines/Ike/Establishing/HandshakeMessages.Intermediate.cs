using System.Diagnostics.CodeAnalysis;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <content>IKE_INTERMEDIATE.</content>
public static partial class HandshakeMessages
{
    /// <summary>What IKE_INTERMEDIATE says, as the payloads that are sealed.</summary>
    /// <param name="message">What is said.</param>
    public static InnerPayloadsValue ToPayloads(AddedExchange message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new()
        {
            Payloads =
            [
                new()
                {
                    Body = new IkePayloadBody.Ke(
                        new() { Method = message.Method, Data = message.Value }),
                },
            ],
        };
    }

    /// <summary>Reads what IKE_INTERMEDIATE says, RFC 9370 §2.2.2; false: there is no key exchange
    /// in it, or more than one. What else it says is for nobody here.</summary>
    /// <param name="inner">The payloads.</param>
    /// <param name="message">What it says.</param>
    public static bool TryReadExchange(
        InnerPayloadsValue inner, [NotNullWhen(true)] out AddedExchange? message)
    {
        ArgumentNullException.ThrowIfNull(inner);
        message = null;
        var isDoubled = false;
        foreach (var payload in inner.Payloads)
        {
            if (payload.Body is IkePayloadBody.Ke(var ke))
            {
                isDoubled |= message is not null;
                message = new(ke.Method, ke.Data);
            }
        }

        message = isDoubled ? null : message;
        return message is not null;
    }
}

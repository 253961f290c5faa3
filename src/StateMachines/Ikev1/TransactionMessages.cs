using Holdfast.Protocol.Ike.V1;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>Where what transactions say becomes values for machines, and the other way round:
/// numbers of secrets become handles.</summary>
public static class TransactionMessages
{
    /// <summary>What a message says.</summary>
    /// <param name="text">It is authentic.</param>
    public static TransactionMessage Classify(TransactionText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(text.Type, text.Identifier)
        {
            Attributes = text.Attributes,
            Secrets =
            [
                .. text.Secrets.Select(secret =>
                    new SecretAttribute(secret.Type, new(secret.Number))),
            ],
        };
    }

    /// <summary>What is to be sealed.</summary>
    public static TransactionText ToText(TransactionMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new(
            message.Type, message.Identifier, message.Attributes,
            [
                .. message.Secrets.Select(secret =>
                    new TransactionText.Secret(secret.Type, secret.Value.Value)),
            ]);
    }
}

using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>What a message of a transaction exchange says, draft-ietf-ipsec-isakmp-mode-cfg §3.2,
/// its secrets by their numbers.</summary>
/// <param name="Type">Request, reply, set or acknowledgement.</param>
/// <param name="Identifier">Which transaction it is of.</param>
/// <param name="Attributes">All that is no secret.</param>
/// <param name="Secrets">The numbers of secrets; on the wire they are behind the others.</param>
public sealed record TransactionText(
    IsakmpConfigType Type, ushort Identifier, Items<IsakmpConfigAttributeValue> Attributes,
    Items<TransactionText.Secret> Secrets)
{
    /// <summary>How many attributes a message has at most.</summary>
    public const int AttributesMax = 64;

    /// <summary>An attribute whose value is a secret.</summary>
    /// <param name="Type">What it is.</param>
    /// <param name="Number">The number of its value.</param>
    public readonly record struct Secret(IsakmpConfigAttributeType Type, ulong Number);

    /// <summary>Whether values of an attribute are secrets: what XAUTH asks a user for.</summary>
    public static bool IsSecret(IsakmpConfigAttributeType type) =>
        type == IsakmpConfigAttributeType.XauthUserPassword
        || type == IsakmpConfigAttributeType.XauthPasscode
        || type == IsakmpConfigAttributeType.XauthNextPin
        || type == IsakmpConfigAttributeType.XauthAnswer;
}

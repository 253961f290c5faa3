using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>An attribute whose value is a secret of a user.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Value">Stands for the value.</param>
public readonly record struct SecretAttribute(IsakmpConfigAttributeType Type, KeyHandle Value);

/// <summary>What a message of a transaction exchange says, draft-ietf-ipsec-isakmp-mode-cfg §3.2.
/// </summary>
/// <param name="Type">Request, reply, set or acknowledgement.</param>
/// <param name="Identifier">Which transaction it is of.</param>
public sealed record TransactionMessage(IsakmpConfigType Type, ushort Identifier)
{
    /// <summary>All that is no secret.</summary>
    public Items<IsakmpConfigAttributeValue> Attributes { get; init; }

    /// <summary>What is a secret; on the wire it is behind the others.</summary>
    public Items<SecretAttribute> Secrets { get; init; }

    /// <summary>Whether it begins an exchange.</summary>
    public bool IsQuestion =>
        Type == IsakmpConfigType.Request || Type == IsakmpConfigType.Set;

    /// <summary>Whether it answers a question, §2: a reply a request, an acknowledgement a set.
    /// </summary>
    public bool Answers(TransactionMessage question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return Identifier == question.Identifier
            && (question.Type == IsakmpConfigType.Request
                ? Type == IsakmpConfigType.Reply
                : question.Type == IsakmpConfigType.Set && Type == IsakmpConfigType.Ack);
    }

    /// <summary>An answer to it, §2.</summary>
    /// <param name="attributes">What it says.</param>
    /// <param name="secrets">What it says that is a secret.</param>
    public TransactionMessage Answer(
        Items<IsakmpConfigAttributeValue> attributes, Items<SecretAttribute> secrets = default) =>
        new(
            Type == IsakmpConfigType.Set ? IsakmpConfigType.Ack : IsakmpConfigType.Reply,
            Identifier)
        {
            Attributes = attributes,
            Secrets = secrets,
        };

    /// <summary>The values of an attribute, in their order.</summary>
    public IEnumerable<IsakmpConfigAttributeValue> Of(IsakmpConfigAttributeType type) =>
        Attributes.Where(attribute => attribute.AttributeType == type);
}

/// <summary>A transaction exchange that is on the way.</summary>
/// <param name="Isakmp">The ISAKMP SA under which it is.</param>
/// <param name="Id">Its message ID.</param>
public sealed record TransactionHalf(StandingIsakmp Isakmp, MessageId Id)
{
    /// <summary>The IV of the next message.</summary>
    public IvChain Chain { get; init; }

    /// <summary>The message that was taken.</summary>
    public Octets Taken { get; init; }
}

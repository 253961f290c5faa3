using Holdfast.Codec;
using Holdfast.Protocol.Ike.V1;
using Attribute = Holdfast.Protocol.Ike.V1.IsakmpConfigAttributeType;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>Where questions and words of XAUTH become messages of transactions, and messages
/// values, draft-ietf-ipsec-isakmp-xauth §6.</summary>
public static class XauthMessages
{
    /// <summary>The vendor ID of whoever speaks XAUTH, §4.</summary>
    public static Octets VendorId { get; } = Octets.FromHex("09002689dfd6b712");

    /// <summary>Whether a message is one of XAUTH.</summary>
    public static bool AreOfXauth(TransactionMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Secrets.Count > 0
            || message.Attributes.Any(attribute => IsOfXauth(attribute.AttributeType));
    }

    /// <summary>The request that asks a question.</summary>
    /// <param name="question">The question.</param>
    /// <param name="identifier">That of the whole login, §6.</param>
    public static TransactionMessage Request(XauthQuestion question, ushort identifier)
    {
        ArgumentNullException.ThrowIfNull(question);
        return new(IsakmpConfigType.Request, identifier)
        {
            Attributes =
            [
                .. TypeOf(question.Type),
                .. Text(Attribute.XauthMessage, question.Text),
                .. Text(Attribute.XauthChallenge, question.Challenge),
                .. question.Asks.Select(ModeConfig.Empty),
            ],
        };
    }

    /// <summary>What a request asks for; null: it is none of XAUTH, or says something twice.
    /// </summary>
    public static XauthQuestion? QuestionIn(TransactionMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var said = request.Attributes.Where(one => IsOfXauth(one.AttributeType)).ToArray();
        return request.Type != IsakmpConfigType.Request || said.Length == 0
            || said.DistinctBy(one => one.AttributeType).Count() != said.Length
            ? null
            : new()
            {
                Type = TypeIn(request),
                Asks = [.. said.Select(one => one.AttributeType).Where(IsAsked)],
                Challenge = DataIn(request, Attribute.XauthChallenge),
                Text = DataIn(request, Attribute.XauthMessage),
            };
    }

    /// <summary>The reply to a request; null: something that was asked for is not there.</summary>
    /// <param name="request">The request.</param>
    /// <param name="claim">What the user says.</param>
    public static TransactionMessage? Reply(TransactionMessage request, XauthClaim claim)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(claim);
        var asks = claim.Question.Asks;
        return Has(asks, claim)
            ? request.Answer(
                [
                    .. request.Of(Attribute.XauthType),
                    .. asks.Contains(Attribute.XauthUserName)
                        ? Text(Attribute.XauthUserName, claim.Name)
                        : [],
                    .. asks.Contains(Attribute.XauthDomain)
                        ? Text(Attribute.XauthDomain, claim.Domain)
                        : [],
                ],
                [.. asks.SelectMany(type => claim.Secrets.Where(one => one.Type == type))])
            : null;
    }

    /// <summary>The reply of a host whose user says nothing, §5: a host can say FAIL alone.
    /// </summary>
    public static TransactionMessage NoReply(TransactionMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Answer([StatusOf(XauthStatus.Fail)]);
    }

    /// <summary>What a reply says to a question; null: less than was asked for, something twice,
    /// another type, or a status, which is no host's to say but for FAIL (§6.2).</summary>
    public static XauthClaim? ClaimIn(TransactionMessage reply, XauthQuestion question)
    {
        ArgumentNullException.ThrowIfNull(reply);
        ArgumentNullException.ThrowIfNull(question);
        var types = reply.Attributes.Select(one => one.AttributeType)
            .Concat(reply.Secrets.Select(one => one.Type)).Where(IsOfXauth).ToArray();
        var claim = new XauthClaim(
            question, Asked(Attribute.XauthUserName), reply.Secrets)
        {
            Domain = Asked(Attribute.XauthDomain),
        };
        return types.Distinct().Count() == types.Length
            && !types.Contains(Attribute.XauthStatus)
            && TypeIn(reply) == question.Type
            && reply.Secrets.All(secret => question.Asks.Contains(secret.Type))
            && Has(question.Asks, claim)
            ? claim
            : null;

        // A name that nobody has asked for is nobody's: a later question is of who has logged in.
        Octets Asked(Attribute type) =>
            question.Asks.Contains(type) ? DataIn(reply, type) : Octets.Empty;
    }

    /// <summary>How a login has ended, §6.1.</summary>
    public static TransactionMessage Status(bool isGranted, ushort identifier) =>
        new(IsakmpConfigType.Set, identifier)
        {
            Attributes = [StatusOf(isGranted ? XauthStatus.Ok : XauthStatus.Fail)],
        };

    /// <summary>How a login has ended; null: that is not said, or twice, or otherwise.</summary>
    public static bool? StatusIn(TransactionMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Of(Attribute.XauthStatus).ToArray() is [{ AttributeValue: { } value }]
            ? value == XauthStatus.Ok.Value ? true : value == XauthStatus.Fail.Value ? false : null
            : null;
    }

    private static bool IsOfXauth(Attribute type) =>
        type.Value >= Attribute.XauthType.Value && type.Value <= Attribute.XauthAnswer.Value;

    private static bool IsAsked(Attribute type) => TransactionText.IsSecret(type)
        || type == Attribute.XauthUserName || type == Attribute.XauthDomain;

    private static bool Has(Items<Attribute> asks, XauthClaim claim) => asks.All(type =>
        type == Attribute.XauthUserName ? claim.Name.Length > 0
        : type == Attribute.XauthDomain ? claim.Domain.Length > 0
        : claim.Secrets.Count(secret => secret.Type == type && secret.Value.IsSome) == 1);

    // §6.2: where no type is said it is the generic one.
    private static XauthType TypeIn(TransactionMessage message) =>
        message.Of(Attribute.XauthType).FirstOrDefault() is { } said
            ? new(said.AttributeValue ?? ushort.MaxValue)
            : XauthType.Generic;

    private static Items<IsakmpConfigAttributeValue> TypeOf(XauthType type) =>
        type == XauthType.Generic
            ? []
            : [new() { AttributeType = Attribute.XauthType, AttributeValue = type.Value }];

    private static IsakmpConfigAttributeValue StatusOf(XauthStatus status) =>
        new() { AttributeType = Attribute.XauthStatus, AttributeValue = status.Value };

    private static Items<IsakmpConfigAttributeValue> Text(Attribute type, Octets data) =>
        data.Length == 0 ? [] : [new() { AttributeType = type, AttributeData = data }];

    private static Octets DataIn(TransactionMessage message, Attribute type) =>
        message.Of(type).FirstOrDefault()?.AttributeData ?? default;
}

using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>What the tables of transactions and of XAUTH speak of.</summary>
internal static class TransactionCases
{
    public static readonly Instant Now = Instant.FromMilliseconds(100_000);
    public static readonly TimeSpan Unit = TimeSpan.FromTicks(1);
    public static readonly MessageId Id = new(0x2345);
    public static readonly Octets First = Octets.FromHex("01");
    public static readonly Octets Second = Octets.FromHex("02");
    public static readonly IvChain Chain = new(Octets.FromHex("1111111111111111"));

    public static readonly StandingIsakmp Isakmp = new(
        new(new(0x0101), new(0x0202)), new(1), new(Octets.FromHex("0000000000000000")));

    private static readonly Items<IsakmpConfigAttributeValue> Asked =
    [
        new()
        {
            AttributeType = IsakmpConfigAttributeType.InternalIp4Address,
            AttributeData = default(Octets),
        },
    ];

    public static readonly TransactionMessage Request = new(IsakmpConfigType.Request, 7)
    {
        Attributes = Asked,
    };

    public static readonly TransactionMessage Set = new(IsakmpConfigType.Set, 7)
    {
        Attributes = Asked,
    };

    /// <summary>A message with the password of a user in it.</summary>
    public static TransactionMessage WithSecret(TransactionMessage message, ulong handle) =>
        message with
        {
            Secrets = [new(IsakmpConfigAttributeType.XauthUserPassword, new(handle))],
        };

    /// <summary>A message by all that it says.</summary>
    public static string Name(TransactionMessage? message) => message is null ? "nothing"
        : message == Request ? "the request"
        : message == Set ? "the set"
        : $"{message.Type} {message.Identifier} {message.Attributes}"
            + string.Concat(message.Secrets.Select(one => $" {one.Type}/{one.Value.Value}"));

    /// <summary>What is to be zeroed of a message.</summary>
    public static string Forgets(TransactionMessage? message) => string.Join(
        ", ", (message?.Secrets ?? default).Select(secret => $"Forget {secret.Value.Value}"));
}

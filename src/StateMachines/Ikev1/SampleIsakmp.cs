using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ike;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>What the letters of machines of IKEv1 say; no message is so short.</summary>
internal static class SampleIsakmp
{
    public static readonly IkeSpi Theirs = new(0x0101);
    public static readonly IkeSpi Ours = new(0x0202);
    public static readonly Octets NonceI = Octets.FromHex("a0a1a2a3a4a5a6a7");
    public static readonly Octets NonceR = Octets.FromHex("b0b1b2b3b4b5b6b7");
    public static readonly Octets Share = Octets.FromHex("5050");
    public static readonly Octets OtherShare = Octets.FromHex("5151");
    public static readonly Octets Proof = Octets.FromHex("c0c1");
    public static readonly Octets First = Octets.FromHex("01");
    public static readonly Octets Second = Octets.FromHex("02");
    public static readonly Octets Initiator = Octets.FromHex("020000006361726f6c");
    public static readonly Octets Responder = Octets.FromHex("020000006d617273");
    public static readonly IvChain Chain = new(Octets.FromHex("0000000000000000"));
    public static readonly MessageId Id = new(0x1234);

    public static readonly ChildSuite Suite = new(
        ProtocolId.Esp, EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, 256)!,
        IntegritySpec.Find(IntegrityAlgorithm.HmacSha256Truncated128)!, Esn: false);

    public static readonly TrafficRange Here = TrafficRange.Between(
        HostAddress.From([10, 0, 0, 0]), HostAddress.From([10, 0, 0, 255]));

    public static readonly TrafficRange There = TrafficRange.Between(
        HostAddress.From([10, 1, 0, 0]), HostAddress.From([10, 1, 0, 255]));

    public static readonly OriginalAddresses Originals =
        new(HostAddress.From([10, 0, 0, 1]), HostAddress.From([192, 0, 2, 1]));

    public static readonly StandingIsakmp Isakmp = new(new(Theirs, Ours), new(1), Chain);

    /// <summary>What a transaction asks for.</summary>
    public static readonly TransactionMessage Request = new(IsakmpConfigType.Request, 7)
    {
        Attributes =
        [
            new()
            {
                AttributeType = IsakmpConfigAttributeType.InternalIp4Address,
                AttributeData = default(Octets),
            },
        ],
    };

    /// <summary>What a transaction sets.</summary>
    public static readonly TransactionMessage Set = new(IsakmpConfigType.Set, 7)
    {
        Attributes =
        [
            new()
            {
                AttributeType = IsakmpConfigAttributeType.XauthStatus,
                AttributeValue = XauthStatus.Ok.Value,
            },
        ],
    };

    /// <summary>An ISAKMP SA whose initiator has to log in.</summary>
    public static readonly StandingIsakmp Awaiting = Isakmp with { Awaits = IkeRole.Initiator };

    /// <summary>The name of a user.</summary>
    public static readonly Octets User = Octets.FromHex("6361726f6c");

    /// <summary>A reply with name and password.</summary>
    public static TransactionMessage Login(ulong handle) =>
        XauthMessages.Reply(
            XauthMessages.Request(new(), 7), new(new(), User, Password(handle)))!;

    /// <summary>A password.</summary>
    public static Items<SecretAttribute> Password(ulong handle) =>
        [new(IsakmpConfigAttributeType.XauthUserPassword, new(handle))];

    /// <summary>The first suite with which both sides sign; where there is none, one that nobody
    /// takes.</summary>
    public static IsakmpSuite Signing(Items<IsakmpSuite> suites) =>
        suites.FirstOrDefault(
            suite => suite.Authentication == PhaseOneAuthMethod.RsaSignatures)
        ?? suites[0] with { Authentication = PhaseOneAuthMethod.RsaSignatures };

    /// <summary>A refusal.</summary>
    public static IsakmpNotifyPayloadValue Refusal =>
        PhaseOneMessages.Notice(IsakmpNotifyType.NoProposalChosen);
}

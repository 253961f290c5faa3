using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <summary>What the letters of both sides say; no message is so short.</summary>
internal static class SampleHandshake
{
    public static readonly IkeSpi Theirs = new(0x0101);
    public static readonly IkeSpi Ours = new(0x0202);
    public static readonly Octets Nonce = Octets.FromHex("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf");
    public static readonly Octets Share = Octets.FromHex("5050");
    public static readonly Octets Request = Octets.FromHex("01");
    public static readonly Octets Response = Octets.FromHex("02");
    public static readonly Octets Covered = Octets.FromHex("0a");
    public static readonly Octets Initiator = Octets.FromHex("020000006361726f6c");
    public static readonly Octets Responder = Octets.FromHex("020000006d617273");

    public static readonly AuthPayloadValue Auth = new()
    {
        Data = new AuthPayloadData.Unknown(AuthMethod.SharedKey, Octets.FromHex("c0c1")),
    };

    public static readonly Items<TrafficRange> Here =
    [
        TrafficRange.Between(
            HostAddress.From([10, 0, 0, 0]), HostAddress.From([10, 0, 0, 255])),
    ];

    public static readonly Items<TrafficRange> There =
    [
        TrafficRange.Between(
            HostAddress.From([10, 1, 0, 0]), HostAddress.From([10, 1, 0, 255])),
    ];

    public static readonly ChildSuite Suite = new(
        ProtocolId.Esp, EncryptionSpecs.Find(EncryptionAlgorithm.AesGcm16, 256)!,
        IntegritySpec.None, Esn: false);

    /// <summary>What a peer may have.</summary>
    public static readonly HandshakePeer Peer =
        new(Responder, [Suite], [new(Here, There)]);

    /// <summary>What an initiator asks for.</summary>
    public static readonly AuthMessage Asked = new(Initiator, Auth)
    {
        Child = new(
            SuiteProposals.Offer([Suite], Octets.FromHex("00000101"), isFirst: true), There, Here,
            IsTransport: false),
    };

    /// <summary>What a responder grants.</summary>
    public static readonly AuthMessage Granted = new(Responder, Auth)
    {
        Child = Asked.Child! with
        {
            Proposals = SuiteProposals.Offer([Suite], Octets.FromHex("00000301"), isFirst: true),
        },
    };

    public static readonly EapPayloadValue EapRequest =
        new() { Code = EapCode.Request, Identifier = 1, Type = EapType.Identity };

    public static readonly EapPayloadValue EapResponse =
        EapRequest with { Code = EapCode.Response };

    public static readonly EapPayloadValue EapSuccess =
        new() { Code = EapCode.Success, Identifier = 1 };

    public static readonly EapPayloadValue EapFailure =
        new() { Code = EapCode.Failure, Identifier = 1 };

    /// <summary>A message of EAP one octet longer than is taken.</summary>
    public static EapPayloadValue TooLong(EapPayloadValue message, EapLimits? limits) =>
        message with { TypeData = new(new byte[(limits?.OctetsMax ?? 5) - 4]) };

    /// <summary>A greeting with one suite.</summary>
    public static Greeting Greeting(IkeSuite suite) => new(
        SuiteProposals.Offer([suite]), suite.KeyExchange, Share, Nonce,
        GreetingTraits.FollowsRedirects | GreetingTraits.Intermediate, []);

    /// <summary>The method of the next additional exchange, or one that nobody waits for.
    /// </summary>
    public static KeyExchangeMethod Wanted(Items<IkeSuite> suites, HalfOpen? half) =>
        half?.Wanted
        ?? suites.SelectMany(suite => suite.Additional).FirstOrDefault(
            KeyExchangeMethod.MlKem768);
}

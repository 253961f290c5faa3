using System.Text;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

/// <summary>What rows and messages of handshakes are made of.</summary>
internal static class HandshakeCases
{
    public static readonly Flow Near = new(
        new(HostAddress.Parse("192.0.2.1"), HostAddress.Parse("203.0.113.1")), 500, 500);

    public static readonly Flow Far = new(Near.Path.Turned, 500, 500);

    public static readonly IkeSpi Theirs = new(0xa1a2a3a4a5a6a7a8);
    public static readonly IkeSpi Ours = new(0xb1b2b3b4b5b6b7b8);
    public static readonly Octets Drawn = Octets.FromHex("00112233445566778899aabbccddeeff");
    public static readonly Octets Carol = Named("carol");
    public static readonly Octets Mars = Named("mars");
    public static readonly IkeSuite Suite = HandshakeSuites.Default[0];

    public static readonly ChildSuite Child = new(
        ProtocolId.Esp, EncryptionSpecs.Find(EncryptionAlgorithm.AesGcm16, 128)!,
        IntegritySpec.None, Esn: false);

    public static readonly Items<TrafficRange> AtCarol =
        [TrafficRange.Between(HostAddress.Parse("10.3.0.1"), HostAddress.Parse("10.3.0.1"))];

    public static readonly Items<TrafficRange> AtMars =
        [TrafficRange.Between(HostAddress.Parse("10.1.0.0"), HostAddress.Parse("10.1.0.255"))];

    public static readonly AuthPayloadValue Auth = new()
    {
        Data = new AuthPayloadData.Unknown(AuthMethod.SharedKey, Octets.FromHex("c0ffee")),
    };

    /// <summary>A greeting with all that one can say.</summary>
    public static readonly Greeting Hello = new(
        SuiteProposals.Offer([Suite]), Suite.KeyExchange, Octets.FromHex("0504"), Drawn,
        GreetingTraits.Fragments | GreetingTraits.FollowsRedirects | GreetingTraits.Childless
            | GreetingTraits.NatDetection | GreetingTraits.Intermediate
            | GreetingTraits.MultipleAuth,
        HandshakeSuites.Hashes, Octets.FromHex("c00c1e"))
    {
        Authorities = [Octets.FromHex("a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4")],
    };

    /// <summary>What IKE_INTERMEDIATE says.</summary>
    public static readonly AddedExchange Added =
        new(KeyExchangeMethod.MlKem768, Octets.FromHex("05040302"));

    /// <summary>A request of IKE_AUTH with all that one can ask for.</summary>
    public static readonly AuthMessage Asked = new(Carol, Auth)
    {
        Wanted = Mars,
        IsInitialContact = true,
        Certificates = [new() { Encoding = CertEncoding.X509Signature, Data = Drawn }],
        Authorities =
        [
            Octets.FromHex("a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4"),
            Octets.FromHex("c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4"),
        ],
        Configuration = new()
        {
            CfgType = CfgType.Request,
            Attributes = [new() { AttributeType = CfgAttributeType.InternalIp4Address }],
        },
        Child = new(
            SuiteProposals.Offer([Child], Octets.FromHex("00000101"), isFirst: true), AtCarol,
            AtMars, IsTransport: true),
        Says = [new() { Data = new NotifyPayloadData.MobikeSupported(new()) }],
    };

    /// <summary>What mars lets carol have.</summary>
    public static readonly HandshakePeer Peer = new(Mars, [Child], [new(AtMars, AtCarol)]);

    public static IkeResponder.Config Responder(IkeResponder.Settings? settings = null) =>
        IkeResponder.Config.TryCreate(settings ?? new(), out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    public static IkeInitiator.Config Initiator(IkeInitiator.Settings? settings = null) =>
        IkeInitiator.Config.TryCreate(settings ?? new(), out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    /// <summary>A message of IKE_SA_INIT as it is read.</summary>
    public static IkeHeaderValue Travel(IkeHeaderValue message) =>
        IkeHeaderValue.TryParse(message.ToArray(), out var read, out var error)
            ? read
            : throw new InvalidOperationException(error.ToString());

    /// <summary>Payloads as they are read.</summary>
    public static InnerPayloadsValue Travel(InnerPayloadsValue inner)
    {
        var octets = new byte[inner.SizeOf()];
        return inner.TryWrite(octets, out _, out _)
            && InnerPayloadsValue.TryParse(
                octets, inner.Payloads[0].Body.Tag, out var read, out _)
                ? read
                : throw new InvalidOperationException("no payloads");
    }

    private static Octets Named(string name) => new(new IdPayloadValue
    {
        IdType = IdType.Fqdn,
        Data = new(Encoding.UTF8.GetBytes(name)),
    }.ToArray());
}

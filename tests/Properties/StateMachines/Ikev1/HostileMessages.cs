using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Tests.Properties.StateMachines.Ikev1;

/// <summary>First messages of strangers that are as long as can be.</summary>
public sealed class HostileMessages
{
    private const int LengthMax = 60_000;
    private const int AllocatesMax = 1 << 16;
    private const int AllocatesOfOctet = 256;

    private static readonly Flow Seen = new(
        new(HostAddress.Parse("203.0.113.1"), HostAddress.Parse("192.0.2.1")), 500, 500);

    public static TheoryData<string> Shapes =>
    [
        "vendor IDs", "NAT-Ds", "notifications", "certificates", "requests", "transforms",
        "proposals", "attributes",
    ];

    /// <summary>Whatever is in it, a first message costs in proportion to its octets, choice of a
    /// suite included.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_first_message_allocates_in_proportion_to_its_octets(string shape)
    {
        var octets = PhaseOneMessages.Message(
            new(new(7), default), IsakmpExchangeType.IdentityProtection, default,
            PayloadsOf(shape)).ToArray();
        Assert.InRange(octets.Length, LengthMax / 4, ushort.MaxValue);
        using var keys = new IsakmpHandshakeKeys(
            CryptoProviders.Managed(), random => random.Fill(7));
        var work = new IsakmpWork(keys, (_, _) => null);
        var idle = new PhaseOneResponder.State.Idle();
        var isHeard = false;
        var cost = HeapCost.Least(() =>
        {
            if (work.Read(idle, octets, Seen, (mode, message, cookie) =>
                new PhaseOneResponder.Input.Offered(
                    mode, message, cookie, default, new(8), default)) is { } input)
            {
                isHeard = true;
                PhaseOneResponder.Step(Ikev1Samples.Responders[0], idle, Instant.Zero, input);
            }
        });
        Assert.True(isHeard);
        Assert.InRange(cost, 0, AllocatesMax + ((long)AllocatesOfOctet * octets.Length));
        Assert.Equal(0, keys.Count);
    }

    private static Items<IsakmpPayloadValue> PayloadsOf(string shape) => shape switch
    {
        "vendor IDs" => Many(new IsakmpPayloadBody.VendorId(new()), 4),
        "NAT-Ds" => Many(new IsakmpPayloadBody.NatDiscovery(new()), 4),
        "notifications" => Many(
            new IsakmpPayloadBody.Notify(PhaseOneMessages.Notice(IsakmpNotifyType.InvalidSpi)), 12),
        "certificates" => Many(new IsakmpPayloadBody.Cert(new()), 5),
        "requests" => Many(
            new IsakmpPayloadBody.CertRequest(
                new() { Encoding = IsakmpCertEncoding.X509Signature }),
            5),
        "transforms" => Sa(
            [
                .. Enumerable.Range(0, 24).Select(_ => new IsakmpProposalValue
                {
                    ProtocolId = IsakmpProtocolId.Isakmp,
                    Transforms =
                    [
                        .. Enumerable.Repeat(
                            new IsakmpTransformValue { TransformId = new(1) }, 255),
                    ],
                }),
            ]),
        "proposals" => Sa(
            [
                .. Enumerable.Repeat(
                    new IsakmpProposalValue { ProtocolId = IsakmpProtocolId.Isakmp }, 6_000),
            ]),
        _ => Sa(
            [
                new()
                {
                    ProtocolId = IsakmpProtocolId.Isakmp,
                    Transforms =
                    [
                        new()
                        {
                            TransformId = new(1),
                            Attributes =
                            [
                                .. Enumerable.Repeat(
                                    new IsakmpAttributeValue
                                    {
                                        ShortForm = true,
                                        AttributeType = 11,
                                        AttributeValue = 1,
                                    },
                                    14_000),
                            ],
                        },
                    ],
                },
            ]),
    };

    private static Items<IsakmpPayloadValue> Many(IsakmpPayloadBody body, int length) =>
        [.. Enumerable.Repeat(new IsakmpPayloadValue { Body = body }, LengthMax / length)];

    private static Items<IsakmpPayloadValue> Sa(Items<IsakmpProposalValue> proposals) =>
    [
        new()
        {
            Body = new IsakmpPayloadBody.Sa(new()
            {
                Body = new IsakmpSaPayloadBody.Ipsec(new()
                {
                    Body = new IpsecSituationBody.IdentityOnly(new() { Proposals = proposals }),
                }),
            }),
        },
    ];
}

using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Rri;
using Attribute = Holdfast.Protocol.Ike.V1.IsakmpConfigAttributeType;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>draft-ietf-ipsec-isakmp-mode-cfg §2 and §3.4: what is asked for, given and taken.
/// </summary>
public sealed class ModeConfigAttributes
{
    private static readonly ModeConfigGrant Grant = new()
    {
        Address = HostAddress.Parse("10.3.0.33"),
        Netmask = HostAddress.Parse("255.255.255.240"),
        NameServers = [HostAddress.Parse("10.2.0.53"), HostAddress.Parse("2001:db8::53")],
        Subnets = [Prefix.Parse("10.2.0.0/16"), Prefix.Parse("2001:db8:1::/48")],
        Version = Octets.FromHex("486f6c6466617374"),
    };

    private static readonly Items<Attribute> All =
    [
        Attribute.InternalIp4Address, Attribute.InternalIp4Netmask, Attribute.InternalIp4Dns,
        Attribute.InternalIp6Dns, Attribute.InternalIp4Subnet, Attribute.InternalIp6Subnet,
        Attribute.ApplicationVersion,
    ];

    [Fact]
    [Requirement("MODECFG-3.4-a")]
    [Requirement("MODECFG-3.4-c")]
    public void What_is_asked_for_is_given_and_read_as_it_was_given()
    {
        var reply = ModeConfig.Reply(ModeConfig.Request(7, All), Grant);
        Assert.Equal((IsakmpConfigType.Reply, (ushort)7), (reply.Type, reply.Identifier));
        Assert.All(reply.Attributes, one => Assert.True(one.AttributeData!.Value.Length > 0));
        Assert.True(ModeConfig.TryRead(reply, out var read));
        Assert.Equal(Grant, read);
        var known = ModeConfig.Reply(
            ModeConfig.Request(7, [Attribute.SupportedAttributes]), Grant);
        Assert.StartsWith("000100020003", known.Attributes.Single().AttributeData.ToString());
    }

    [Fact]
    public void What_is_not_asked_for_is_not_given_and_suggestions_change_nothing()
    {
        var dns = ModeConfig.Reply(ModeConfig.Request(7, [Attribute.InternalIp4Dns]), Grant);
        Assert.Equal("0a020035", dns.Attributes.Single().AttributeData.ToString());
        var wanted = ModeConfig.Set(7, new() { Address = HostAddress.Parse("10.3.0.34") })
            with
        {
            Type = IsakmpConfigType.Request,
        };
        Assert.Equal(
            "0a030021",
            ModeConfig.Reply(wanted, Grant).Attributes.Single().AttributeData.ToString());
        Assert.Empty(ModeConfig.Reply(ModeConfig.Request(7, All), new()).Attributes);
    }

    [Fact]
    [Requirement("MODECFG-3.4-b")]
    public void A_netmask_goes_with_an_address() => Assert.Empty(ModeConfig.Reply(
        ModeConfig.Request(7, [Attribute.InternalIp4Netmask]), Grant).Attributes);

    [Fact]
    [Requirement("MODECFG-2-b")]
    public void An_acknowledgement_says_what_is_taken_without_values()
    {
        var set = ModeConfig.Set(9, Grant with { NameServers = [], Subnets = [] });
        var unknown = set with
        {
            Attributes = set.Attributes.Add(
                new() { AttributeType = Attribute.UnityBanner, AttributeData = default(Octets) }),
        };
        var taken = ModeConfig.Acknowledge(unknown, taken: true);
        Assert.Equal(IsakmpConfigType.Ack, taken.Type);
        Assert.Equal(
            [
                Attribute.InternalIp4Address, Attribute.InternalIp4Netmask,
                Attribute.ApplicationVersion,
            ],
            taken.Attributes.Select(one => one.AttributeType));
        Assert.All(taken.Attributes, one => Assert.Equal(0, one.AttributeData!.Value.Length));
        Assert.True(ModeConfig.TakesAddress(taken));
        Assert.Empty(ModeConfig.Acknowledge(unknown, taken: false).Attributes);
    }

    /// <summary>Lengths, masks with holes, no address and two of them: nothing of it is taken.
    /// </summary>
    [Theory]
    [InlineData(1, "0a0300")]
    [InlineData(1, "00000000")]
    [InlineData(2, "ff00ff00")]
    [InlineData(3, "0a02003500")]
    [InlineData(8, "0a030021")]
    [InlineData(13, "0a02000000ff00ff")]
    [InlineData(13, "0a020000")]
    [InlineData(15, "20010db800010000000000000000000081")]
    public void What_is_no_value_of_an_attribute_is_not_taken(ushort type, string data)
    {
        var set = new TransactionMessage(IsakmpConfigType.Set, 7)
        {
            Attributes =
            [
                new() { AttributeType = new(type), AttributeData = Octets.FromHex(data) },
            ],
        };
        Assert.False(ModeConfig.TryRead(set, out _));
        var party = new TransactionParty(IkeRole.Initiator, null) { TakesSets = true };
        Assert.Equal(
            new TransactionRoute.Answer(ModeConfig.Acknowledge(set, taken: false)),
            TransactionRoute.Of(set, party));
    }

    /// <summary>§3.4: who asks leaves the value out; beside one that is given it takes nothing of
    /// it, and neither does what nobody knows.</summary>
    [Fact]
    public void An_attribute_without_a_value_gives_nothing_and_takes_nothing()
    {
        var set = ModeConfig.Set(7, Grant);
        foreach (var more in (IsakmpConfigAttributeValue[])
            [
                .. All.Select(type => new IsakmpConfigAttributeValue
                {
                    AttributeType = type,
                    AttributeData = default(Octets),
                }),
                new() { AttributeType = Attribute.UnityBanner, AttributeData = default(Octets) },
                new()
                {
                    AttributeType = Attribute.UnityBanner,
                    AttributeData = Octets.FromHex("68690a"),
                },
            ])
        {
            Assert.True(ModeConfig.TryRead(
                set with { Attributes = [more, .. set.Attributes, more] }, out var read));
            Assert.Equal(Grant, read);
        }
    }

    [Fact]
    public void There_is_one_address()
    {
        var set = ModeConfig.Set(7, Grant);
        Assert.False(ModeConfig.TryRead(
            set with { Attributes = set.Attributes.Add(set.Attributes[0]) }, out _));
    }

    /// <summary>Two payloads of attributes, none, and more attributes than anybody needs.
    /// </summary>
    [Theory]
    [InlineData(0, 1, false)]
    [InlineData(1, 1, true)]
    [InlineData(1, 64, true)]
    [InlineData(1, 65, false)]
    [InlineData(2, 1, false)]
    [Requirement("MODECFG-3.1.1-c")]
    public void A_message_has_one_payload_of_attributes(int payloads, int attributes, bool isRead)
    {
        using var keys = new IsakmpHandshakeKeys(
            CryptoProviders.Managed(), octets => octets.Fill(7));
        using var shared = new Secret("a secret of both"u8);
        var nonce = Octets.FromHex("a0a1a2a3a4a5a6a7");
        var exchange = new PhaseOneExchange(new(new(1), new(2)), nonce, nonce, nonce);
        var handle = keys.Adopt(
            IsakmpSuiteChoices.Default[0], exchange, new(nonce, nonce), shared, shared);
        var chain = keys.FirstChainOf(handle, exchange);
        var one = new IsakmpPayloadValue
        {
            Body = new IsakmpPayloadBody.Config(new()
            {
                ConfigType = IsakmpConfigType.Reply,
                Identifier = 7,
                Attributes =
                [
                    .. Enumerable.Repeat<IsakmpConfigAttributeValue>(
                        new()
                        {
                            AttributeType = Attribute.XauthUserPassword,
                            AttributeData = Octets.FromHex("7077"),
                        },
                        attributes),
                ],
            }),
        };
        Assert.True(keys.TrySeal(
            handle,
            PhaseOneMessages.Message(
                exchange.Cookies, IsakmpExchangeType.Transaction, new(7),
                [.. Enumerable.Repeat(one, payloads)]),
            PhaseTwoHash.One, default, chain, out var octets, out _, out _));
        Assert.Equal(
            isRead,
            keys.TryOpen(handle, octets.Span, new(7), chain, out var text, out _, out _));
        Assert.Equal(isRead ? attributes : 0, text?.Secrets.Count ?? 0);
        Assert.Equal(1 + (isRead ? attributes : 0), keys.Count);
    }
}

using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Rri;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.HandshakeCases;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

/// <summary>RFC 7296 §2.19 and §3.15: what a request for addresses is granted.</summary>
public sealed class Rfc7296_2_19_Addresses
{
    private static readonly CfgAttributeType DnsServer = new(3);
    private static readonly HandshakePeer Without = Peer;
    private static readonly HandshakePeer With4 =
        Peer with { Address = HostAddress.Parse("10.3.0.1") };

    private static readonly HandshakePeer With6 =
        Peer with { Address = HostAddress.Parse("2001:db8::9") };

    [Fact]
    public void Who_has_no_address_for_it_refuses_whoever_asks_for_one_among_other_things()
    {
        var (four, six) = (
            CfgAttributeType.InternalIp4Address, CfgAttributeType.InternalIp6Address);
        Assert.All(
            (CfgAttributeType[][])[[four], [six], [four, DnsServer], [DnsServer, six]],
            asked => Assert.Equal(
                NotifyType.InternalAddressFailure, Refusal(Without, Request(asked))));
        Assert.Null(Refusal(Without, Request(DnsServer)));
        Assert.Null(Refusal(Without, Request()));
        Assert.Null(Refusal(Without, null));
    }

    [Fact]
    public void Who_has_an_address_for_it_gives_it_to_whoever_asks_for_one_of_its_family()
    {
        var (four, six) = (
            CfgAttributeType.InternalIp4Address, CfgAttributeType.InternalIp6Address);
        Assert.Equal("0a030001", Given(With4, Request(DnsServer, four)));
        Assert.Equal("0a030001", Given(With4, Request(six, four)));
        Assert.Equal(
            "20010db800000000000000000000000980", Given(With6, Request(six)));
        Assert.Equal(
            NotifyType.InternalAddressFailure, Refusal(With4, Request(six, DnsServer)));
        Assert.Equal(NotifyType.InternalAddressFailure, Refusal(With6, Request(four)));
        Assert.Equal(NotifyType.FailedCpRequired, Refusal(With4, null));
        Assert.Equal(
            NotifyType.FailedCpRequired,
            Refusal(With4, Request(four) with { CfgType = CfgType.Set }));
    }

    /// <summary>Two addresses at least, and 24 bits of them at most.</summary>
    [Theory]
    [InlineData("10.0.0.0/7", "10.0.0.0/7: its length is 8 to 30")]
    [InlineData("10.0.0.0/8", null)]
    [InlineData("10.2.0.0/30", null)]
    [InlineData("10.2.0.0/31", "10.2.0.0/31: its length is 8 to 30")]
    [InlineData("2001::/20", "2001::/20 is not of IPv4")]
    public void A_pool_is_a_prefix_of_IPv4_that_is_neither_short_nor_long(
        string prefix, string? wrong) =>
        Assert.Equal(wrong, AddressPool.Check(Prefix.Parse(prefix)));

    private static ConfigurationPayloadValue Request(params CfgAttributeType[] asked) => new()
    {
        CfgType = CfgType.Request,
        Attributes =
        [
            .. asked.Select(type => new ConfigurationAttributeValue { AttributeType = type }),
        ],
    };

    private static NotifyType? Refusal(HandshakePeer peer, ConfigurationPayloadValue? asked)
    {
        var grant = Decide(peer, asked);
        Assert.Equal(grant.Refusal is null, grant.Sa is not null);
        return grant.Refusal?.Data.Tag;
    }

    private static string Given(HandshakePeer peer, ConfigurationPayloadValue asked)
    {
        var given = Decide(peer, asked).Configuration!;
        Assert.Equal(CfgType.Reply, given.CfgType);
        var attribute = Assert.Single(given.Attributes);
        Assert.Equal(
            peer.Address!.Value.IsIpv6
                ? CfgAttributeType.InternalIp6Address
                : CfgAttributeType.InternalIp4Address,
            attribute.AttributeType);
        return $"{attribute.AttributeValue}";
    }

    private static FirstChild.Grant Decide(
        HandshakePeer peer, ConfigurationPayloadValue? asked) => FirstChild.Decide(
            peer, Asked with { Configuration = asked }, new(0x301));
}

using Holdfast.Codec;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>RFC 2407 §4.6.2: who speaks in phase 1, and what traffic is meant in quick mode.
/// </summary>
public sealed class Rfc2407_4_6_2_Identities
{
    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(17, 500, true)]
    [InlineData(17, 4500, true)]
    [InlineData(17, 0, true)]
    [InlineData(17, 1701, false)]
    [InlineData(6, 500, false)]
    [InlineData(0, 500, false)]
    [Requirement("RFC2407-4.6.2-b")]
    public void An_identity_of_phase_1_is_of_no_port_or_of_that_of_IKE(
        byte protocol, ushort port, bool isTaken) => Assert.Equal(
            isTaken,
            PhaseOneMessages.TryRead(
                [
                    new IsakmpPayloadValue
                    {
                        Body = new IsakmpPayloadBody.Id(new()
                        {
                            IdType = IsakmpIdType.Fqdn,
                            ProtocolId = protocol,
                            Port = port,
                            Data = Octets.FromHex("6d617273"),
                        }),
                    },
                ],
                out _));

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1", 0, 0, 1)]
    [InlineData("10.0.0.0", "10.0.0.255", 0, 0, 4)]
    [InlineData("0.0.0.0", "255.255.255.255", 0, 0, 4)]
    [InlineData("10.0.0.3", "10.0.0.9", 17, 1701, 7)]
    [InlineData("2001:db8::1", "2001:db8::1", 6, 443, 5)]
    [InlineData("2001:db8::", "2001:db8::ffff", 0, 0, 6)]
    [InlineData("2001:db8::1", "2001:db8::2", 0, 0, 8)]
    public void Traffic_is_an_address_a_subnet_or_a_range(
        string first, string last, byte protocol, ushort port, byte type)
    {
        var range = new TrafficRange(
            protocol, port == 0 ? PortRange.Any : PortRange.Of(port), HostAddress.Parse(first),
            HostAddress.Parse(last));
        var identity = IsakmpTraffic.ToIdentity(range);
        Assert.Equal(type, identity!.IdType.Value);
        Assert.True(IsakmpTraffic.TryRead(identity, out var read));
        Assert.Equal(range, read);
    }

    [Fact]
    public void Ports_that_IKEv1_cannot_say_and_masks_with_holes_are_none()
    {
        var one = HostAddress.Parse("10.0.0.1");
        Assert.Null(IsakmpTraffic.ToIdentity(new(17, new(1, 2), one, one)));
        Assert.Null(IsakmpTraffic.ToIdentity(new(17, PortRange.Opaque, one, one)));
        Assert.False(IsakmpTraffic.TryRead(
            new() { IdType = IsakmpIdType.Ipv4Subnet, Data = Octets.FromHex("0a000000ff00ff00") },
            out _));
        Assert.False(IsakmpTraffic.TryRead(
            new() { IdType = IsakmpIdType.Ipv4Range, Data = Octets.FromHex("0a0000090a000001") },
            out _));
        Assert.False(IsakmpTraffic.TryRead(
            new() { IdType = IsakmpIdType.Fqdn, Data = Octets.FromHex("6d617273") }, out _));
    }
}

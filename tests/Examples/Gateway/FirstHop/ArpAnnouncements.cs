using Holdfast.Codec;
using Holdfast.Gateway.FirstHop;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Tests.Examples.Gateway.FirstHop;

/// <summary>The announcement of an address, octet by octet.</summary>
public sealed class ArpAnnouncements
{
    [Fact]
    public void It_names_the_address_twice_and_the_virtual_mac_address_once()
    {
        var octets = new ArpAnnouncementValue
        {
            Hardware = 1,
            Protocol = 0x0800,
            HardwareLength = 6,
            ProtocolLength = 4,
            Operation = 1,
            SenderHardware = new MacAddress(0x0000_0C9F_F001),
            SenderProtocol = new Ipv4Address(0xC0A8_0005),
            TargetProtocol = new Ipv4Address(0xC0A8_0005),
        }.ToArray();

        Assert.Equal(
            "000108000604000100000c9ff001c0a80005000000000000c0a80005",
            Convert.ToHexStringLower(octets));
    }
}

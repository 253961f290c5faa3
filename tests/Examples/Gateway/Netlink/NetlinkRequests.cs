using System.Buffers.Binary;
using Holdfast.Gateway.Netlink;

namespace Holdfast.Tests.Examples.Gateway.Netlink;

/// <summary>Requests to the kernel, octet by octet, on a machine with little ends.</summary>
public sealed class NetlinkRequests
{
    [Fact]
    public void Attributes_are_padded_and_hold_attributes()
    {
        var octets = new NetlinkRequest(16, 0x605, new byte[16])
            .With(3, "hsrp1f")
            .Begin(18)
            .With(1, "macvlan")
            .Begin(2).With(1, 4U).End()
            .End()
            .Numbered(7)
            .ToArray();

        Assert.Equal(octets.Length, (int)BinaryPrimitives.ReadUInt32LittleEndian(octets));
        Assert.Equal(
            "4800000010000506" + "0700000000000000" + new string('0', 32)
                + "0b000300" + "6873727031660000"
                + "1c001200"
                + "0c000100" + "6d6163766c616e00"
                + "0c000200" + "08000100" + "04000000",
            Convert.ToHexStringLower(octets));
    }

    [Theory]
    [InlineData(16, 0x10001, 3, true)]
    [InlineData(16, 0x1, 3, false)]
    [InlineData(16, 0x10000, 3, false)]
    [InlineData(17, 0x10001, 3, false)]
    public void News_of_a_link_say_whether_it_works(
        ushort kind, int flags, int link, bool works)
    {
        var body = new byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(4), link);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(8), flags);

        Assert.Equal((link, works, kind == 17), NetworkLinks.Read(kind, body));
        Assert.Null(NetworkLinks.Read(24, body));
        Assert.Null(NetworkLinks.Read(kind, body.AsSpan(0, 15)));
    }
}

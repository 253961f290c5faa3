using Holdfast.Codec;
using Holdfast.Gateway.Tunnels;
using Holdfast.Protocol;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Tests.Examples.Gateway.Tunnels;

/// <summary>Which packets are within the selectors of a CHILD SA, RFC 4301 §4.4.1.1 and §5.2.
/// </summary>
public sealed class PacketFlows
{
    private const byte Tcp = 6;
    private const byte Udp = 17;
    private static readonly byte[] Ports = [0xC0, 0x00, 0x00, 0x50];

    private static readonly TrafficPair Any = new(
        [Between("10.1.0.0", "10.1.255.255")], [Between("10.2.0.0", "10.2.0.255")]);

    [Theory]
    [InlineData("10.1.0.1", "10.2.0.255", true)]
    [InlineData("10.1.255.255", "10.2.0.0", true)]
    [InlineData("10.0.255.255", "10.2.0.1", false)]
    [InlineData("10.1.0.1", "10.2.1.0", false)]
    public void Both_addresses_have_to_be_within(string from, string to, bool isWithin)
    {
        Assert.Equal(isWithin, Read(Packet(from, to, Udp, Ports)).IsWithin(Any));
        Assert.Equal(isWithin, Read(Packet(to, from, Udp, Ports)).IsOf(Any));
        Assert.False(Read(Packet(to, from, Udp, Ports)).IsWithin(Any));
    }

    [Fact]
    public void A_port_is_that_of_its_own_end()
    {
        var web = new TrafficPair(
            [Between("10.1.0.0", "10.1.255.255")],
            [new(Tcp, PortRange.Of(80), Address("10.2.0.0"), Address("10.2.0.255"))]);
        Assert.True(Read(Packet("10.1.0.1", "10.2.0.1", Tcp, Ports)).IsWithin(web));
        Assert.False(Read(Packet("10.1.0.1", "10.2.0.1", Udp, Ports)).IsWithin(web));
        Assert.False(Read(Packet("10.1.0.1", "10.2.0.1", Tcp, [0, 80, 0xC0, 0])).IsWithin(web));
        Assert.True(Read(Packet("10.2.0.1", "10.1.0.1", Tcp, [0, 80, 0xC0, 0])).IsOf(web));
    }

    [Fact]
    public void A_fragment_without_ports_is_within_any_port_and_OPAQUE_alone()
    {
        var fragment = Packet("10.1.0.1", "10.2.0.1", Tcp, Ports);
        fragment[7] = 1;
        static TrafficPair Of(PortRange ports) => new(
            [Between("10.1.0.0", "10.1.255.255")],
            [new(Tcp, ports, Address("10.2.0.0"), Address("10.2.0.255"))]);
        Assert.True(Read(fragment).IsWithin(Of(PortRange.Any)));
        Assert.True(Read(fragment).IsWithin(Of(PortRange.Opaque)));
        Assert.False(Read(fragment).IsWithin(Of(PortRange.Of(80))));
        Assert.False(Read(Packet("10.1.0.1", "10.2.0.1", Tcp, Ports))
            .IsWithin(Of(PortRange.Opaque)));
    }

    [Fact]
    public void Packets_of_IPv6_have_their_own_selectors()
    {
        var packet = new byte[44];
        packet[0] = 0x60;
        packet[6] = Udp;
        (packet[8], packet[23], packet[24], packet[39]) = (0xFD, 1, 0xFD, 2);
        Ports.CopyTo(packet, 40);
        var pair = new TrafficPair(
            [Between("fd00::1", "fd00::1")], [Between("fd00::2", "fd00::2")]);
        Assert.True(Read(packet).IsWithin(pair));
        Assert.False(Read(packet).IsWithin(Any));
        Assert.Equal((0xC000, 80), (Read(packet).SourcePort!.Value, Read(packet).DestinationPort!.Value));
    }

    [Fact]
    public void No_octets_make_the_reader_throw()
    {
        var random = new Random(7);
        var packet = new byte[64];
        for (var times = 0; times < 20_000; times++)
        {
            random.NextBytes(packet);
            packet[0] = (byte)((random.Next(2) == 0 ? 0x40 : 0x60) | (packet[0] & 0x0F));
            var length = random.Next(packet.Length);
            if (PacketFlow.TryRead(packet.AsSpan(0, length), out var flow))
            {
                Assert.True(length >= 20);
                _ = flow.IsWithin(Any);
            }
        }
    }

    [Fact]
    public void A_description_says_both_ends_and_nothing_else_is_read()
    {
        var octets = ChildTraffic.ToOctets(Any)!.Value;
        Assert.Equal(Any, ChildTraffic.Read(octets));
        Assert.Null(ChildTraffic.OriginIn(octets));
        Assert.Equal(0u, ChildTraffic.MadeIn(octets));
        var origin = new SaOrigin(IsOurs: false, octets, new Spi(0x1234), null);
        var replacing = ChildTraffic.ToOctets(Any, 1_700_000_000, origin)!.Value;
        Assert.Equal(
            (Any, origin, 1_700_000_000u),
            (ChildTraffic.Read(replacing), ChildTraffic.OriginIn(replacing),
                ChildTraffic.MadeIn(replacing)));
        for (var length = 0; length < octets.Length; length++)
        {
            Assert.Null(ChildTraffic.Read(new(octets.Span[..length])));
        }
    }

    private static TrafficRange Between(string first, string last) =>
        TrafficRange.Between(Address(first), Address(last));

    private static HostAddress Address(string text) => HostAddress.Parse(text);

    private static PacketFlow Read(byte[] packet)
    {
        Assert.True(PacketFlow.TryRead(packet, out var flow));
        return flow;
    }

    private static byte[] Packet(string from, string to, byte protocol, byte[] payload)
    {
        var packet = new byte[20 + payload.Length];
        packet[0] = 0x45;
        packet[9] = protocol;
        Address(from).Write(packet.AsSpan(12));
        Address(to).Write(packet.AsSpan(16));
        payload.CopyTo(packet, 20);
        return packet;
    }
}

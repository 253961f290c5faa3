using Holdfast.Protocol;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ipsec;
using static Holdfast.Tests.Examples.Ipsec.MadePackets;

namespace Holdfast.Tests.Examples.Ipsec;

/// <summary>The fields of outer and inner headers, RFC 4301 §5.1.2 and RFC 6040.</summary>
public sealed class Tunnels
{
    private static readonly Spi Any = new(0x1000);

    [Theory]
    [Requirement("RFC6040-4.2-a")]
    // Rows: what the outer header says; columns: what the inner one says (RFC 6040 figure 4).
    [InlineData(0b00, "00 10 01 11")]
    [InlineData(0b10, "00 10 01 11")]
    [InlineData(0b01, "00 01 01 11")]
    [InlineData(0b11, "-- 11 11 11")]
    public void Congestion_leaves_the_tunnel_as_the_table_says(int outer, string row)
    {
        var inners = (byte[])[0b00, 0b10, 0b01, 0b11];
        foreach (var (inner, cell) in inners.Zip(row.Split(' ')))
        {
            foreach (var ipv6 in (bool[])[false, true])
            {
                var sa = new IpsecSa(Any, IpsecMode.Tunnel) { Outer = Outer4 };
                var packet = ipv6
                    ? Ipv6("00112233", trafficClass: (byte)(0xB8 | inner))
                    : Ipv4("00112233", trafficClass: (byte)(0xB8 | inner));
                var sent = Protect(Out(sa), packet);
                sent[1] = (byte)((sent[1] & 0xFC) | outer);
                if (cell == "--")
                {
                    Assert.Equal(PacketFault.WrongEcn, Refused(In(sa), sent).Fault);
                    continue;
                }

                var right = 0xB8 | Convert.ToInt32(cell, 2);
                var opened = Open(In(sa), sent);
                Assert.Equal(
                    ipv6 ? Ipv6("00112233", trafficClass: (byte)right)
                        : Ipv4("00112233", trafficClass: (byte)right),
                    opened);
            }
        }
    }

    [Theory]
    [Requirement("RFC6040-4.1-a")]
    [InlineData(true, 0b11)]
    [InlineData(false, 0b00)]
    public void Congestion_enters_the_tunnel_as_the_mode_says(bool carries, int outer)
    {
        var sa = new IpsecSa(Any, IpsecMode.Tunnel)
        {
            Outer = Outer4,
            Policy = new() { CarriesEcn = carries },
        };
        var sent = Protect(Out(sa), Ipv4("0011", trafficClass: 0xBB));
        Assert.Equal(0xB8 | outer, sent[1]);
    }

    [Theory]
    [Requirement("RFC4301-5.1.2.1-a")]
    [InlineData(null, 0xB8)]
    [InlineData((byte)0b001010, 0b00101000)]
    public void The_code_point_is_copied_or_the_one_that_was_asked_for(byte? dscp, int outer)
    {
        var sa = new IpsecSa(Any, IpsecMode.Tunnel)
        {
            Outer = Outer4,
            Policy = new() { Dscp = dscp },
        };
        var sent = Protect(Out(sa), Ipv4("0011", trafficClass: 0xB8));
        Assert.Equal(outer, sent[1]);
        Assert.Equal(0xB8, Open(In(sa), sent)[1]);
    }

    [Theory]
    [Requirement("RFC4301-5.1.2.1-c")]
    [InlineData(DontFragmentRule.Copy, false, 0x4000, true)]
    [InlineData(DontFragmentRule.Copy, false, 0x0000, false)]
    [InlineData(DontFragmentRule.Copy, true, 0, true)]
    [InlineData(DontFragmentRule.Set, false, 0x0000, true)]
    [InlineData(DontFragmentRule.Clear, false, 0x4000, false)]
    public void The_bit_against_fragments_is_copied_set_or_clear(
        DontFragmentRule rule, bool ipv6, int flags, bool outer)
    {
        var sa = new IpsecSa(Any, IpsecMode.Tunnel)
        {
            Outer = Outer4,
            Policy = new() { DontFragment = rule },
        };
        var sent = Protect(Out(sa), ipv6 ? Ipv6("0011") : Ipv4("0011", flags: flags));
        Assert.Equal(outer, Header(sent).DontFragment);
    }

    [Fact]
    [Requirement("RFC4303-3.3.4-b")]
    public void A_fragment_goes_through_a_tunnel_whole()
    {
        var sa = new IpsecSa(Any, IpsecMode.Tunnel) { Outer = Outer4 };
        var fragment = Ipv4("0011223344556677", flags: 0x2010);
        var sent = Protect(Out(sa), fragment);
        Assert.False(Header(sent).MoreFragments);
        Assert.Equal(fragment, Open(In(sa), sent));
    }

    [Fact]
    public void The_outer_header_is_whole_and_its_identifications_differ()
    {
        var sa = new IpsecSa(Any, IpsecMode.Tunnel)
        {
            Outer = Outer4,
            Policy = new() { HopLimit = 17 },
        };
        using var esp = Out(sa);
        var identifications = new HashSet<ushort>();
        for (var i = 0; i < 100; i++)
        {
            var sent = Protect(esp, Ipv4("0011"));
            Assert.True(Ipv4Packet.TryParse(sent, out var packet, out var error), $"{error}");
            Assert.True(packet.HeaderChecksumIsValid);
            Assert.Equal(sent.Length, packet.TotalLength);
            Assert.Equal((byte)17, packet.TimeToLive);
            Assert.Equal(IpProtocol.Esp, packet.Protocol);
            Assert.Equal("192.0.2.1", packet.SourceAddress.ToString());
            Assert.True(identifications.Add(packet.Identification));
        }
    }

    [Theory]
    [InlineData(true, 0x12345u)]
    [InlineData(false, 0u)]
    public void An_ipv6_outer_header_has_the_flow_label_that_was_asked_for(bool copies, uint label)
    {
        var sa = new IpsecSa(Any, IpsecMode.Tunnel)
        {
            Outer = Outer6,
            Policy = new() { CopiesFlowLabel = copies },
        };
        var sent = Protect(Out(sa), Ipv6("0011", trafficClass: 0xB9, label: 0x12345));
        Assert.True(Ipv6Packet.TryParse(sent, out var packet, out var error), $"{error}");
        Assert.Equal((label, (byte)0x2E, (byte)1), (packet.FlowLabel, packet.Dscp, packet.Ecn));
        Assert.Equal((byte)64, packet.HopLimit);
        Assert.Equal(sent.Length, packet.Octets.Length);
    }

    [Theory]
    [Requirement("RFC4301-5.1.2.1-b")]
    [InlineData(false)]
    [InlineData(true)]
    public void A_router_lowers_the_hop_limit_and_drops_at_one(bool ipv6)
    {
        var sa = new IpsecSa(Any, IpsecMode.Tunnel)
        {
            Outer = Outer4,
            Policy = new() { LowersHopLimit = true },
        };
        var packet = ipv6 ? Ipv6("0011", hopLimit: 9) : Ipv4("0011", hopLimit: 9);
        Assert.Equal(
            ipv6 ? Ipv6("0011", hopLimit: 7) : Ipv4("0011", hopLimit: 7),
            Open(In(sa), Protect(Out(sa), packet)));

        using var esp = Out(sa);
        var last = ipv6 ? Ipv6("0011", hopLimit: 1) : Ipv4("0011", hopLimit: 1);
        Assert.False(esp.TryEncapsulate(last, new byte[200], out _, out var refusal));
        Assert.Equal(
            new PacketRefusal(PacketFault.HopLimitUsedUp, ipv6 ? 7 : 8, "Hop Limit"), refusal);
        Assert.Equal(1UL, esp.Sequence.Next);

        var second = Protect(Out(sa), ipv6 ? Ipv6("0011", hopLimit: 2) : Ipv4("0011", hopLimit: 2));
        Assert.Equal(PacketFault.HopLimitUsedUp, Refused(In(sa), second).Fault);
    }

    private static Ipv4Header Header(byte[] packet)
    {
        Assert.True(Ipv4Header.TryParse(packet, out var header, out var error), $"{error}");
        return header;
    }
}

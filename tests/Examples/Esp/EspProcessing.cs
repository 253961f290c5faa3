using System.Net;
using Holdfast.Protocol;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ipsec;
using static Holdfast.Tests.Examples.Ipsec.MadePackets;

namespace Holdfast.Tests.Examples.Esp;

/// <summary>RFC 4303 §3 rule by rule.</summary>
public sealed class EspProcessing
{
    private static readonly IpsecSa Tunnel =
        new(new Spi(0x1000), IpsecMode.Tunnel) { Outer = Outer4 };

    private static readonly IpsecSa Transport = new(new Spi(0x1000), IpsecMode.Transport);

    [Theory]
    [Requirement("RFC4303-3.1.1-a")]
    // Next headers in front of ESP, then of what ESP protects: hop-by-hop, destination options,
    // routing, destination options, UDP.
    [InlineData("", "", 17)]
    [InlineData("00", "", 17)]
    [InlineData("00 2b", "", 17)]
    [InlineData("00 3c 2b", "", 17)]
    [InlineData("00 3c 2b", "3c", 60)]
    [InlineData("", "3c", 60)]
    [InlineData("2b", "3c", 60)]
    public void Extension_headers_that_the_way_reads_stand_in_front(
        string front, string behind, byte next)
    {
        var packet = Chain([.. Types(front), .. Types(behind), 17], out var ends);
        var sent = Protect(Out(Transport), packet);
        var at = 40 + (8 * Types(front).Length);
        Assert.Equal("00001000", Convert.ToHexStringLower(sent.AsSpan(at, 4)));
        Assert.True(Ipv6Packet.TryParse(sent, out var view, out var error), $"{error}");
        Assert.Equal(IpProtocol.Esp.Value, (byte)view.Extensions.Ending);
        Assert.Equal(sent.Length, view.Octets.Length);

        var output = new byte[sent.Length];
        Assert.True(In(Transport).TryDecapsulate(sent, output, out var opened, out _));
        Assert.Equal(next, opened.NextHeader.Value);
        Assert.Equal(packet, output[..opened.Written]);
        Assert.Equal(packet.Length, ends);
    }

    [Fact]
    [Requirement("RFC4303-3.3.4-a")]
    public void Transport_mode_protects_whole_datagrams_alone()
    {
        var first = Ipv4("0011223344556677", flags: 0x2000);
        Assert.False(Out(Transport).TryEncapsulate(first, new byte[200], out _, out var refusal));
        Assert.Equal(new PacketRefusal(PacketFault.Fragment, 6, "Fragment Offset"), refusal);
        var ipv6 = Ipv6("1100" + "0001" + "00000007" + "0011223344556677", next: 44);
        Assert.False(Out(Transport).TryEncapsulate(ipv6, new byte[200], out _, out refusal));
        Assert.Equal(new PacketRefusal(PacketFault.Fragment, 42, "Fragment Offset"), refusal);
    }

    [Fact]
    [Requirement("RFC4303-3.4.1-a")]
    public void A_received_fragment_is_refused()
    {
        var sent = Protect(Out(Tunnel), Ipv4("0011"));
        sent[6] |= 0x20;
        Assert.Equal(PacketFault.Fragment, Refused(In(Tunnel), sent).Fault);
    }

    [Fact]
    [Requirement("RFC4303-3.4.3-c")]
    public void Without_an_ICV_nothing_moves_the_window()
    {
        var cbc = EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, 128)!;
        using var outbound = new EspOutbound(
            Tunnel, Bare(cbc), new(cbc, NoncePartition.Alone, octets => octets.Clear()),
            new(extended: false, 70_000));
        using var inbound = new EspInbound(Tunnel, Bare(cbc), new ReplayWindow(64, false));

        // A number that far ahead would shut out all that the peer sends from now on.
        var packet = Ipv4("0011");
        Assert.Equal(packet, Open(inbound, Protect(outbound, packet)));
        Assert.Equal(0u, inbound.Window.Right);
    }

    [Fact]
    public void Refusals_tell_what_where_and_how_often()
    {
        using var esp = In(Tunnel);
        using var outbound = Out(Tunnel);
        var sent = Protect(outbound, Ipv4("0011"));
        Assert.Equal(
            new PacketRefusal(PacketFault.NotProtected, 9, "Protocol"),
            Refused(esp, Ipv4("0011", protocol: 6)));
        Assert.Equal(
            new PacketRefusal(PacketFault.OtherSa, 20, "SPI"),
            Refused(esp, [.. sent.AsSpan(0, 23), 0x77, .. sent.AsSpan(24)]));
        Assert.Equal(
            new PacketRefusal(
                PacketFault.NotAuthentic, sent.Length - 16, "Integrity Check Value-ICV"),
            Refused(esp, [.. sent.AsSpan(0, sent.Length - 1), (byte)(sent[^1] ^ 1)]));
        Open(esp, sent);
        Assert.Equal(
            new PacketRefusal(PacketFault.Duplicate, 24, "Sequence Number"), Refused(esp, sent));
        for (var i = 0; i < 70; i++)
        {
            Open(esp, Protect(outbound, Ipv4("0011")));
        }

        Assert.Equal(PacketFault.TooOld, Refused(esp, sent).Fault);
        Assert.Equal(
            (71UL, 1UL, 1UL, 1UL, 1UL, 1UL),
            (esp.Counts.Packets, esp.Counts[PacketFault.NotProtected],
                esp.Counts[PacketFault.OtherSa], esp.Counts[PacketFault.NotAuthentic],
                esp.Counts[PacketFault.Duplicate], esp.Counts[PacketFault.TooOld]));
        Assert.Equal(71UL * 22, esp.Counts.Octets);
    }

    [Fact]
    [Requirement("RFC4303-2.6-a")]
    public void A_dummy_looks_like_any_other_and_is_dropped()
    {
        using var outbound = Out(Tunnel);
        using var esp = In(Tunnel);
        var output = new byte[300];
        Assert.True(outbound.TryEncapsulateDummy(64, output, out var written, out _));
        Assert.Equal(Protect(outbound, Ipv4(new string('0', 88))).Length, written);
        Assert.Equal(PacketFault.Dummy, Refused(esp, output[..written]).Fault);
        Assert.Equal(1UL, esp.Window.Right);
        Assert.Equal(PacketFault.Duplicate, Refused(esp, output[..written]).Fault);
    }

    [Theory]
    [Requirement("RFC4303-2.7-a")]
    [InlineData(IpsecMode.Tunnel, 17, true)]
    [InlineData(IpsecMode.Transport, 17, true)]
    [InlineData(IpsecMode.Transport, 6, false)]
    public void Short_payloads_are_filled_up_where_their_length_can_be_told(
        IpsecMode mode, byte protocol, bool filled)
    {
        var sa = mode == IpsecMode.Tunnel ? Tunnel : Transport;
        var options = new EspOptions { TfcLength = 200 };
        using var outbound = Out(sa, options);
        using var esp = In(sa);
        var little = Ipv4("13881389000c0000" + "01020304", protocol);
        var more = Ipv4("1388138900140000" + "010203040506070809101112", protocol);
        var sent = Protect(outbound, little);
        Assert.Equal(filled, sent.Length == Protect(outbound, more).Length);
        Assert.Equal(little, Open(esp, sent));
    }

    [Theory]
    [Requirement("RFC4303-2.4-c")]
    [InlineData(true, PacketFault.BadPadding)]
    [InlineData(false, PacketFault.None)]
    public void Padding_that_does_not_count_is_refused_where_it_is_looked_at(
        bool checks, PacketFault fault)
    {
        // 22 octets and padding 1 2 3 0 instead of 1 2 3 4, made by hand with the SA's cipher.
        var text = new byte[28];
        Ipv4("0011").CopyTo(text, 0);
        new byte[] { 1, 2, 3, 0, 4, 4 }.CopyTo(text, 22);
        var esp = Convert.FromHexString("00001000" + "00000001");
        var icv = new byte[16];
        using (var cipher = Cipher())
        {
            cipher.Seal(esp, new byte[8], text, default, icv);
        }

        var carried = Convert.ToHexString([.. esp, .. new byte[8], .. text, .. icv]);
        var packet = Ipv4(carried, protocol: 50);
        using var inbound = In(Tunnel, new() { ChecksPadding = checks });
        var good = inbound.TryDecapsulate(packet, new byte[200], out _, out var refusal);
        Assert.Equal((fault == PacketFault.None, fault), (good, refusal.Fault));
        Assert.Equal(good ? 0 : 20 + 16 + 25, refusal.Offset);
        Assert.Equal(1UL, inbound.Window.Right);
    }

    [Fact]
    public void A_lease_that_is_used_up_stops_the_sender_and_numbers_that_end_do_so_for_ever()
    {
        using var esp = Out(Tunnel, next: uint.MaxValue - 1);
        esp.Sequence.LeasedThrough = uint.MaxValue - 1;
        Protect(esp, Ipv4("0011"));
        Assert.False(esp.TryEncapsulate(Ipv4("0011"), new byte[200], out _, out var refusal));
        Assert.Equal(PacketFault.LeaseUsedUp, refusal.Fault);
        esp.Sequence.LeasedThrough = uint.MaxValue;
        Protect(esp, Ipv4("0011"));
        Assert.False(esp.TryEncapsulate(Ipv4("0011"), new byte[200], out var written, out refusal));
        Assert.Equal((PacketFault.Exhausted, 0), (refusal.Fault, written));
    }

    [Theory]
    [InlineData(IpsecMode.Tunnel)]
    [InlineData(IpsecMode.Transport)]
    public void Nothing_of_a_packet_that_is_refused_stays_in_the_clear(IpsecMode mode)
    {
        using var esp = Out(mode == IpsecMode.Tunnel ? Tunnel : Transport, next: 7);
        esp.Sequence.LeasedThrough = 6;
        var output = new byte[200];
        output.AsSpan().Fill(0xee);
        Assert.False(esp.TryEncapsulate(
            Ipv4("00112233445566778899"), output, out var written, out var refusal));
        Assert.Equal((PacketFault.LeaseUsedUp, 0), (refusal.Fault, written));
        var rest = output.AsSpan().TrimEnd((byte)0xee);
        Assert.True(rest.Length >= 20 + 8 + 10 + 16);
        Assert.Equal(-1, rest.IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void An_authentic_packet_above_the_floor_waits_and_moves_nothing()
    {
        using var esp = In(Tunnel);
        var sent = Protect(Out(Tunnel, next: 10), Ipv4("0011"));
        esp.AcceptedThrough = 9;
        var forged = sent.ToArray();
        forged[^1] ^= 1;
        Assert.Equal(PacketFault.NotAuthentic, Refused(esp, forged).Fault);
        Assert.Equal(PacketFault.AwaitsFloor, Refused(esp, sent).Fault);
        Assert.Equal(0UL, esp.Window.Right);
        esp.AcceptedThrough = 10;
        Assert.Equal(Ipv4("0011"), Open(esp, sent));
    }

    [Fact]
    public void What_does_not_fit_is_refused_before_a_number_is_taken()
    {
        using var esp = Out(Tunnel);
        var packet = Ipv4(new string('0', 2 * 65_500));
        Assert.False(esp.TryEncapsulate(packet, new byte[70_000], out _, out var refusal));
        Assert.Equal(PacketFault.TooLong, refusal.Fault);
        Assert.False(esp.TryEncapsulate(Ipv4("0011"), new byte[60], out _, out refusal));
        Assert.Equal(PacketFault.OutputTooSmall, refusal.Fault);
        Assert.Equal(1UL, esp.Sequence.Next);
    }

    [Fact]
    public void A_batch_says_of_each_packet_what_came_of_it()
    {
        using var outbound = Out(Tunnel);
        using var inbound = In(Tunnel);
        var packets = (byte[][])[Ipv4("00"), Ipv4("0011"), [0x45], Ipv6("001122")];
        var sent = packets.Select(packet => new PacketJob(packet, new byte[200])).ToArray();
        Assert.Equal(3, outbound.Encapsulate(sent));
        Assert.Equal((0, PacketFault.Malformed), (sent[2].Written, sent[2].Refusal.Fault));
        var received = sent.Where(job => job.Written > 0)
            .Select(job => new PacketJob(job.Output[..job.Written], new byte[200]))
            .ToArray();
        Assert.Equal(3, inbound.Decapsulate(received));
        Assert.Equal(
            packets.Where(packet => packet.Length > 1),
            received.Select(job => job.Output[..job.Written].ToArray()));
    }

    private static byte[] Types(string types) =>
        Convert.FromHexString(types.Replace(" ", "", StringComparison.Ordinal));

    // Extension headers of 8 octets each, then UDP.
    private static byte[] Chain(byte[] types, out int length)
    {
        var octets = new List<byte>();
        for (var i = 0; i < types.Length - 1; i++)
        {
            // Options: PadN of 4 octets. Routing: type 253, no stop left.
            octets.AddRange(types[i] == 43
                ? [types[i + 1], 0, 253, 0, 0, 0, 0, 0]
                : [types[i + 1], 0, 1, 4, 0, 0, 0, 0]);
        }

        octets.AddRange(Convert.FromHexString("13881389000c0000" + "01020304"));
        var packet = Ipv6(Convert.ToHexString(octets.ToArray()), next: types[0]);
        length = packet.Length;
        return packet;
    }

    private static PacketCipher Bare(EncryptionSpec encryption) =>
        CryptoProviders.Managed().CreateCipher(
            encryption, IntegritySpec.None, new byte[encryption.KeyMaterialLength], []);
}

using System.Text.Json;
using Holdfast.Protocol;
using Holdfast.Protocol.Ah;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ipsec;
using Holdfast.Tests.Examples.Encapsulation;

namespace Holdfast.Tests.Examples.Ipsec;

/// <summary>
/// Every ESP and AH packet of the lab verifies and opens, in the order in which it came and through
/// a window; what comes out is what another implementation had put in.
/// </summary>
public sealed class LabCaptures
{
    private static readonly JsonElement Findings = JsonDocument.Parse(File.ReadAllText(
        Path.Combine(LabCapture.Root, "tests", "captures", "lab", "findings.json"))).RootElement;

    public static TheoryData<string> Captures { get; } = [.. Names(scapy: false)];

    public static TheoryData<string> ScapyCaptures { get; } = [.. Names(scapy: true)];

    [Fact]
    public void The_lab_has_1465_packets_and_74_files_of_scapy()
    {
        Assert.Equal(1465, Names(false).Sum(name => Count(name, "esp_ah")));
        Assert.Equal(74, Names(true).Count());
    }

    [Theory]
    [MemberData(nameof(Captures))]
    [Requirement("RFC4303-3.4.4-a")]
    [Requirement("RFC4302-3.4.4-a")]
    public void Every_packet_of_the_lab_opens(string capture)
    {
        var opened = Open(capture).ToList();
        Assert.Equal(Count(capture, "esp_ah_verified"), opened.Count);
        Assert.Equal(
            capture == "iop-vpnc-v1-aggressive-xauth" ? 2 : 0,
            opened.Count(packet => packet.Packet.Length == 0));

        var firsts = Findings.GetProperty(capture).GetProperty("first_plaintext");
        foreach (var first in firsts.EnumerateObject())
        {
            var packet = opened.First(packet => packet.Spi.ToString() == first.Name);

            // Of a long text the first 200 octets were kept.
            var text = first.Value.GetString()!;
            var own = Convert.ToHexStringLower(packet.Text);
            Assert.Equal(text, text.Length == 400 ? own[..400] : own);
        }
    }

    [Theory]
    [MemberData(nameof(ScapyCaptures))]
    public void Every_packet_of_scapy_is_what_scapy_protected(string capture)
    {
        Assert.Equal(
            Findings.GetProperty(capture).GetProperty("plain_packets").EnumerateArray()
                .Select(plain => plain.GetString()!).ToList(),
            Open(capture).Select(packet => Convert.ToHexStringLower(packet.Packet)).ToList());
    }

    [Theory]
    [InlineData("k-v2-tunnel-aes128gcm16")]
    [InlineData("k-v2-tunnel-tfc-padding")]
    [InlineData("k-v2-ah-tunnel-sha256")]
    [InlineData("x-esp-tunnel-4in6-cbc256-sha256")]
    [InlineData("x-esp-tunnel-v4-chacha")]
    [InlineData("x-ah-tunnel-v4-xcbc")]
    public void A_kernel_takes_the_same_packet_out_of_the_tunnel(string capture)
    {
        // The receiving kernel shows the capture what it took out, right behind what it got.
        var clear = LabTraffic.Packets(capture)
            .Where(packet => LabTraffic.Protected(packet) is null)
            .Select(Convert.ToHexStringLower)
            .ToHashSet();
        var receiver = LabSa.Of(capture)[0].Destination;
        var received = Open(capture).Where(packet => packet.To.Equals(receiver)).ToList();
        Assert.NotEmpty(received);
        Assert.All(
            received, packet => Assert.Contains(Convert.ToHexStringLower(packet.Packet), clear));
    }

    private static IEnumerable<Opened> Open(string capture)
    {
        var sas = LabSa.Of(capture).ToDictionary(
            sa => (sa.IsEsp, sa.Spi), sa => new LabHalf(capture, sa));
        foreach (var packet in LabTraffic.Packets(capture))
        {
            if (LabTraffic.Protected(packet) is { } place)
            {
                yield return sas[(place.IsEsp, place.Spi)].Open(packet, place.Number);
            }
        }
    }

    private static IEnumerable<string> Names(bool scapy) => Findings.EnumerateObject()
        .Select(capture => capture.Name)
        .Where(name => name.StartsWith("scapy/", StringComparison.Ordinal) == scapy)
        .Where(name => scapy || Count(name, "esp_ah") > 0);

    private static int Count(string capture, string what) =>
        Findings.GetProperty(capture).GetProperty(what).GetInt32();

    /// <summary>A packet that came out, and the text of ESP with its trailer.</summary>
    private sealed record Opened(Spi Spi, System.Net.IPAddress To, byte[] Packet, byte[] Text);

    /// <summary>The receiving half of an SA, made when its first packet comes.</summary>
    private sealed class LabHalf(string capture, LabSa sa)
    {
        private const string Vpnc = "iop-vpnc-v1-aggressive-xauth";

        private EspInbound? _esp;
        private AhInbound? _ah;

        public Opened Open(byte[] packet, uint number)
        {
            _esp ??= sa.IsEsp ? sa.Esp(sa.WindowBefore(number)) : null;
            _ah ??= sa.IsEsp ? null : sa.Ah(sa.WindowBefore(number));
            var output = new byte[packet.Length + 64];
            if (!TryOpen(packet, output, out var opened, out var refusal))
            {
                Assert.True(IsExplained(refusal), $"{refusal}");
                opened = refusal.Fault == PacketFault.Duplicate
                    ? OpenApart(packet, number, output)
                    : opened;
            }

            return new(
                sa.Spi, sa.Destination, output[..opened.Written],
                sa.IsEsp ? Text(packet, Math.Max(opened.Number, _esp!.Window.Right)) : []);
        }

        private bool TryOpen(
            byte[] packet, byte[] output, out Decapsulated opened, out PacketRefusal refusal) =>
            _esp is not null
                ? _esp.TryDecapsulate(packet, output, out opened, out refusal)
                : _ah!.TryDecapsulate(packet, output, out opened, out refusal);

        // vpnc sends IPv6 as if it were IPv4: authentic, and still no IPv4 packet. Scapy takes the
        // number 0 for none, and sends 0xfffffffe with the high half of its next packets.
        private bool IsExplained(PacketRefusal refusal) => refusal.Fault switch
        {
            PacketFault.Malformed => capture == Vpnc && refusal.Field == "Version",
            PacketFault.Duplicate => capture.StartsWith("scapy/", StringComparison.Ordinal)
                && capture.EndsWith("-esn", StringComparison.Ordinal),
            _ => false,
        };

        private Decapsulated OpenApart(byte[] packet, uint number, byte[] output)
        {
            var later = sa with { High = sa.High + 1 };
            var half = new LabHalf("", later);
            half._esp = later.IsEsp ? later.Esp(later.WindowBefore(number)) : null;
            half._ah = later.IsEsp ? null : later.Ah(later.WindowBefore(number));
            Assert.True(
                half.TryOpen(packet, output, out var opened, out var refusal), $"{refusal}");
            return opened;
        }

        // The same once more from the bare ESP, whose text is the oracle's.
        private byte[] Text(byte[] packet, ulong number)
        {
            using var opener = sa.Opener();
            var at = packet.AsSpan().IndexOf(Convert.FromHexString($"{sa.Spi}{(uint)number:x8}"));
            var esp = packet.AsSpan(at);
            var text = new byte[esp.Length];
            Assert.True(
                opener.TryOpen(esp, number, text, out var length, out var refusal), $"{refusal}");
            return text[..length];
        }
    }
}

using Holdfast.Tests.Interop.Contract;
using Holdfast.Tests.Interop.Corpus;
using Holdfast.Tests.Interop.Made;

namespace Holdfast.Tests.Interop;

/// <summary>Octets that were made, or happen, to break decoders: each packet is one line that keeps
/// the contract, within bounded time, and text for people.</summary>
public sealed class HostileInputTests(TemporaryFolder folder) : IClassFixture<TemporaryFolder>
{
    private const int EthernetLink = 1;
    private const int EtherTypeIpv4 = 0x0800;
    private const int UdpProtocol = 17;

    /// <summary>Captures of which each frame is cut, flipped and grown.</summary>
    public static TheoryData<string> Victims =>
    [
        "lab/iop-ikescan-v1-main-probes.pcap",
        "lab/iop-ikescan-v2-probes.pcap",
        "lab/misc/scapy-bfd.pcap",
        "lab/misc/scapy-gre.pcap",
        "lab/misc/scapy-hsrp-all-opcodes-states.pcap",
        "lab/misc/scapy-hsrp-md5-tlv.pcap",
        "lab/misc/scapy-ikev2-messages.pcap",
        "lab/scapy/scapy-ah-tunnel-v6-cmac.pcap",
        "lab/scapy/scapy-esp-transport-v4-gcm128.pcap",
        "lab/v1-no-proposal-chosen.pcap",
        "lab/v2-invalid-ke-retry.pcap",
        "lab/v2-redirect.pcap",
    ];

    [PublicTheory]
    [InlineData(500, 0)]
    [InlineData(4500, 0)]
    [InlineData(4500, 4)]
    [InlineData(1985, 0)]
    [InlineData(2029, 0)]
    [InlineData(3784, 0)]
    public void Every_raw_message_is_a_line(int port, int zeros)
    {
        var frames = RawMessages.All.Select(message =>
            Ethernet(Frame.Udp(port, [.. new byte[zeros], .. message])));
        Check($"raw-{port}-{zeros}.pcap", EthernetLink, frames);
    }

    [PublicTheory]
    [InlineData(47)]
    [InlineData(50)]
    [InlineData(51)]
    [InlineData(54)]
    public void Every_raw_message_is_a_line_as_an_ip_payload(int protocol)
    {
        var frames = RawMessages.All.Select(message => Frame.Ethernet(
            EtherTypeIpv4, Frame.Ipv4(protocol, message)));
        Check($"raw-ip-{protocol}.pcap", EthernetLink, frames);
    }

    [Theory, MemberData(nameof(Victims))]
    public void Every_truncation_of_a_frame_is_a_line(string name)
    {
        var (link, frames) = PcapFile.Read(CaptureFile.Named(name).Path);
        Check(
            Made(name, "cut"),
            link,
            frames.Take(4).SelectMany(f => Enumerable.Range(0, f.Length).Select(n => f[..n])));
    }

    [Theory, MemberData(nameof(Victims))]
    public void Every_octet_of_a_frame_may_be_zero_or_all_ones(string name)
    {
        var (link, frames) = PcapFile.Read(CaptureFile.Named(name).Path);
        Check(Made(name, "spoilt"), link, frames.Take(4).SelectMany(Spoilt));
    }

    [Theory, MemberData(nameof(Victims))]
    public void A_file_may_end_anywhere(string name)
    {
        var octets = File.ReadAllBytes(CaptureFile.Named(name).Path);
        var (_, frames) = PcapFile.Read(CaptureFile.Named(name).Path);
        foreach (var end in (int[])[0, 3, 23, 24, 30, 41, octets.Length / 2, octets.Length - 1])
        {
            var path = folder.File(Made(name, "file"));
            File.WriteAllBytes(path, octets[..end]);
            var decoded = Decoder.Decode(path);
            Assert.All(decoded.Lines, line => Assert.Empty(JsonContract.Faults(line)));
            Assert.Equal(end == 24 ? 0 : 2, decoded.ExitCode);
            Assert.True(decoded.Lines.Count < frames.Count);
            if (end != 24) Assert.NotEmpty(decoded.Complaint);
        }
    }

    private static IEnumerable<byte[]> Spoilt(byte[] frame)
    {
        for (var i = 0; i < frame.Length; i++)
        {
            foreach (var value in (byte[])[0x00, 0xff])
            {
                var copy = (byte[])frame.Clone();
                copy[i] = value;
                yield return copy;
            }
        }
    }

    private static byte[] Ethernet(byte[] udp) =>
        Frame.Ethernet(EtherTypeIpv4, Frame.Ipv4(UdpProtocol, udp));

    private static string Made(string name, string how) => name.Replace('/', '-') + "." + how;

    private void Check(string file, int link, IEnumerable<byte[]> frames)
    {
        var list = frames.ToArray();
        var decoded = Decoder.Decode(PcapFile.Write(folder.File(file), link, list));
        Assert.Equal(0, decoded.ExitCode);
        Assert.Equal(list.Length, decoded.Lines.Count);
        Assert.Empty(decoded.Lines.SelectMany((line, index) =>
            JsonContract.Faults(line).Select(f => $"packet {index + 1}: {f}")).Take(10));
        foreach (var option in (string[])["-v", "-x"])
        {
            var text = Decoder.Decode(folder.File(file), option);
            Assert.Equal(0, text.ExitCode);
            Assert.True(text.Lines.Count >= list.Length, $"{option}: fewer lines than packets");
        }
    }
}

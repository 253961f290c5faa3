using Holdfast.Codec;
using Holdfast.Codec.Streams;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Tests.Examples.Streams;

namespace Holdfast.Tests.Examples.Encapsulation;

/// <summary>IKE and ESP in a TCP stream.</summary>
public sealed class Rfc9329_3_Streams
{
    private const string Ike = "000a" + "00000000" + "01020304";

    private const string Esp = "000c" + "cafebabe" + "00000001" + "0506";

    [Fact]
    [Requirement("RFC9329-3.1-a")]
    [Requirement("RFC9329-3.1-b")]
    [Requirement("RFC9329-3.2-a")]
    [Requirement("RFC9329-4-a")]
    public async Task Behind_the_prefix_every_frame_counts_its_own_length()
    {
        byte[] octets = [.. "IKETCP"u8, .. Convert.FromHexString(Ike + Esp + Ike)];
        foreach (var pieces in Segments.Divisions(octets))
        {
            var reader = new FrameReader(Segments.Of(pieces), 1500);
            Assert.Equal(["prefix", "MarkedIke 8", "EspPacket 10", "MarkedIke 8"],
                await Read(reader));
            Assert.Null(reader.Error);
        }
    }

    [Fact]
    [Requirement("RFC9329-3-a")]
    public async Task A_message_longer_than_the_limit_ends_the_stream()
    {
        byte[] octets = [.. "IKETCP"u8, .. Convert.FromHexString(Ike), 0x05, 0xdd, 1];
        var reader = new FrameReader(Segments.Of(octets), 1500);

        Assert.Equal(["prefix", "MarkedIke 8"], await Read(reader));
        Assert.Equal(DecodeFault.FrameTooLarge, reader.Error?.Error.Fault);
    }

    private static async Task<List<string>> Read(FrameReader reader)
    {
        var seen = new List<string>();
        while (await reader.FillAsync())
        {
            if (seen.Count == 0 && reader.TryRead(out TcpEncapsulationPrefix _))
            {
                seen.Add("prefix");
            }

            while (seen.Count > 0 && reader.TryRead(out TcpEncapsulationFrame frame))
            {
                Assert.True(
                    UdpEncapsulation.TryParse(frame.Content, out var kind, out var why), $"{why}");
                seen.Add($"{kind.Case} {frame.Content.Length}");
            }
        }

        return seen;
    }
}

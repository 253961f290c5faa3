using System.Diagnostics;
using System.IO.Pipelines;
using System.Xml.Linq;
using Holdfast.Codec;
using Holdfast.Protocol.Capture;
using Holdfast.Tests.Interop.Corpus;
using Holdfast.Tests.Interop.Oracle;

namespace Holdfast.Tests.Interop.Capture;

/// <summary>Other people's tools read the captures that we write.</summary>
public sealed class WrittenCaptures : IDisposable
{
    private readonly string _file =
        Path.Combine(Path.GetTempPath(), $"holdfast-{Guid.NewGuid():N}.cap");

    /// <summary>Both formats, byte orders and resolutions, and how capinfos names them.</summary>
    public static TheoryData<CaptureFormat, ByteOrder, bool, string> Styles => new()
    {
        { CaptureFormat.Pcap, ByteOrder.Little, false, "pcap" },
        { CaptureFormat.Pcap, ByteOrder.Big, false, "pcap" },
        { CaptureFormat.Pcap, ByteOrder.Little, true, "nsecpcap" },
        { CaptureFormat.Pcap, ByteOrder.Big, true, "nsecpcap" },
        { CaptureFormat.Pcapng, ByteOrder.Little, false, "pcapng" },
        { CaptureFormat.Pcapng, ByteOrder.Big, false, "pcapng" },
        { CaptureFormat.Pcapng, ByteOrder.Little, true, "pcapng" },
        { CaptureFormat.Pcapng, ByteOrder.Big, true, "pcapng" },
    };

    /// <inheritdoc/>
    public void Dispose() => File.Delete(_file);

    [OracleTheory]
    [MemberData(nameof(Styles))]
    public async Task Tshark_sees_what_was_written(
        CaptureFormat format, ByteOrder order, bool isFine, string type)
    {
        var fraction = isFine ? "123456789" : "123456000";
        await Write(new CaptureStyle(format, order, isFine), isFine ? 123_456_789u : 123_456_000u);

        var packets = Tshark.Packets(_file).ToList();
        Assert.Equal(["1", "2", "3"], packets.Select(p => Frame(p, "frame.number")));
        Assert.Equal(["60", "1500", "14"], packets.Select(p => Frame(p, "frame.len")));
        Assert.Equal(["60", "20", "14"], packets.Select(p => Frame(p, "frame.cap_len")));
        Assert.All(packets, p => Assert.Equal(
            $"1795000000.{fraction}", Frame(p, "frame.time_epoch")));
        Assert.All(packets, p => Assert.Equal("1", Frame(p, "frame.encap_type")));
        Assert.Equal(type, await Capinfos());
    }

    private static string? Frame(XElement packet, string field) => packet.Elements("proto")
        .Single(proto => proto.Name() == "frame").Elements()
        .Single(element => element.Name() == field).Show();

    private async Task Write(CaptureStyle style, uint nanoseconds)
    {
        await using var stream = File.Create(_file);
        var pipe = PipeWriter.Create(stream);
        var writer = new CaptureWriter(pipe, style, new LinkType(1));
        foreach (var (captured, length) in ((int, uint)[])[(60, 60), (20, 1500), (14, 14)])
        {
            var packet = new CapturedPacket
            {
                Octets = new byte[captured],
                OriginalLength = length,
                HasTime = true,
                Time = new CaptureTime(1_795_000_000, nanoseconds),
            };
            Assert.True(writer.TryWrite(packet, out var error), error.ToString());
        }

        Assert.True(await writer.FlushAsync());
        await pipe.CompleteAsync();
    }

    // capinfos comes with tshark.
    private async Task<string> Capinfos()
    {
        var start = new ProcessStartInfo("capinfos", ["-T", "-r", "-t", _file])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output.Trim().Split('\t')[1];
    }
}

using System.IO.Pipelines;
using Holdfast.Protocol.Capture;

namespace Holdfast.Tests.Examples.Capture;

/// <summary>A packet as a value, for comparison.</summary>
internal sealed record Seen(
    string Hex, uint Length, ushort Link, CaptureTime? Time, bool IsFine, int Interface);

/// <summary>Captures in memory.</summary>
internal static class Written
{
    /// <summary>A file of the given packets.</summary>
    public static async Task<byte[]> File(
        CaptureStyle style, ushort link, IEnumerable<Seen> packets)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var writer = new CaptureWriter(pipe.Writer, style, new LinkType(link));
        foreach (var packet in packets)
        {
            while (packet.Interface >= writer.Interfaces && style.Format == CaptureFormat.Pcapng)
            {
                _ = writer.AddInterface(new LinkType(packet.Link));
            }

            Write(writer, packet);
        }

        Assert.True(await writer.FlushAsync());
        await pipe.Writer.CompleteAsync();
        var result = await pipe.Reader.ReadAtLeastAsync(int.MaxValue);
        var octets = new byte[result.Buffer.Length];
        var at = 0;
        foreach (var segment in result.Buffer)
        {
            segment.Span.CopyTo(octets.AsSpan(at));
            at += segment.Length;
        }

        return octets;
    }

    /// <summary>The packets of a file, and why it ends.</summary>
    public static async Task<(List<Seen> Packets, CaptureError? Error)> Read(
        PipeReader pipe, CaptureLimits? limits = null)
    {
        var reader = new CaptureReader(pipe, limits);
        var packets = new List<Seen>();
        while (await reader.FillAsync())
        {
            Drain(reader, packets);
        }

        return (packets, reader.Error);
    }

    /// <summary>The packets of a file in memory.</summary>
    public static Task<(List<Seen> Packets, CaptureError? Error)> Read(byte[] file) =>
        Read(PipeReader.Create(new MemoryStream(file)));

    private static void Drain(CaptureReader reader, List<Seen> packets)
    {
        while (reader.TryRead(out var packet))
        {
            packets.Add(new Seen(
                Convert.ToHexStringLower(packet.Octets), packet.OriginalLength,
                packet.LinkType.Value, packet.HasTime ? packet.Time : null, packet.IsFine,
                packet.Interface));
        }
    }

    private static void Write(CaptureWriter writer, Seen packet)
    {
        var captured = new CapturedPacket
        {
            Octets = Convert.FromHexString(packet.Hex),
            OriginalLength = packet.Length,
            HasTime = packet.Time is not null,
            Time = packet.Time ?? default,
            Interface = packet.Interface,
        };
        Assert.True(writer.TryWrite(captured, out var error), error.ToString());
    }
}

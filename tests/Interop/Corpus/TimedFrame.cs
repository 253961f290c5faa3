using System.IO.Pipelines;
using Holdfast.Protocol.Capture;

namespace Holdfast.Tests.Interop.Corpus;

/// <summary>A frame of a capture, with its time.</summary>
/// <param name="Packet">Counted from 1.</param>
/// <param name="At">Since the first packet.</param>
/// <param name="Octets">From the link header on.</param>
internal sealed record TimedFrame(int Packet, TimeSpan At, byte[] Octets)
{
    /// <summary>All frames of a capture file.</summary>
    public static List<TimedFrame> Of(string path)
    {
        List<TimedFrame> frames = [];
        using var file = File.OpenRead(path);
        var reader = new CaptureReader(PipeReader.Create(file));
        TimeSpan? start = null;
        while (reader.FillAsync().AsTask().GetAwaiter().GetResult())
        {
            while (reader.TryRead(out var packet))
            {
                var time = TimeSpan.FromSeconds(packet.Time.Seconds)
                    + TimeSpan.FromMicroseconds(packet.Time.Nanoseconds / 1_000);
                start ??= time;
                frames.Add(new((int)reader.Packets, time - start.Value, [.. packet.Octets]));
            }
        }

        Assert.Null(reader.Error);
        return frames;
    }
}

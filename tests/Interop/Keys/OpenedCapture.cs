using System.IO.Pipelines;
using Holdfast.Cli.Decoding;
using Holdfast.Cli.Decryption;
using Holdfast.Cli.Keys;
using Holdfast.Protocol.Capture;
using Holdfast.Tests.Interop.Corpus;

namespace Holdfast.Tests.Interop.Keys;

/// <summary>A capture of the lab, decoded with its keys, packet by packet.</summary>
internal static class OpenedCapture
{
    /// <summary>What is to be done with a packet.</summary>
    public delegate void Look(long number, PacketDecoder decoder, ReadOnlySpan<byte> frame);

    /// <summary>Decodes a capture and looks at each packet.</summary>
    public static void Walk(string name, Look look)
    {
        Assert.True(KeyFile.TryLoad(LabKeys.Of("keys", name), out var keys, out _));
        using var ring = new KeyRing();
        ring.Add(keys);
        using var table = new SaTable(ring);
        var decoder = new PacketDecoder { Keys = table };
        using var file = File.OpenRead(Path.Combine(Repository.Lab, name + ".pcap"));
        var reader = new CaptureReader(PipeReader.Create(file));
        while (reader.FillAsync(default).AsTask().GetAwaiter().GetResult())
        {
            while (reader.TryRead(out var packet))
            {
                Assert.True(decoder.TryDecode(reader.Packets, packet));
                look(reader.Packets, decoder, packet.Octets);
            }
        }
    }
}

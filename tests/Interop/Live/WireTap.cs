using System.Diagnostics;
using System.Text.Json.Nodes;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Tests.Interop.Corpus;

namespace Holdfast.Tests.Interop.Live;

/// <summary>A message of HSRP that was seen on a wire.</summary>
/// <param name="Source">Who said it.</param>
/// <param name="Opcode">0: Hello, 1: Coup, 2: Resign.</param>
/// <param name="IsActive">Whether it says that it is active: state 6 of version 2.</param>
internal sealed record SeenHsrp(string Source, int Opcode, bool IsActive);

/// <summary>Somebody who records a segment.</summary>
internal sealed class WireTap : IDisposable
{
    private const int Active = 6;
    private readonly string _file;
    private readonly Process _recorder;

    public WireTap(Lab lab, string bridge)
    {
        _file = Path.Combine(lab.Folder, "tap.pcap");
        _recorder = lab.Start(
            "net", "tap.log", "dumpcap", "-q", "-P", "-i", bridge, "-w", _file, "-f", "udp");
        var time = Stopwatch.StartNew();
        while (!File.Exists(_file) || new FileInfo(_file).Length == 0)
        {
            Assert.True(time.Elapsed < TimeSpan.FromSeconds(20), "nobody records");
            Thread.Sleep(20);
        }
    }

    /// <summary>Ends, and says what was said.</summary>
    public IReadOnlyList<SeenHsrp> Said()
    {
        Dispose();
        return
        [
            .. Decoder.Decode(_file).Lines
                .Select(line => JsonNode.Parse(line)!)
                .Select(Read)
                .OfType<SeenHsrp>(),
        ];
    }

    /// <summary>Ends, and has what UDP carried to a port.</summary>
    public IReadOnlyList<byte[]> Datagrams(int port)
    {
        Dispose();
        List<byte[]> all = [];
        foreach (var frame in TimedFrame.Of(_file))
        {
            if (EthernetFrame.TryParse(frame.Octets, out var ethernet, out _)
                && Ipv4Packet.TryParse(ethernet.Payload, out var ip, out _)
                && UdpDatagram.TryParse(ip.Payload, out var udp, out _)
                && udp.DestinationPort == port)
            {
                all.Add(udp.Payload.ToArray());
            }
        }

        return all;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_recorder.HasExited)
        {
            // Who is killed has not written what it saw last.
            using var ask = Process.Start("kill", ["-INT", $"{_recorder.Id}"]);
            ask.WaitForExit();
            if (!_recorder.WaitForExit(TimeSpan.FromSeconds(5)))
            {
                _recorder.Kill();
                _recorder.WaitForExit();
            }
        }
    }

    private static SeenHsrp? Read(JsonNode packet)
    {
        var layers = packet["layers"]!.AsArray();
        var hsrp = layers.FirstOrDefault(layer => layer!.Is("layer", "hsrp"));
        var state = hsrp?["state"];
        var source = layers.FirstOrDefault(layer => layer!.Is("layer", "ip"))?["source"];
        return state is null || source is null
            ? null
            : new((string)source!, (int)hsrp!["opcode"]!, (int)state! == Active);
    }
}

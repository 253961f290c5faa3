using System.Buffers.Binary;
using System.Diagnostics;

namespace Holdfast.Tests.Interop.Live;

/// <summary>A packet of ESP in UDP that was seen on a wire.</summary>
/// <param name="FromGateway">Whether the virtual address sent it.</param>
/// <param name="Spi">Its SPI.</param>
/// <param name="Number">The lower half of its sequence number.</param>
/// <param name="Iv">Its IV of 8 octets.</param>
internal sealed record SeenEsp(bool FromGateway, uint Spi, uint Number, ulong Iv)
{
    /// <summary>Frames of no more octets have all that is read here.</summary>
    public const int Enough = 96;

    /// <summary>How many numbers and nonces the gateway has used a second time, RFC 4303 §3.3.3
    /// and RFC 4106 §3.1.</summary>
    public static int Twice(IReadOnlyList<SeenEsp> packets)
    {
        var sent = packets.Where(packet => packet.FromGateway).ToList();
        return (2 * sent.Count)
            - sent.Select(packet => (packet.Spi, packet.Number)).Distinct().Count()
            - sent.Select(packet => (packet.Spi, packet.Iv)).Distinct().Count();
    }

    /// <summary>How many packets of the gateway came behind a later one of their SA.</summary>
    public static int Reordered(IReadOnlyList<SeenEsp> packets)
    {
        Dictionary<uint, uint> newest = [];
        var reordered = 0;
        foreach (var packet in packets.Where(packet => packet.FromGateway))
        {
            var last = newest.GetValueOrDefault(packet.Spi);
            reordered += packet.Number < last ? 1 : 0;
            newest[packet.Spi] = Math.Max(last, packet.Number);
        }

        return reordered;
    }

    /// <summary>RFC 4303 §3.3.3 and RFC 4106 §3.1: over both members, all the time.</summary>
    public static void AssertNothingTwice(
        IReadOnlyList<SeenEsp> packets, PeerChild? child = null)
    {
        var sent = packets.Where(packet => packet.FromGateway).ToList();
        Assert.NotEmpty(sent);
        Assert.All(sent, packet => Assert.True(
            child is null || packet.Spi == Convert.ToUInt32(child.In, 16)));
        Assert.Equal(0, Twice(packets));
    }
}

/// <summary>A frame that was seen on a wire, and when.</summary>
internal readonly record struct SeenFrame(DateTime At, byte[] Octets);

/// <summary>Somebody who records all that passes on a segment, or at a port of one.</summary>
internal sealed class EspTap : IDisposable
{
    private const uint MagicOfNanoseconds = 0xA1B23C4D;
    private const int PacketHeader = 16;
    private const int FileHeader = 24;
    private const int Ethernet = 14;
    private const int TypeAt = 12;
    private const int IdLength = 16;

    // Of the types that IEEE 802 leaves to experiments: nobody else says it here.
    private const ushort MarkType = 0x88B5;

    private readonly Lab _lab;
    private readonly string _bridge;
    private readonly Process _recorder;
    private readonly List<SeenFrame> _seen = [];

    // Whoever else records on the segment gets this mark too, and this one gets his.
    private readonly byte[] _mark = Guid.NewGuid().ToByteArray();
    private long _read = FileHeader;

    /// <param name="lab">Where.</param>
    /// <param name="bridge">The segment, or a port of it.</param>
    /// <param name="filter">What is recorded.</param>
    /// <param name="length">Octets of a frame at most; 0: all.</param>
    public EspTap(Lab lab, string bridge, string filter, int length = 0)
    {
        (_lab, _bridge) = (lab, bridge);
        var name = $"tap-{bridge}-{Guid.NewGuid():N}";
        File = Path.Combine(lab.Folder, $"{name}.pcap");
        _recorder = lab.Start(
            "net", $"{name}.log", "dumpcap", "-q", "-P", "-i", bridge, "-s", $"{length}",
            "-w", File, "-f", $"({filter}) or ether proto 0x{MarkType:x}");
        var time = Stopwatch.StartNew();
        while (!System.IO.File.Exists(File) || new FileInfo(File).Length == 0)
        {
            Assert.True(time.Elapsed < TimeSpan.FromSeconds(20), "nobody records");
            Thread.Sleep(20);
        }
    }

    /// <summary>Where the recording is.</summary>
    public string File { get; }

    /// <summary>Ends behind all that has passed until now, and gives the frames.</summary>
    public IReadOnlyList<byte[]> Frames()
    {
        var frames = SoFar();
        Dispose();
        return [.. frames.Select(frame => frame.Octets)];
    }

    /// <summary>All frames that have passed until now.</summary>
    /// <remarks>
    /// Whoever records gets what passes a moment later: so it is read as far as a frame of our own.
    /// </remarks>
    public IReadOnlyList<SeenFrame> SoFar()
    {
        if (_recorder.HasExited)
        {
            return _seen;
        }

        Mark();
        using var file = new FileStream(File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Span<byte> magic = stackalloc byte[sizeof(uint)];
        file.ReadExactly(magic);
        var ticksOfSecond = BinaryPrimitives.ReadUInt32LittleEndian(magic) == MagicOfNanoseconds
            ? 1_000_000_000
            : 1_000_000;
        file.Position = _read;
        var time = Stopwatch.StartNew();
        while (true)
        {
            if (Next(file, ticksOfSecond) is not { } frame)
            {
                Assert.True(time.Elapsed < TimeSpan.FromSeconds(20), "the mark is not recorded");
                Thread.Sleep(20);
            }
            else if (BinaryPrimitives.ReadUInt16BigEndian(frame.Octets.AsSpan(TypeAt)) != MarkType)
            {
                _seen.Add(frame);
            }
            else if (frame.Octets.AsSpan(Ethernet, IdLength).SequenceEqual(_mark))
            {
                _read = file.Position;
                return _seen;
            }
        }
    }

    /// <summary>Ends, and gives the packets of ESP in UDP.</summary>
    public IReadOnlyList<SeenEsp> Packets()
    {
        var packets = Packets(SoFar());
        Dispose();
        return packets;
    }

    /// <summary>The packets of ESP in UDP among frames.</summary>
    public static IReadOnlyList<SeenEsp> Packets(IReadOnlyList<SeenFrame> frames) =>
        [.. frames.Select(frame => Read(frame.Octets)).OfType<SeenEsp>()];

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_recorder.HasExited)
        {
            using var stop = Process.Start("kill", ["-INT", $"{_recorder.Id}"]);
            stop.WaitForExit();
            _recorder.WaitForExit(TimeSpan.FromSeconds(10));
        }
    }

    private void Mark() => _lab.In(
        "net", "/usr/bin/python3", "-c", $"""
            import socket
            wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
            wire.bind(("{_bridge}", 0))
            wire.send(
                b"\xff" * 12 + ({MarkType}).to_bytes(2, "big")
                + bytes.fromhex("{Convert.ToHexString(_mark)}") + bytes(30))
            """);

    // What is not there in full yet is read the next time.
    private static SeenFrame? Next(FileStream file, int ticksOfSecond)
    {
        var at = file.Position;
        Span<byte> header = stackalloc byte[PacketHeader];
        if (file.ReadAtLeast(header, PacketHeader, throwOnEndOfStream: false) == PacketHeader)
        {
            var frame = new byte[BinaryPrimitives.ReadInt32LittleEndian(header[8..])];
            if (file.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length)
            {
                var second = BinaryPrimitives.ReadUInt32LittleEndian(header);
                var part = (double)BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
                return new(
                    DateTime.UnixEpoch.AddSeconds(second).AddSeconds(part / ticksOfSecond), frame);
            }
        }

        file.Position = at;
        return null;
    }

    private static SeenEsp? Read(ReadOnlySpan<byte> frame)
    {
        const int gateway = unchecked((int)0xC0A80005);
        var ip = frame[Ethernet..];
        var udp = ip[((ip[0] & 0x0F) * 4)..];
        if (ip[9] != 17 || udp.Length < 8 + 16
            || BinaryPrimitives.ReadUInt16BigEndian(udp) != 4500)
        {
            return null;
        }

        var esp = udp[8..];
        var spi = BinaryPrimitives.ReadUInt32BigEndian(esp);
        return spi == 0
            ? null
            : new(
                BinaryPrimitives.ReadInt32BigEndian(ip[12..]) == gateway, spi,
                BinaryPrimitives.ReadUInt32BigEndian(esp[4..]),
                BinaryPrimitives.ReadUInt64BigEndian(esp[8..]));
    }
}

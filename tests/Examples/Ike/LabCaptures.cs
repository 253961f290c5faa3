using System.Buffers.Binary;

namespace Holdfast.Tests.Examples.Ike;

/// <summary>The IKE messages of the recorded traffic in tests/captures/lab.</summary>
internal static class LabCaptures
{
    private static readonly string Folder = Path.Combine(FindRoot(), "tests", "captures", "lab");

    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The names of the captures, without ending.</summary>
    public static IEnumerable<string> Names => Directory
        .EnumerateFiles(Folder, "*.pcap")
        .Select(file => Path.GetFileNameWithoutExtension(file))
        .Order(StringComparer.Ordinal);

    /// <summary>The IKE message of a packet, counted from 1.</summary>
    public static byte[] Message(string capture, int packet) =>
        Messages(capture).Single(message => message.Packet == packet).Ike;

    /// <summary>All IKE messages of a capture that came in one piece.</summary>
    public static IEnumerable<(int Packet, byte[] Ike)> Messages(string capture)
    {
        var file = File.ReadAllBytes(Path.Combine(Folder, capture + ".pcap"));
        var packet = 0;
        for (var at = 24; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 8));
            packet++;
            if (Ike(file.AsSpan(at + 16, length)) is { } ike)
            {
                yield return (packet, ike);
            }

            at += 16 + length;
        }
    }

    private static byte[]? Ike(ReadOnlySpan<byte> frame)
    {
        var udp = BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) switch
        {
            0x0800 when frame[23] == 17 && (frame[20] & 0x3f) == 0 && frame[21] == 0 =>
                frame[(14 + (4 * (frame[14] & 15)))..],
            0x86dd when frame[20] == 17 => frame[54..],
            _ => default,
        };
        if (udp.IsEmpty)
        {
            return null;
        }

        var (source, destination) = (
            BinaryPrimitives.ReadUInt16BigEndian(udp),
            BinaryPrimitives.ReadUInt16BigEndian(udp[2..]));
        var payload = udp[8..BinaryPrimitives.ReadUInt16BigEndian(udp[4..])];
        if (source == 500 || destination == 500)
        {
            return payload.ToArray();
        }

        // RFC 3948 §2.2: four zeros tell IKE from ESP.
        var encapsulated = source == 4500 || destination == 4500;
        return encapsulated && payload.StartsWith<byte>([0, 0, 0, 0])
            ? payload[4..].ToArray()
            : null;
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Protocol.sln")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new DirectoryNotFoundException("no Protocol.sln above the tests");
        }

        return folder;
    }
}

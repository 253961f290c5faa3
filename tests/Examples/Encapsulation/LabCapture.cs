using System.Buffers.Binary;

namespace Holdfast.Tests.Examples.Encapsulation;

/// <summary>Frames of the captures in tests/captures/lab, which are little-endian pcap.</summary>
internal static class LabCapture
{
    private const int FileHeader = 24;
    private const int RecordHeader = 16;

    /// <summary>The folder that holds Protocol.sln.</summary>
    public static string Root { get; } = FindRoot();

    private static string Folder { get; } = Path.Combine(Root, "tests", "captures", "lab");

    /// <summary>The frames of a capture, named by its path below the lab folder.</summary>
    public static IReadOnlyList<byte[]> Frames(string name) => Read(Path.Combine(Folder, name));

    /// <summary>The frames of a capture file.</summary>
    public static IReadOnlyList<byte[]> Read(string path)
    {
        var file = File.ReadAllBytes(path);
        Assert.Equal(0xA1B2C3D4u, BinaryPrimitives.ReadUInt32LittleEndian(file));
        var frames = new List<byte[]>();
        for (var at = FileHeader; at < file.Length;)
        {
            var captured = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 8));
            frames.Add(file[(at + RecordHeader)..(at + RecordHeader + captured)]);
            at += RecordHeader + captured;
        }

        return frames;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Protocol.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new InvalidOperationException("No Protocol.sln above the tests");
    }
}

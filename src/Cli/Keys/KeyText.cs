using System.Security.Cryptography;

namespace Holdfast.Cli.Keys;

/// <summary>Loads the text of a file that holds keys.</summary>
internal static class KeyText
{
    private const int FirstRoom = 64 * 1024;

    /// <summary>Loads a file, or what a pipe gives, into memory that does not move.</summary>
    /// <param name="path">The file.</param>
    /// <param name="largest">More octets than this are refused.</param>
    /// <param name="text">Its octets; the caller zeroes them.</param>
    /// <param name="error">Why not; null: it is loaded.</param>
    public static bool TryLoad(
        string path, long largest, out Memory<byte> text, out KeyFileError? error)
    {
        text = default;
        error = null;
        try
        {
            using var file = new FileStream(path, new FileStreamOptions { BufferSize = 0 });
            text = Read(file, largest);
            if (text.Length <= largest)
            {
                return true;
            }

            CryptographicOperations.ZeroMemory(text.Span);
            error = new(path, 0, "", $"more than {largest >> 20} MiB is no file of keys");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            error = new(path, 0, "", Directory.Exists(path) ? "is a directory"
                : fault is FileNotFoundException or DirectoryNotFoundException ? "no such file"
                : "cannot be read");
        }

        return false;
    }

    // Grows as octets come, one beyond the largest at most; what was outgrown is zeroed.
    private static Memory<byte> Read(FileStream file, long largest)
    {
        var room = GC.AllocateUninitializedArray<byte>(FirstRoom, pinned: true);
        var length = 0;
        while (length <= largest && file.Read(room.AsSpan(length)) is > 0 and var read)
        {
            length += read;
            if (length == room.Length)
            {
                var larger = GC.AllocateUninitializedArray<byte>(2 * length, pinned: true);
                room.CopyTo(larger, 0);
                CryptographicOperations.ZeroMemory(room);
                room = larger;
            }
        }

        return room.AsMemory(0, length);
    }
}

namespace Holdfast.Cli.Commands;

/// <summary>A file that a command reads whole.</summary>
internal static class InputFile
{
    /// <summary>The octets of a file; one that is longer than is read is cut behind that.</summary>
    /// <param name="file">The file; - is standard input.</param>
    /// <param name="most">Octets that are read at most, and one block.</param>
    /// <param name="terminal">Whom to tell what is wrong.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The octets; null: it cannot be read, and that was told.</returns>
    public static async Task<byte[]?> ReadAsync(
        string file, int most, Terminal terminal, CancellationToken cancellation)
    {
        try
        {
            await using var stream = file == "-" ? terminal.Input : File.OpenRead(file);
            var text = new MemoryStream();
            var buffer = new byte[1 << 16];
            int read;
            while (text.Length <= most
                && (read = await stream.ReadAsync(buffer, cancellation)) > 0)
            {
                text.Write(buffer, 0, read);
            }

            return text.ToArray();
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            var why = broken is FileNotFoundException or DirectoryNotFoundException
                ? "no such file"
                : Directory.Exists(file) ? "is a directory" : broken.Message;
            await terminal.Error.WriteLineAsync($"holdfast: {file}: {why}");
            return null;
        }
    }
}

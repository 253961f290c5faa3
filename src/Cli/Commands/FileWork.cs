namespace Holdfast.Cli.Commands;

/// <summary>Something with a file, which may not be possible.</summary>
internal static class FileWork
{
    /// <summary>Does it; what stands in its way is told.</summary>
    /// <param name="who">Who tells it: "holdfast".</param>
    /// <param name="path">The file, or the folder.</param>
    /// <param name="terminal">Whom it is told.</param>
    /// <param name="work">What is done.</param>
    /// <returns>Whether it was done.</returns>
    public static bool Try(string who, string path, Terminal terminal, Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException
            or ArgumentException)
        {
            var why = broken is FileNotFoundException or DirectoryNotFoundException
                ? "no such file"
                : Directory.Exists(path) ? "is a directory" : broken.Message;
            terminal.Error.WriteLine($"{who}: {path}: {why}");
            return false;
        }
    }
}

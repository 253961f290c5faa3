using System.Text;
using Holdfast.Cli.Exploring;

namespace Holdfast.Cli.Reports;

/// <summary>The file of a report.</summary>
internal static class ReportFile
{
    /// <summary>Its name.</summary>
    public const string Name = "report.html";

    /// <summary>Makes the folder, before anything else takes long.</summary>
    public static bool TryBegin(string folder, Terminal terminal) =>
        Try(folder, terminal, () => Directory.CreateDirectory(folder));

    /// <summary>Writes it.</summary>
    public static bool TryWrite(
        string folder, IReadOnlyList<Proven> all, IReadOnlyList<Scheduled> scheduled,
        Terminal terminal)
    {
        var file = Path.Combine(folder, Name);
        var isGood = Try(file, terminal, () => File.WriteAllText(
            file, ReportPage.Of(all, scheduled),
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)));
        if (isGood)
        {
            terminal.Error.WriteLine($"report: {file}");
        }

        return isGood;
    }

    private static bool Try(string path, Terminal terminal, Action write)
    {
        try
        {
            write();
            return true;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException
            or ArgumentException)
        {
            terminal.Error.WriteLine($"holdfast prove: {path}: {broken.Message}");
            return false;
        }
    }
}

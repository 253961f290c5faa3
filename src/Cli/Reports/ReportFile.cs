using System.Text;
using Holdfast.Cli.Commands;
using Holdfast.Cli.Exploring;

namespace Holdfast.Cli.Reports;

/// <summary>The file of a report.</summary>
internal static class ReportFile
{
    /// <summary>Its name.</summary>
    public const string Name = "report.html";

    private const string Who = "holdfast prove";

    /// <summary>Makes the folder, before anything else takes long.</summary>
    public static bool TryBegin(string folder, Terminal terminal) =>
        FileWork.Try(Who, folder, terminal, () => Directory.CreateDirectory(folder));

    /// <summary>Writes it.</summary>
    public static bool TryWrite(
        string folder, IReadOnlyList<Proven> all, IReadOnlyList<Scheduled> scheduled,
        Terminal terminal)
    {
        var file = Path.Combine(folder, Name);
        var isGood = FileWork.Try(Who, file, terminal, () => File.WriteAllText(
            file, ReportPage.Of(all, scheduled),
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)));
        if (isGood)
        {
            terminal.Error.WriteLine($"report: {file}");
        }

        return isGood;
    }
}

using System.Diagnostics;
using System.Xml;
using System.Xml.Linq;

namespace Holdfast.Tests.Interop.Oracle;

/// <summary>Runs tshark with its factory settings and reads what it dissects as PDML.</summary>
internal static class Tshark
{
    // PDML and not JSON: it keeps order and duplicates, and gives the octets of every field.
    private static readonly string[] Options =
    [
        "-n", "-T", "pdml",
        "-o", "ip.check_checksum:TRUE",
        "-o", "ipv6.exthdr_under_root_protocol_tree:TRUE",
    ];

    private static readonly Lazy<string> FirstLine = new(AskVersion);

    /// <summary>Full path of the program, or null.</summary>
    public static string? Executable { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, "tshark"))
        .FirstOrDefault(File.Exists);

    /// <summary>The first line of <c>tshark --version</c>.</summary>
    public static string Version => FirstLine.Value;

    private static string AskVersion()
    {
        using var process = Start(["--version"]);
        var line = process.StandardOutput.ReadLine() ?? "";
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return line;
    }

    /// <summary>The packets of a capture, in order, as PDML elements.</summary>
    public static IEnumerable<XElement> Packets(string capture)
    {
        using var process = Start([.. Options, "-r", capture]);
        var complaint = process.StandardError.ReadToEndAsync();
        if (process.StandardOutput.Peek() >= 0)
        {
            using var reader = XmlReader.Create(
                process.StandardOutput,
                new XmlReaderSettings { CheckCharacters = false, IgnoreWhitespace = true });
            reader.MoveToContent();
            reader.Read();
            while (!reader.EOF)
            {
                if (reader is { NodeType: XmlNodeType.Element, Name: "packet" })
                    yield return (XElement)XNode.ReadFrom(reader);
                else
                    reader.Read();
            }
        }

        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"tshark gave {process.ExitCode} for {capture}: {complaint.Result}");
        }
    }

    private static Process Start(string[] arguments)
    {
        // A fresh home keeps the user's profile (keys, decode-as, disabled protocols) out.
        var home = Path.Combine(Path.GetTempPath(), "holdfast-tshark-home");
        Directory.CreateDirectory(home);
        var start = new ProcessStartInfo(Executable!, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = home;
        start.Environment["XDG_CONFIG_HOME"] = home;
        start.Environment["WIRESHARK_CONFIG_DIR"] = home;
        start.Environment["TZ"] = "UTC";
        start.Environment["LC_ALL"] = "C.UTF-8";
        return Process.Start(start)!;
    }
}

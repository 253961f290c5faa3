using System.Diagnostics;
using System.Xml;
using System.Xml.Linq;
using Holdfast.Tests.Interop.Made;

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

    // What it needs to use the tables of a profile.
    private static readonly string[] WithKeys =
    [
        "-o", "esp.enable_encryption_decode:TRUE", "-o", "esp.enable_authentication_check:TRUE",
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
    /// <param name="capture">The capture.</param>
    /// <param name="profile">A folder with tables of keys, left as it is; null: none.</param>
    public static IEnumerable<XElement> Packets(string capture, string? profile = null)
    {
        using var home = profile is null ? null : new TemporaryFolder();
        if (home is not null)
        {
            foreach (var table in Directory.EnumerateFiles(profile!))
                File.Copy(table, home.File(Path.GetFileName(table)));
        }

        using var process = Start(
            [.. Options, .. home is null ? [] : WithKeys, "-r", capture], home?.File("."));
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

    private static Process Start(string[] arguments, string? home = null)
    {
        // A fresh home keeps the user's profile (keys, decode-as, disabled protocols) out.
        home ??= Path.Combine(Path.GetTempPath(), "holdfast-tshark-home");
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

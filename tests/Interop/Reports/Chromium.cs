using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Tests.Interop.Made;

namespace Holdfast.Tests.Interop.Reports;

/// <summary>What a browser did with a page.</summary>
/// <param name="Console">What the console says: errors of scripts, and what the policy refused.
/// </param>
/// <param name="Requests">What the page asked the network for.</param>
/// <param name="Picture">What is seen.</param>
internal sealed record Seen(
    IReadOnlyList<string> Console, IReadOnlyList<string> Requests, PngPicture Picture);

/// <summary>Chromium without a window.</summary>
internal static partial class Chromium
{
    private static readonly string[] Names =
        ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    // No timing assertion: only a browser that hangs takes so long.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Full path of the program, or null.</summary>
    public static string? Executable { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);

    // As wide as a window is.
    private const int Width = 1200;

    /// <summary>What a browser draws at once is not higher.</summary>
    public const int HeightMax = 16_000;

    /// <summary>How high a page is, in pixels: what a script of its own says of it.</summary>
    public static async Task<int> HeightOf(string page)
    {
        using var folder = new TemporaryFolder();
        var text = await File.ReadAllTextAsync(page);
        var policy = text.IndexOf("<meta http-equiv", StringComparison.Ordinal);
        var measured = folder.File("measured.html");
        await File.WriteAllTextAsync(
            measured,
            (policy < 0
                ? text
                : text.Remove(
                    policy, text.IndexOf("/>", policy, StringComparison.Ordinal) + 2 - policy))
                + "<script>addEventListener('load', () => console.log("
                + "`height ${document.documentElement.scrollHeight} high`))</script>");
        var said = Assert.Single(
            Show(measured).Console, line => line.Contains("high", StringComparison.Ordinal));
        return int.Parse(Height().Match(said).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>Shows a page, with no name of the network resolved.</summary>
    public static Seen Show(string page, bool isDark = false, int height = 2_000)
    {
        Assert.InRange(height, 1, HeightMax);
        using var folder = new TemporaryFolder();
        var picture = folder.File("picture.png");
        var log = folder.File("net.json");
        var start = new ProcessStartInfo(
            Executable!,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--hide-scrollbars", $"--window-size={Width},{height}",
                "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr",
                $"--blink-settings=preferredColorScheme={(isDark ? 0 : 1)}",
                $"--user-data-dir={folder.File("profile")}", $"--log-net-log={log}",
                $"--screenshot={picture}", new Uri(page).AbsoluteUri,
            ])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync();
        var ignored = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("the browser does not come to an end");
        }

        if (!File.Exists(picture))
        {
            throw new InvalidOperationException(
                $"no picture of {page}: {said.Result}{ignored.Result}");
        }

        return new(
            [.. said.Result.Split('\n').Where(line => line.Contains(":CONSOLE"))],
            [.. RequestsIn(log)],
            PngPicture.Read(File.ReadAllBytes(picture)));
    }

    [GeneratedRegex(@"height (\d+) high")]
    private static partial Regex Height();

    /// <summary>What a page asked for: what the browser asks for itself has no origin.</summary>
    private static IEnumerable<string> RequestsIn(string log)
    {
        using var document = JsonDocument.Parse(
            File.ReadAllBytes(log), new() { AllowTrailingCommas = true });
        foreach (var one in document.RootElement.GetProperty("events").EnumerateArray())
        {
            if (one.TryGetProperty("params", out var about)
                && about.ValueKind == JsonValueKind.Object
                && about.TryGetProperty("initiator", out var initiator)
                && initiator.GetString() != "not an origin"
                && about.TryGetProperty("url", out var url))
            {
                yield return url.GetString()!;
            }
        }
    }
}

using Holdfast.Cli;
using Holdfast.Tests.Interop.Made;

namespace Holdfast.Tests.Interop.Reports;

/// <summary>The page of <c>holdfast prove --report</c>, in a browser.</summary>
public sealed class ReportPageTests : IClassFixture<TemporaryFolder>
{
    private readonly string _folder;

    public ReportPageTests(TemporaryFolder folder) => _folder = folder.File("report");

    [ChromiumFact]
    public async Task It_is_seen_without_an_error_and_without_the_network_in_light_and_in_dark() =>
        await IsSeen(await Page());

    [ChromiumFact]
    public async Task So_are_schedules()
    {
        var page = await Page(
            "hsrp-repaired-2", "stateful-pair", "drain", "message-id-sync", "--schedules", "2");
        Assert.Contains("id=\"schedules\"", await File.ReadAllTextAsync(page));
        await IsSeen(page);
    }

    private static async Task IsSeen(string page)
    {
        var height = await Chromium.HeightOf(page);
        Assert.InRange(height, 1_000, Chromium.HeightMax);
        var light = Chromium.Show(page, height: height);
        var dark = Chromium.Show(page, isDark: true, height);
        foreach (var seen in new[] { light, dark })
        {
            Assert.Empty(seen.Console);
            Assert.Empty(seen.Requests);
            Assert.Equal((1200, height), (seen.Picture.Width, seen.Picture.Height));
            Assert.InRange(seen.Picture.Colours, 100, int.MaxValue);
            Assert.InRange(seen.Picture.ShareOfCommonest, 0.1, 0.95);

            // No window of it is empty, down to its end, where the last lines are.
            Assert.All(
                seen.Picture.Pieces(1_000).Where(piece => piece.Height > 200),
                piece => Assert.InRange(piece.Colours, 20, int.MaxValue));
        }

        Assert.InRange(light.Picture.Brightness, 200, 255);
        Assert.InRange(dark.Picture.Brightness, 0, 80);
    }

    [ChromiumFact]
    public async Task A_script_that_fails_and_a_picture_from_elsewhere_would_be_seen()
    {
        const string picture = "<img src=\"http://192.0.2.1/spy.png\">";
        var page = await Page();
        var text = await File.ReadAllTextAsync(page);
        var body = text.IndexOf("<header>", StringComparison.Ordinal);
        var policy = text.IndexOf("<meta http-equiv", StringComparison.Ordinal);
        var end = text.IndexOf("/>", policy, StringComparison.Ordinal) + 2;

        // With its policy nothing of a hostile text is run or loaded.
        var seen = Chromium.Show(await Saved("held.html", text.Insert(body, picture)));
        Assert.Empty(seen.Requests);
        Assert.NotEmpty(seen.Console);

        // Without it, the tests above would see both.
        var open = text.Insert(body, $"{picture}<script>throw new Error('told')</script>")
            .Remove(policy, end - policy);
        seen = Chromium.Show(await Saved("open.html", open));
        Assert.Contains("http://192.0.2.1/spy.png", seen.Requests);
        Assert.Contains(seen.Console, line => line.Contains("Error: told"));

        var blank = Chromium.Show(await Saved("blank.html", "<!doctype html>")).Picture;
        Assert.Equal((1, 1.0), (blank.Colours, blank.ShareOfCommonest));
    }

    private Task<string> Page() =>
        Page("hsrp-literal", "hsrp-repaired-2", "periodic-sync-baseline");

    private async Task<string> Page(params string[] what)
    {
        using var output = new MemoryStream();
        using var complaint = new StringWriter();
        using var terminal = new Terminal(Stream.Null, output, complaint, false);
        var code = await Tool.RunAsync(
            [
                "prove", .. what, "--report", _folder, "--traces", _folder,
            ],
            terminal);
        Assert.InRange(code, 0, 1);
        return Path.Combine(_folder, "report.html");
    }

    private async Task<string> Saved(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(path, text);
        return path;
    }
}

/// <summary>A fact that needs a browser.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumFactAttribute : FactAttribute
{
    /// <summary>Skips without one.</summary>
    public ChromiumFactAttribute() => Skip = Chromium.Executable is null
        ? "chromium is not installed: the page is not looked at"
        : null;
}

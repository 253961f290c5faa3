using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Holdfast.Cli.Exploring;
using Holdfast.Cli.Reports;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Models;
using Holdfast.Simulation.Scenarios;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Tests.Examples.Cli.Reports;

/// <summary>The page of <c>holdfast prove --report</c>.</summary>
public sealed partial class Pages
{
    private const string Hostile =
        "</title><script>alert('1')</script>\" onload=\"alert(2) &amp; \0";

    [Fact]
    public async Task It_is_one_file_with_all_that_was_found()
    {
        using var folder = new Folder();
        var run = await ToolRun.Of(
            "prove", "hsrp-literal", "hsrp-repaired-2", "--traces", folder.Path,
            "--report", folder.Path);
        Assert.Equal(1, run.Code);
        var file = Path.Combine(folder.Path, "report.html");
        Assert.Contains($"report: {file}\n", run.Error, StringComparison.Ordinal);
        var page = await File.ReadAllTextAsync(file);
        foreach (var part in new[]
        {
            "I10 broken in 12 events and 2 for ever, as known", "17,859", "59,908", "87,854,124",
            "at most 9 units of time", "I10: the worst case, 9 units of time",
            "I10: a shortest way to break it", "All 14 events in words", "Active routers: 2",
        })
        {
            Assert.Contains(part, page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Schedules_have_a_row_each_and_a_plot_of_how_late_they_heal()
    {
        using var folder = new Folder();
        var run = await ToolRun.Of(
            "prove", "hsrp-repaired-2", "hsrp-literal", "--schedules", "2", "--traces",
            folder.Path, "--report", folder.Path);
        Assert.Equal(1, run.Code);
        var page = Parsed(await File.ReadAllTextAsync(Path.Combine(folder.Path, "report.html")));
        var section = page.Descendants().First(
            one => (string?)one.Attribute("id") == "schedules");
        var rows = section.Descendants().Where(one => one.Name.LocalName == "tr").ToList();
        Assert.Equal(3, rows.Count);
        Assert.Equal(
            ["hsrp-repaired-2", "2", "4", "14", "holds"],
            [.. Cells(rows[1])[..4], Cells(rows[1])[^1]]);
        Assert.Contains("never", Cells(rows[2]));
        Assert.EndsWith("as known", Cells(rows[2])[^1], StringComparison.Ordinal);
        Assert.Single(section.Descendants(), one => one.Name.LocalName == "svg");
        var places = page.Descendants().Attributes("id").Select(one => one.Value).ToList();
        Assert.All(
            page.Descendants().Attributes("href"), one => Assert.Contains(one.Value[1..], places));

        static string[] Cells(XElement row) => [.. row.Elements().Select(cell => cell.Value)];
    }

    [Fact]
    public void It_is_well_formed_and_every_place_is_there_once()
    {
        var page = Parsed(ReportPage.Of([Found("two", "two routers"), Literal()], []));
        var places = page.Descendants().Attributes("id").Select(one => one.Value).ToList();
        Assert.Equal(places.Distinct().Order(), places.Order());
        var links = page.Descendants().Attributes("href").Select(one => one.Value).ToList();
        Assert.Contains("#two-trace1", links);
        Assert.All(links, link => Assert.Contains(link[1..], places));
        Assert.All(page.Descendants().Attributes("aria-labelledby"), one =>
            Assert.All(one.Value.Split(' '), id => Assert.Contains(id, places)));
    }

    [Fact]
    public void Every_drawing_says_in_words_what_it_shows()
    {
        var page = Parsed(ReportPage.Of([Found("two", "two routers"), Literal()], []));
        var drawings = page.Descendants()
            .Where(one => one.Name.LocalName == "svg" && one.Attribute("role") is not null)
            .ToList();

        // Two traces and one, each drawn twice; three plots and two.
        Assert.Equal((3 * 2) + 3 + 2, drawings.Count);
        Assert.All(drawings, one => Assert.All(
            new[] { "title", "desc" },
            part => Assert.NotEqual(
                "", one.Elements().First(inner => inner.Name.LocalName == part).Value)));
    }

    [Fact]
    public void A_bar_is_as_high_as_the_permutations_that_lead_there_and_says_the_states()
    {
        var found = Found("two", "two routers");
        var gauge = found.Outcome.Gauges.Single(one => one.Name == "active routers");
        var bars = Parsed(ReportPage.Of([found], [])).Descendants()
            .First(one => (string?)one.Attribute("aria-labelledby")
                == "two-gauge0-title two-gauge0-says")
            .Elements().Where(one => one.Name.LocalName == "g")
            .Select(one => one.Elements().First().Value).ToList();
        Assert.Equal(
            gauge.Permutations.Zip(gauge.Spread, (by, states) =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{ProofText.Permutations(by)} permutations, {states:N0} states")),
            bars.Select(bar => bar.Split(": ")[1].Split(';')[0]));
        Assert.Equal(found.Outcome.Permutations, gauge.Permutations.Aggregate((a, b) => a + b));
    }

    [Fact]
    public void Nothing_in_it_runs_or_is_loaded()
    {
        var page = Parsed(ReportPage.Of([Found("two", "two routers"), Literal()], []));
        string[] forbidden = ["script", "link", "img", "iframe", "image", "object", "embed"];
        Assert.DoesNotContain(
            page.Descendants(), one => forbidden.Contains(one.Name.LocalName));
        Assert.DoesNotContain(
            page.Descendants().Attributes(), one =>
                one.Name.LocalName.StartsWith("on", StringComparison.Ordinal)
                || one.Name.LocalName == "src");
        Assert.DoesNotContain("url(http", page.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("@import", page.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_hostile_text_stays_a_text()
    {
        var text = ReportPage.Of([Found(Hostile, Hostile)], []);
        var page = Parsed(text);
        Assert.DoesNotContain("<script", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\0', text);
        var shown = Hostile.Replace('\0', '\uFFFD');
        Assert.Equal(shown, page.Descendants().First(one => one.Name.LocalName == "h2").Value);
        Assert.Contains(
            page.Descendants().Attributes("id"), one => one.Value == shown);
        Assert.DoesNotContain(
            page.Descendants().Attributes(), one => one.Name.LocalName == "onload");
    }

    [Fact]
    public void A_search_that_was_ended_never_says_that_it_holds()
    {
        var part = Found("two", "two routers", new() { Depth = 3 });
        var page = ReportPage.Of([part], []);
        Assert.Contains("1 ended before it was complete", page, StringComparison.Ordinal);
        Assert.Contains("in every state found", page, StringComparison.Ordinal);
        Assert.Contains("not asked", page, StringComparison.Ordinal);
        Assert.DoesNotContain("chip good", Body(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_exits_2_before_anything_is_explored()
    {
        using var folder = new Folder();
        await File.WriteAllTextAsync(folder.Path, "");
        try
        {
            var run = await ToolRun.Of(
                "prove", "hsrp-repaired-1", "--report", Path.Combine(folder.Path, "x"));
            Assert.Equal((2, ""), (run.Code, run.Output));
            Assert.StartsWith("holdfast prove: ", run.Error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(folder.Path);
        }
    }

    private static Proven Literal()
    {
        var scenario = Catalogue.All.First(one => one.Name == "hsrp-literal");
        return new(
            scenario, scenario.Faults, scenario.Explore(scenario.With(), Limits.None, new()));
    }

    private static Proven Found(string name, string says, Limits? limits = null)
    {
        var scenario = new Scenario(
            name, says, [new("crash", 1), new("cut", 1)],
            faults => World.Of(new HsrpElection(name)
            {
                Routers = 2,
                Dialect = Dialect.Repaired,
                Crashes = faults["crash"],
                Cuts = faults["cut"],
            }.Model()));
        return new(
            scenario, scenario.Faults,
            scenario.Explore(scenario.With(), limits ?? Limits.None, new()));
    }

    private static string Body(string page) =>
        page[page.IndexOf("<body>", StringComparison.Ordinal)..];

    /// <summary>What is no XML in HTML is made so: the doctype and the empty elements.</summary>
    private static XElement Parsed(string page)
    {
        var text = Doctype().Replace(page, "");
        return XElement.Parse(text);
    }

    [GeneratedRegex("<!doctype html>")]
    private static partial Regex Doctype();
}

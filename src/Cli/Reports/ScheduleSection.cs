using System.Globalization;
using Holdfast.Cli.Exploring;

namespace Holdfast.Cli.Reports;

/// <summary>Every schedule of a few faults: a row for each scenario, and how late they heal.
/// </summary>
internal static class ScheduleSection
{
    private const string Place = "schedules";

    /// <summary>Writes it; of none nothing is said.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="all">What came of them.</param>
    /// <param name="places">The scenarios that have a section of their own.</param>
    public static void Write(
        HtmlWriter html, IReadOnlyList<Scheduled> all, IReadOnlySet<string> places)
    {
        if (all.Count == 0)
        {
            return;
        }

        var bounds = all[0].Outcome.Bounds;
        using (html.Open("section", ("id", Place), ("class", "scenario")))
        {
            html.Element("h2", string.Create(
                CultureInfo.InvariantCulture, $"Every schedule of at most {bounds.Faults} faults"));
            html.Element(
                "p",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Faults of all kinds and mends, at every event of {bounds.Units} units of "
                    + $"time after {bounds.Settle} undisturbed ones; then everything is mended. "
                    + $"{ReportPage.Permutations(all.Select(one => one.Outcome.Schedules))} "
                    + $"schedules in all."),
                ("class", "says"));
            Table(html, all, places);
            Plots(html, all);
        }

        html.Line();
    }

    private static void Table(
        HtmlWriter html, IReadOnlyList<Scheduled> all, IReadOnlySet<string> places)
    {
        var rows = ScheduleText.Rows(all);
        using (html.Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "group"),
            ("aria-label", "table of all schedules")))
        using (html.Open("table", ("class", "overview")))
        {
            using (html.Open("thead"))
            using (html.Open("tr"))
            {
                for (var cell = 0; cell < rows[0].Length; cell++)
                {
                    html.Element("th", rows[0][cell], ("scope", "col"), ("class", Look(cell)));
                }
            }

            using (html.Open("tbody"))
            {
                foreach (var (cells, one) in rows.Skip(1).Zip(all))
                {
                    Row(cells, one);
                }
            }
        }

        void Row(string[] cells, Scheduled one)
        {
            using (html.Open("tr"))
            {
                using (html.Open("th", ("scope", "row")))
                {
                    if (places.Contains(cells[0]))
                    {
                        html.Element("a", cells[0], ("href", $"#{cells[0]}"));
                    }
                    else
                    {
                        html.Element("span", cells[0]);
                    }
                }

                for (var cell = 1; cell < cells.Length - 1; cell++)
                {
                    html.Element("td", cells[cell], ("class", Look(cell)));
                }

                using (html.Open("td"))
                {
                    html.Element("span", cells[^1], ("class", $"chip {LookOf(one)}"));
                }
            }

            html.Line();
        }

        string? Look(int cell) => cell > 0 && cell < rows[0].Length - 1 ? "number" : null;
    }

    private static void Plots(HtmlWriter html, IReadOnlyList<Scheduled> all)
    {
        const string title = "Until everything holds for good";
        var counts = Late(all);
        if (counts.Count == 0)
        {
            return;
        }

        using (html.Open("div", ("class", "plots")))
        using (html.Open("figure"))
        {
            html.Element("figcaption", title);
            HistogramFigure.Draw(
                html, $"{Place}-late", title, Bar.Of(counts),
                "units of time once everything is mended", "schedules");
        }
    }

    /// <summary>After how many schedules a goal takes so many units, over all goals.</summary>
    private static List<UInt128> Late(IReadOnlyList<Scheduled> all)
    {
        List<UInt128> counts = [];
        foreach (var goal in all.SelectMany(one => one.Outcome.Goals))
        {
            for (var units = 0; units < goal.Spread.Count; units++)
            {
                if (counts.Count == units)
                {
                    counts.Add(0);
                }

                counts[units] = Bar.Sum(counts[units], goal.Spread[units]);
            }
        }

        return counts;
    }

    private static string LookOf(Scheduled one) =>
        one.Outcome.Violations.Count > 0 ? (one.Scenario.IsKnownBad ? "known" : "bad")
        : one.Outcome.IsComplete ? "good"
        : "partial";
}

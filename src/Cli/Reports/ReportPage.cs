using System.Globalization;
using Holdfast.Cli.Exploring;
using Holdfast.Codec;

namespace Holdfast.Cli.Reports;

/// <summary>What prove found as one page that needs nothing beside it: no script, no network.
/// </summary>
internal static class ReportPage
{
    /// <summary>The page.</summary>
    /// <param name="all">What was explored.</param>
    /// <param name="scheduled">Where every schedule of a few faults was run.</param>
    public static string Of(IReadOnlyList<Proven> all, IReadOnlyList<Scheduled> scheduled)
    {
        return PageFrame.Of(
            "Holdfast: every order of failures", html => Summary(html, all, scheduled), Main);

        void Main(HtmlWriter html)
        {
            if (all.Count > 0)
            {
                Overview(html, all);
            }

            ScheduleSection.Write(
                html, scheduled, all.Select(one => one.Scenario.Name).ToHashSet());
            foreach (var one in all)
            {
                ScenarioSection.Write(html, one);
            }

            Legend(html);
        }
    }

    /// <summary>How many, in short.</summary>
    internal static string Short(double number) => number switch
    {
        < 10_000 => number.ToString("N0", CultureInfo.InvariantCulture),
        < 1e6 => $"{(number / 1e3).ToString("0.#", CultureInfo.InvariantCulture)} k",
        < 1e9 => $"{(number / 1e6).ToString("0.##", CultureInfo.InvariantCulture)} M",
        _ => number.ToString("0.0e+0", CultureInfo.InvariantCulture),
    };

    /// <summary>How many sequences of events, all together; counts end at 2^128 − 1.</summary>
    internal static string Permutations(IEnumerable<UInt128> all)
    {
        var sum = 0d;
        var isMore = false;
        foreach (var one in all)
        {
            sum += (double)one;
            isMore |= one == UInt128.MaxValue;
        }

        return isMore ? $"over {Short(sum)}" : Short(sum);
    }

    /// <summary>How a verdict is coloured.</summary>
    internal static string LookOf(Proven one) =>
        one.Outcome.Violations.Count > 0 ? (one.Scenario.IsKnownBad ? "known" : "bad")
        : one.Outcome.IsComplete ? "good"
        : "partial";

    private static void Summary(
        HtmlWriter html, IReadOnlyList<Proven> all, IReadOnlyList<Scheduled> scheduled)
    {
        html.Element("p", "holdfast prove", ("class", "kicker"));
        html.Element("h1", "Every order of failures");
        var bad = all.Count(one => LookOf(one) == "bad");
        var known = all.Count(one => LookOf(one) == "known");
        var partial = all.Count(one => LookOf(one) == "partial");
        if (all.Count > 0)
        {
            html.Element("p", Sentence(all.Count, bad, known, partial), ("class", "lead"));
        }

        using (html.Open("dl", ("class", "figures")))
        {
            Number("scenarios", Short(Math.Max(all.Count, scheduled.Count)));
            if (all.Count > 0)
            {
                Number("states", Short(all.Sum(one => (double)one.Outcome.States)));
                Number("transitions", Short(all.Sum(one => (double)one.Outcome.Transitions)));
                Number("permutations", Permutations(all.Select(one => one.Outcome.Permutations)));
            }

            if (scheduled.Count > 0)
            {
                Number("schedules", Permutations(scheduled.Select(one => one.Outcome.Schedules)));
            }

            Number(
                "claims asked",
                Short(all.Count > 0
                    ? all.Sum(one => one.Claims.Count())
                    : scheduled.Sum(one => one.Claims.Count())));
            Number(
                "broken",
                Short(all.Sum(one => one.Outcome.Violations.Count)
                    + scheduled.Sum(one => one.Outcome.Violations.Count)));
        }

        void Number(string name, string number)
        {
            using (html.Open("div"))
            {
                html.Element("dt", name);
                html.Element("dd", number);
            }
        }
    }

    private static string Sentence(int all, int bad, int known, int partial)
    {
        List<string> parts = [];
        Add(all - bad - known - partial, "complete and nothing broken");
        Add(bad, "broken");
        Add(known, "broken as known");
        Add(partial, "ended before it was complete, nothing broken so far");
        return $"{string.Join("; ", parts)}. Each state stands for every order of timers, "
            + "messages, faults and mends that leads to it within the budget of faults.";

        void Add(int count, string what)
        {
            if (count > 0)
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {what}"));
            }
        }
    }

    private static void Overview(HtmlWriter html, IReadOnlyList<Proven> all)
    {
        var rows = ProofText.Rows(all);
        using (html.Open("section", ("aria-label", "all scenarios")))
        using (html.Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "group"),
            ("aria-label", "table of all scenarios")))
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

        void Row(string[] cells, Proven one)
        {
            using (html.Open("tr"))
            {
                using (html.Open("th", ("scope", "row")))
                {
                    html.Element("a", cells[0], ("href", $"#{one.Scenario.Name}"));
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

        static string? Look(int cell) => cell is >= 2 and <= 5 or 7 ? "number" : null;
    }

    private static void Legend(HtmlWriter html)
    {
        using (html.Open("section", ("class", "legend")))
        {
            html.Element("h2", "How to read it");
            foreach (var text in Sentences)
            {
                html.Element("p", text);
            }
        }
    }

    private static Items<string> Sentences =>
    [
        "Timelines give each event a place of its own, since many happen at one time; the times "
            + "stand above. Green serves, blue could at once, yellow is changing, grey waits, red "
            + "is gone or broken. A bolt breaks, a tick mends, a dot is a timer, a triangle a "
            + "message that arrives, a ring something that is put out.",
        "Histograms count states, on a logarithmic scale: how long a goal takes from each of them "
            + "in the worst order once nothing breaks any more, and how bad it gets anywhere. The "
            + "marked bar leads to a trace of the worst case.",
        "A search that was ended by a limit proves nothing, and never says that it holds. The "
            + "bounds of a complete one are its budgets of faults.",
    ];
}

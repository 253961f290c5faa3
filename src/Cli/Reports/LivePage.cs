using System.Globalization;
using Holdfast.Cli.Gateways.Journals;

namespace Holdfast.Cli.Reports;

/// <summary>What members really did, as a page: lanes, takeovers, and all that was said.</summary>
internal static class LivePage
{
    /// <summary>The page.</summary>
    public static string Of(LiveRun run) => PageFrame.Of(
        "Holdfast: what happened", html => Header(html, run), html => Body(html, run));

    private static void Header(HtmlWriter html, LiveRun run)
    {
        html.Element("p", "holdfast gateway timeline", ("class", "kicker"));
        html.Element("h1", "What happened");
        html.Element(
            "p",
            $"{string.Join(" and ", run.Members)}, from {LiveText.TimeText(run.From)} to "
                + $"{LiveText.TimeText(run.To)} UTC, {run.From.UtcDateTime:yyyy-MM-dd}.",
            ("class", "lead"));
        using (html.Open("dl", ("class", "figures")))
        {
            Number("takeovers", run.Takeovers.Count);
            if (run.Ping is { } ping)
            {
                Number("questions", ping.Sent);
                Number("answered", ping.Answers.Count);
                Number(
                    "longest silence, ms",
                    ping.Silences.Select(one => one.Length).Append(ping.Usual).Max()
                        .TotalMilliseconds);
            }
        }

        void Number(string name, double number)
        {
            using (html.Open("div"))
            {
                html.Element("dt", name);
                html.Element("dd", number.ToString("N0", CultureInfo.InvariantCulture));
            }
        }
    }

    private static void Body(HtmlWriter html, LiveRun run)
    {
        using (html.Open("section", ("class", "scenario")))
        {
            html.Element("h2", "All of it");
            if (run.Ping is { } ping)
            {
                html.Element("p", $"{LiveText.Sentence(ping)}.", ("class", "says"));
            }

            TimelineFigure.Draw(html, "all", "All of it", LiveLanes.Of(run));
        }

        for (var at = 0; at < run.Takeovers.Count; at++)
        {
            var one = run.Takeovers[at];
            using (html.Open("section", ("class", "scenario")))
            {
                var title = $"{one.By} takes {one.Of}'s place";
                html.Element("h2", title);
                html.Element("p", $"{LiveText.Sentence(one)}.", ("class", "says"));
                TimelineFigure.Draw(html, $"takeover-{at}", title, LiveLanes.Of(run, one));
            }
        }

        using (html.Open("section", ("class", "scenario")))
        {
            html.Element("h2", "What was said");
            Lines(html, run);
        }

        using (html.Open("section", ("class", "legend")))
        {
            html.Element("h2", "How to read it");
            html.Element(
                "p",
                "Times are those that each journal has: clocks of several machines may differ. "
                    + "Green serves, blue could at once, yellow is changing, grey waits, red is "
                    + "gone, broken or without an answer. A bolt is what was done from outside, "
                    + "a ring a line of a journal.");
        }
    }

    private static void Lines(HtmlWriter html, LiveRun run)
    {
        using (html.Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "group"),
            ("aria-label", "lines of all journals")))
        using (html.Open("table", ("class", "events")))
        using (html.Open("tbody"))
        {
            foreach (var line in run.Lines)
            {
                using (html.Open("tr"))
                {
                    html.Element("td", LiveText.TimeText(line.Time));
                    html.Element("td", line.Who);
                    html.Element("td", line.Text);
                }

                html.Line();
            }
        }
    }
}

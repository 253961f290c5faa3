using Holdfast.Simulation.Reports;

namespace Holdfast.Cli.Reports;

/// <summary>
/// A timeline: names of the lanes at the left, where they stay, and the lanes in a part that is
/// scrolled.
/// </summary>
internal static class TimelineFigure
{
    private const double LaneHeight = 26;
    private const double GroupGap = 10;
    private const double AxisHeight = 30;
    private const double NamesWidth = 168;
    private const double Column = 17;
    private const double ColumnMax = 60;
    private const double WidthMin = 940;

    /// <summary>Draws it.</summary>
    public static void Draw(HtmlWriter html, string id, string title, Timeline timeline)
    {
        var places = Places(timeline);
        var height = places.Count == 0 ? AxisHeight : places[^1] + LaneHeight + 8;
        var scale = Math.Clamp(WidthMin / timeline.Length, Column, ColumnMax);
        using (html.Open("div", ("class", "timeline")))
        {
            using (html.Open("div", ("class", "names"), ("aria-hidden", "true")))
            {
                using (html.Open(
                    "svg", ("xmlns", "http://www.w3.org/2000/svg"), ("width", NamesWidth),
                    ("height", height)))
                {
                    Names(html, timeline, places);
                }
            }

            using (html.Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "group"),
                ("aria-label", $"{title}, to be scrolled")))
            using (Figure.Open(
                html, id, ((timeline.Length * scale) + 12, height), title, Describe(timeline),
                isWide: true))
            {
                Axis(html, timeline, scale, height);
                for (var lane = 0; lane < places.Count; lane++)
                {
                    Lane(html, timeline.Lanes[lane], places[lane], scale, timeline.Length);
                }
            }
        }

        html.Line();
    }

    private static string Describe(Timeline timeline) => timeline.Says + ". "
        + string.Join("; ", timeline.Lanes
            .Where(lane => lane.Group == "world")
            .SelectMany(lane => lane.Marks)
            .Select(mark => mark.Text)
            .DefaultIfEmpty("nothing breaks")) + ".";

    private static List<double> Places(Timeline timeline)
    {
        List<double> places = [];
        var y = AxisHeight;
        for (var lane = 0; lane < timeline.Lanes.Count; lane++)
        {
            y += lane > 0 && timeline.Lanes[lane].Group != timeline.Lanes[lane - 1].Group
                ? GroupGap
                : 0;
            places.Add(y);
            y += LaneHeight;
        }

        return places;
    }

    private static void Names(HtmlWriter html, Timeline timeline, List<double> places)
    {
        for (var lane = 0; lane < places.Count; lane++)
        {
            var (group, name) = (timeline.Lanes[lane].Group, timeline.Lanes[lane].Name);
            var y = places[lane] + 17;
            if (lane == 0 || timeline.Lanes[lane - 1].Group != group)
            {
                Figure.Text(html, 2, y, Figure.Fit(group, 70), "group");
            }

            Figure.Text(html, NamesWidth - 8, y, Figure.Fit(name, 90), "lane", "end");
        }
    }

    private static void Axis(HtmlWriter html, Timeline timeline, double scale, double height)
    {
        var free = double.NegativeInfinity;
        foreach (var tick in timeline.Ticks)
        {
            var x = Math.Round(tick.At * scale) + 0.5;
            Figure.Line(html, (x, 22), (x, height), "grid");
            if (x >= free)
            {
                Figure.Text(html, x, 15, tick.Text, "small");
                free = x + Figure.WidthOf(tick.Text) + 10;
            }
        }

        if (timeline.RepeatsFrom is { } from)
        {
            html.Empty(
                "rect", ("x", from * scale), ("y", 22), ("height", height - 22), ("class", "loop"),
                ("width", (timeline.Length - from) * scale));
            Figure.Text(
                html, (timeline.Length * scale) - 5, height - 6, "for ever", "loopname", "end");
        }
    }

    private static void Lane(
        HtmlWriter html, TimelineLane lane, double y, double scale, double length)
    {
        var middle = y + (LaneHeight / 2);
        Figure.Line(html, (0, middle), (length * scale, middle), "rail");
        foreach (var span in lane.Spans)
        {
            var x = span.From * scale;
            var width = Math.Max(3, ((span.To - span.From) * scale) - 1.5);
            using (html.Open("g"))
            {
                html.Element("title", $"{lane.Group}, {lane.Name}: {span.Text}");
                html.Empty(
                    "rect", ("x", x), ("y", y + 4), ("width", width), ("height", LaneHeight - 8),
                    ("rx", 3), ("class", Look(span.Tone)));
                if (width > 18)
                {
                    Figure.Text(
                        html, x + 5, y + 17, Figure.Fit(span.Text, width - 6),
                        $"on {Look(span.Tone)}text");
                }
            }
        }

        foreach (var place in lane.Marks.GroupBy(mark => mark.At))
        {
            Mark(html, lane, [.. place], place.Key * scale, middle);
        }
    }

    /// <summary>What happens at one place is one mark, of the kind that matters most.</summary>
    private static void Mark(
        HtmlWriter html, TimelineLane lane, List<TimelineMark> marks, double x, double y)
    {
        using (html.Open("g", ("class", "mark")))
        {
            html.Element(
                "title",
                $"{lane.Group}: {string.Join("; ", marks.Select(mark => mark.Text))}");
            switch (marks.Min(mark => mark.Kind))
            {
                case MarkKind.Fault:
                    html.Empty("path", ("class", "fault"), ("d", Bolt(x, y)));
                    break;
                case MarkKind.Mend:
                    html.Empty("path", ("class", "mend"), ("d", Check(x, y)));
                    break;
                case MarkKind.Timer:
                    html.Empty("circle", ("cx", x), ("cy", y), ("r", 3.6), ("class", "timer"));
                    break;
                case MarkKind.Message:
                    html.Empty("path", ("class", "message"), ("d", Arrow(x, y)));
                    break;
                case MarkKind.Lost:
                    html.Empty("path", ("class", "lost"), ("d", Cross(x, y)));
                    break;
                case MarkKind.Output:
                    html.Empty("circle", ("cx", x), ("cy", y), ("r", 3), ("class", "output"));
                    break;
            }
        }
    }

    private static string Look(Tone tone) => tone switch
    {
        Tone.None => "none",
        Tone.Idle => "idle",
        Tone.Changing => "changing",
        Tone.Ready => "ready",
        Tone.Serving => "serving",
        Tone.Trouble => "trouble",
    };

    private static string Bolt(double x, double y) => Path(
        ('M', x + 2, y - 9), ('L', x - 5, y + 1), ('L', x - 0.5, y + 1), ('L', x - 2, y + 9),
        ('L', x + 5, y - 2), ('L', x + 0.5, y - 2)) + "Z";

    private static string Check(double x, double y) => Path(
        ('M', x - 5, y), ('L', x - 1.5, y + 4), ('L', x + 5, y - 4));

    private static string Arrow(double x, double y) => Path(
        ('M', x - 3.5, y - 4), ('L', x + 4, y), ('L', x - 3.5, y + 4)) + "Z";

    private static string Cross(double x, double y) => Path(
        ('M', x - 4, y - 4), ('L', x + 4, y + 4), ('M', x + 4, y - 4), ('L', x - 4, y + 4));

    private static string Path(params ReadOnlySpan<(char To, double X, double Y)> places)
    {
        var path = new System.Text.StringBuilder();
        foreach (var (to, x, y) in places)
        {
            path.Append(to).Append(HtmlWriter.Number(x)).Append(' ').Append(HtmlWriter.Number(y));
        }

        return path.ToString();
    }
}

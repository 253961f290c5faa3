using System.Globalization;

namespace Holdfast.Cli.Reports;

/// <summary>How often each number was met, as bars; few stay visible beside many.</summary>
internal static class HistogramFigure
{
    private const int BarsMax = 48;
    private const double Width = 460;
    private const double Height = 190;
    private const double Left = 46;
    private const double Bottom = 34;
    private const double Top = 22;

    /// <summary>Draws it.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="id">A name that no other drawing has.</param>
    /// <param name="title">What it is.</param>
    /// <param name="counts">How often each number was met, from 0.</param>
    /// <param name="unit">What the numbers are.</param>
    /// <param name="of">What was counted.</param>
    /// <param name="worst">Where the trace of the largest number is; null: nowhere.</param>
    public static void Draw(
        HtmlWriter html, string id, string title, IReadOnlyList<long> counts, string unit,
        string of, string? worst = null)
    {
        var bars = Bars(counts);
        var most = bars.Max(bar => bar.Count);
        var says = string.Join(", ", bars.Where(bar => bar.Count > 0)
            .Select(bar => $"{bar.Name}: {Count(bar.Count)}"));
        using (Figure.Open(
            html, id, (Width, Height), title, $"{of} by {unit}. {says}."))
        {
            Scale(html, most);
            var step = (Width - Left - 6) / bars.Count;
            var free = double.NegativeInfinity;
            for (var at = 0; at < bars.Count; at++)
            {
                var x = Left + (at * step);
                var isWorst = at == bars.Count - 1;
                Bar(html, bars[at], (x, step), most, (isWorst ? worst : null, unit, of));
                var middle = x + (step / 2);
                var half = Figure.WidthOf(bars[at].Name) / 2;
                if (middle - half >= free)
                {
                    Figure.Text(
                        html, middle, Height - Bottom + 14, bars[at].Name, "small", "middle");
                    free = middle + half + 4;
                }
            }

            Figure.Text(
                html, Left + ((Width - Left) / 2), Height - 4, unit, "small", "middle");
            Figure.Text(html, 0, 10, $"{of} (logarithmic)", "small");
        }
    }

    private static void Bar(
        HtmlWriter html, (string Name, long Count) bar, (double At, double Step) x, long most,
        (string? Worst, string Unit, string Of) what)
    {
        if (bar.Count == 0)
        {
            return;
        }

        var top = Place(bar.Count, most);
        var width = Math.Max(1.5, x.Step - Math.Min(4, x.Step / 4));
        using (html.Open("g"))
        {
            html.Element(
                "title",
                $"{bar.Name} {what.Unit}: {Count(bar.Count)} {what.Of}"
                + (what.Worst is null ? "" : "; select it to see a trace"));
            if (what.Worst is null)
            {
                Rectangle("bar");
                return;
            }

            using (html.Open("a", ("href", $"#{what.Worst}"),
                ("aria-label", $"trace of the worst case: {bar.Name} {what.Unit}")))
            {
                Rectangle("bar worst");
                Figure.Text(html, x.At + (width / 2), top - 5, "▼", "worstmark", "middle");
            }
        }

        void Rectangle(string look) => html.Empty(
            "rect", ("x", x.At), ("y", top), ("width", width), ("height", Height - Bottom - top),
            ("rx", 1.5), ("class", look));
    }

    private static void Scale(HtmlWriter html, long most)
    {
        for (var power = 1L; power <= most && power > 0; power *= 10)
        {
            var y = Math.Round(Place(power, most)) + 0.5;
            Figure.Line(html, (Left - 4, y), (Width, y), "grid");
            if (Powers(most) < 6 || Powers(power) % 2 == 0)
            {
                Figure.Text(html, Left - 8, y + 4, Short(power), "small", "end");
            }

            if (power > long.MaxValue / 10)
            {
                break;
            }
        }
    }

    private static int Powers(long number) => (int)Math.Log10(number);

    /// <summary>One has a height, too.</summary>
    private static double Place(long count, long most)
    {
        var share = (Math.Log10(count) + 0.35) / (Math.Log10(Math.Max(2, most)) + 0.35);
        return Height - Bottom - (share * (Height - Bottom - Top));
    }

    /// <summary>Neighbours are put together where there are too many; the last stays alone.
    /// </summary>
    private static List<(string Name, long Count)> Bars(IReadOnlyList<long> counts)
    {
        var width = 1 + ((counts.Count - 1) / BarsMax);
        List<(string, long)> bars = [];
        for (var from = 0; from < counts.Count; from += width)
        {
            var to = Math.Min(from + width, counts.Count) - 1;
            bars.Add((
                from == to
                    ? from.ToString(CultureInfo.InvariantCulture)
                    : string.Create(CultureInfo.InvariantCulture, $"{from}–{to}"),
                counts.Skip(from).Take(width).Sum()));
        }

        return bars;
    }

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Short(long power) => power switch
    {
        >= 1_000_000_000 => $"{power / 1_000_000_000}G",
        >= 1_000_000 => $"{power / 1_000_000}M",
        >= 1_000 => $"{power / 1_000}k",
        _ => Count(power),
    };
}

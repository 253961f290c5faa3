using System.Globalization;

namespace Holdfast.Cli.Reports;

/// <summary>How often each number was met, as bars; few stay visible beside many.</summary>
internal static class HistogramFigure
{
    private const int BarsMax = 48;
    private const int LinesMax = 7;
    private const double Width = 460;
    private const double Height = 190;
    private const double Left = 46;
    private const double Bottom = 34;
    private const double Top = 22;

    private static readonly string[] Units = ["", "k", "M", "G"];

    /// <summary>Draws it.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="id">A name that no other drawing has.</param>
    /// <param name="title">What it is.</param>
    /// <param name="counts">How often each number was met, from 0.</param>
    /// <param name="unit">What the numbers are.</param>
    /// <param name="of">What was counted.</param>
    /// <param name="worst">Where the trace of the largest number is; null: nowhere.</param>
    public static void Draw(
        HtmlWriter html, string id, string title, IReadOnlyList<Bar> counts, string unit,
        string of, string? worst = null)
    {
        var bars = Together(counts);
        var most = bars.Max(bar => bar.Count);
        var says = string.Join("; ", bars.Where(IsThere)
            .Select(bar => $"{bar.Name}: {bar.Says(of)}"));
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
                Draw(html, bars[at], (x, step), most, (isWorst ? worst : null, unit, of));
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

    private static void Draw(
        HtmlWriter html, Bar bar, (double At, double Step) x, UInt128 most,
        (string? Worst, string Unit, string Of) what)
    {
        if (!IsThere(bar))
        {
            return;
        }

        var top = Place(bar.Count, most);
        var width = Math.Max(1.5, x.Step - Math.Min(4, x.Step / 4));
        using (html.Open("g"))
        {
            html.Element(
                "title",
                $"{bar.Name} {what.Unit}: {bar.Says(what.Of)}"
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

    // Of a search that was ended, the states found last have no permutations yet.
    private static bool IsThere(Bar bar) => bar.Count > 0 || bar.States > 0;

    /// <summary>A line for each power of ten, or of more where there are many.</summary>
    private static void Scale(HtmlWriter html, UInt128 most)
    {
        var powers = (int)Math.Floor(Math.Log10(Math.Max(1, (double)most)));
        var every = 1 + (powers / LinesMax);
        for (var power = 0; power <= powers; power += every)
        {
            var y = Math.Round(Place((UInt128)Math.Pow(10, power), most)) + 0.5;
            Figure.Line(html, (Left - 4, y), (Width, y), "grid");
            Figure.Text(html, Left - 8, y + 4, Short(power), "small", "end");
        }
    }

    /// <summary>One has a height, too.</summary>
    private static double Place(UInt128 count, UInt128 most)
    {
        var share = (Math.Log10(Math.Max(1, (double)count)) + 0.35)
            / (Math.Log10(Math.Max(2, (double)most)) + 0.35);
        return Height - Bottom - (share * (Height - Bottom - Top));
    }

    /// <summary>Neighbours are put together where there are too many; the last stays alone.
    /// </summary>
    private static List<Bar> Together(IReadOnlyList<Bar> counts)
    {
        var width = 1 + ((counts.Count - 1) / BarsMax);
        List<Bar> bars = [];
        for (var from = 0; from < counts.Count; from += width)
        {
            bars.Add(counts.Skip(from).Take(width).Aggregate((one, next) => one.With(next)));
        }

        return bars;
    }

    private static string Short(int power) => power < 3 * Units.Length
        ? string.Create(
            CultureInfo.InvariantCulture, $"{Math.Pow(10, power % 3)}{Units[power / 3]}")
        : string.Create(CultureInfo.InvariantCulture, $"1e{power}");
}

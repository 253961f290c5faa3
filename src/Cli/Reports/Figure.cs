namespace Holdfast.Cli.Reports;

/// <summary>A drawing: an SVG that says in words what it shows.</summary>
internal static class Figure
{
    /// <summary>Letters of the small text in a unit of width.</summary>
    private const double LetterWidth = 6.1;

    /// <summary>Begins a drawing.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="id">A name that no other drawing has.</param>
    /// <param name="size">Its size.</param>
    /// <param name="title">What it is.</param>
    /// <param name="says">What is seen in it.</param>
    /// <param name="isWide">Whether it keeps its size, and is scrolled.</param>
    public static HtmlWriter.Scope Open(
        HtmlWriter html, string id, (double Width, double Height) size, string title, string says,
        bool isWide = false)
    {
        var width = HtmlWriter.Number(size.Width);
        var height = HtmlWriter.Number(size.Height);
        var scope = html.Open(
            "svg",
            ("xmlns", "http://www.w3.org/2000/svg"), ("viewBox", $"0 0 {width} {height}"),
            ("width", isWide ? width : null), ("height", isWide ? height : null),
            ("class", isWide ? null : "fits"), ("role", "img"),
            ("aria-labelledby", $"{id}-title {id}-says"));
        html.Element("title", title, ("id", $"{id}-title"));
        html.Element("desc", says, ("id", $"{id}-says"));
        return scope;
    }

    /// <summary>A text at a place.</summary>
    public static void Text(
        HtmlWriter html, double x, double y, string text, string? look = null,
        string? anchor = null) =>
        html.Element("text", text, ("x", x), ("y", y), ("class", look), ("text-anchor", anchor));

    /// <summary>A line.</summary>
    public static void Line(
        HtmlWriter html, (double X, double Y) from, (double X, double Y) to, string look,
        string? end = null) =>
        html.Empty(
            "line", ("x1", from.X), ("y1", from.Y), ("x2", to.X), ("y2", to.Y), ("class", look),
            ("marker-end", end is null ? null : $"url(#{end})"));

    /// <summary>As much of a text as a width has room for.</summary>
    public static string Fit(string text, double width)
    {
        var letters = Math.Max(1, (int)(width / LetterWidth));
        return text.Length <= letters ? text : text[..(letters - 1)].TrimEnd() + "…";
    }

    /// <summary>The width that a text takes.</summary>
    public static double WidthOf(string text) => LetterWidth * text.Length;
}

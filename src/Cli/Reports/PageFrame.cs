namespace Holdfast.Cli.Reports;

/// <summary>A page that needs nothing beside it: no script, no network.</summary>
internal static class PageFrame
{
    // Whoever reads it loads nothing, whatever a text in it may say.
    private const string Policy =
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    /// <summary>The page.</summary>
    /// <param name="title">What it is called.</param>
    /// <param name="header">Writes what stands above.</param>
    /// <param name="main">Writes the rest.</param>
    public static string Of(string title, Action<HtmlWriter> header, Action<HtmlWriter> main)
    {
        var html = new HtmlWriter();
        html.Constant("<!doctype html>\n");
        using (html.Open("html", ("lang", "en")))
        {
            Head(html, title);
            using (html.Open("body"))
            {
                using (html.Open("header"))
                {
                    header(html);
                }

                html.Line();
                using (html.Open("main"))
                {
                    main(html);
                }
            }
        }

        html.Line();
        return html.ToString();
    }

    private static void Head(HtmlWriter html, string title)
    {
        using (html.Open("head"))
        {
            html.Empty("meta", ("charset", "utf-8"));
            html.Empty("meta", ("http-equiv", "Content-Security-Policy"), ("content", Policy));
            html.Empty(
                "meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
            html.Empty("meta", ("name", "color-scheme"), ("content", "light dark"));
            html.Element("title", title);
            using (html.Open("style"))
            {
                html.Constant(Style());
            }
        }

        html.Line();
    }

    private static string Style()
    {
        using var stream = typeof(PageFrame).Assembly
            .GetManifestResourceStream("Holdfast.Cli.Reports.report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

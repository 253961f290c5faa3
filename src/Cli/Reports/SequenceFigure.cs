using System.Globalization;
using Holdfast.Simulation.Trace;

namespace Holdfast.Cli.Reports;

/// <summary>A trace as a sequence diagram: a lifeline for each member, time downwards.</summary>
internal sealed class SequenceFigure
{
    private const double Left = 108;
    private const double Gap = 250;
    private const double Right = 262;
    private const double HeadHeight = 40;
    private const double BarWidth = 8;
    private const string Gone = "✗";

    private static readonly string[] Changing = ["Speak", "Learn", "Promoting", "Proving"];

    private readonly HtmlWriter _html;
    private readonly Counterexample _trace;
    private readonly List<Action> _drawn = [];
    private readonly double[] _since;
    private readonly List<string> _columns;
    private IReadOnlyList<string> _now;
    private double _y = HeadHeight + 22;

    private SequenceFigure(HtmlWriter html, Counterexample trace)
    {
        _html = html;
        _trace = trace;
        _now = trace.Start;
        _columns = [.. trace.Columns];
        _since = [.. _columns.Select(_ => HeadHeight + 4)];
    }

    /// <summary>Draws it.</summary>
    public static void Draw(HtmlWriter html, string id, string title, Counterexample trace) =>
        new SequenceFigure(html, trace).Draw(id, title);

    private double Width => Left + (Gap * (_columns.Count - 1)) + Right;

    private void Draw(string id, string title)
    {
        // Where things lie is found first; what lies behind is drawn first.
        var bars = new List<Action>();
        for (var column = 0; column < _columns.Count; column++)
        {
            Pill(column, _now[column]);
        }

        _y += 24;
        Events(_trace.Stem, 0, bars);
        if (_trace.Cycle.Count > 0)
        {
            var top = _y - 12;
            _y += 14;
            Events(_trace.Cycle, _trace.Stem.Count, bars);
            Loop(bars, top, _y - 4);
            _y += 8;
        }

        for (var column = 0; column < _columns.Count; column++)
        {
            Bar(bars, column, _y);
        }

        using (_html.Open("div", ("class", "scroll sequence"), ("tabindex", "0"), ("role", "group"),
            ("aria-label", $"{title}, to be scrolled")))
        using (Figure.Open(
            _html, id, (Width, _y + 14), title,
            $"{_trace.Length} events between {string.Join(", ", _columns)}; "
                + "the table below it says the same in words.",
            isWide: true))
        {
            Heads(id);
            bars.ForEach(draw => draw());
            _drawn.ForEach(draw => draw());
        }

        _html.Line();
    }

    private void Heads(string id)
    {
        using (_html.Open("defs"))
        using (_html.Open(
            "marker", ("id", $"{id}-tip"), ("viewBox", "0 0 8 8"), ("refX", 7.5), ("refY", 4),
            ("markerWidth", 8), ("markerHeight", 8), ("orient", "auto-start-reverse")))
        {
            _html.Empty("path", ("d", "M0 0.5L8 4L0 7.5Z"), ("class", "tip"));
        }

        Tip = $"{id}-tip";
        for (var column = 0; column < _columns.Count; column++)
        {
            var x = XOf(column);
            _html.Empty(
                "rect", ("x", x - 62), ("y", 6), ("width", 124), ("height", HeadHeight - 10),
                ("rx", 6), ("class", "head"));
            Figure.Text(_html, x, 25, Figure.Fit(_columns[column], 116), "headname", "middle");
            Figure.Line(_html, (x, HeadHeight - 4), (x, _y + 6), "life");
        }
    }

    private string Tip { get; set; } = "";

    private void Events(IReadOnlyList<TraceEvent> events, int before, List<Action> bars)
    {
        for (var at = 0; at < events.Count; at++)
        {
            var units = 1;
            while (IsTime(at) && IsTime(at + 1))
            {
                at++;
                units++;
            }

            Number(before + at + 1);
            if (IsTime(at))
            {
                Time(events[at].Time + 1);
            }
            else
            {
                Event(events[at]);
            }

            States(events[at].After, bars);
            _y += 12;
        }

        bool IsTime(int at) => at < events.Count && events[at].Event.Kind == EventKind.Time;
    }

    private void Event(TraceEvent one)
    {
        var what = one.Event;
        switch (what.Kind)
        {
            case EventKind.Tick:
                Own(ColumnOf(what.To), what.What, one.Reason, "own");
                break;
            case EventKind.Deliver or EventKind.Double:
                Arrow(what.From, what.To, what.What, one.Reason, "flight");
                break;
            case EventKind.Lose:
                Arrow(what.From, what.To, $"{what.What} is lost", "", "flight lostflight");
                break;
            case EventKind.Fault:
                Banner(what.What, "banner breaks");
                break;
            case EventKind.Mend:
                Banner(what.What, "banner mends");
                break;
            case EventKind.Time:
                break;
        }

        for (var at = 0; at < one.Follows.Count; at++)
        {
            var next = one.Follows[at];
            if (next.From is not null)
            {
                Arrow(next.From, next.Who, next.What, next.Reason, "flight");
                continue;
            }

            List<string> outputs = [next.What];
            while (at + 1 < one.Follows.Count && one.Follows[at + 1] is { From: null } more
                && more.Who == next.Who)
            {
                outputs.Add(more.What);
                at++;
            }

            Outputs(ColumnOf(next.Who), string.Join(", ", outputs));
        }
    }

    private void Number(int number)
    {
        var y = _y;
        _drawn.Add(() => Figure.Text(
            _html, 4, y + 4, number.ToString(CultureInfo.InvariantCulture), "small"));
    }

    private void Time(int units)
    {
        var y = _y;
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{units * _trace.Unit.TotalSeconds:0.###} s");
        text = _trace.Unit < TimeSpan.FromMilliseconds(1)
            ? string.Create(CultureInfo.InvariantCulture, $"{units} u")
            : text;
        _drawn.Add(() =>
        {
            Figure.Line(_html, (Left - 46, y), (Width - 20, y), "passes");
            Figure.Text(_html, Left - 52, y + 4, text, "clock", "end");
        });
        _y += 14;
    }

    private void Banner(string text, string look)
    {
        var y = _y;
        _drawn.Add(() =>
        {
            _html.Empty(
                "rect", ("x", Left - 46), ("y", y - 10), ("width", Width - Left + 26),
                ("height", 22), ("rx", 4), ("class", look));
            Figure.Text(
                _html, Left + ((Width - Left - 20) / 2) - 23, y + 5, text, "bannertext", "middle");
        });
        _y += 24;
    }

    private void Own(int column, string what, string reason, string look)
    {
        var (x, y) = (XOf(column), _y);
        _drawn.Add(() =>
        {
            _html.Empty("circle", ("cx", x), ("cy", y), ("r", 5), ("class", look));
            Words(x + 14, y, (what, reason), Right - 24, "start");
        });
        _y += reason == "" ? 18 : 30;
    }

    private void Outputs(int column, string text)
    {
        var (x, y) = (XOf(column), _y);
        _drawn.Add(() => Words(x + 14, y, ($"⇒ {text}", ""), Right - 24, "start", "puts"));
        _y += 20;
    }

    private void Arrow(string? from, string? to, string what, string reason, string look)
    {
        var (start, end) = (ColumnOf(from), ColumnOf(to));
        if (start == end)
        {
            Own(end, what, reason, "own");
            return;
        }

        var y = _y;
        var side = Math.Sign(end - start);
        _drawn.Add(() =>
        {
            var isLost = look.Contains("lost", StringComparison.Ordinal);
            var first = XOf(start) + (side * BarWidth / 2);
            var last = XOf(end) - (side * ((BarWidth / 2) + 1));
            last = isLost ? first + ((last - first) * 0.7) : last;
            Words(
                (XOf(start) + XOf(end)) / 2, y, (what, reason),
                (Math.Abs(end - start) * Gap) - 24, "middle", under: 28);
            Figure.Line(_html, (first, y + 10), (last, y + 10), look, isLost ? null : Tip);
            if (isLost)
            {
                _html.Empty(
                    "path", ("class", "lost"),
                    ("d", $"M{N(last - 4)} {N(y + 6)}l8 8m0 -8l-8 8"));
            }
        });
        _y += reason == "" ? 26 : 42;
    }

    /// <summary>What, and below it in small letters why.</summary>
    private void Words(
        double x, double y, (string What, string Why) text, double width, string anchor,
        string look = "what", double under = 17)
    {
        using (_html.Open("g"))
        {
            _html.Element(
                "title", text.Why == "" ? text.What : $"{text.What} ({text.Why})");
            Figure.Text(_html, x, y + 4, Figure.Fit(text.What, width), look, anchor);
            if (text.Why != "")
            {
                Figure.Text(
                    _html, x, y + under - 0.5, Figure.Fit(text.Why, width * 1.1), "why", anchor);
            }
        }
    }

    /// <summary>Who has become something else.</summary>
    private void States(IReadOnlyList<string> after, List<Action> bars)
    {
        var isNew = false;
        for (var column = 0; column < _columns.Count; column++)
        {
            if (after[column] == _now[column])
            {
                continue;
            }

            Bar(bars, column, _y + 4);
            isNew = true;
        }

        var before = _now;
        _now = after;
        if (!isNew)
        {
            return;
        }

        _y += 6;
        for (var column = 0; column < _columns.Count; column++)
        {
            if (after[column] != before[column])
            {
                Pill(column, after[column]);
            }
        }

        _y += 22;
    }

    private void Pill(int column, string state)
    {
        if (state == "")
        {
            return;
        }

        var (x, y) = (XOf(column), _y);
        var text = Figure.Fit(state == Gone ? "gone" : state, 150);
        var width = Figure.WidthOf(text) + 18;
        _drawn.Add(() =>
        {
            _html.Empty(
                "rect", ("x", x - (width / 2)), ("y", y - 9), ("width", width), ("height", 19),
                ("rx", 9.5), ("class", $"pill {ToneOf(state)}"));
            Figure.Text(_html, x, y + 5, text, $"on {ToneOf(state)}text", "middle");
        });
    }

    /// <summary>As what a member stood since it became it.</summary>
    private void Bar(List<Action> bars, int column, double until)
    {
        var (x, from, look) = (XOf(column), _since[column], ToneOf(_now[column]));
        _since[column] = until;
        if (_now[column] != "" && until > from)
        {
            bars.Add(() => _html.Empty(
                "rect", ("x", x - (BarWidth / 2)), ("y", from), ("width", BarWidth),
                ("height", until - from), ("class", look)));
        }
    }

    private void Loop(List<Action> bars, double top, double bottom) => bars.Insert(0, () =>
    {
        _html.Empty(
            "rect", ("x", 1), ("y", top), ("width", Width - 9),
            ("height", bottom - top), ("rx", 6), ("class", "loop"));
        Figure.Text(_html, Width - 16, top + 14, "for ever", "loopname", "end");
    });

    private static string ToneOf(string state) =>
        state == Gone ? "trouble"
        : state.StartsWith("Active", StringComparison.Ordinal)
            || state.StartsWith("Open", StringComparison.Ordinal)
            || state.StartsWith("Solo", StringComparison.Ordinal) ? "serving"
        : state.StartsWith("Standby", StringComparison.Ordinal)
            || state.StartsWith("Synced", StringComparison.Ordinal) ? "ready"
        : Changing.Any(one => state.StartsWith(one, StringComparison.Ordinal)) ? "changing"
        : "idle";

    private double XOf(int column) => Left + (column * Gap);

    private int ColumnOf(string? member) => Math.Max(0, _columns.IndexOf(member ?? ""));

    private static string N(double number) => HtmlWriter.Number(number);
}

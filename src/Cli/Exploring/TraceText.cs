using System.Globalization;
using Holdfast.Simulation.Trace;

namespace Holdfast.Cli.Exploring;

/// <summary>A trace for people: a line for each event, a column for each member.</summary>
internal static class TraceText
{
    /// <summary>Writes a trace.</summary>
    public static void Write(TextWriter output, Counterexample trace) =>
        Columns.Write(output, Rows(trace), column => column < 2);

    /// <summary>The rows of a trace, the first of them its head.</summary>
    public static List<string[]> Rows(Counterexample trace)
    {
        List<string[]> rows = [["", "t", .. trace.Columns, ""], Row("", "", trace.Start, "")];
        Add(rows, trace, trace.Stem, 0);
        if (trace.Cycle.Count > 0)
        {
            rows.Add(Row("", "", trace.Columns.Select(_ => ""), "for ever:"));
            Add(rows, trace, trace.Cycle, trace.Stem.Count);
        }

        return rows;
    }

    private static void Add(
        List<string[]> rows, Counterexample trace, IReadOnlyList<TraceEvent> events, int before)
    {
        for (var at = 0; at < events.Count; at++)
        {
            var units = 1;
            while (IsTime(at) && IsTime(at + 1))
            {
                at++;
                units++;
            }

            var one = events[at];
            var number = (before + at + 1).ToString(CultureInfo.InvariantCulture);
            if (IsTime(at))
            {
                var now = TimeOf((one.Time + 1) * trace.Unit);
                rows.Add(Row(number, now, Shown(one), $"{TimeOf(units * trace.Unit)} pass"));
                continue;
            }

            var lines = Lines(one);
            rows.Add(Row(number, TimeOf(one.Time * trace.Unit), Shown(one), lines[0]));
            rows.AddRange(lines.Skip(1)
                .Select(line => Row("", "", trace.Columns.Select(_ => ""), line)));
        }

        bool IsTime(int at) => at < events.Count && events[at].Event.Kind == EventKind.Time;
    }

    private static IEnumerable<string> Shown(TraceEvent one) => one.After;

    private static string[] Row(
        string number, string time, IEnumerable<string> members, string text) =>
        [number, time, .. members.Select(Mark), text];

    /// <summary>Who is active is seen at once.</summary>
    private static string Mark(string member) => member is "" or "✗" ? member
        : member.StartsWith("Active", StringComparison.Ordinal) ? $"●{member}"
        : $"○{member}";

    /// <summary>The event with what is put out, then a line for each message that is taken.
    /// </summary>
    private static List<string> Lines(TraceEvent one)
    {
        List<string> lines = [];
        var line = one.Event.ToString();
        var who = one.Event.To;
        var reason = one.Reason;
        var outputs = new List<string>();
        foreach (var next in one.Follows)
        {
            if (next.From is null && next.Who == who)
            {
                outputs.Add(next.What);
                continue;
            }

            End();
            who = next.Who;
            reason = next.Reason;
            line = next.From is null ? $"{who}" : $"{next.From} → {who}  {next.What}";
            if (next.From is null)
            {
                outputs.Add(next.What);
            }
        }

        End();
        return lines;

        void End()
        {
            var puts = outputs.Count == 0 ? "" : $" ⇒ {string.Join(", ", outputs)}";
            lines.Add(reason == "" ? $"{line}{puts}" : $"{line}{puts}   ({reason})");
            outputs.Clear();
        }
    }

    private static string TimeOf(TimeSpan time) =>
        time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + "s";
}

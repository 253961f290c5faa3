using System.Globalization;
using Holdfast.Simulation.Reports;

namespace Holdfast.Cli.Gateways.Journals;

/// <summary>
/// What really happened between two times, as lanes: how each member stood, and who was answered.
/// </summary>
internal sealed class LiveLanes
{
    private const int UnitsMax = 52;

    // From a unit of the axis on a picture can be looked at; ticks stand some units apart.
    private static readonly double[] Steps = [1, 2, 5, 10, 20, 50, 100, 200, 500];

    private readonly LiveRun _run;
    private readonly DateTimeOffset _from;
    private readonly TimeSpan _unit;
    private readonly double _length;

    private LiveLanes(LiveRun run, DateTimeOffset from, DateTimeOffset to)
    {
        (_run, _from, _unit) = (run, from, UnitOf(to - from));
        _length = Math.Max(1, (to - from) / _unit);
    }

    /// <summary>All of it, as wide as a page.</summary>
    public static Timeline Of(LiveRun run) => new LiveLanes(run, run.From, run.To).Draw();

    /// <summary>A takeover, with as much before and behind it as it took.</summary>
    public static Timeline Of(LiveRun run, Takeover one)
    {
        var from = Earlier(one.Cause?.Time ?? one.At, one.Silence?.From ?? one.At);
        var to = one.Silence?.To > one.At ? one.Silence.Value.To : one.At;
        var around = TimeSpan.FromMilliseconds(
            Math.Max(200, (to - from).TotalMilliseconds / 2));
        return new LiveLanes(run, from - around, to + around).Draw();

        static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) =>
            one < other ? one : other;
    }

    private Timeline Draw()
    {
        const int apart = 8;
        List<TimelineTick> ticks = [];
        for (var at = 0d; at <= _length; at += apart)
        {
            ticks.Add(new(at, TimeOf(_from + (_unit * at))));
        }

        List<TimelineLane> lanes = [];
        var outside = _run.Lines.Where(line => line.Kind is JournalKind.Fault or JournalKind.Note)
            .ToList();
        if (outside.Count > 0)
        {
            lanes.Add(new("world", "what is done", [], [
                .. outside.Where(line => IsSeen(line.Time)).Select(line => new TimelineMark(
                    At(line.Time), $"{line.Who} {line.Text}",
                    line.Kind == JournalKind.Fault ? MarkKind.Fault : MarkKind.Output)),
            ]));
        }

        if (_run.Ping is { } ping)
        {
            lanes.Add(new("world", "is answered", [.. Answers(ping)], []));
        }

        foreach (var member in _run.Members)
        {
            var own = _run.Lines.Where(line => line.Who == member).ToList();
            lanes.AddRange(new MemberLanes(member, own, At, IsSeen, _length).All());
        }

        return new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{_run.Members.Count} members for {(_unit * _length).TotalSeconds:0.0} s"),
            _length, [.. ticks], [.. lanes]);
    }

    /// <summary>Where a time lies; what is before or behind lies at an end.</summary>
    private double At(DateTimeOffset time) => Math.Clamp((time - _from) / _unit, 0, _length);

    private bool IsSeen(DateTimeOffset time) =>
        (time - _from) / _unit is var at && at >= 0 && at <= _length;

    private IEnumerable<TimelineSpan> Answers(PingLog log)
    {
        var from = log.Answers[0];
        List<TimelineSpan> spans = [];
        foreach (var silence in log.Silences)
        {
            spans.Add(new(At(from), At(silence.From), "answered", Tone.Serving));
            spans.Add(new(
                At(silence.From), At(silence.To),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{silence.Length.TotalMilliseconds:0} ms without an answer"),
                Tone.Trouble));
            from = silence.To;
        }

        spans.Add(new(At(from), At(log.Answers[^1]), "answered", Tone.Serving));
        return spans.Where(span => span.To > span.From);
    }

    private static TimeSpan UnitOf(TimeSpan all)
    {
        for (var scale = 1d; ; scale *= 1_000)
        {
            foreach (var step in Steps)
            {
                if (all.TotalMilliseconds / (step * scale) <= UnitsMax)
                {
                    return TimeSpan.FromMilliseconds(step * scale);
                }
            }
        }
    }

    private string TimeOf(DateTimeOffset time) => time.UtcDateTime.ToString(
        _unit < TimeSpan.FromMilliseconds(125) ? "HH:mm:ss.fff"
            : _unit < TimeSpan.FromSeconds(8) ? "HH:mm:ss" : "MM-dd HH:mm",
        CultureInfo.InvariantCulture);
}

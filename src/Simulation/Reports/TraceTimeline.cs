using System.Globalization;
using Holdfast.Codec;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Trace;

namespace Holdfast.Simulation.Reports;

/// <summary>
/// A trace as a timeline: each event has a place of its own, since many happen at one time. What
/// members are in between is looked up by letting the trace happen once more.
/// </summary>
internal sealed class TraceTimeline
{
    private const string Gone = "✗";
    private const string Role = "role";

    private readonly Counterexample _trace;
    private readonly Explorer.Walk _walk;
    private readonly SuccessorRules _rules;
    private readonly List<TimelineTick> _ticks = [];
    private readonly List<TimelineMark> _faults = [];
    private readonly List<(ulong Bits, TimelineSpan Span)> _broken = [];
    private readonly List<TimelineMark>[] _happened;
    private readonly List<Track>[] _tracks;
    private int _at;

    private TraceTimeline(SuccessorRules rules, Counterexample trace)
    {
        _rules = rules;
        _trace = trace;
        _walk = new(rules);
        _happened = [.. trace.Columns.Select(_ => new List<TimelineMark>())];
        _tracks = [.. trace.Columns.Select(_ => new List<Track>())];
    }

    /// <summary>The timeline of a trace.</summary>
    public static Timeline Of(SuccessorRules rules, Counterexample trace) =>
        new TraceTimeline(rules, trace).Draw();

    private Timeline Draw()
    {
        Demand(_walk.Digest == _trace.StartDigest, "the beginning");
        Look();
        _ticks.Add(new(0, TimeOf(0)));
        foreach (var one in _trace.Events)
        {
            var bits = _rules.BitsOf(_walk.Slots);
            Demand(
                _walk.TryTake(one.Event, out var taken, out _) && taken!.Digest == one.Digest,
                $"{one.Event}");
            _at++;
            Mark(one, bits);
            Look();
        }

        return new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{_trace.Length} events in {TimeOf(_walk.Time)}; each has a place of its own"),
            _at + 1, [.. _ticks], [.. Lanes()])
        {
            RepeatsFrom = _trace.Cycle.Count > 0 ? _trace.Stem.Count + 0.5 : null,
        };
    }

    private static void Demand(bool isAsItWas, string what)
    {
        if (!isAsItWas)
        {
            throw new InvalidOperationException($"{what}: it does not go as it went");
        }
    }

    private void Mark(TraceEvent one, ulong before)
    {
        var what = one.Event;
        var why = one.Reason == "" ? "" : $" ({one.Reason})";
        switch (what.Kind)
        {
            case EventKind.Time:
                _ticks.Add(new(_at, TimeOf(_walk.Time)));
                break;
            case EventKind.Tick:
                Happened(what.To!, $"{what.What}{why}", MarkKind.Timer);
                break;
            case EventKind.Deliver or EventKind.Double:
                Happened(what.To!, $"{what}{why}", MarkKind.Message);
                break;
            case EventKind.Lose:
                Happened(what.To!, $"{what}", MarkKind.Lost);
                break;
            case EventKind.Fault:
                _faults.Add(new(_at, what.What, MarkKind.Fault));
                var bits = _rules.BitsOf(_walk.Slots) & ~before;
                if (bits != 0)
                {
                    _broken.Add((bits, new(_at, double.NaN, what.What, Tone.Trouble)));
                }

                break;
            case EventKind.Mend:
                _faults.Add(new(_at, what.What, MarkKind.Mend));
                break;
        }

        foreach (var next in one.Follows)
        {
            Happened(
                next.Who,
                next.From is null ? next.What : $"{next.From} → {next.Who}  {next.What}",
                next.From is null ? MarkKind.Output : MarkKind.Message);
        }

        // What a fault broke is mended once nothing of it is broken any more.
        var now = _rules.BitsOf(_walk.Slots);
        for (var at = 0; at < _broken.Count; at++)
        {
            var (broken, span) = _broken[at];
            if (double.IsNaN(span.To) && (broken & now) == 0)
            {
                _broken[at] = (broken, span with { To = _at });
            }
        }
    }

    private void Happened(string who, string text, MarkKind kind)
    {
        var member = _trace.Columns.ToList().IndexOf(who);
        if (member >= 0)
        {
            _happened[member].Add(new(_at, text, kind));
        }
    }

    /// <summary>How members stand now; what is as before goes on.</summary>
    private void Look()
    {
        var shown = _rules.Show(_walk.Slots);
        for (var member = 0; member < shown.Count; member++)
        {
            foreach (var fact in FactsOf(member, shown[member]))
            {
                var track = _tracks[member].Find(one => one.Name == fact.Track);
                if (track is null)
                {
                    _tracks[member].Add(track = new(fact.Track));
                }

                track.Go(_at, fact);
            }
        }
    }

    /// <summary>One that is gone has nothing on its tracks; one without tracks has its phase.
    /// </summary>
    private Items<TrackFact> FactsOf(int member, string shown)
    {
        if (shown == Gone)
        {
            var known = _tracks[member].Select(one => one.Name).DefaultIfEmpty(Role).ToList();
            return
            [
                new(known[0], "gone", Tone.Trouble),
                .. known.Skip(1).Select(one => new TrackFact(one, "", Tone.None)),
            ];
        }

        var facts = _rules.FactsOf(_walk.Slots, member);
        return facts.Count > 0 || shown == "" ? facts : [new(Role, shown, ToneOf(shown))];
    }

    private static Tone ToneOf(string phase) =>
        phase.StartsWith("Active", StringComparison.Ordinal) ? Tone.Serving
        : phase.StartsWith("Standby", StringComparison.Ordinal) ? Tone.Ready
        : Tone.Idle;

    private IEnumerable<TimelineLane> Lanes()
    {
        var end = _at + 1;
        if (_faults.Count > 0)
        {
            yield return new("world", "faults", [], [.. _faults]);
        }

        foreach (var row in Rows(end))
        {
            yield return new("world", "broken", row, []);
        }

        for (var member = 0; member < _tracks.Length; member++)
        {
            foreach (var track in _tracks[member])
            {
                yield return new(_trace.Columns[member], track.Name, track.Spans(end), []);
            }

            if (_happened[member].Count > 0)
            {
                yield return new(_trace.Columns[member], "events", [], [.. _happened[member]]);
            }
        }
    }

    /// <summary>What was broken at the same time lies in different rows.</summary>
    private List<Items<TimelineSpan>> Rows(double end)
    {
        List<List<TimelineSpan>> rows = [];
        foreach (var (_, open) in _broken)
        {
            var span = double.IsNaN(open.To) ? open with { To = end } : open;
            var row = rows.Find(one => one[^1].To <= span.From);
            if (row is null)
            {
                rows.Add(row = []);
            }

            row.Add(span);
        }

        return [.. rows.Select(row => (Items<TimelineSpan>)[.. row])];
    }

    private string TimeOf(int units) =>
        _trace.Unit < TimeSpan.FromMilliseconds(1)
            ? string.Create(CultureInfo.InvariantCulture, $"{units} u")
            : string.Create(
                CultureInfo.InvariantCulture, $"{units * _trace.Unit.TotalSeconds:0.###} s");

    /// <summary>A track while it is followed.</summary>
    private sealed class Track(string name)
    {
        private readonly List<TimelineSpan> _spans = [];
        private TrackFact _fact = new(name, "", Tone.None);
        private double _since;

        public string Name => name;

        public void Go(double at, TrackFact fact)
        {
            if (fact == _fact)
            {
                return;
            }

            End(at);
            _fact = fact;
            _since = at;
        }

        public Items<TimelineSpan> Spans(double end)
        {
            End(end);
            return [.. _spans];
        }

        private void End(double at)
        {
            if (_fact.Tone != Tone.None && at > _since)
            {
                _spans.Add(new(_since, at, _fact.Says, _fact.Tone));
            }
        }
    }
}

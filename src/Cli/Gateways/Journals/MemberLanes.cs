using Holdfast.Simulation.Reports;

namespace Holdfast.Cli.Gateways.Journals;

/// <summary>How one member stood, by what its journal says.</summary>
/// <param name="member">Its name.</param>
/// <param name="lines">Its lines, and what was done to it.</param>
/// <param name="at">Where a time lies on the axis.</param>
/// <param name="isSeen">Whether a time lies between the ends of the axis.</param>
/// <param name="length">Where the axis ends.</param>
internal sealed class MemberLanes(
    string member, IReadOnlyList<JournalLine> lines, Func<DateTimeOffset, double> at,
    Func<DateTimeOffset, bool> isSeen, double length)
{
    private readonly SortedDictionary<string, Track> _tracks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _children = [];
    private readonly HashSet<string> _routes = [];
    private readonly List<TimelineMark> _marks = [];

    /// <summary>Its lanes.</summary>
    public IEnumerable<TimelineLane> All()
    {
        // In the order in which they are looked at; what never came has no lane.
        string[] order = ["role", "traffic", "SAs", "routes"];
        for (var line = 0; line < lines.Count; line++)
        {
            Take(lines[line], IsLastWord(line));
        }

        foreach (var name in order.Concat(_tracks.Keys.Except(order)))
        {
            if (_tracks.TryGetValue(name, out var track))
            {
                yield return new(member, name, [.. track.Ended(length)], []);
            }
        }

        yield return new(member, "journal", [], [.. _marks]);
    }

    /// <summary>Whether it says nothing more in this life.</summary>
    private bool IsLastWord(int line)
    {
        var next = line + 1;
        while (next < lines.Count
            && lines[next].Kind is JournalKind.Fault or JournalKind.Note)
        {
            next++;
        }

        return next == lines.Count || lines[next].Kind == JournalKind.Starts;
    }

    private void Take(JournalLine line, bool isLastWord)
    {
        var place = at(line.Time);
        switch (line.Kind)
        {
            case JournalKind.Starts:
                Forget(place);
                Set("role", place, "begins", Tone.Changing);
                break;
            case JournalKind.Fault when isLastWord:
                Forget(place);
                Set("role", place, "says nothing", Tone.Trouble);
                break;
            case JournalKind.Reigns:
                Set("role", place, $"active in {line.Subject}", Tone.Serving);
                break;
            case JournalKind.Stops:
                Set("role", place, $"stops: {line.Subject}", Tone.Idle);
                break;
            case JournalKind.Stands:
                Set(
                    "role", place, $"standby, {line.Subject?.ToLowerInvariant()}",
                    line.Subject == "Synced" ? Tone.Ready : Tone.Changing);
                break;
            case JournalKind.Traffic:
                Set("traffic", place, line.IsOn ? "passes" : "", Tone.Serving);
                break;
            case JournalKind.Address:
                Set($"address {line.Subject?.ToLowerInvariant()}", place,
                    line.IsOn ? "has it" : "", Tone.Serving);
                break;
            case JournalKind.Channel:
                Set($"sync {line.Subject}", place,
                    line.IsOn ? "connected" : "lost", line.IsOn ? Tone.Ready : Tone.Trouble);
                break;
            case JournalKind.Link:
                Set($"link {line.Subject}", place,
                    line.IsOn ? "works" : "is cut", line.IsOn ? Tone.Ready : Tone.Trouble);
                break;
            case JournalKind.Child:
                Count("SAs", _children, line, place, "CHILD SA");
                break;
            case JournalKind.Route:
                Count("routes", _routes, line, place, "route");
                break;
        }

        if (isSeen(line.Time))
        {
            _marks.Add(new(
                place, line.Text,
                line.Kind == JournalKind.Fault ? MarkKind.Fault : MarkKind.Output));
        }
    }

    private void Count(
        string track, HashSet<string> among, JournalLine line, double place, string what)
    {
        _ = line.IsOn ? among.Add(line.Subject ?? "") : among.Remove(line.Subject ?? "");
        Set(
            track, place,
            among.Count switch { 0 => "", 1 => $"1 {what}", var many => $"{many} {what}s" },
            Tone.Ready);
    }

    /// <summary>Whatever it was, it is not any more.</summary>
    private void Forget(double place)
    {
        _children.Clear();
        _routes.Clear();
        foreach (var track in _tracks.Values)
        {
            track.Set(place, "", Tone.None);
        }
    }

    private void Set(string track, double place, string says, Tone tone)
    {
        if (!_tracks.TryGetValue(track, out var found))
        {
            _tracks.Add(track, found = new());
        }

        found.Set(place, says, tone);
    }

    /// <summary>One lane, while it is filled.</summary>
    private sealed class Track
    {
        private readonly List<TimelineSpan> _spans = [];
        private (double From, string Says, Tone Tone) _now = (0, "", Tone.None);

        public void Set(double place, string says, Tone tone)
        {
            if (says == _now.Says)
            {
                return;
            }

            if (_now.Says.Length > 0 && place > _now.From)
            {
                _spans.Add(new(_now.From, place, _now.Says, _now.Tone));
            }

            _now = (place, says, tone);
        }

        public List<TimelineSpan> Ended(double length)
        {
            Set(length, "", Tone.None);
            return _spans;
        }
    }
}

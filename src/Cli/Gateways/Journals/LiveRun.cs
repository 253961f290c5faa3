namespace Holdfast.Cli.Gateways.Journals;

/// <summary>What really happened: the lines of all journals in one order, and what came of it.
/// </summary>
internal sealed class LiveRun
{
    /// <param name="lines">The lines of everybody.</param>
    /// <param name="ping">Who asked through it all; null: nobody.</param>
    public LiveRun(IEnumerable<JournalLine> lines, PingLog? ping)
    {
        // Of one instant, as each journal has them.
        Lines = [.. lines.OrderBy(line => line.Time)];
        Ping = ping;
        Members = [.. Lines.Where(IsOfMember).Select(line => line.Who).Distinct().Order(
            StringComparer.Ordinal)];
        var answers = ping?.Answers ?? [];
        From = Lines.Select(line => line.Time).Concat(answers).Min();
        To = Lines.Select(line => line.Time).Concat(answers).Max();
        Takeovers = [.. TakeoversOf()];
    }

    /// <summary>All lines in the order of their times.</summary>
    public IReadOnlyList<JournalLine> Lines { get; }

    /// <summary>Whoever has a journal, by name.</summary>
    public IReadOnlyList<string> Members { get; }

    /// <summary>Who asked through it all.</summary>
    public PingLog? Ping { get; }

    /// <summary>The first thing that is known.</summary>
    public DateTimeOffset From { get; }

    /// <summary>The last one.</summary>
    public DateTimeOffset To { get; }

    /// <summary>Each time another member than before lets traffic pass.</summary>
    public IReadOnlyList<Takeover> Takeovers { get; }

    private static bool IsOfMember(JournalLine line) =>
        line.Kind is not (JournalKind.Fault or JournalKind.Note);

    private IEnumerable<Takeover> TakeoversOf()
    {
        Service? serves = null;
        foreach (var line in Lines)
        {
            if (line is { Kind: JournalKind.Traffic, IsOn: true } && line.Who != serves?.Member)
            {
                if (serves is not null)
                {
                    var cause = serves.Cause;
                    yield return new(serves.Member, line.Who, cause, line.Time, SilenceAt(
                        cause?.Time ?? line.Time, line.Time));
                }

                serves = new(line.Who);
            }

            serves?.Take(line);
        }
    }

    /// <summary>The longest silence that a span of time touches.</summary>
    private Silence? SilenceAt(DateTimeOffset from, DateTimeOffset to) => Ping?.Silences
        .Where(silence => silence.From <= to && silence.To >= from)
        .Select(silence => (Silence?)silence)
        .MaxBy(silence => silence!.Value.Length);

    /// <summary>A member while it serves, and what befell it.</summary>
    private sealed class Service(string member)
    {
        // What was done to it is why its traffic ended, if that was soon.
        private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

        private readonly List<JournalLine> _faults = [];
        private DateTimeOffset _lastWord;
        private JournalLine? _ended;

        public string Member => member;

        /// <summary>Why it serves no more, as far as is known.</summary>
        public JournalLine? Cause => _ended is null
            ? _faults.Find(fault => fault.Time >= _lastWord)
            : _faults.Find(
                fault => fault.Time <= _ended.Time && fault.Time >= _ended.Time - Soon) ?? _ended;

        public void Take(JournalLine line)
        {
            if (line.Who != member)
            {
                return;
            }

            switch (line.Kind)
            {
                case JournalKind.Fault:
                    _faults.Add(line);
                    break;
                case JournalKind.Traffic:
                    _ended = line.IsOn ? null : _ended ?? line;
                    goto default;
                default:
                    // A process that begins does not say that the one before lived on.
                    _lastWord = IsOfMember(line) && line.Kind != JournalKind.Starts
                        ? line.Time
                        : _lastWord;
                    break;
            }
        }
    }
}

/// <summary>A member took another one's place.</summary>
/// <param name="Of">Whose.</param>
/// <param name="By">Who.</param>
/// <param name="Cause">What befell the one before, or that it stopped; null: it said nothing.
/// </param>
/// <param name="At">When traffic passed again.</param>
/// <param name="Silence">How long whoever asked had no answer; null: nobody noticed.</param>
internal sealed record Takeover(
    string Of, string By, JournalLine? Cause, DateTimeOffset At, Silence? Silence)
{
    /// <summary>From the cause until traffic passed again; null: the cause is not known.</summary>
    public TimeSpan? After => Cause is null ? null : At - Cause.Time;
}

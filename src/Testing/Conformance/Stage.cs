using Holdfast.Codec;
using Holdfast.Testing.Draws;
using Holdfast.Testing.Histories;

namespace Holdfast.Testing.Conformance;

/// <summary>What happens in a case: a gap in time, then a letter of the suite's alphabet.</summary>
internal readonly record struct Beat(Gap Gap, TimeSpan Length, int Letter);

/// <summary>A configuration, and what happens under it. Any part of a script is a script.</summary>
internal sealed record Script<TConfig>(TConfig Config, Items<Beat> Beats);

/// <summary>Something that the subject was told, and what it said to that.</summary>
internal readonly record struct Line<TTold, TSaid>(
    TimeSpan At, TTold Told, IReadOnlyList<TSaid> Said);

/// <summary>A case that was played to its end.</summary>
/// <param name="Config">What the subject was set to.</param>
/// <param name="Lines">What it was told, and what it said to each.</param>
/// <param name="End">When it was told last, or left alone to.</param>
/// <param name="WasDue">Whether it ever asked to be told the time.</param>
/// <param name="Fault">Why it could not be played to its end; null: it could.</param>
internal sealed record Played<TConfig, TTold, TSaid>(
    TConfig Config, IReadOnlyList<Line<TTold, TSaid>> Lines, TimeSpan End, bool WasDue,
    string? Fault);

/// <summary>A claim about every played case.</summary>
/// <param name="Name">The claim.</param>
/// <param name="Section">RFC and section; "no RFC" and the ADR.</param>
/// <param name="Invariant">The invariant; empty: none.</param>
/// <param name="Broken">What is wrong in a case; null: nothing.</param>
internal sealed record Law<TConfig, TTold, TSaid>(
    string Name, string Section, string Invariant,
    Func<Played<TConfig, TTold, TSaid>, string?> Broken)
{
    /// <summary>How cases begin in which it has something to say: every other case begins with one
    /// of these; empty: none is needed.</summary>
    public IReadOnlyList<Beat[]> Scenes { get; init; } = [];
}

/// <summary>
/// Draws scripts, plays them to a subject of somebody else's, judges, and makes what breaks a law
/// short. Law: suite, seed and subject determine everything.
/// </summary>
internal sealed partial record Stage<TConfig, TTold, TSaid>
{
    private const int BeatsMax = 24;
    private const int TicksMax = 2_000;
    private const int DueCases = 32;

    /// <summary>The protocol.</summary>
    public required string Name { get; init; }

    /// <summary>Draws a configuration.</summary>
    public required Func<Choices, TConfig> Config { get; init; }

    /// <summary>Makes the subject of a case.</summary>
    public required Func<TConfig, Subject<TTold, TSaid>> Make { get; init; }

    /// <summary>How many letters there are.</summary>
    public required int Letters { get; init; }

    /// <summary>What a letter is now, after all that was said; null: nothing.</summary>
    public required Func<TConfig, IReadOnlyList<Line<TTold, TSaid>>, int, TTold?> Letter
    {
        get;
        init;
    }

    /// <summary>The lengths of gaps.</summary>
    public required Func<TConfig, TimeSpan[]> Gaps { get; init; }

    /// <summary>What is told first, whatever the script; empty: nothing.</summary>
    public Func<TConfig, IReadOnlyList<TTold>> Prologue { get; init; } = static _ => [];

    /// <summary>How long the subject is left alone at the end.</summary>
    public Func<TConfig, TimeSpan> Calm { get; init; } = static _ => TimeSpan.Zero;

    /// <summary>What is told last, behind that; empty: nothing.</summary>
    public Func<TConfig, IReadOnlyList<TTold>> Epilogue { get; init; } = static _ => [];

    /// <summary>What tells the time.</summary>
    public required TTold Tick { get; init; }

    /// <summary>Whether whoever keeps the laws has to ask for the time.</summary>
    public bool IsTimed { get; init; }

    /// <summary>The suite of some laws.</summary>
    public ConformanceSuite Suite(params ReadOnlySpan<Law<TConfig, TTold, TSaid>> laws)
    {
        var properties = new List<ConformanceProperty>();
        foreach (var law in laws)
        {
            properties.Add(new(
                law.Name, law.Section, law.Invariant, (seed, cases) => Run(law, seed, cases)));
        }

        return new(Name, [.. properties]);
    }

    /// <summary>Plays a script, as far as the subject goes on.</summary>
    public Played<TConfig, TTold, TSaid> Play(Script<TConfig> script)
    {
        var lines = new List<Line<TTold, TSaid>>();
        var now = TimeSpan.Zero;
        var wasDue = false;
        string? fault = null;
        try
        {
            var subject = Make(script.Config);
            foreach (var told in Prologue(script.Config))
            {
                Tell(subject, told);
            }

            foreach (var beat in script.Beats)
            {
                Pass(subject, beat);
                if (fault is null && Letter(script.Config, lines, beat.Letter) is { } told)
                {
                    Tell(subject, told);
                }
            }

            Until(subject, now + Calm(script.Config));
            foreach (var told in Epilogue(script.Config))
            {
                Tell(subject, told);
            }
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            fault = Thrown.Text(thrown);
        }

        return new(script.Config, lines, now, wasDue, fault);

        // What throws was told all the same.
        void Tell(Subject<TTold, TSaid> subject, TTold told)
        {
            if (fault is null)
            {
                lines.Add(new(now, told, []));
                lines[^1] = new(now, told, subject.Tell(now, told));
            }
        }

        TimeSpan? Due(Subject<TTold, TSaid> subject)
        {
            var due = subject.Deadline();
            wasDue |= due is not null;
            return due;
        }

        void Pass(Subject<TTold, TSaid> subject, Beat beat)
        {
            var due = Due(subject);
            switch (beat.Gap)
            {
                case Gap.None:
                    break;
                case Gap.Some:
                    Until(subject, now + beat.Length);
                    break;
                case Gap.ToTheDeadline:
                    now = due > now ? due.Value : now;
                    break;
                case Gap.ToJustBeforeTheDeadline:
                    var before = due - TimeSpan.FromMilliseconds(1);
                    now = before > now ? before.Value : now;
                    break;
            }
        }

        void Until(Subject<TTold, TSaid> subject, TimeSpan end)
        {
            for (var ticks = 0; fault is null && Due(subject) is { } due && due <= end; ticks++)
            {
                if (ticks > TicksMax)
                {
                    // What came of it stands in the first lines.
                    fault = $"it is due for ever: told the time {TicksMax} times until "
                        + $"{Instants.Text(now)}, it wants it at {Instants.Text(due)} again";
                    lines.RemoveRange(lines.Count - TicksMax, TicksMax);
                    return;
                }

                now = due > now ? due : now;
                Tell(subject, Tick);
            }

            now = end > now ? end : now;
        }
    }

    private Verdict Run(Law<TConfig, TTold, TSaid> law, int seed, int cases)
    {
        for (var at = 0; at < cases; at++)
        {
            var script = Draw(law.Scenes, new Choices(CaseOf(seed, at)));
            if (Judge(law, script) is null)
            {
                continue;
            }

            var (shrunk, why) = Shrink(law, script);
            return new(
                Name, law.Name, law.Section, law.Invariant, seed, at + 1,
                IsTimed && !IsEverDue(seed)
                    ? $"{why}; it never asked to be told the time (Due is null)"
                    : why,
                Trace(Cut(law, Play(shrunk), why)));
        }

        return new(Name, law.Name, law.Section, law.Invariant, seed, cases, null, default);
    }

    /// <summary>Whether the subject asks for the time in any of the first cases.</summary>
    private bool IsEverDue(int seed) => Enumerable.Range(0, DueCases).Any(at =>
        Play(Draw([], new Choices(CaseOf(seed, at)))) is { WasDue: true } or { Fault: not null });

    private static uint[] CaseOf(int seed, int at) =>
        Choices.FromSeed(unchecked((seed * 1_000_003) + at), Choices.InCase);

    private Script<TConfig> Draw(IReadOnlyList<Beat[]> scenes, Choices choices)
    {
        var config = Config(choices);
        var scene = scenes.Count > 0 && choices.Chance(50) ? choices.Of(scenes) : [];
        var gaps = Gaps(config);
        Items<Beat> beats =
        [
            .. scene,
            .. Enumerable.Range(0, 1 + choices.Below(BeatsMax)).Select(_ => new Beat(
                choices.Of<Gap>(
                [
                    Gap.None, Gap.Some, Gap.Some, Gap.ToTheDeadline, Gap.ToJustBeforeTheDeadline,
                ]),
                choices.Of(gaps), choices.Below(Letters))),
        ];
        return new(config, beats);
    }

    /// <summary>What is wrong; null: nothing.</summary>
    private string? Judge(Law<TConfig, TTold, TSaid> law, Script<TConfig> script)
    {
        var played = Play(script);
        return played.Fault ?? law.Broken(played);
    }
}

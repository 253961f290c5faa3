using System.Globalization;
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
internal sealed record Played<TConfig, TTold, TSaid>(
    TConfig Config, IReadOnlyList<Line<TTold, TSaid>> Lines, TimeSpan End);

/// <summary>A claim about every played case.</summary>
/// <param name="Name">The claim.</param>
/// <param name="Section">RFC and section.</param>
/// <param name="Invariant">The invariant; empty: none.</param>
/// <param name="Broken">What is wrong in a case; null: nothing.</param>
internal sealed record Law<TConfig, TTold, TSaid>(
    string Name, string Section, string Invariant,
    Func<Played<TConfig, TTold, TSaid>, string?> Broken);

/// <summary>
/// Draws scripts, plays them to a subject of somebody else's, judges, and makes what breaks a law
/// short. Law: suite, seed and subject determine everything.
/// </summary>
internal sealed record Stage<TConfig, TTold, TSaid>
{
    private const int BeatsMax = 24;
    private const int TicksMax = 2_000;

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

    /// <summary>Plays a script.</summary>
    public Played<TConfig, TTold, TSaid> Play(Script<TConfig> script)
    {
        var lines = new List<Line<TTold, TSaid>>();
        var subject = Make(script.Config);
        var now = TimeSpan.Zero;
        foreach (var told in Prologue(script.Config))
        {
            Tell(told);
        }

        foreach (var beat in script.Beats)
        {
            Pass(beat);
            if (Letter(script.Config, lines, beat.Letter) is { } told)
            {
                Tell(told);
            }
        }

        Until(now + Calm(script.Config));
        foreach (var told in Epilogue(script.Config))
        {
            Tell(told);
        }

        return new(script.Config, lines, now);

        void Tell(TTold told) => lines.Add(new(now, told, subject.Tell(now, told)));

        void Pass(Beat beat)
        {
            var due = subject.Deadline();
            switch (beat.Gap)
            {
                case Gap.None:
                    break;
                case Gap.Some:
                    Until(now + beat.Length);
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

        void Until(TimeSpan end)
        {
            for (var ticks = 0; subject.Deadline() is { } due && due <= end; ticks++)
            {
                if (ticks > TicksMax)
                {
                    throw new InvalidOperationException($"it is due for ever at {now}");
                }

                now = due > now ? due : now;
                Tell(Tick);
            }

            now = end > now ? end : now;
        }
    }

    private Verdict Run(Law<TConfig, TTold, TSaid> law, int seed, int cases)
    {
        for (var at = 0; at < cases; at++)
        {
            var numbers = Choices.FromSeed(unchecked((seed * 1_000_003) + at), Choices.InCase);
            var script = Draw(new Choices(numbers));
            if (Judge(law, script) is null)
            {
                continue;
            }

            var (shrunk, why) = Shrink(law, script);
            return new(
                Name, law.Name, law.Section, law.Invariant, seed, at + 1, why, Trace(shrunk));
        }

        return new(Name, law.Name, law.Section, law.Invariant, seed, cases, null, default);
    }

    private Script<TConfig> Draw(Choices choices)
    {
        var config = Config(choices);
        var gaps = Gaps(config);
        Items<Beat> beats =
        [
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
        Played<TConfig, TTold, TSaid> played;
        try
        {
            played = Play(script);
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            return $"it threw: {thrown.GetType().Name}: {thrown.Message}";
        }

        return law.Broken(played);
    }

    private (Script<TConfig> Script, string Why) Shrink(
        Law<TConfig, TTold, TSaid> law, Script<TConfig> script)
    {
        var why = Judge(law, script)!;
        for (var isSmaller = true; isSmaller;)
        {
            isSmaller = false;
            foreach (var smaller in Smaller(script))
            {
                if (Judge(law, smaller) is { } still)
                {
                    (script, why, isSmaller) = (smaller, still, true);
                    break;
                }
            }
        }

        return (script, why);
    }

    private IEnumerable<Script<TConfig>> Smaller(Script<TConfig> script)
    {
        Beat[] beats = [.. script.Beats];
        for (var size = beats.Length; size >= 1; size /= 2)
        {
            for (var at = 0; at + size <= beats.Length; at += size)
            {
                yield return script with { Beats = [.. beats[..at], .. beats[(at + size)..]] };
            }
        }

        // In the simplest configuration, and each beat simpler.
        var simplest = Config(new Choices([]));
        if (!Equals(simplest, script.Config))
        {
            yield return script with { Config = simplest };
        }

        var gaps = Gaps(script.Config);
        for (var at = 0; at < beats.Length; at++)
        {
            var beat = beats[at];
            foreach (var simpler in SimplerBeats(beat, gaps))
            {
                yield return script with { Beats = script.Beats.With(at, simpler) };
            }
        }
    }

    private static IEnumerable<Beat> SimplerBeats(Beat beat, TimeSpan[] gaps)
    {
        if (beat.Gap != Gap.None)
        {
            yield return new(Gap.None, gaps[0], beat.Letter);
        }

        if (beat.Gap == Gap.Some)
        {
            foreach (var shorter in gaps.Where(one => one < beat.Length).Order())
            {
                yield return beat with { Length = shorter };
            }
        }
        else if (beat.Length != gaps[0])
        {
            yield return beat with { Length = gaps[0] };
        }

        if (beat.Letter > 0)
        {
            yield return beat with { Letter = 0 };
            if (beat.Letter > 1)
            {
                yield return beat with { Letter = beat.Letter - 1 };
            }
        }
    }

    /// <summary>A numbered line for each event of a script.</summary>
    public Items<string> Trace(Script<TConfig> script)
    {
        var text = new List<string> { $"{script.Config}" };
        try
        {
            var number = 0;
            foreach (var line in Play(script).Lines)
            {
                var when = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{++number,3}. {line.At.TotalSeconds,9:0.000}s  {line.Told}");
                text.Add(line.Said.Count > 0 ? $"{when}  →  {string.Join(", ", line.Said)}" : when);
            }
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            text.Add($"{thrown.GetType().Name}: {thrown.Message}");
        }

        return [.. text];
    }
}

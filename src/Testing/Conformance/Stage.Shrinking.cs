using System.Globalization;
using Holdfast.Codec;
using Holdfast.Testing.Draws;
using Holdfast.Testing.Histories;

namespace Holdfast.Testing.Conformance;

/// <content>How a script that breaks a law becomes short, and is told.</content>
internal sealed partial record Stage<TConfig, TTold, TSaid>
{
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

    /// <summary>Without the ticks at its end of which the reason says nothing.</summary>
    private Played<TConfig, TTold, TSaid> Cut(
        Law<TConfig, TTold, TSaid> law, Played<TConfig, TTold, TSaid> played, string why)
    {
        while (played is { Fault: null, Lines.Count: > 1 } && Equals(played.Lines[^1].Told, Tick))
        {
            var shorter = played with { Lines = [.. played.Lines.SkipLast(1)] };
            if (law.Broken(shorter) != why)
            {
                break;
            }

            played = shorter;
        }

        return played;
    }

    /// <summary>A numbered line for each event of a case.</summary>
    private static Items<string> Trace(Played<TConfig, TTold, TSaid> played) =>
    [
        $"{played.Config}",
        .. played.Lines.Select(static (line, at) =>
        {
            var when = string.Create(
                CultureInfo.InvariantCulture,
                $"{at + 1,3}. {Instants.Text(line.At),10}  {line.Told}");
            return line.Said.Count > 0 ? $"{when}  →  {string.Join(", ", line.Said)}" : when;
        }),
    ];
}

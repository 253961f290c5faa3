namespace Holdfast.Testing.Draws;

/// <summary>One drawn case, with the numbers that it was chosen by.</summary>
/// <param name="numbers">The numbers.</param>
/// <param name="value">The case.</param>
public sealed class Drawn<T>(uint[] numbers, T value)
{
    /// <summary>What it was chosen by: the same numbers choose it again.</summary>
    public IReadOnlyList<uint> Numbers { get; } = numbers;

    /// <summary>The case.</summary>
    public T Value { get; } = value;

    /// <inheritdoc/>
    public override string ToString() => $"{Value}";

    /// <summary>Draws what a seed chooses.</summary>
    public static Drawn<T> Of(int seed, Func<Choices, T> draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        var numbers = Choices.FromSeed(seed, Choices.InCase);
        return new(numbers, draw(new Choices(numbers)));
    }

    /// <summary>Simpler cases, the simplest first: of fewer numbers, then of smaller ones.
    /// </summary>
    public IEnumerable<Drawn<T>> Simpler(Func<Choices, T> draw)
    {
        foreach (var fewer in SimplerNumbers(numbers))
        {
            T simpler;
            try
            {
                simpler = draw(new Choices(fewer));
            }
            catch (InvalidOperationException)
            {
                // These numbers choose nothing that can be written: no simpler case.
                continue;
            }

            yield return new Drawn<T>(fewer, simpler);
        }
    }

    private static IEnumerable<uint[]> SimplerNumbers(uint[] all)
    {
        // Zeros at the end are what stands behind it anyway.
        var numbers = all[..(all.AsSpan().LastIndexOfAnyExcept(0u) + 1)];
        for (var keep = 0; keep < numbers.Length; keep = keep == 0 ? 1 : keep * 2)
        {
            yield return numbers[..keep];
        }

        for (var at = 0; at < numbers.Length; at += Choices.InPart)
        {
            var end = Math.Min(at + Choices.InPart, numbers.Length);
            yield return [.. numbers[..at], .. numbers[end..]];
            if (numbers.AsSpan(at..end).ContainsAnyExcept(0u))
            {
                yield return
                    [.. numbers[..at], .. new uint[end - at], .. numbers[end..]];
            }
        }

        for (var size = numbers.Length / 2; size >= 1; size /= 2)
        {
            for (var at = 0; at + size <= numbers.Length && at < 64; at += size)
            {
                yield return [.. numbers[..at], .. numbers[(at + size)..]];
            }
        }

        for (var i = 0; i < numbers.Length; i++)
        {
            foreach (var smaller in Smaller(numbers[i]))
            {
                uint[] copy = [.. numbers];
                copy[i] = smaller;
                yield return copy;
            }
        }

        // One element less of a list whose length stands first.
        for (var size = 1; numbers is [> 0, ..] && size <= 4; size++)
        {
            for (var at = 1; at + size <= numbers.Length && at < 64; at++)
            {
                yield return [numbers[0] - 1, .. numbers[1..at], .. numbers[(at + size)..]];
            }
        }
    }

    /// <summary>Down to half of it, and by less each time: what is wanted may lie anywhere.
    /// </summary>
    private static IEnumerable<uint> Smaller(uint number)
    {
        if (number > 0)
        {
            yield return 0;
        }

        for (var less = number / 2; less > 0; less /= 2)
        {
            yield return number - less;
        }
    }
}

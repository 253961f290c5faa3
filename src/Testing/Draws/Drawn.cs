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

    private static IEnumerable<uint[]> SimplerNumbers(uint[] numbers)
    {
        for (var keep = 0; keep < numbers.Length; keep = keep == 0 ? 1 : keep * 2)
        {
            yield return numbers[..keep];
        }

        for (var size = numbers.Length / 2; size >= 1; size /= 2)
        {
            for (var at = 0; at + size <= numbers.Length && at < 64; at += size)
            {
                yield return [.. numbers[..at], .. numbers[(at + size)..]];
            }
        }

        for (var i = 0; i < numbers.Length && i < 64; i++)
        {
            foreach (var smaller in (uint[])[0, numbers[i] / 2, numbers[i] - 1])
            {
                if (smaller < numbers[i])
                {
                    uint[] copy = [.. numbers];
                    copy[i] = smaller;
                    yield return copy;
                }
            }
        }
    }
}

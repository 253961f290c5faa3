using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Holdfast.Tests.Properties.Codec.Samples;

/// <summary>One drawn case, with the numbers that it was chosen by.</summary>
internal sealed class Drawn<T>(uint[] numbers, T value)
{
    public uint[] Numbers { get; } = numbers;

    public T Value { get; } = value;

    public override string ToString() => $"{Value}";
}

/// <summary>Runs properties over drawn cases.</summary>
/// <remarks>
/// HOLDFAST_PROPERTY_RUNS multiplies the number of cases; which ones, SameCasesAttribute says.
/// </remarks>
internal static class ForAll
{
    private const int ChoicesInCase = 512;

    /// <summary>How many times as many cases as usual are drawn.</summary>
    private static readonly int Factor = int.TryParse(
        Environment.GetEnvironmentVariable("HOLDFAST_PROPERTY_RUNS"),
        CultureInfo.InvariantCulture, out var factor) && factor > 0 ? factor : 1;

    /// <summary>
    /// Checks that no drawn case makes the law throw; a failure is shrunk and printed.
    /// </summary>
    public static void Cases<T>(int runs, Func<Choices, T> draw, Action<T> law)
    {
        var cases = Gen.Choose(int.MinValue, int.MaxValue).Select(seed => Draw(seed, draw));
        var property = Prop.ForAll(
            Arb.From(cases, drawn => Simpler(drawn, draw)), drawn => law(drawn.Value));
        var config = Config.QuickThrowOnFailure.WithMaxTest(runs * Factor);
        if (SameCasesAttribute.Seed is var (seed, gamma))
        {
            config = config.WithReplay(seed, gamma);
        }

        property.Check(config);
    }

    private static Drawn<T> Draw<T>(int seed, Func<Choices, T> draw)
    {
        var numbers = Choices.FromSeed(seed, ChoicesInCase);
        return new Drawn<T>(numbers, draw(new Choices(numbers)));
    }

    private static IEnumerable<Drawn<T>> Simpler<T>(Drawn<T> drawn, Func<Choices, T> draw)
    {
        foreach (var numbers in SimplerNumbers(drawn.Numbers))
        {
            T value;
            try
            {
                value = draw(new Choices(numbers));
            }
            catch (InvalidOperationException)
            {
                // These numbers choose nothing that can be written: no simpler case.
                continue;
            }

            yield return new Drawn<T>(numbers, value);
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

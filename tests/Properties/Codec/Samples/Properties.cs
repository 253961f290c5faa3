using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Holdfast.Tests.Properties.Codec.Samples;

/// <summary>Runs properties over drawn cases.</summary>
/// <remarks>
/// HOLDFAST_PROPERTY_RUNS multiplies the number of cases (0.2: a fifth); which ones,
/// SameCasesAttribute says. HOLDFAST_PROPERTY_SHRINK=0 leaves a failure as it was drawn.
/// </remarks>
internal static class ForAll
{
    /// <summary>How many times as many cases as usual are drawn.</summary>
    private static readonly double Factor = double.TryParse(
        Environment.GetEnvironmentVariable("HOLDFAST_PROPERTY_RUNS"),
        CultureInfo.InvariantCulture, out var factor) && factor > 0 ? factor : 1;

    /// <summary>Whether a failure is made small: where nobody reads it, it need not be.</summary>
    private static readonly bool Shrinks =
        Environment.GetEnvironmentVariable("HOLDFAST_PROPERTY_SHRINK") != "0";

    /// <summary>
    /// Checks that no drawn case makes the law throw; a failure is shrunk and printed.
    /// </summary>
    public static void Cases<T>(int runs, Func<Choices, T> draw, Action<T> law)
    {
        var cases = Draw.Cases(draw);
        var property = Prop.ForAll(
            Shrinks ? cases : Arb.From(cases.Generator), drawn => law(drawn.Value));
        var config = Config.QuickThrowOnFailure.WithMaxTest(Math.Max(1, (int)(runs * Factor)));
        if (SameCasesAttribute.Seed is var (seed, gamma))
        {
            config = config.WithReplay(seed, gamma);
        }

        property.Check(config);
    }
}

using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Holdfast.Tests.Properties.Codec.Samples;

/// <summary>Runs properties over drawn cases.</summary>
/// <remarks>
/// HOLDFAST_PROPERTY_RUNS multiplies the number of cases; which ones, SameCasesAttribute says.
/// </remarks>
internal static class ForAll
{
    /// <summary>How many times as many cases as usual are drawn.</summary>
    private static readonly int Factor = int.TryParse(
        Environment.GetEnvironmentVariable("HOLDFAST_PROPERTY_RUNS"),
        CultureInfo.InvariantCulture, out var factor) && factor > 0 ? factor : 1;

    /// <summary>
    /// Checks that no drawn case makes the law throw; a failure is shrunk and printed.
    /// </summary>
    public static void Cases<T>(int runs, Func<Choices, T> draw, Action<T> law)
    {
        var property = Prop.ForAll(Draw.Cases(draw), drawn => law(drawn.Value));
        var config = Config.QuickThrowOnFailure.WithMaxTest(runs * Factor);
        if (SameCasesAttribute.Seed is var (seed, gamma))
        {
            config = config.WithReplay(seed, gamma);
        }

        property.Check(config);
    }
}

using FsCheck;
using FsCheck.Fluent;

namespace Holdfast.Tests.Properties.Codec.Samples;

/// <summary>Runs properties over drawn cases.</summary>
/// <remarks>
/// How many, PropertyRuns says; which ones, SameCasesAttribute.
/// HOLDFAST_PROPERTY_SHRINK=0 leaves a failure as it was drawn.
/// </remarks>
internal static class ForAll
{
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
        var config = Config.QuickThrowOnFailure.WithMaxTest(PropertyRuns.Of(runs));
        if (SameCasesAttribute.Seed is var (seed, gamma))
        {
            config = config.WithReplay(seed, gamma);
        }

        property.Check(config);
    }
}

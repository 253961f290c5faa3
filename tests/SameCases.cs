using System.Globalization;

[assembly: Holdfast.Tests.SameCases]

namespace Holdfast.Tests;

/// <summary>Every run draws the same cases, so that what turns red is what was changed.</summary>
/// <remarks>
/// HOLDFAST_PROPERTY_SEED=fresh draws others, and "seed,gamma", as a failure prints them, those of
/// that failure. How many, PropertyRuns says.
/// </remarks>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class SameCasesAttribute : FsCheck.Xunit.PropertiesAttribute
{
    public SameCasesAttribute()
    {
        MaxTest = PropertyRuns.Of(PropertyRuns.Usual);
        if (Seed is var (seed, gamma))
        {
            Replay = string.Create(CultureInfo.InvariantCulture, $"{seed},{gamma}");
        }
    }

    /// <summary>Seed and odd gamma that draws begin with; none: others in each run.</summary>
    internal static (ulong Seed, ulong Gamma)? Seed { get; } =
        Environment.GetEnvironmentVariable("HOLDFAST_PROPERTY_SEED") switch
        {
            null or "" => (7296, 4303),
            "fresh" => null,
            var told => Read(told),
        };

    private static (ulong Seed, ulong Gamma) Read(string told)
    {
        var numbers = told.Trim('(', ')').Split(',');
        return (ulong.Parse(numbers[0], CultureInfo.InvariantCulture),
            ulong.Parse(numbers[1], CultureInfo.InvariantCulture));
    }
}

using System.Globalization;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Holdfast.Tests;

/// <summary>
/// A property over drawn parameters: FsCheck's, with as many times as many cases as
/// HOLDFAST_PROPERTY_RUNS says. It stands nearer to every test than the one that it derives from.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PropertyAttribute : FsCheck.Xunit.PropertyAttribute
{
    /// <summary>How many cases are drawn, before that factor.</summary>
    public new int MaxTest
    {
        get => base.MaxTest;
        set => base.MaxTest = PropertyRuns.Of(value);
    }

    /// <summary>What xunit runs of a method that has the attribute.</summary>
    public static XunitTestCase CaseOf(IMessageSink heard, ITestMethod method) =>
        new FsCheck.Xunit.PropertyTestCase(
            heard, TestMethodDisplay.Method, TestMethodDisplayOptions.None, method, null);
}

/// <summary>What the properties of a class have in common.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class PropertiesAttribute : FsCheck.Xunit.PropertiesAttribute
{
    /// <summary>How many cases are drawn, before the factor.</summary>
    public new int MaxTest
    {
        get => base.MaxTest;
        set => base.MaxTest = PropertyRuns.Of(value);
    }
}

/// <summary>How many cases properties are asked about.</summary>
/// <remarks>HOLDFAST_PROPERTY_RUNS multiplies the number (0.2: a fifth).</remarks>
internal static class PropertyRuns
{
    /// <summary>Where no number is given.</summary>
    public const int Usual = 100;

    /// <summary>How many times as many cases as usual are drawn.</summary>
    public static double Factor { get; } = double.TryParse(
        Environment.GetEnvironmentVariable("HOLDFAST_PROPERTY_RUNS"),
        CultureInfo.InvariantCulture, out var factor) && factor > 0 ? factor : 1;

    /// <summary>How many that makes of so many; one at least.</summary>
    public static int Of(int usual) => Of(usual, Factor);

    /// <summary>The same for a factor.</summary>
    public static int Of(int usual, double factor) => (int)Math.Clamp(usual * factor, 1, Most);

    private const double Most = 10_000_000;
}

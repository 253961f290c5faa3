using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Holdfast.Tests.Properties.Codec.Samples;

/// <summary>As many cases are drawn as a property says, times HOLDFAST_PROPERTY_RUNS: the test that
/// says so is the last one of the class, and needs the others.</summary>
[TestCaseOrderer(
    "Holdfast.Tests.Properties.Codec.Samples.CasesAreCounted+CountLast",
    "Holdfast.Tests.Properties")]
public sealed class CasesAreCounted(CasesAreCounted.Tally tally)
    : IClassFixture<CasesAreCounted.Tally>
{
    private const int Seven = 7;

    /// <summary>Counted while the properties run, compared when they have.</summary>
    public sealed class Tally
    {
        /// <summary>Cases of the one that says how many, and of the one that does not.</summary>
        public int Told { get; set; }

        /// <summary>Cases of the one that does not say.</summary>
        public int Untold { get; set; }
    }

    /// <summary>The test that counts runs behind the ones that are counted.</summary>
    public sealed class CountLast : ITestCaseOrderer
    {
        /// <inheritdoc/>
        public IEnumerable<TTestCase> OrderTestCases<TTestCase>(IEnumerable<TTestCase> testCases)
            where TTestCase : ITestCase => testCases.OrderBy(
                one => one.TestMethod.Method.Name == nameof(Both_drew_as_many_cases_as_they_say));
    }

    [Fact]
    public void Both_drew_as_many_cases_as_they_say() => Assert.Equal(
        (PropertyRuns.Of(Seven), PropertyRuns.Of(PropertyRuns.Usual)),
        (tally.Told, tally.Untold));

    [Property(MaxTest = Seven)]
    public void Those_of_a_property_that_says_how_many(int drawn) =>
        Assert.InRange(++tally.Told, 1, PropertyRuns.Of(Seven) + (drawn & 0));

    [Property]
    public void Those_of_a_property_that_does_not(int drawn) =>
        Assert.InRange(++tally.Untold, 1, PropertyRuns.Of(PropertyRuns.Usual) + (drawn & 0));

    [Fact]
    public void Every_property_draws_by_the_factor()
    {
        var all = typeof(CasesAreCounted).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetCustomAttributes(inherit: false))
            .Where(one => Kinds(one.GetType())
                .Contains(typeof(PropertyAttribute).BaseType!.FullName))
            .ToList();
        Assert.True(all.Count > 30, $"{all.Count}");
        Assert.All(all, one => Assert.IsType<PropertyAttribute>(one));
    }

    private static IEnumerable<string?> Kinds(Type type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            yield return at.FullName;
        }
    }

    [Fact]
    public void A_factor_multiplies_and_leaves_one_case()
    {
        Assert.Equal(1, PropertyRuns.Of(3, factor: 0.1));
        Assert.Equal(60, PropertyRuns.Of(300, factor: 0.2));
        Assert.Equal(300, PropertyRuns.Of(300, factor: 1));
        Assert.Equal(3_000, PropertyRuns.Of(300, factor: 10));
        Assert.Equal(10_000_000, PropertyRuns.Of(300, factor: 1e9));
    }
}

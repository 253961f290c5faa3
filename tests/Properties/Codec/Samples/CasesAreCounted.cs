using Xunit.Abstractions;
using Xunit.Sdk;

namespace Holdfast.Tests.Properties.Codec.Samples;

/// <summary>As many cases are drawn as a property says, times HOLDFAST_PROPERTY_RUNS: two are run
/// as xunit runs them, and counted.</summary>
public sealed class CasesAreCounted
{
    private const int Seven = 7;

    /// <summary>Counts the cases of properties.</summary>
    public sealed class Tally
    {
        /// <summary>Cases of the one that says how many, and of the one that does not.</summary>
        public int Told { get; set; }

        /// <summary>Cases of the one that does not say.</summary>
        public int Untold { get; set; }
    }

    /// <summary>The properties that are counted.</summary>
    public sealed class Counted(Tally tally) : IClassFixture<Tally>
    {
        [Property(MaxTest = Seven)]
        public void Those_of_a_property_that_says_how_many(int drawn) =>
            Assert.InRange(++tally.Told, 1, PropertyRuns.Of(Seven) + (drawn & 0));

        [Property]
        public void Those_of_a_property_that_does_not(int drawn) =>
            Assert.InRange(++tally.Untold, 1, PropertyRuns.Of(PropertyRuns.Usual) + (drawn & 0));
    }

    [Fact]
    public async Task Both_draw_as_many_cases_as_they_say()
    {
        var tally = new Tally();
        await Run(nameof(Counted.Those_of_a_property_that_says_how_many), tally);
        await Run(nameof(Counted.Those_of_a_property_that_does_not), tally);
        Assert.Equal(
            (PropertyRuns.Of(Seven), PropertyRuns.Of(PropertyRuns.Usual)),
            (tally.Told, tally.Untold));
    }

    private static async Task Run(string name, Tally tally)
    {
        using var unheard = new Unheard();
        using var stop = new CancellationTokenSource();
        var tests = new TestCollection(
            new TestAssembly(Reflector.Wrap(typeof(Counted).Assembly)), null, name);
        var method = new TestMethod(
            new TestClass(tests, Reflector.Wrap(typeof(Counted))),
            Reflector.Wrap(typeof(Counted).GetMethod(name)!));
        using var test = PropertyAttribute.CaseOf(unheard, method);
        var run = await test.RunAsync(
            unheard, unheard, [tally], new ExceptionAggregator(), stop);
        Assert.Equal((1, 0, 0), (run.Total, run.Failed, run.Skipped));
    }

    /// <summary>Hears what xunit says of a run, and says it to nobody.</summary>
    private sealed class Unheard : LongLivedMarshalByRefObject, IMessageBus, IMessageSink
    {
        public bool QueueMessage(IMessageSinkMessage message) => true;

        public bool OnMessage(IMessageSinkMessage message) => true;

        public void Dispose()
        {
        }
    }

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

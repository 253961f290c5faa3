using System.Reflection;
using FsCheck;
using FsCheck.Fluent;
using Holdfast.Codec;
using Holdfast.Protocol.Hsrp;
using Holdfast.Testing;
using Holdfast.Testing.Samples;

namespace Holdfast.Tests.Properties.Testing;

/// <summary>The one call of docs/testing.md: FsCheck finds every public generator by the type that
/// it is of, and the shrinker with it.</summary>
public sealed class RegisteredByOneCall
{
    private const int Runs = 2;
    private const int Cases = 8;
    private const int Candidates = 30;

    private static readonly Config None =
        Config.QuickThrowOnFailure.WithMaxTest(Runs).WithQuietOnSuccess(true);

    private static readonly Config One = HoldfastArbitraries.Register(None);

    private static readonly MethodInfo[] Generators =
    [
        .. typeof(HoldfastArbitraries).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(one => one.ReturnType.IsGenericType
                && one.ReturnType.GetGenericTypeDefinition() == typeof(Arbitrary<>)),
    ];

    private static readonly string[] OfAType =
    [
        .. Generators.Where(one => !one.IsGenericMethod && one.GetParameters().Length == 0)
            .Select(one => one.Name).Order(),
    ];

    /// <summary>Generators of a type each.</summary>
    public static TheoryData<string> Names => [.. OfAType];

    /// <summary>Every wire type that Holdfast ships.</summary>
    public static TheoryData<string> Formats => [.. WireFormats.Shipped.Keys.Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_generator_draws_the_parameters_of_its_type_and_they_shrink(string name)
    {
        var generator = Generators.Single(one => one.Name == name);
        Of(generator.ReturnType.GetGenericArguments()[0], generator);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Values_of_a_wire_type_are_drawn_as_parameters_and_shrink(string format)
    {
        var value = typeof(HsrpMessageValue).Assembly.GetType($"Holdfast.Protocol.{format}Value")!;
        Of(
            typeof(WireValue<>).MakeGenericType(value),
            Generators.Single(one => one.IsGenericMethod).MakeGenericMethod(value));
    }

    /// <summary>So nothing is left out of what is seen above. Who takes an argument is for one wire
    /// type or topology: no type of a parameter says which.</summary>
    [Fact]
    public void Every_generator_is_one_of_a_type_or_takes_what_no_type_says()
    {
        Assert.True(OfAType.Length > 40, $"{OfAType.Length}");
        Assert.Equal(
            ["FaultsIn", "NoiseOf", "SamplesOf", "WireValues"],
            Generators.Select(one => one.Name).Except(OfAType).Order());
    }

    [Fact]
    public void What_is_not_registered_and_what_shrinks_to_itself_is_seen()
    {
        Assert.ThrowsAny<Exception>(() => Found(None, HoldfastArbitraries.Faults()));
        var same = Arb.From(
            HoldfastArbitraries.Histories().Generator, static history => [history]);
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(
            () => ShrinksToItsEnd(same, Seeded.Sample(same, 1, 1)[0]));
    }

    private static void Of(Type type, MethodInfo generator) => typeof(RegisteredByOneCall)
        .GetMethod(nameof(Found), BindingFlags.NonPublic | BindingFlags.Static)!
        .MakeGenericMethod(type)
        .Invoke(
            null, BindingFlags.DoNotWrapExceptions, null, [One, generator.Invoke(null, null)],
            null);

    private static void Found<T>(Config config, Arbitrary<T> own)
        where T : class
    {
        Parameter<T>.Taken.Clear();
        Check.Method(config, typeof(Parameter<T>).GetMethod(nameof(Parameter<>.Take))!, null);
        Assert.Equal(Runs, Parameter<T>.Taken.Count);

        // FsCheck makes records itself where it knows no generator: other ones.
        var (found, begin) = (config.ArbMap.ArbFor<T>(), Seeded.Begin());
        var drawn = Seeded.Sample(found, Cases, Cases, begin);
        Assert.Equal(
            Seeded.Sample(own, Cases, Cases, begin).Select(one => $"{one}"),
            drawn.Select(one => $"{one}"));
        Assert.True(drawn.Select(one => $"{one}").Distinct().Count() > 1, $"{drawn[0]}");
        foreach (var one in Parameter<T>.Taken)
        {
            ShrinksToItsEnd(found, one);
        }
    }

    /// <summary>Each simpler one is drawn by fewer numbers, or by as many with a smaller sum: there
    /// is an end to that. At the end is the one that is drawn by none.</summary>
    private static void ShrinksToItsEnd<T>(Arbitrary<T> found, T drawn)
        where T : class
    {
        Assert.All(
            found.Shrinker(drawn).Take(Candidates),
            one => Assert.True(Size(one).CompareTo(Size(drawn)) < 0, $"{drawn} to {one}"));
        var end = drawn;
        while (found.Shrinker(end).FirstOrDefault() is { } simpler)
        {
            Assert.True(Size(simpler).CompareTo(Size(end)) < 0, $"{end} to {simpler}");
            end = simpler;
        }

        Assert.Equal((0, 0m), Size(end));
    }

    private static (int Count, decimal Sum) Size(object value)
    {
        var numbers = Holdfast.Testing.Draws.Draw.NumbersBehind(value);
        return (
            numbers.Count - numbers.Reverse().TakeWhile(one => one == 0).Count(),
            numbers.Sum(one => (decimal)one));
    }
}

/// <summary>A test with one parameter, as FsCheck calls it by reflection.</summary>
/// <typeparam name="T">What it is of.</typeparam>
public static class Parameter<T>
{
    /// <summary>What it was called with.</summary>
    public static List<T> Taken { get; } = [];

    /// <summary>Is called by FsCheck.</summary>
    public static void Take(T one) => Taken.Add(one);
}

using System.Reflection;
using FsCheck;
using FsCheck.Fluent;
using Holdfast.Codec;
using Holdfast.Codec.Schemas;
using Holdfast.Protocol.Hsrp;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Hsrp;
using Holdfast.Testing;
using Holdfast.Testing.Samples;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.Testing;

/// <summary>What other people's suites plug in: one line gives all generators.</summary>
[Properties(Arbitrary = [typeof(HoldfastArbitraries)], MaxTest = 60)]
public sealed class Arbitraries
{
    /// <summary>Every wire type that Holdfast ships.</summary>
    public static TheoryData<string> Formats => [.. WireFormats.Shipped.Keys.Order()];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_wire_type_has_samples_that_are_read_and_mutations_of_a_field(string name)
    {
        var entry = WireFormats.Shipped[name];
        ForAll.Cases(10, WireFormats.Samples(entry), sample =>
        {
            Assert.True(entry.Read(
                sample.Octets, sample.WireFacts, Fidelity.Canonical, out _, out var error),
                $"{error}");
            if (Leaf.Of(sample.Tree).Any(leaf => leaf.Part.BitLength > 0))
            {
                var mutated = MutatedSample.Draw(new Choices([7]), sample);
                Assert.NotEqual(sample.Octets, mutated.Mutation.Octets);
                Assert.Equal(sample.Octets.Length, mutated.Mutation.Octets.Length);
            }
        });
    }

    /// <summary>As a value too, and what is simpler than it is one as well.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_wire_type_has_values_that_are_written_as_they_were_read(string name)
    {
        var wire = WireFormats.Shipped[name].Schema;
        var value = typeof(HsrpMessageValue).Assembly.GetType($"Holdfast.Protocol.{name}Value");
        Assert.True(value is not null, $"{wire.Name} has no value");
        Own(nameof(Written)).MakeGenericMethod(value).Invoke(null, null);
    }

    private static void Written<T>()
        where T : class, IWireValue
    {
        var arbitrary = HoldfastArbitraries.WireValues<T>();
        foreach (var drawn in Seeded.Sample(arbitrary, 20, 5))
        {
            foreach (var one in arbitrary.Shrinker(drawn).Take(5).Prepend(drawn))
            {
                var octets = new byte[one.Value.SizeOf()];
                Assert.True(
                    one.Value.TryWrite(octets, one.Sample.Scope(), out _, out var error),
                    $"{error}");
                Assert.Equal(one.Sample.Octets, octets);
            }
        }
    }

    [Property]
    public void A_sample_of_any_type_is_a_parameter(Sample sample) =>
        Assert.Equal(sample.Octets.Length, sample.Tree.Length);

    [Property]
    public void A_value_of_one_type_is_a_parameter(WireValue<HsrpMessageValue> hsrp)
    {
        var octets = new byte[hsrp.Value.SizeOf()];
        Assert.True(hsrp.Value.TryWrite(octets, out _, out _));
        Assert.Equal(hsrp.Sample.Octets, octets);
    }

    [Property]
    public void A_mutation_differs_in_its_field_alone(MutatedSample mutated)
    {
        var (from, to) = (mutated.Mutation.Leaf.Part.BitOffset / 8,
            (mutated.Mutation.Leaf.Part.BitOffset + mutated.Mutation.Leaf.Part.BitLength + 7) / 8);
        for (var at = 0; at < mutated.Sample.Octets.Length; at++)
        {
            Assert.True(
                (at >= from && at < to)
                || mutated.Sample.Octets[at] == mutated.Mutation.Octets[at], $"{mutated} at {at}");
        }
    }

    [Property]
    public void A_history_fits_every_machine(
        History history, DeadPeerDetection.Config dpd,
        HsrpGroup.Config hsrp)
    {
        Assert.Equal(
            history.Moments.Count, history.Walk(DeadPeerDetection.Machine, dpd).Count());
        Assert.Equal(history.Moments.Count, history.Walk(HsrpGroup.Machine, hsrp).Count());
        Assert.Equal(history.Moments.Count, history.Tell(HsrpGroup.Machine, hsrp).Count());
    }

    /// <summary>Each machine of the library, the composed member among them, under configurations
    /// that are drawn too.</summary>
    [Theory]
    [MemberData(nameof(Machines))]
    public void A_history_is_one_of_each_machine_and_its_shorter_ones_are(string name)
    {
        var property = MachineProperties.Single(one => one.DeclaringType!.Name == name);
        var types = property.PropertyType.GetGenericArguments();
        Own(nameof(Walked)).MakeGenericMethod(types).Invoke(null, [property.GetValue(null)]);
    }

    private static PropertyInfo[] MachineProperties { get; } =
    [
        .. typeof(DeadPeerDetection).Assembly.GetExportedTypes()
            .Select(type => type.GetProperty("Machine", BindingFlags.Public | BindingFlags.Static))
            .OfType<PropertyInfo>(),
    ];

    /// <summary>Every machine that the library has.</summary>
    public static TheoryData<string> Machines =>
        [.. MachineProperties.Select(one => one.DeclaringType!.Name).Order()];

    private static void Walked<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine)
        where TConfig : class
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull
    {
        var configs = Seeded.Sample(Arbitrary<TConfig>(), 20, 12);
        var histories = HoldfastArbitraries.Histories();
        var seen = new HashSet<TState>();
        foreach (var (history, config) in Seeded.Sample(histories, 20, 12).Zip(configs))
        {
            var visits = history.Walk(machine, config).ToArray();
            Assert.Equal(history.Moments.Count, visits.Length);
            Assert.Equal(visits.Length, history.Tell(machine, config).Count());
            seen.UnionWith(visits.Select(visit => visit.Next.State));
            var shorter = histories.Shrinker(history).First(one =>
                one.Moments.Count < history.Moments.Count || history.Moments.Count == 0);
            Assert.Equal(shorter.Moments.Count, shorter.Walk(machine, config).Count());
        }

        Assert.True(seen.Count > 2, $"{seen.Count} states");
    }

    /// <summary>What one call registers for a type.</summary>
    private static Arbitrary<T> Arbitrary<T>() => (Arbitrary<T>)typeof(HoldfastArbitraries)
        .GetMethods(BindingFlags.Public | BindingFlags.Static)
        .Single(one => one.ReturnType == typeof(Arbitrary<T>) && one.GetParameters().Length == 0)
        .Invoke(null, null)!;

    /// <summary>Every machine whose configuration a TryCreate checks has a generator, and it draws
    /// more than the default.</summary>
    [Fact]
    public void Every_configuration_has_a_generator()
    {
        var configs = typeof(DeadPeerDetection).Assembly.GetExportedTypes()
            .Where(type => type.Name is "Config" && type.IsNested
                && type.GetMethod("TryCreate", BindingFlags.Public | BindingFlags.Static)
                    is not null)
            .Select(type => type.FullName!).Order().ToArray();
        var drawn = typeof(HoldfastArbitraries).GetMethods()
            .Where(method => method.ReturnType.IsGenericType && !method.IsGenericMethod
                && method.GetParameters().Length == 0)
            .ToDictionary(method => method.ReturnType.GetGenericArguments()[0].FullName!);
        Assert.Empty(configs.Except(drawn.Keys));
        foreach (var name in configs.Intersect(drawn.Keys))
        {
            var many = (System.Collections.IEnumerable)typeof(Arbitraries)
                .GetMethod(nameof(Distinct), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(drawn[name].ReturnType.GetGenericArguments()[0])
                .Invoke(null, [drawn[name].Invoke(null, null)])!;
            Assert.True(many.Cast<object>().Count() > 1, name);
        }
    }

    /// <summary>Machines whose settings are made of those of others are varied in those.</summary>
    [Fact]
    public void Members_of_clusters_are_configured() =>
        Assert.True(Distinct(HoldfastArbitraries.Members()).Count > 50);

    /// <summary>Where runs are to draw the same cases; others are drawn of another seed.</summary>
    [Fact]
    public void Samples_are_the_same_again_for_a_seed()
    {
        var histories = Seeded.Sample(HoldfastArbitraries.Histories(), 20, 12);
        Assert.True(histories.Distinct().Count() > 8);
        Assert.Equal(
            SameCasesAttribute.Seed is not null,
            histories.SequenceEqual(Seeded.Sample(HoldfastArbitraries.Histories(), 20, 12)));
    }

    private static MethodInfo Own(string name) => typeof(Arbitraries).GetMethod(
        name, BindingFlags.NonPublic | BindingFlags.Static)!;

    private static HashSet<T> Distinct<T>(Arbitrary<T> arbitrary) =>
        [.. Seeded.Sample(arbitrary, 200, 200)];
}

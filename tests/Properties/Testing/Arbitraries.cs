using System.Reflection;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Holdfast.Codec;
using Holdfast.Codec.Schemas;
using Holdfast.Protocol.Hsrp;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;
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

    [Property]
    public void Topologies_and_faults_stand(WorldScenario scenario, WorldPlan world)
    {
        Assert.Null(WorldScenarioJson.Wrong(scenario));
        Assert.Null(WorldScenarioJson.Wrong(new(world, FaultPlan.None)));
    }

    [Property]
    public void Faults_are_a_parameter(FaultPlan faults) =>
        Assert.Null(WorldScenarioJson.Wrong(new(Topologies.StatefulPair, faults)));

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
        // Two groups and what binds them: a member's configuration draws them.
        Assert.Equal(["Holdfast.StateMachines.Hsrp.HsrpPair+Config"], configs.Except(drawn.Keys));
        foreach (var name in configs.Intersect(drawn.Keys))
        {
            var many = (System.Collections.IEnumerable)typeof(Arbitraries)
                .GetMethod(nameof(Distinct), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(drawn[name].ReturnType.GetGenericArguments()[0])
                .Invoke(null, [drawn[name].Invoke(null, null)])!;
            Assert.True(many.Cast<object>().Count() > 1, name);
        }
    }

    [Fact]
    public void Members_of_clusters_are_configured() =>
        Assert.True(Distinct(HoldfastArbitraries.Members()).Count > 5);

    [Fact]
    public void One_call_registers_them_all()
    {
        var config = HoldfastArbitraries.Register(Config.QuickThrowOnFailure).WithMaxTest(5);
        Registered.Count = 0;
        Check.Method(config, typeof(Registered).GetMethod(nameof(Registered.Take))!, null);
        Assert.True(Registered.Count >= 5, $"{Registered.Count}");
    }

    /// <summary>A law that fails for every message of ten octets and more is shrunk to one of the
    /// fewest octets that break it.</summary>
    [Fact]
    public void What_was_drawn_shrinks()
    {
        var arbitrary = HoldfastArbitraries.SamplesOf(WireFormats.Shipped["Esp.EspPacket"]);
        var sample = arbitrary.Generator.Sample(40, 50).First(one => one.Octets.Length > 20);
        while (arbitrary.Shrinker(sample).FirstOrDefault(one => one.Octets.Length >= 10)
            is { } smaller && smaller.Octets.Length < sample.Octets.Length)
        {
            sample = smaller;
        }

        Assert.InRange(sample.Octets.Length, 10, 14);
    }

    private static HashSet<T> Distinct<T>(Arbitrary<T> arbitrary) =>
        [.. arbitrary.Generator.Sample(20, 200)];
}

/// <summary>What FsCheck calls by reflection.</summary>
public static class Registered
{
    /// <summary>How often it did.</summary>
    public static int Count { get; set; }

    /// <summary>Takes something of each kind.</summary>
    public static void Take(
        Sample sample, MutatedSample mutated, History history, HsrpGroup.Config config,
        WorldScenario scenario)
    {
        Assert.All((object[])[sample, mutated, history, config, scenario], Assert.NotNull);
        Count++;
    }
}

using FsCheck;
using Holdfast.Codec;
using Holdfast.Codec.Schemas;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;
using Holdfast.Testing.Draws;
using Holdfast.Testing.Histories;
using Holdfast.Testing.Samples;
using Holdfast.Testing.Worlds;

namespace Holdfast.Testing;

/// <summary>
/// Generators and shrinkers for everything that Holdfast has: FsCheck takes them all by
/// <see cref="Register"/>, or by <c>[Properties(Arbitrary = [typeof(HoldfastArbitraries)])]</c>.
/// </summary>
public static partial class HoldfastArbitraries
{
    private const int TriesMax = 20;

    private static readonly WireEntry[] Formats =
        [.. WireFormats.Shipped.OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => one.Value)];

    /// <summary>A configuration of FsCheck that knows all generators of this class.</summary>
    public static Config Register(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.WithArbitrary([typeof(HoldfastArbitraries)]);
    }

    /// <summary>Valid octets of any wire type, one case in four at the bounds of its fields.
    /// </summary>
    public static Arbitrary<Sample> Samples() => Draw.Values(AnySample);

    /// <summary>Octets of any wire type of which one field was changed.</summary>
    public static Arbitrary<MutatedSample> MutatedSamples() => Draw.Values(AnyMutation);

    /// <summary>Valid values of one wire type.</summary>
    public static Arbitrary<WireValue<T>> WireValues<T>()
        where T : class, IWireValue => Draw.Values(WireValue<T>.Draw());

    /// <summary>Valid octets of one wire type.</summary>
    public static Arbitrary<Sample> SamplesOf(WireEntry entry) =>
        Draw.Values(WireFormats.Samples(entry));

    /// <summary>Octets of one wire type with damage, or none of them meant.</summary>
    public static Arbitrary<Sample> NoiseOf(WireEntry entry) => Draw.Values(Noise.Samples(entry));

    /// <summary>Histories of any machine: inputs with gaps in time.</summary>
    public static Arbitrary<History> Histories() => Draw.Values(History.Draw);

    /// <summary>Topologies: members, peers, segments, links, flows.</summary>
    public static Arbitrary<WorldPlan> Topologies() => Draw.Values(WorldDraws.Topology);

    /// <summary>Topologies, and what breaks in them and when.</summary>
    public static Arbitrary<WorldScenario> Scenarios() => Draw.Values(WorldDraws.Scenario);

    /// <summary>What breaks in <see cref="WorldDraws.Exposed"/>, and when: every kind of fault.
    /// </summary>
    public static Arbitrary<FaultPlan> Faults() => FaultsIn(WorldDraws.Exposed);

    /// <summary>What breaks in a topology, and when: every kind that it has something for.
    /// </summary>
    public static Arbitrary<FaultPlan> FaultsIn(WorldPlan world) =>
        Draw.Values(choices => WorldDraws.Faults(choices, world));

    private static MutatedSample AnyMutation(Choices choices)
    {
        var sample = AnySample(choices);
        // Some have no field that could be another one.
        for (var tries = 0; tries < TriesMax && !Mutation.Of(sample).Any(); tries++)
        {
            sample = AnySample(choices);
        }

        return MutatedSample.Draw(choices, sample);
    }

    private static Sample AnySample(Choices choices)
    {
        var entry = choices.Of(Formats);
        return WireFormats.Samples(entry)(choices);
    }
}

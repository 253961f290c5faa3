using Holdfast.Codec.Schemas;
using Holdfast.Fuzz;
using Holdfast.Fuzz.Codec;
using Holdfast.Testing.Samples;

namespace Holdfast.Tests.Properties.Fuzzing;

/// <summary>
/// Codec families are namespaces by name: together they have every wire type that is shipped, so
/// that none in a new one goes without.
/// </summary>
public sealed class EveryWireTypeIsFuzzed
{
    private static readonly CodecTarget[] Families = [.. Targets.All.OfType<CodecTarget>()];

    [Fact]
    public void Each_shipped_type_is_in_one_family_and_nothing_else_is()
    {
        Assert.Equal(Shipped, Fuzzed(Families));
        Assert.Contains("Holdfast.Protocol.Gre.GreHeader", Shipped);
    }

    [Fact]
    public void A_namespace_without_a_family_is_seen()
    {
        var without = Fuzzed(Families.Where(family => family.Name != "gre"));
        Assert.Equal(
            Shipped.Where(name => name.StartsWith("Holdfast.Protocol.Gre.", StringComparison.Ordinal)),
            Shipped.Except(without));
    }

    /// <summary>Two types of one number: an input could name only one of them.</summary>
    [Fact]
    public void Each_type_of_a_family_is_named_by_a_number_of_its_own() => Assert.All(
        Families.SelectMany(family => family.Family.Types.Select(type => (family, type))),
        one => Assert.Same(one.type, one.family.Family[one.type.Number]));

    private static string[] Shipped { get; } =
        [.. WireFormats.Shipped.Values.Select(NameOf).Order(StringComparer.Ordinal)];

    // With doubles: a type in two families is there twice.
    private static string[] Fuzzed(IEnumerable<CodecTarget> families) =>
    [
        .. families.SelectMany(family => family.Family.Types).Select(type => NameOf(type.Entry))
            .Order(StringComparer.Ordinal),
    ];

    private static string NameOf(WireEntry entry) =>
        $"{entry.Schema.Namespace}.{entry.Schema.Name}";
}

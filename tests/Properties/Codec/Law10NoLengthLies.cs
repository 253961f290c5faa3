using Holdfast.Codec;
using Holdfast.Codec.Schemas;
using Holdfast.Testing.Samples;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>
/// Law 10: each length field off by one, by a unit, zero or at its maximum is detected at that
/// field where its extent is fixed otherwise, else refused later or another value; never an equal
/// value.
/// </summary>
public sealed class Law10NoLengthLies
{
    private const int Runs = 60;

    public static TheoryData<Subject> Types => WireTypes.SubjectsWhere(entry =>
        SchemaFacts.Reachable(entry.Schema).Any(s => s.Fields.Any(f => f.Measures is not null)));

    [Theory]
    [MemberData(nameof(Types))]
    public void A_wrong_length_is_detected_there_or_refused_or_another_value(Subject type)
    {
        var entry = type.Entry;
        ForAll.Cases(Runs, WireFormats.Samples(entry), sample =>
        {
            var value = entry.MustRead(sample.Octets, sample.WireFacts, Fidelity.Canonical);
            foreach (var lie in Mutation.Of(sample).Where(m => m.Leaf.Field.Measures is not null))
            {
                Lie(entry, sample, value, lie);
            }
        });
    }

    private static void Lie(WireEntry entry, Sample sample, IWireValue value, Mutation lie)
    {
        var leaf = lie.Leaf;
        var good = entry.Read(
            lie.Octets, sample.WireFacts, Fidelity.Canonical, out var other, out var error);
        Assert.False(good && value.Equals(other), $"an equal value by {lie}");
        if (Mutation.Changed(leaf.Part, lie.Kind) is { } number
            && Rooms.MustBeSeen(leaf, number, sample.Octets.Length))
        {
            Assert.False(good, $"accepted: {lie}");
            Assert.True(
                error.Offset == leaf.Part.Offset && error.Field == leaf.Field.Label,
                $"{error}, by {lie}");
        }
    }
}

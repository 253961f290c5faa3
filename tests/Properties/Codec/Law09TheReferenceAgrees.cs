using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;
using Holdfast.Testing.Samples;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>
/// Law 9: the generated parser and the reference interpreter accept and refuse the same octets, for
/// the same reason at the same place, and see the same fields.
/// </summary>
public sealed class Law09TheReferenceAgrees
{
    private const int Runs = 300;
    private const int Few = 40;

    public static TheoryData<Subject> Types => WireTypes.Subjects;

    [Theory]
    [MemberData(nameof(Types))]
    public void Views_are_what_the_reference_reader_sees(Subject type)
    {
        var entry = type.Entry;
        ForAll.Cases(Runs, Noise.Samples(entry), sample =>
        {
            var good = entry.Probe(sample.Octets, sample.WireFacts, out var probe, out var error);
            var expected = ReferenceReader.TryParse(
                entry.Schema, sample.Octets, sample.Facts, out var reading);
            Assert.Equal(reading.Error, error);
            Assert.Equal(expected, good);
            if (reading.Node is { } node)
            {
                Assert.Equal(node.Length, probe.Octets);
                Assert.Equal(node.Parts.Sum(Elements), probe.Elements);
            }
        });
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Values_are_what_the_reference_reader_sees_with_all_bodies_opened(Subject type)
    {
        var entry = type.Entry;
        ForAll.Cases(Runs, Noise.Samples(entry), sample =>
        {
            var good = entry.Read(
                sample.Octets, sample.WireFacts, Fidelity.Verbatim, out var value, out var error);
            var expected = ReferenceReader.TryRead(
                entry.Schema, sample.Octets, sample.Facts, out var reading);
            Assert.Equal(reading.Error, error);
            Assert.Equal(expected, good);
            if (reading.Node is { } node)
            {
                ValueComparison.Same(node, value!, entry.Schema.Name);
            }
        });
    }

    /// <summary>Wherever the octets end: fault, field, octet and how many are missing.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void Every_prefix_is_refused_as_the_reference_reader_does(Subject type) =>
        ForAll.Cases(Few, WireFormats.Samples(type.Entry), sample =>
        {
            for (var length = 0; length < sample.Octets.Length; length++)
            {
                Same(type.Entry, sample, sample.Octets[..length]);
            }
        });

    /// <summary>Each field as it should not be: fault, field and octet.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void Every_changed_field_is_refused_as_the_reference_reader_does(Subject type) =>
        ForAll.Cases(Few, WireFormats.Samples(type.Entry), sample =>
        {
            foreach (var mutation in Mutation.Of(sample))
            {
                Same(type.Entry, sample, mutation.Octets);
            }
        });

    /// <summary>At each bound of a number or of a length, and beside it.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void What_lies_beside_a_rule_is_read_as_the_reference_reader_does(Subject type) =>
        ForAll.Cases(Few, WireFormats.Samples(type.Entry), sample =>
        {
            foreach (var missed in NearMisses.Of(sample))
            {
                Same(type.Entry, missed, missed.Octets);
            }
        });

    private static void Same(WireEntry entry, Sample sample, byte[] octets)
    {
        ReferenceReader.TryParse(entry.Schema, octets, sample.Facts, out var reading);
        entry.Probe(octets, sample.WireFacts, out _, out var error);
        Assert.Equal(reading.Error, error);
        ReferenceReader.TryRead(entry.Schema, octets, sample.Facts, out reading);
        entry.Read(octets, sample.WireFacts, Fidelity.Verbatim, out _, out error);
        Assert.Equal(reading.Error, error);
    }

    private static int Elements(WirePart part) => part.Field.Kind switch
    {
        FieldKind.Many or FieldKind.Chain => part.Nodes.Count,
        FieldKind.Blocks when part.BlockSize > 0 =>
            (int)((ulong)part.Octets.Length / part.BlockSize),
        _ => 0,
    };
}

using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Testing.Samples;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>Law 2: write(parse(b)) = b unless a field declared malleable differs.</summary>
public sealed class Law02WhatIsReadIsWrittenAgain
{
    private const int Runs = 80;

    public static TheoryData<Subject> Types => WireTypes.Subjects;

    [Theory]
    [MemberData(nameof(Types))]
    public void A_verbatim_value_is_written_as_the_octets_that_it_was_read_from(Subject type)
    {
        var entry = type.Entry;
        ForAll.Cases(Runs, WireFormats.Samples(entry), sample =>
        {
            var value = entry.MustRead(sample.Octets, sample.WireFacts, Fidelity.Verbatim);
            Assert.Equal(Hex(sample.Octets), Hex(value.MustWrite(sample)));
        });
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_canonical_value_is_written_with_malleable_fields_as_the_spec_says(Subject type)
    {
        var entry = type.Entry;
        ForAll.Cases(Runs, WireFormats.Samples(entry), sample =>
        {
            Assert.True(ReferenceWriter.TryWrite(
                sample.Tree, Malleable.Canonical, out var expected, out var problem), problem);
            var value = entry.MustRead(sample.Octets, sample.WireFacts, Fidelity.Canonical);
            Assert.Equal(Hex(expected), Hex(value.MustWrite(sample)));
        });
    }

    /// <summary>Whatever is accepted is kept: damage that passes is written again too.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void Damaged_octets_that_are_accepted_are_written_as_they_were_read(Subject type)
    {
        var entry = type.Entry;
        ForAll.Cases(Runs, Noise.Samples(entry), sample =>
        {
            if (entry.Read(
                sample.Octets, sample.WireFacts, Fidelity.Verbatim, out var value, out _))
            {
                var octets = value!.MustWrite(sample);
                Assert.Equal(Hex(sample.Octets[..octets.Length]), Hex(octets));
            }
        });
    }

    private static string Hex(byte[] octets) => Convert.ToHexStringLower(octets);
}

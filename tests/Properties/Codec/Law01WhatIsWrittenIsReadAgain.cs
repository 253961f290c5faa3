using Holdfast.Codec;
using Holdfast.Testing.Samples;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>Law 1: parse(write(v)) = v.</summary>
public sealed class Law01WhatIsWrittenIsReadAgain
{
    private const int Runs = 80;

    public static TheoryData<Subject> Types => WireTypes.Subjects;

    [Theory]
    [MemberData(nameof(Types))]
    public void A_value_that_is_written_is_read_as_an_equal_value(Subject type)
    {
        var entry = type.Entry;
        ForAll.Cases(Runs, WireFormats.Samples(entry), sample =>
        {
            foreach (var fidelity in (Fidelity[])[Fidelity.Canonical, Fidelity.Verbatim])
            {
                var value = entry.MustRead(sample.Octets, sample.WireFacts, fidelity);
                var again = entry.MustRead(value.MustWrite(sample), sample.WireFacts, fidelity);
                Assert.Equal(value, again);
                Assert.Equal(value.GetHashCode(), again.GetHashCode());
            }
        });
    }
}

using Holdfast.Codec;
using Holdfast.Codec.Schemas;
using Holdfast.Testing.Samples;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>
/// Law 4: every strict prefix is refused or asks for n &gt; 0 octets, never more than are missing,
/// exactly the missing ones once the length field is there (with the run of fixed octets that it
/// stands in). A type whose end only its surroundings tell may accept a prefix: as a shorter value.
/// </summary>
public sealed class Law04PrefixesAskForMore
{
    private const int Runs = 40;

    public static TheoryData<Subject> Types => WireTypes.Subjects;

    [Theory]
    [MemberData(nameof(Types))]
    public void A_strict_prefix_is_refused_and_asks_for_no_more_than_is_missing(Subject type)
    {
        var entry = type.Entry;
        var delimits = SchemaFacts.Delimits(entry.Schema);
        ForAll.Cases(Runs, WireFormats.Samples(entry), sample =>
        {
            for (var length = 0; length < sample.Octets.Length; length++)
            {
                var prefix = sample.Octets.AsSpan(0, length);
                if (entry.Probe(prefix, sample.WireFacts, out var probe, out var error))
                {
                    Assert.False(delimits, $"{length} octets are accepted");
                    Assert.InRange(probe.Octets, 0, length);
                }
                else
                {
                    Ask(error, sample.Octets.Length - length, delimits, $"{error} of {length}");
                }

                var good = entry.Read(
                    prefix, sample.WireFacts, Fidelity.Canonical, out _, out var whole);
                Assert.False(good && delimits, $"{length} octets are read");
            }
        });
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Once_the_length_is_there_exactly_the_missing_octets_are_asked_for(Subject type)
    {
        var entry = type.Entry;
        if (SchemaFacts.EndField(entry.Schema) is not { } field)
        {
            return;
        }

        ForAll.Cases(Runs, WireFormats.Samples(entry), sample =>
        {
            for (var length = RunEnd(sample, field); length < sample.Octets.Length; length++)
            {
                Assert.False(entry.Probe(
                    sample.Octets.AsSpan(0, length), sample.WireFacts, out _, out var error));
                Assert.Equal(DecodeFault.Truncated, error.Fault);
                Assert.Equal(sample.Octets.Length - length, error.Missing);
                Assert.Equal(field.Label, error.Field);
            }
        });
    }

    private static void Ask(DecodeError error, int missing, bool delimits, string what)
    {
        if (error.Fault == DecodeFault.Truncated)
        {
            Assert.True(error.Missing > 0, $"{what} octets asks for nothing");
            Assert.True(!delimits || error.Missing <= missing, $"{what} octets asks for too much");
        }
        else
        {
            Assert.Equal(0, error.Missing);
            Assert.False(delimits, $"{what} octets blames the octets that are there");
        }
    }

    /// <summary>The end of the fixed octets among which the length field stands.</summary>
    private static int RunEnd(Sample sample, FieldSchema length) => sample.Tree.Parts
        .SkipWhile(p => p.Field.Name != length.Name)
        .TakeWhile(p => SchemaFacts.IsFixed(p.Field) && p.Field.When is null)
        .Last().End;
}

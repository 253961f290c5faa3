using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;
using Holdfast.Testing.Samples;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>
/// Law 7: random octets never throw, allocate nothing in the view, and take steps linear in length.
/// </summary>
public sealed class Law07AnythingIsSafe
{
    private const int Runs = 150;

    public static TheoryData<Subject> Types => WireTypes.Subjects;

    [Theory]
    [MemberData(nameof(Types))]
    public void No_octets_make_a_parser_throw_or_see_more_than_they_are(Subject type)
    {
        var entry = type.Entry;
        ForAll.Cases(Runs, Noise.Samples(entry), sample =>
        {
            var facts = sample.WireFacts;
            if (entry.Probe(sample.Octets, facts, out var probe, out var error))
            {
                Assert.InRange(probe.Octets, 0, sample.Octets.Length);
                Assert.InRange(probe.Elements, 0, probe.Octets);
                Assert.Equal(default, error);
            }
            else
            {
                Assert.NotEqual(DecodeFault.None, error.Fault);
                Assert.InRange(error.Offset, 0, sample.Octets.Length);
                Assert.NotEmpty(error.Field);
            }

            if (!entry.Read(sample.Octets, facts, Fidelity.Verbatim, out _, out error))
            {
                Assert.NotEqual(DecodeFault.None, error.Fault);
                Assert.InRange(error.Offset, 0, sample.Octets.Length);
            }
        });
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Reading_takes_steps_linear_in_the_octets(Subject type)
    {
        var entry = type.Entry;
        var perOctet = SchemaFacts.Reachable(entry.Schema).Sum(s => (3 * s.Fields.Count) + 3);
        ForAll.Cases(Runs, Noise.Samples(entry), sample =>
        {
            ReferenceReader.TryRead(entry.Schema, sample.Octets, sample.Facts, out var reading);
            Assert.InRange(reading.Steps, 1, perOctet * (sample.Octets.Length + 1));
        });
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void No_element_of_a_list_takes_no_octets(Subject type)
    {
        foreach (var schema in SchemaFacts.Reachable(type.Entry.Schema))
        {
            foreach (var list in schema.Fields.Where(
                f => f.Kind is FieldKind.Many or FieldKind.Chain))
            {
                Assert.True(
                    SchemaFacts.Least(list.Element!()) > 0,
                    $"an element of {schema.Name}.{list.Name} may take no octets");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Parsing_a_view_and_going_through_its_lists_allocates_nothing(Subject type)
    {
        var entry = type.Entry;
        var good = WireFormats.Samples(entry);
        var bad = Noise.Samples(entry);
        for (var seed = 0; seed < 8; seed++)
        {
            AllocatesNothing(entry, good(new Choices(Choices.FromSeed(seed, 512))));
            AllocatesNothing(entry, bad(new Choices(Choices.FromSeed(seed, 512))));
        }
    }

    private static void AllocatesNothing(WireEntry entry, Sample sample)
    {
        var facts = sample.WireFacts;
        Assert.Equal(
            0, HeapCost.Least(() => entry.Probe(sample.Octets, in facts, out _, out _)));
    }
}

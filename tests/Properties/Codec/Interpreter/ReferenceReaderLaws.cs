using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;
using Holdfast.Testing.Samples;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.Codec.Interpreter;

/// <summary>The reference reader and writer, over schemas that no generator made.</summary>
public sealed class ReferenceReaderLaws
{
    private const int Runs = 200;

    public static TheoryData<string> Schemas() => [.. HandMadeSchemas.All.Keys];

    [Theory]
    [MemberData(nameof(Schemas))]
    public void What_the_reference_writer_writes_the_reader_reads_whole(string name)
    {
        var schema = HandMadeSchemas.All[name];
        ForAll.Cases(Runs, new Sampler(schema, null).Choose, sample =>
        {
            Assert.True(ReferenceWriter.TryWrite(
                sample.Tree, Malleable.Kept, out var again, out var problem), problem);
            Assert.Equal(sample.Octets, again);
        });
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Whatever_is_accepted_is_written_as_it_was_read(string name)
    {
        var schema = HandMadeSchemas.All[name];
        ForAll.Cases(Runs, choices => Noisy(schema, choices), sample =>
        {
            if (ReferenceReader.TryRead(schema, sample.Octets, sample.Facts, out var reading))
            {
                Assert.True(ReferenceWriter.TryWrite(
                    reading.Node!, Malleable.Kept, out var again, out var problem), problem);
                Assert.Equal(sample.Octets[..reading.Node!.Length], again);
            }
        });
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Parts_lie_one_behind_the_other_and_are_all_of_their_element(string name)
    {
        var schema = HandMadeSchemas.All[name];
        ForAll.Cases(Runs, new Sampler(schema, null).Choose, sample =>
        {
            Assert.True(
                ReferenceReader.TryRead(schema, sample.Octets, sample.Facts, out var reading));
            Lie(reading.Node!);
        });
    }

    /// <summary>Costs are told without a clock: no field is looked at for nothing.</summary>
    [Theory]
    [MemberData(nameof(Schemas))]
    public void Each_field_and_each_element_costs_a_step(string name)
    {
        var schema = HandMadeSchemas.All[name];
        ForAll.Cases(Runs, new Sampler(schema, null).Choose, sample =>
        {
            Assert.True(
                ReferenceReader.TryRead(schema, sample.Octets, sample.Facts, out var reading));
            Assert.True(reading.Steps >= Cost(reading.Node!), $"{reading.Steps}");
        });
    }

    private static int Cost(WireNode node) => node.Chosen is { } chosen
        ? 1 + Cost(chosen)
        : 1 + node.Parts.Count(part => part.Present && part.Field.Kind != FieldKind.Tag)
            + node.Parts.SelectMany(part => part.Nodes).Sum(Cost);

    /// <summary>A writer that refuses longer ones is not seen by samples of its own.</summary>
    [Theory]
    [MemberData(nameof(Schemas))]
    public void Lists_and_chains_of_samples_have_none_one_and_several_elements(string name)
    {
        var schema = HandMadeSchemas.All[name];
        var counts = schema.Fields
            .Where(field => field.Kind is FieldKind.Many or FieldKind.Chain)
            .ToDictionary(field => field.Name, _ => new HashSet<int>());
        ForAll.Cases(Runs, new Sampler(schema, null).Choose, sample =>
        {
            foreach (var part in sample.Tree.Parts.Where(part => part.Present))
            {
                if (counts.TryGetValue(part.Field.Name, out var seen))
                {
                    seen.Add(Math.Min(part.Nodes.Count, 3));
                }
            }
        });
        Assert.All(counts.Values, seen => Assert.Equal([0, 1, 2, 3], seen.Order()));
    }

    /// <summary>RFC 7296 §3.14: behind such a link comes nothing, and it tells what is in it.
    /// </summary>
    [Theory]
    [InlineData(
        new byte[] { 42, 0, 0, 18, 46, 0, 0, 8, 1, 0, 1, 9, 33, 0, 0, 6, 7, 7 }, 2, 33)]
    [InlineData(new byte[] { 46, 0, 0, 10, 0, 0, 0, 6, 7, 7 }, 1, 0)]
    [InlineData(
        new byte[] { 42, 0, 0, 20, 42, 0, 0, 8, 1, 0, 1, 9, 0, 0, 0, 8, 1, 0, 1, 9 }, 2, 0)]
    [InlineData(new byte[] { 0, 0, 0, 4 }, 0, 0)]
    public void A_chain_is_read_and_written_link_by_link(byte[] octets, int links, ulong ending)
    {
        Assert.True(ReferenceReader.TryRead(
            HandMadeSchemas.Message, octets, ReferenceFacts.None, out var reading),
            $"{reading.Error}");
        var chain = reading.Node!["Payloads"];
        Assert.Equal((links, ending, ""), (chain.Nodes.Count, chain.Ending, chain.Case));
        Assert.True(ReferenceWriter.TryWrite(
            reading.Node!, Malleable.Kept, out var again, out var problem), problem);
        Assert.Equal(octets, again);
    }

    // Absent ones lie between the others, with no bits.
    private static void Lie(WireNode node)
    {
        if (node.Chosen is { } chosen)
        {
            Assert.Equal((node.Offset, node.Length), (chosen.Offset, chosen.Length));
            Lie(chosen);
            return;
        }

        var bit = 8 * node.Offset;
        foreach (var part in node.Parts.Where(part => part.Field.Kind != FieldKind.Tag))
        {
            Assert.Equal((part.Field.Name, bit), (part.Field.Name, part.BitOffset));
            Assert.Equal((bit / 8, (bit + part.BitLength + 7) / 8), (part.Offset, part.End));
            Assert.True(part.Present || part.BitLength == 0, part.Field.Name);
            bit += part.BitLength;
            var octet = part.Offset;
            foreach (var inside in part.Nodes)
            {
                Assert.Equal(octet, inside.Offset);
                octet += inside.Length;
                Lie(inside);
            }

            Assert.True(part.Nodes.Count == 0 || octet == part.End, part.Field.Name);
        }

        Assert.Equal(8 * (node.Offset + node.Length), bit);
    }

    private static Sample Noisy(Holdfast.Codec.Schemas.WireSchema schema, Choices choices)
    {
        var sample = new Sampler(schema, null).Choose(choices);
        var octets = sample.Octets.ToArray();
        for (var i = choices.Below(4); i > 0 && octets.Length > 0; i--)
        {
            octets[choices.Below(octets.Length)] ^= (byte)(1 << choices.Below(8));
        }

        return sample with { Octets = octets };
    }
}

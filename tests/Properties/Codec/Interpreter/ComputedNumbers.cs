using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;
using Holdfast.Testing.Samples;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.Codec.Interpreter;

/// <summary>
/// The reference writer computes what follows from the rest of an element, and says of what no
/// octets can say that it cannot be written.
/// </summary>
public sealed class ComputedNumbers
{
    private const int Runs = 4;

    public static TheoryData<Subject> Types => WireTypes.Subjects;

    [Theory]
    [MemberData(nameof(Types))]
    public void Lengths_counts_repeated_and_constant_numbers_are_not_taken_from_the_tree(
        Subject type) => ForAll.Cases(Runs, WireFormats.Samples(type.Entry), sample =>
        {
            Assert.True(ReferenceWriter.TryWrite(
                Wrong(sample.Tree), Malleable.Kept, out var octets, out var problem), problem);
            Assert.Equal(sample.Octets, octets);
        });

    [Theory]
    [MemberData(nameof(Types))]
    public void A_link_that_ends_its_chain_is_the_last_one(Subject type) =>
        ForAll.Cases(Runs, WireFormats.Samples(type.Entry), sample =>
        {
            foreach (var part in sample.Tree.Parts.Where(IsEnded))
            {
                var early = sample.Tree.With(part with
                {
                    Nodes = [part.Nodes[^1], .. part.Nodes],
                });
                Assert.False(ReferenceWriter.TryWrite(
                    early, Malleable.Kept, out var octets, out var problem));
                Assert.Empty(octets);
                Assert.Equal($"a link of {part.Field.Name} is last too early", problem);
            }
        });

    private static bool IsEnded(WirePart part) => part.Field.Kind == FieldKind.Chain
        && part.Nodes.Count > 0
        && part.Field.Element!().Until.Contains((uint)part.Nodes[^1].Tag);

    // The same tree with another number wherever it follows from something else.
    private static WireNode Wrong(WireNode node) => node.Chosen is { } chosen
        ? node with { Chosen = Wrong(chosen) }
        : node with { Parts = [.. node.Parts.Select(part => Wrong(node, part))] };

    private static WirePart Wrong(WireNode node, WirePart part) => part with
    {
        Number = Follows(node, part) ? part.Number ^ 1 : part.Number,
        Nodes = [.. part.Nodes.Select(Wrong)],
    };

    private static bool Follows(WireNode node, WirePart part) =>
        part.Present && part.Field is { Kind: FieldKind.Number } field
        && (field.Const is not null
            || (field.Measures is { } measures && IsThere(node, measures.To))
            || (field.Counts != "" && IsThere(node, field.Counts)
                && node[field.Counts] is not { Field.Kind: FieldKind.Blocks, BlockSize: 0 })
            || (field.First != "" && IsThere(node, field.First))
            || field.SameAs != "");

    private static bool IsThere(WireNode node, string field) => field == "" || node[field].Present;
}

using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;

namespace Holdfast.Testing.Samples;

/// <summary>
/// An element on the way to a leaf, and the field of it that the way goes through.
/// </summary>
/// <param name="Node">The element.</param>
/// <param name="Via">The field; null: the element is a sum, or the last of the way.</param>
public sealed record Step(WireNode Node, WirePart? Via);

/// <summary>A number or octets of a tree, with the elements around it, outermost first.</summary>
/// <param name="Path">The elements around it, and the one that it belongs to last.</param>
/// <param name="Part">The field as it was read.</param>
public sealed record Leaf(IReadOnlyList<Step> Path, WirePart Part)
{
    /// <summary>The element that the field belongs to.</summary>
    public WireNode Node => Path[^1].Node;

    /// <summary>What the schema says of the field.</summary>
    public FieldSchema Field => Part.Field;

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(".", Path.Select(s => s.Node.Schema.Name)) + "." + Field.Name;

    /// <summary>Every present number and every unopened run of octets of a tree.</summary>
    public static IEnumerable<Leaf> Of(WireNode root) => Of(root, []);

    private static IEnumerable<Leaf> Of(WireNode node, IReadOnlyList<Step> path)
    {
        if (node.Chosen is { } chosen)
        {
            return Of(chosen, [.. path, new Step(node, null)]);
        }

        return node.Parts.Where(p => p.Present && p.Field.Kind != FieldKind.Tag)
            .SelectMany(part => part.Nodes.Count == 0
                ? [new Leaf([.. path, new Step(node, null)], part)]
                : part.Nodes.SelectMany(n => Of(n, [.. path, new Step(node, part)])));
    }
}

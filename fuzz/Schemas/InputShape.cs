using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;

namespace Holdfast.Fuzz.Schemas;

/// <summary>The fields of an input, and the elements that they belong to.</summary>
/// <param name="Fields">What can be changed in place.</param>
/// <param name="Elements">What can be taken apart and written anew.</param>
internal sealed record InputShape(
    IReadOnlyList<InputField> Fields, IReadOnlyList<InputElement> Elements)
{
    /// <summary>No field is known.</summary>
    public static InputShape None { get; } = new([], []);

    /// <summary>The fields of an element that lies somewhere in an input.</summary>
    /// <param name="at">Octets before it.</param>
    /// <param name="node">The element.</param>
    public static InputShape Of(int at, WireNode node)
    {
        var fields = new List<InputField>();
        Add(fields, at, node);
        return new(fields, [new(at, node)]);
    }

    /// <summary>An input of which every octet is a number.</summary>
    public static InputShape OfOctets(int length) => new(
        [
            .. Enumerable.Range(0, length).Select(
                at => new InputField(at * 8, 8, true, false, 1, [])),
        ],
        []);

    /// <summary>The fields of both.</summary>
    public InputShape And(InputShape other) =>
        new([.. Fields, .. other.Fields], [.. Elements, .. other.Elements]);

    private static void Add(List<InputField> fields, int at, WireNode node)
    {
        if (node.Chosen is { } chosen)
        {
            Add(fields, at, chosen);
            return;
        }

        foreach (var part in node.Parts.Span)
        {
            if (!part.Present || part.BitLength == 0)
            {
                continue;
            }

            if (part.Nodes.Count == 0)
            {
                fields.Add(FieldOf(at, part, node.Order));
            }

            foreach (var inner in part.Nodes.Span)
            {
                Add(fields, at, inner);
            }
        }
    }

    private static InputField FieldOf(int at, WirePart part, ByteOrder order) => new(
        (at * 8) + part.BitOffset,
        part.BitLength,
        part.Field.Kind == FieldKind.Number,
        order == ByteOrder.Little && part.BitLength % 8 == 0,
        part.Field.Measures?.Unit ?? 1,
        part.Field.Names is { } names ? [.. names().Select(name => name.Value)] : []);
}

/// <summary>A field of an input.</summary>
/// <param name="At">Bits before it.</param>
/// <param name="Bits">Its bits.</param>
/// <param name="IsNumber">Whether it is a number; else octets.</param>
/// <param name="IsLittle">Whether its first octet is the least.</param>
/// <param name="Unit">Octets in a unit of a length.</param>
/// <param name="Values">Values that have a name.</param>
internal readonly record struct InputField(
    int At, int Bits, bool IsNumber, bool IsLittle, int Unit, ulong[] Values)
{
    /// <summary>Whether it is a word that people write: its form is half of what it says.</summary>
    public bool IsWord { get; init; }
}

/// <summary>An element of an input, with all that is inside it.</summary>
/// <param name="At">Octets before it.</param>
/// <param name="Node">The element; its own offsets count from its first octet.</param>
internal readonly record struct InputElement(int At, WireNode Node);

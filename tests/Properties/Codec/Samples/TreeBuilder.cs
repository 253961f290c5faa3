using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;

namespace Holdfast.Tests.Properties.Codec.Samples;

/// <summary>
/// Chooses a tree of valid fields for any schema; the reference writer makes it octets.
/// </summary>
internal sealed class TreeBuilder(Choices choices, IReadOnlyDictionary<string, long> members)
{
    private const int DepthMax = 6;
    private const int AttemptsMax = 12;

    /// <summary>Chooses an element.</summary>
    /// <param name="schema">Its type.</param>
    /// <param name="tag">Its tag; null: the builder may choose.</param>
    /// <param name="depth">Elements around it.</param>
    /// <param name="least">Whether it is to be as small as can be.</param>
    public WireNode Build(WireSchema schema, ulong? tag, int depth, bool least)
    {
        if (schema.Peek is { } peek)
        {
            return Peeked(schema, peek, tag, depth, least);
        }

        if (schema.IsLinkSum)
        {
            var value = tag ?? choices.Of(schema.Cases).Tag;
            var chosen = schema.Cases.First(c => c.Tag == value);
            var inner = Build(chosen.Type(), value, depth, least);
            return Sum(schema, chosen.Name, value, inner);
        }

        return Plain(schema, tag, depth, least || depth > DepthMax);
    }

    private static WireNode Sum(WireSchema schema, string name, ulong tag, WireNode inner) =>
        new(schema, 0, 0, default) { Tag = tag, Chosen = inner, Case = name };

    private WireNode Peeked(
        WireSchema schema, PeekSchema peek, ulong? tag, int depth, bool least)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var index = choices.Below(schema.Cases.Count + (peek.Otherwise is null ? 0 : 1)
                + (peek.Short is null ? 0 : 1));
            var (type, name, told) = index < schema.Cases.Count
                ? (schema.Cases[index].Type(), schema.Cases[index].Name, schema.Cases[index].Tag)
                : index == schema.Cases.Count && peek.Otherwise is { } otherwise
                    ? (otherwise(), otherwise().Name, tag ?? 0)
                    : (peek.Short!(), peek.Short().Name, tag ?? 0);
            var inner = Build(type, told, depth, least);
            if (ReferenceWriter.TryWrite(inner, Malleable.Kept, out var octets, out _)
                && SchemaFacts.Peeked(schema, octets) == name)
            {
                return Sum(schema, name, told, inner);
            }
        }

        throw new InvalidOperationException($"no element of {schema.Name} peeks as itself");
    }

    private WireNode Plain(WireSchema schema, ulong? tag, int depth, bool least)
    {
        var problem = "";
        for (var attempt = 0; attempt <= AttemptsMax; attempt++)
        {
            // The least element may be none that a length can tell: then some larger one is.
            var small = attempt == AttemptsMax || (least && attempt < AttemptsMax / 2);
            var fields = new FieldChooser(this, choices, members, schema, depth, small);
            var node = fields.Choose(tag);
            if (ReferenceWriter.TryWrite(node, Malleable.Kept, out _, out problem))
            {
                return node;
            }
        }

        throw new InvalidOperationException($"no {schema.Name} can be written: {problem}");
    }
}

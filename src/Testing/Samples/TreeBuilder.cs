using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;
using Holdfast.Testing.Draws;

namespace Holdfast.Testing.Samples;

/// <summary>
/// Chooses a tree of valid fields for any schema; the reference writer makes it octets.
/// </summary>
internal sealed class TreeBuilder(Choices choices, IReadOnlyDictionary<string, long> members)
{
    private const int DepthMax = 6;
    private const int AttemptsMax = 60;

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
        var types = new List<(WireSchema Type, string Name, ulong Told)>(
            schema.Cases.Select(c => (c.Type(), c.Name, c.Tag)));
        types.AddRange(((Func<WireSchema>?[])[peek.Otherwise, peek.Short])
            .OfType<Func<WireSchema>>().Select(t => (t(), t().Name, tag ?? 0)));
        for (var attempt = 0; attempt < AttemptsMax + types.Count; attempt++)
        {
            // Two cases may have one type, of which the octets then choose one.
            var type = attempt < AttemptsMax ? choices.Of(types) : types[attempt - AttemptsMax];
            var inner = Build(type.Type, type.Told, depth, least);
            if (!ReferenceWriter.TryWrite(inner, Malleable.Kept, out var octets, out _))
            {
                continue;
            }

            var name = SchemaFacts.Peeked(schema, octets);
            var seen = types.FirstOrDefault(t => t.Name == name && t.Type == type.Type);
            if (seen.Name is not null)
            {
                return Sum(schema, seen.Name, seen.Told, inner);
            }
        }

        throw new InvalidOperationException($"no element of {schema.Name} peeks as itself");
    }

    private WireNode Plain(WireSchema schema, ulong? tag, int depth, bool least)
    {
        var problem = "";
        var (turn, atBounds) = (choices.Turn, choices.AtBounds);
        for (var attempt = 0; attempt <= AttemptsMax; attempt++)
        {
            choices.Turn = turn + (uint)attempt;
            choices.AtBounds = atBounds && attempt < AttemptsMax / 4;

            // The least element may be none that a length can tell: then some larger one is.
            var small = attempt == AttemptsMax || (least && attempt < AttemptsMax / 2);
            var fields = new FieldChooser(this, choices, members, schema, depth, small);
            var node = fields.Choose(tag);
            (choices.Turn, choices.AtBounds) = (turn, atBounds);
            if (ReferenceWriter.TryWrite(node, Malleable.Kept, out _, out problem))
            {
                return node;
            }
        }

        throw new InvalidOperationException($"no {schema.Name} can be written: {problem}");
    }
}

using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;

namespace Holdfast.Fuzz.Schemas;

/// <summary>
/// Changes what an element holds (elements of a list are doubled, left out, swapped or taken from
/// elsewhere; octets are longer or shorter) and writes it anew, with lengths and counts that fit.
/// </summary>
internal static class ValueMutation
{
    /// <summary>An input with one element changed; null: it has none that can be.</summary>
    /// <param name="input">The input.</param>
    /// <param name="element">The element.</param>
    /// <param name="other">Another input's element; the same one, if there is no other.</param>
    /// <param name="dice">What is drawn.</param>
    public static byte[]? Change(
        ReadOnlySpan<byte> input, in InputElement element, WireNode other, Dice dice)
    {
        var places = new List<WirePart>();
        Collect(element.Node, places);
        if (places.Count == 0)
        {
            return null;
        }

        var place = places[dice.Below(places.Count)];
        var changed = Replace(element.Node, place, Changed(place, other, dice));
        return ReferenceWriter.TryWrite(changed, Malleable.Kept, out var octets, out _)
            ? [.. input[..element.At], .. octets, .. input[(element.At + element.Node.Length)..]]
            : null;
    }

    private static void Collect(WireNode node, List<WirePart> places)
    {
        if (node.Chosen is { } chosen)
        {
            Collect(chosen, places);
            return;
        }

        foreach (var part in node.Parts)
        {
            var isList = part.Field.Kind is FieldKind.Many or FieldKind.Chain;
            var isFree = part.Field.Kind is FieldKind.Octets or FieldKind.OneOf
                && part.Field.Bits == 0 && part.Nodes.Count == 0;
            if (part.Present && (isList || isFree))
            {
                places.Add(part);
            }

            foreach (var inner in part.Nodes)
            {
                Collect(inner, places);
            }
        }
    }

    private static WirePart Changed(WirePart part, WireNode other, Dice dice) =>
        part.Field.Kind is FieldKind.Many or FieldKind.Chain
            ? part with { Nodes = Listed(part, other, dice) }
            : part with { Octets = Resized(part.Octets, dice) };

    private static Items<WireNode> Listed(WirePart part, WireNode other, Dice dice)
    {
        List<WireNode> nodes = [.. part.Nodes];
        if (nodes.Count == 0 || dice.OneIn(4))
        {
            var found = new List<WireNode>();
            Alike(other, part.Field.Element!().Name, found);
            if (found.Count > 0)
            {
                nodes.Insert(dice.Below(nodes.Count + 1), found[dice.Below(found.Count)]);
            }

            return [.. nodes];
        }

        var at = dice.Below(nodes.Count);
        switch (dice.Below(4))
        {
            case 0:
                nodes.RemoveAt(at);
                break;
            case 1:
                nodes.Insert(dice.Below(nodes.Count + 1), nodes[at]);
                break;
            case 2:
                var with = dice.Below(nodes.Count);
                (nodes[at], nodes[with]) = (nodes[with], nodes[at]);
                break;
            default:
                nodes.RemoveRange(at, nodes.Count - at);
                break;
        }

        return [.. nodes];
    }

    private static Octets Resized(Octets octets, Dice dice)
    {
        var length = dice.Below(4) switch
        {
            0 => 0,
            1 => octets.Length + 1,
            2 => Math.Max(0, octets.Length - 1),
            _ => dice.Below(64),
        };
        var resized = new byte[length];
        octets.Span[..Math.Min(length, octets.Length)].CopyTo(resized);
        return new(resized);
    }

    private static void Alike(WireNode node, string type, List<WireNode> found)
    {
        if (node.Schema.Name == type)
        {
            found.Add(node);
        }

        if (node.Chosen is { } chosen)
        {
            Alike(chosen, type, found);
        }

        foreach (var part in node.Parts)
        {
            foreach (var inner in part.Nodes)
            {
                Alike(inner, type, found);
            }
        }
    }

    private static WireNode Replace(WireNode node, WirePart old, WirePart changed)
    {
        if (node.Chosen is { } chosen)
        {
            return node with { Chosen = Replace(chosen, old, changed) };
        }

        var parts = node.Parts;
        for (var i = 0; i < parts.Count; i++)
        {
            if (ReferenceEquals(parts[i], old))
            {
                return node with { Parts = parts.With(i, changed) };
            }

            var nodes = parts[i].Nodes;
            for (var j = 0; j < nodes.Count; j++)
            {
                var inner = Replace(nodes[j], old, changed);
                if (!ReferenceEquals(inner, nodes[j]))
                {
                    var part = parts[i] with { Nodes = nodes.With(j, inner) };
                    return node with { Parts = parts.With(i, part) };
                }
            }
        }

        return node;
    }
}

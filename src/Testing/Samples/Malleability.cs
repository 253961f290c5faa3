using Holdfast.Codec;
using Holdfast.Codec.Interpreter;

namespace Holdfast.Testing.Samples;

/// <summary>Which bits of a sample its spec declares to have no meaning.</summary>
internal static class Malleability
{
    /// <summary>Whether a reader passes over what stands in a field.</summary>
    public static bool IsDeclared(WirePart part) =>
        part.Field.Reserved is { OnRead: OnRead.Ignore }
        || part.Field.Padding is { OnRead: OnRead.Ignore } or { Rule: PaddingRule.Any }
        || part.Field.Checksum is { OnRead: OnRead.Ignore };

    /// <summary>
    /// Whether the place of an element tells a field, so that the value of the element alone has
    /// not got it: the Next of a link, the mark of a list's element.
    /// </summary>
    public static bool IsToldByPlace(Leaf leaf) =>
        (leaf.Field.Next || leaf.Field.More is not null)
        && leaf.Path.All(s => s.Via is null);

    /// <summary>The bits that a one-bit change need not show in, by index.</summary>
    public static HashSet<int> Bits(WireNode root) =>
    [
        .. Leaf.Of(root)
            .Where(l => IsDeclared(l.Part) || IsToldByPlace(l))
            .SelectMany(l => Enumerable.Range(l.Part.BitOffset, l.Part.BitLength)),
    ];
}

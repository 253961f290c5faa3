using Holdfast.Codec.Schemas;

namespace Holdfast.Codec.Interpreter;

/// <summary>What a writer does with fields that a reader need not obey.</summary>
public enum Malleable : byte
{
    /// <summary>Writes what the language says: reserved values, least padding.</summary>
    Canonical,

    /// <summary>Writes reserved numbers and padding octets as they stand in the tree.</summary>
    Kept,
}

/// <summary>
/// Writes a tree as octets: lengths, counts, tags of links, marks, repeated values and checksums
/// are computed, whatever stands in the tree; all other numbers and octets are taken from it.
/// </summary>
public static class ReferenceWriter
{
    /// <summary>Writes an element that stands alone.</summary>
    /// <param name="node">The element; its offsets and lengths are not looked at.</param>
    /// <param name="malleable">What to do with reserved values and paddings.</param>
    /// <param name="octets">What was written.</param>
    /// <param name="problem">Why it cannot be written; else empty.</param>
    public static bool TryWrite(
        WireNode node, Malleable malleable, out byte[] octets, out string problem)
    {
        try
        {
            octets = Element(node, malleable, default);
            problem = "";
            return true;
        }
        catch (CannotWriteException e)
        {
            octets = [];
            problem = e.Message;
            return false;
        }
    }

    internal static byte[] Element(WireNode node, Malleable malleable, Place place) =>
        node.Chosen is { } chosen
            ? Element(chosen, malleable, place)
            : new FieldWriter(node, malleable, place).Write();
}

/// <summary>What an element's place in an enclosing one says.</summary>
/// <param name="Next">In a chain: the tag of the following link.</param>
/// <param name="More">In a list: whether another element follows.</param>
internal readonly record struct Place(ulong? Next, bool? More);

/// <summary>
/// A tree that no octets can say: ends a rendering early, and never leaves the writer.
/// </summary>
internal sealed class CannotWriteException(string message) : Exception(message);

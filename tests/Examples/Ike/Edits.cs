namespace Holdfast.Tests.Examples.Ike;

/// <summary>Octets with one of them changed.</summary>
internal static class Edits
{
    /// <summary>A copy with another octet at an index.</summary>
    public static byte[] Put(this byte[] octets, int at, byte octet)
    {
        var copy = octets.ToArray();
        copy[at] = octet;
        return copy;
    }
}

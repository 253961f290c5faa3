using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// The vendor IDs that implementations of IKEv1 and IKEv2 are known to send, RFC 7296 §3.12 and RFC
/// 2408 §3.16. No registry exists: the list is what captures and public sources tell.
/// </summary>
public static class VendorIds
{
    /// <summary>One known vendor ID.</summary>
    /// <param name="Prefix">The octets that it begins with.</param>
    /// <param name="Name">What it says, for people.</param>
    public sealed record Known(Octets Prefix, string Name);

    /// <summary>All known vendor IDs.</summary>
    public static Items<Known> All { get; } =
    [
        .. VendorIdTable.Standards, .. VendorIdTable.Cisco, .. VendorIdTable.Microsoft,
        .. VendorIdTable.OpenSource, .. VendorIdTable.Others,
    ];

    /// <summary>
    /// The name of the known vendor ID that the octets begin with, of several the longest; null: it
    /// is unknown.
    /// </summary>
    public static string? Name(ReadOnlySpan<byte> vendorId)
    {
        Known? best = null;
        foreach (var known in All.Span)
        {
            if (vendorId.StartsWith(known.Prefix.Span)
                && known.Prefix.Length > (best?.Prefix.Length ?? 0))
            {
                best = known;
            }
        }

        return best?.Name;
    }
}

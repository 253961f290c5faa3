using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Gateway.Tunnels;

/// <summary>
/// Which packets a CHILD SA carries, as its description has it for every member: the selectors of
/// the peer's end as <see cref="ChildRoutes"/> reads them, when it was made (seconds of Unix time),
/// in whose place it is with its length (2 octets), then the selectors of our end.
/// </summary>
internal static class ChildTraffic
{
    private const int OriginAt = 6;

    /// <summary>As the description of a CHILD SA; null: they are too long.</summary>
    /// <param name="pair">Which packets.</param>
    /// <param name="made">When it was made, in seconds of Unix time.</param>
    /// <param name="origin">In whose place it is; null: of none.</param>
    public static Octets? ToOctets(
        TrafficPair pair, uint made = 0, SaOrigin? origin = null)
    {
        var place = origin?.ToOctets() ?? Octets.Empty;
        var local = TrafficRange.ToPayload(pair.Local).ToArray();
        var rest = new byte[OriginAt + place.Length + local.Length];
        BinaryPrimitives.WriteUInt32BigEndian(rest, made);
        BinaryPrimitives.WriteUInt16BigEndian(rest.AsSpan(4), (ushort)place.Length);
        place.Span.CopyTo(rest.AsSpan(OriginAt));
        local.CopyTo(rest, OriginAt + place.Length);
        return ChildRoutes.TryDescribe(
            TrafficRange.ToPayload(pair.Remote), new(rest), out var description, out _)
            ? description
            : null;
    }

    /// <summary>Reads a description; null: it is none of ours.</summary>
    public static TrafficPair? Read(Octets description) =>
        ChildRoutes.TryRead(description.Span, out var remote, out var rest)
        && LengthOfOrigin(rest) is { } length
        && TrafficSelectorPayloadValue.TryParse(
            rest[(OriginAt + length)..], out var local, out _)
            ? new(TrafficRange.ReadAll(local), TrafficRange.ReadAll(remote))
            : null;

    /// <summary>In whose place it is; null: of none.</summary>
    public static SaOrigin? OriginIn(Octets description) =>
        ChildRoutes.TryRead(description.Span, out _, out var rest)
        && LengthOfOrigin(rest) is { } length
            ? SaOrigin.Read(rest.Slice(OriginAt, length))
            : null;

    /// <summary>When it was made, in seconds of Unix time; 0: nobody knows.</summary>
    public static uint MadeIn(Octets description) =>
        ChildRoutes.TryRead(description.Span, out _, out var rest)
        && LengthOfOrigin(rest) is not null
            ? BinaryPrimitives.ReadUInt32BigEndian(rest)
            : 0;

    private static int? LengthOfOrigin(ReadOnlySpan<byte> rest) => rest.Length < OriginAt
        ? null
        : BinaryPrimitives.ReadUInt16BigEndian(rest[4..]) is var length
            && length <= rest.Length - OriginAt
            ? length
            : null;
}

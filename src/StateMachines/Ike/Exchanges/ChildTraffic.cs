using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Composition;

namespace Holdfast.StateMachines.Ike;

/// <summary>
/// Which packets a CHILD SA carries, as its description has it for every member: the selectors of
/// the peer's end as <see cref="ChildRoutes"/> reads them, when it was made (seconds of Unix time),
/// in whose place it is with its length (2 octets), then the selectors of our end.
/// </summary>
public static class ChildTraffic
{
    private const int OriginAt = 6;
    private const uint Zeroes = 0x00FF_FFFF;

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

        // Selectors of the version before begin with their number and three zeroes.
        made |= made != 0 && (made & Zeroes) == 0 ? 1u : 0;
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
        && LocalAt(rest) is { } at
        && TrafficSelectorPayloadValue.TryParse(rest[at..], out var local, out _)
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

    /// <summary>What the version before wrote has the selectors alone.</summary>
    private static bool IsOfBefore(ReadOnlySpan<byte> rest) => rest.Length >= sizeof(uint)
        && BinaryPrimitives.ReadUInt32BigEndian(rest) is > Zeroes and var first
        && (first & Zeroes) == 0;

    private static int? LocalAt(ReadOnlySpan<byte> rest) =>
        IsOfBefore(rest) ? 0 : OriginAt + LengthOfOrigin(rest);

    private static int? LengthOfOrigin(ReadOnlySpan<byte> rest) =>
        rest.Length < OriginAt || IsOfBefore(rest)
        ? null
        : BinaryPrimitives.ReadUInt16BigEndian(rest[4..]) is var length
            && length <= rest.Length - OriginAt
            ? length
            : null;
}

using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Gateway.Tunnels;

/// <summary>
/// Which packets a CHILD SA carries, as its description has it for every member: the selectors of
/// the peer's end as <see cref="ChildRoutes"/> reads them, then those of ours.
/// </summary>
internal static class ChildTraffic
{
    /// <summary>As the description of a CHILD SA; null: they are too long.</summary>
    public static Octets? ToOctets(TrafficPair pair) => ChildRoutes.TryDescribe(
        TrafficRange.ToPayload(pair.Remote), new(TrafficRange.ToPayload(pair.Local).ToArray()),
        out var description, out _)
        ? description
        : null;

    /// <summary>Reads a description; null: it is none of ours.</summary>
    public static TrafficPair? Read(Octets description) =>
        ChildRoutes.TryRead(description.Span, out var remote, out var rest)
        && TrafficSelectorPayloadValue.TryParse(rest, out var local, out _)
            ? new(TrafficRange.ReadAll(local), TrafficRange.ReadAll(remote))
            : null;
}

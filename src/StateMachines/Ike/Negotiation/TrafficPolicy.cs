using Holdfast.Codec;

namespace Holdfast.StateMachines.Ike;

/// <summary>Traffic that may have a CHILD SA: an entry of the SPD, RFC 4301 §4.4.1.</summary>
/// <param name="Local">Our end: a packet has to be in one of them.</param>
/// <param name="Remote">The peer's end.</param>
/// <param name="IsSinglePair">
/// Whether each CHILD SA has one pair of addresses, that of the packet which wants it.
/// </param>
public sealed record TrafficPolicy(
    Items<TrafficRange> Local, Items<TrafficRange> Remote, bool IsSinglePair = false)
{
    /// <summary>What is left of traffic where the peer's end is one address that it was given;
    /// null: it was given none, and nothing is left.</summary>
    internal static Items<TrafficPolicy> To(Items<TrafficPolicy> traffic, HostAddress? address)
    {
        Items<TrafficPolicy> all = address is { } one
            ?
            [
                .. traffic.Select(policy => policy with
                {
                    Remote = [.. policy.Remote
                        .Select(range => range.Meet(TrafficRange.Between(one, one)))
                        .OfType<TrafficRange>()],
                }),
            ]
            : [];
        return [.. all.Where(policy => policy.Remote.Count > 0)];
    }
}

/// <summary>The selectors of a CHILD SA, seen from one end.</summary>
/// <param name="Local">Our end.</param>
/// <param name="Remote">The peer's end.</param>
public readonly record struct TrafficPair(Items<TrafficRange> Local, Items<TrafficRange> Remote)
{
    /// <summary>As the other end sees it.</summary>
    public TrafficPair Turned => new(Remote, Local);

    /// <summary>Ours, then the peer's.</summary>
    public override string ToString() => $"{Local} === {Remote}";
}

using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.StateMachines.Ike;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>What is wanted of quick mode.</summary>
/// <param name="Isakmp">The ISAKMP SA under which it is.</param>
/// <param name="Suites">What is offered, the preferred first; those with forward secrecy have one
/// group.</param>
/// <param name="Local">Our end of the traffic.</param>
/// <param name="Remote">The peer's end.</param>
public sealed record QuickWish(
    StandingIsakmp Isakmp, Items<ChildSuite> Suites, TrafficRange Local, TrafficRange Remote)
{
    /// <summary>How long the SAs may live.</summary>
    public SaLife Life { get; init; } = SaLife.Default;

    /// <summary>Whether the mode is transport.</summary>
    public bool IsTransport { get; init; }

    /// <summary>Whether there is a NAT: the SAs go through UDP.</summary>
    public bool IsEncapsulated { get; init; }
}

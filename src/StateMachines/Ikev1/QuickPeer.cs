using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.StateMachines.Ike;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>What a peer may have: an entry of the SPD, RFC 4301 §4.4.1.</summary>
/// <param name="Suites">The suites that are taken, the preferred first.</param>
/// <param name="Traffic">What may have a CHILD SA.</param>
/// <param name="MayTransport">Whether the mode may be transport.</param>
public sealed record QuickPeer(
    Items<ChildSuite> Suites, Items<TrafficPolicy> Traffic, bool MayTransport = false)
{
    /// <summary>How long the SAs may live at most.</summary>
    public SaLife Life { get; init; } = SaLife.Default;

    /// <summary>Whether there is a NAT: the SAs go through UDP.</summary>
    public bool IsEncapsulated { get; init; }

    /// <summary>The same for a peer whose end is one address that mode config gives it, and nothing
    /// else; null: it has none, and so there is no traffic.</summary>
    public QuickPeer WithAddress(HostAddress? address) => this with
    {
        Traffic = TrafficPolicy.To(Traffic, address),
    };

    /// <summary>Whether a pair may have a CHILD SA: IKEv1 has no way to say a part of it.
    /// </summary>
    public bool Allows(TrafficRange local, TrafficRange remote) => Traffic.Any(
        policy => policy.Local.Any(range => range.Contains(local))
            && policy.Remote.Any(range => range.Contains(remote)));
}

using Holdfast.Codec;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;

namespace Holdfast.StateMachines.Composition;

/// <content>Peers.</content>
public sealed partial record ClusterMemberConfig
{
    /// <summary>The version of IKE that a peer speaks.</summary>
    public enum IkeVersion
    {
        /// <summary>RFC 2409: its liveness is DPD, RFC 3706.</summary>
        V1,

        /// <summary>RFC 7296.</summary>
        V2,
    }

    /// <summary>A peer that is known by name.</summary>
    public sealed record Peer
    {
        /// <summary>Its name, for people.</summary>
        public required string Name { get; init; }

        /// <summary>The version of IKE that it speaks.</summary>
        public IkeVersion Version { get; init; } = IkeVersion.V2;

        /// <summary>The identity that it proves, as on the wire; empty: its name tells nothing
        /// about its SAs.</summary>
        public Octets Identity { get; init; }

        /// <summary>Its addresses, the preferred one first; 16 at most.</summary>
        public Items<HostAddress> Addresses { get; init; }

        /// <summary>What it is expected to agree to, RFC 6311 §5; of IKEv1, RFC 3706 §5.1.
        /// </summary>
        public IkeTraits Traits { get; init; } = IkeTraits.None;

        /// <summary>How we watch it over IKEv2; null: as every peer.</summary>
        public LivenessCheck.Settings? Liveness { get; init; }

        /// <summary>How we watch it over IKEv1; null: as every peer.</summary>
        public DeadPeerDetection.Settings? Dpd { get; init; }

        /// <summary>How it watches us; null: unknown.</summary>
        public PeerWatch? WatchesUs { get; init; }

        /// <summary>Its CHILD SAs.</summary>
        public Items<ExpectedChild> ChildSas { get; init; }
    }

    /// <summary>A CHILD SA that is expected with a peer.</summary>
    public sealed record ExpectedChild
    {
        /// <summary>Its name, for people.</summary>
        public required string Name { get; init; }

        /// <summary>What is behind the peer (TSr of ours, RFC 7296 §2.9).</summary>
        public Items<Prefix> Remote { get; init; }
    }

    /// <summary>How a peer watches us.</summary>
    public sealed record PeerWatch
    {
        /// <summary>Its liveness checks, where it speaks IKEv2.</summary>
        public LivenessCheck.Settings? Liveness { get; init; }

        /// <summary>Its DPD, where it speaks IKEv1.</summary>
        public DeadPeerDetection.Settings? Dpd { get; init; }

        /// <summary>Whether it hears us all the time, so that it begins to worry only when the
        /// active member dies.</summary>
        public bool HearsUsSteadily { get; init; }
    }
}

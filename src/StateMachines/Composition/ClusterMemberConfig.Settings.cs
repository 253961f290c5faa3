using Holdfast.Codec;
using Holdfast.StateMachines.Asymmetric;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Redirection;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;

namespace Holdfast.StateMachines.Composition;

/// <content>What people set.</content>
public sealed partial record ClusterMemberConfig
{
    /// <summary>What people set; <see cref="TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>The most that <see cref="PrefixesMax"/> may be.</summary>
        public const int PrefixesMost = 10_000_000;

        /// <summary>The name of the cluster, for people.</summary>
        public required string Cluster { get; init; }

        /// <summary>The number of the member whose configuration this is.</summary>
        public required byte Self { get; init; }

        /// <summary>All members, this one included; 2 to 16.</summary>
        public required Items<Member> Members { get; init; }

        /// <summary>The groups of the first hop on both sides.</summary>
        public required HsrpPair.Settings Hsrp { get; init; }

        /// <summary>The access links of this member.</summary>
        public AccessLinks Links { get; init; } = new();

        /// <summary>
        /// The replication of SAs. Its member and members are those above, and its start is that
        /// of <see cref="Started"/>: what stands there is not heeded.
        /// </summary>
        public SaReplication.Settings Replication { get; init; } = new();

        /// <summary>How this member leaves on purpose.</summary>
        public MemberDrain.Settings Drain { get; init; } = new();

        /// <summary>At which pace much work of one kind is done.</summary>
        public Pacing Pacing { get; init; } = new();

        /// <summary>How many liveness checks there may be.</summary>
        public CheckSchedule.Settings Checks { get; init; } = new();

        /// <summary>Liveness of IKEv2 peers that have no times of their own.</summary>
        public LivenessCheck.Settings Liveness { get; init; } = new();

        /// <summary>Liveness of IKEv1 peers that have no times of their own.</summary>
        public DeadPeerDetection.Settings Dpd { get; init; } = new();

        /// <summary>Requests and responses of an IKE SA.</summary>
        public MessageIds.Settings MessageIds { get; init; } = new();

        /// <summary>Synchronisation after a takeover, RFC 6311.</summary>
        public MessageIdSync.Settings MessageIdSync { get; init; } = new();

        /// <summary>Injected routes; the prefix of each comes from its SA.</summary>
        public ReverseRouteInjection.Settings Routes { get; init; } = new();

        /// <summary>No more prefixes than these get routes.</summary>
        public int PrefixesMax { get; init; } = 10_000;

        /// <summary>What becomes of packets of other members.</summary>
        public AsymmetricTraffic.Settings Foreign { get; init; } = new();

        /// <summary>How clients are sent elsewhere, RFC 5685.</summary>
        public RedirectGateway.Settings Redirection { get; init; } = new();

        /// <summary>The sides of quick crash detection that this member has, RFC 6290.</summary>
        public QcdParts Qcd { get; init; } = new();

        /// <summary>The parts of NHRP that this member has.</summary>
        public NhrpParts Nhrp { get; init; } = new();

        /// <summary>Times of the surroundings, which no part knows.</summary>
        public Surroundings Timing { get; init; } = new();

        /// <summary>The peers that are known by name.</summary>
        public Items<Peer> Peers { get; init; }
    }

    /// <summary>A member of the cluster.</summary>
    public sealed record Member
    {
        /// <summary>Its number, 1 to 255.</summary>
        public required byte Number { get; init; }

        /// <summary>Its name, for people.</summary>
        public required string Name { get; init; }

        /// <summary>Where the other members reach it; null: the shell knows.</summary>
        public HostAddress? Address { get; init; }

        /// <summary>
        /// The address at which peers reach this member alone, RFC 5685 §3; null: no peer is
        /// redirected to it.
        /// </summary>
        public HostAddress? Gateway { get; init; }

        /// <summary>How many peers it can serve; 0 takes none.</summary>
        public int Capacity { get; init; } = 10_000;
    }

    /// <summary>The access links of a member.</summary>
    public sealed record AccessLinks
    {
        /// <summary>Their names, the most preferred first; 1 to 64.</summary>
        public Items<string> Names { get; init; } = ["uplink"];

        /// <summary>
        /// The name of the tracked link of both groups that counts as down while no access link
        /// works; null: that costs no priority. A tracked link that has the name of an access link
        /// is down with that one alone.
        /// </summary>
        public string? TrackedAs { get; init; }

        /// <inheritdoc cref="LinkSelection.Settings.Identity"/>
        public LinkSelection.Identity Identity { get; init; } = LinkSelection.Identity.Loopback;

        /// <inheritdoc cref="LinkSelection.Settings.HoldDown"/>
        public TimeSpan HoldDown { get; init; } = TimeSpan.FromSeconds(10);

        /// <inheritdoc cref="LinkSelection.Settings.StableAfter"/>
        public TimeSpan StableAfter { get; init; } = TimeSpan.FromMinutes(5);

        /// <inheritdoc cref="LinkSelection.Settings.DoublingsMax"/>
        public int DoublingsMax { get; init; } = 4;

        /// <inheritdoc cref="LinkSelection.Settings.GoesBack"/>
        public bool GoesBack { get; init; } = true;
    }

    /// <summary>Paces of work that a takeover or a drain asks for.</summary>
    public sealed record Pacing
    {
        /// <summary>IKE SAs that are established anew.</summary>
        public PacedWork.Settings Reestablish { get; init; } = new();

        /// <summary>SAs that are rekeyed.</summary>
        public PacedWork.Settings Rekey { get; init; } = new();

        /// <summary>Peers that are redirected.</summary>
        public PacedWork.Settings Redirect { get; init; } = new();

        /// <summary>IKE SAs whose peer is authenticated anew.</summary>
        public PacedWork.Settings Reauthenticate { get; init; } = new();
    }

    /// <summary>The sides of RFC 6290 that a member has; null: it has it not.</summary>
    public sealed record QcdParts
    {
        /// <summary>It gives tokens, and shows them once an IKE SA is gone.</summary>
        public TokenMaker.Settings? Maker { get; init; }

        /// <summary>It takes tokens of its peers, and knows by them that a peer has restarted.
        /// </summary>
        public TokenTaker.Settings? Taker { get; init; }
    }

    /// <summary>The parts of NHRP that a member has; null: it has it not.</summary>
    public sealed record NhrpParts
    {
        /// <summary>The most hubs at which a member registers.</summary>
        public const int HubsMax = 16;

        /// <summary>The most that <see cref="ShortcutsMax"/> may be.</summary>
        public const int ShortcutsMost = 100_000;

        /// <summary>It is a hub.</summary>
        public NhrpServer.Settings? Server { get; init; }

        /// <summary>It registers at hubs.</summary>
        public NhrpRegistration.Settings? Registration { get; init; }

        /// <summary>The hubs at which it registers, by their addresses outside the tunnels; 16 at
        /// most, and none without <see cref="Registration"/>.</summary>
        public Items<HostAddress> Hubs { get; init; }

        /// <summary>It makes shortcuts to other spokes.</summary>
        public NhrpShortcut.Settings? Shortcut { get; init; }

        /// <summary>No more destinations than these have shortcuts or ask for them; 1 to
        /// 100 000.</summary>
        public int ShortcutsMax { get; init; } = 1_000;
    }

    /// <summary>Times of <see cref="TimingBudget"/> which no part knows; null: unknown.</summary>
    public sealed record Surroundings
    {
        /// <inheritdoc cref="TimingBudget.Setting.SchedulingDelay"/>
        public TimeSpan SchedulingDelay { get; init; } = TimeSpan.FromMilliseconds(100);

        /// <inheritdoc cref="TimingBudget.Setting.Promotion"/>
        public TimeSpan Promotion { get; init; } = TimeSpan.FromSeconds(1);

        /// <inheritdoc cref="TimingBudget.Setting.CounterSync"/>
        public TimeSpan CounterSync { get; init; } = TimeSpan.FromMilliseconds(200);

        /// <inheritdoc cref="TimingBudget.Setting.RoutingDetection"/>
        public TimeSpan? RoutingDetection { get; init; }

        /// <inheritdoc cref="TimingBudget.Setting.RoutingConvergence"/>
        public TimeSpan? RoutingConvergence { get; init; }

        /// <inheritdoc cref="TimingBudget.Setting.OutageMax"/>
        public TimeSpan? OutageMax { get; init; }

        /// <inheritdoc cref="TimingBudget.Setting.SnapshotTransfer"/>
        public TimeSpan? SnapshotTransfer { get; init; }
    }
}

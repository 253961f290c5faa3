using System.Diagnostics.CodeAnalysis;
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

/// <summary>
/// The configuration of one member of a cluster: the checked configuration of each of its machines,
/// its members, links and peers. Law: whoever holds one holds a configuration that can stand, and
/// what can stand but should not is said in <see cref="Warnings"/>.
/// </summary>
public sealed partial record ClusterMemberConfig
{
    private readonly Items<PeerParts> _peers;
    private readonly PeerIndex _places;

    private ClusterMemberConfig(Settings settings, Parts parts, Items<PeerParts> peers)
    {
        // What is not heeded does not tell two configurations apart.
        Set = settings with
        {
            Replication = parts.Replication.Settings,
            Routes = settings.Routes with { Prefix = new ReverseRouteInjection.Settings().Prefix },
        };
        Hsrp = parts.Hsrp;
        Links = parts.Links;
        Replication = parts.Replication;
        Drain = parts.Drain;
        Reestablish = parts.Reestablish;
        Rekey = parts.Rekey;
        Redirect = parts.Redirect;
        Reauthenticate = parts.Reauthenticate;
        Checks = parts.Checks;
        Liveness = parts.Liveness;
        Dpd = parts.Dpd;
        MessageIds = parts.MessageIds;
        MessageIdSync = parts.MessageIdSync;
        Routes = parts.Routes;
        Foreign = parts.Foreign;
        Redirection = parts.Redirection;
        TokenMaker = parts.TokenMaker;
        TokenTaker = parts.TokenTaker;
        NhrpServer = parts.NhrpServer;
        NhrpRegistration = parts.NhrpRegistration;
        NhrpShortcut = parts.NhrpShortcut;
        _peers = peers;
        _places = new(settings.Peers);
        Warnings = WarningsOf(this);
    }

    /// <summary>All that was set.</summary>
    public Settings Set { get; }

    /// <summary>The groups of the first hop.</summary>
    public HsrpPair.Config Hsrp { get; }

    /// <summary>The access links.</summary>
    public LinkSelection.Config Links { get; }

    /// <summary>The replication of SAs, with the members and the start of this one.</summary>
    public SaReplication.Config Replication { get; private init; }

    /// <summary>How this member leaves on purpose.</summary>
    public MemberDrain.Config Drain { get; }

    /// <summary>The pace of establishing anew.</summary>
    public PacedWork.Config Reestablish { get; }

    /// <summary>The pace of rekeys.</summary>
    public PacedWork.Config Rekey { get; }

    /// <summary>The pace of redirects.</summary>
    public PacedWork.Config Redirect { get; }

    /// <summary>The pace of authenticating anew.</summary>
    public PacedWork.Config Reauthenticate { get; }

    /// <summary>The budget of liveness checks.</summary>
    public CheckSchedule.Config Checks { get; }

    /// <summary>Liveness of IKEv2 peers without times of their own.</summary>
    public LivenessCheck.Config Liveness { get; }

    /// <summary>Liveness of IKEv1 peers without times of their own.</summary>
    public DeadPeerDetection.Config Dpd { get; }

    /// <summary>Requests and responses of an IKE SA.</summary>
    public MessageIds.Config MessageIds { get; }

    /// <summary>Synchronisation after a takeover.</summary>
    public MessageIdSync.Config MessageIdSync { get; }

    /// <summary>Injected routes.</summary>
    public ReverseRouteInjection.Config Routes { get; }

    /// <summary>Packets of other members.</summary>
    public AsymmetricTraffic.Config Foreign { get; }

    /// <summary>How clients are sent elsewhere.</summary>
    public RedirectGateway.Config Redirection { get; }

    /// <summary>Who gives tokens of RFC 6290; null: nobody here.</summary>
    public TokenMaker.Config? TokenMaker { get; }

    /// <summary>Who takes tokens of RFC 6290; null: nobody here.</summary>
    public TokenTaker.Config? TokenTaker { get; }

    /// <summary>The hub's side of NHRP; null: it is no hub.</summary>
    public NhrpServer.Config? NhrpServer { get; }

    /// <summary>The spoke's registration; null: it is no spoke.</summary>
    public NhrpRegistration.Config? NhrpRegistration { get; }

    /// <summary>The spoke's shortcuts; null: it makes none.</summary>
    public NhrpShortcut.Config? NhrpShortcut { get; }

    /// <summary>What can stand and should not, each once.</summary>
    public Items<Warning> Warnings { get; }

    /// <summary>This member.</summary>
    public Member Self => Set.Members.First(member => member.Number == Set.Self);

    /// <summary>The peers that are known by name.</summary>
    public Items<Peer> Peers => Set.Peers;

    /// <summary>The same for a start of the member: its boot and what its store said.</summary>
    /// <exception cref="ArgumentException">The start cannot stand: its boot is 0, or its epoch has
    /// a member and no reign.</exception>
    public ClusterMemberConfig Started(StartRecord start) => this with
    {
        Replication = SaReplication.Config.Create(Replication.Settings with { Start = start }),
    };

    /// <summary>
    /// The peer whose identity an IKE SA has proved, by its place in <see cref="Peers"/>; null:
    /// none that is known by name.
    /// </summary>
    public int? PeerOf(Octets identity) => _places.Find(identity);

    /// <summary>How an IKEv2 peer is watched; null: one that is not known by name.</summary>
    public LivenessCheck.Config LivenessOf(int? peer) =>
        peer is { } at ? _peers[at].Liveness ?? Liveness : Liveness;

    /// <summary>How an IKEv1 peer is watched; null: one that is not known by name.</summary>
    public DeadPeerDetection.Config DpdOf(int? peer) =>
        peer is { } at ? _peers[at].Dpd ?? Dpd : Dpd;

    /// <summary>
    /// The tracked links of both groups that an access link stands for, by their indices: its own.
    /// </summary>
    /// <param name="access">The access link; null: all of them together.</param>
    public int? TrackedLinkOf(int? access)
    {
        var name = access is { } at ? Set.Links.Names[at] : Set.Links.TrackedAs;
        var tracked = Hsrp.Front.Links;
        for (var link = 0; link < tracked.Count; link++)
        {
            if (tracked[link].Name == name)
            {
                return link;
            }
        }

        return null;
    }

    /// <summary>Checks settings; an error says which one to change, and to what.</summary>
    public static bool TryCreate(
        Settings settings, [NotNullWhen(true)] out ClusterMemberConfig? config,
        out ConfigError error)
    {
        config = null;
        var parts = new Parts();
        var found = CheckMembers(settings) ?? parts.Check(settings) ?? CheckLinks(settings)
            ?? CheckFirstHop(settings, parts.Hsrp);
        Items<PeerParts> peers = default;
        found ??= CheckPeers(settings, out peers);
        error = found ?? default;
        config = found is null ? new(settings, parts, peers) : null;
        return found is null;
    }

    /// <summary>The settings, checked.</summary>
    /// <exception cref="ArgumentException">They cannot stand; the message says why.</exception>
    public static ClusterMemberConfig Of(Settings settings) =>
        TryCreate(settings, out var config, out var error)
            ? config
            : throw new ArgumentException(error.ToString(), nameof(settings));

    /// <summary>Name of the cluster and number of the member.</summary>
    public override string ToString() => $"member {Set.Self} of {Set.Cluster}";

    /// <summary>How a peer is watched, and how it watches us; null: as every peer, unknown.
    /// </summary>
    private sealed record PeerParts(
        LivenessCheck.Config? Liveness, DeadPeerDetection.Config? Dpd,
        LivenessCheck.Config? ItsLiveness, DeadPeerDetection.Config? ItsDpd);
}

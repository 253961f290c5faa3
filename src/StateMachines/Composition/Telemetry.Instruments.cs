using Holdfast.Codec;

namespace Holdfast.StateMachines.Composition;

/// <content>The instruments.</content>
public static partial class Telemetry
{
    /// <summary>Steps of machines, by what decided them.</summary>
    public static readonly Instrument Decisions = new(
        "holdfast.decisions", Kind.Counter, "{decision}",
        "Steps of machines, by the rule that decided them.",
        [Tags.Part, Tags.Section, Tags.Rule]);

    /// <summary>Reigns that began here.</summary>
    public static readonly Instrument ReignsBegun = new(
        "holdfast.reigns.begun", Kind.Counter, "{reign}", "Reigns that this member began.",
        [Tags.Standing]);

    /// <summary>Reigns that ended here.</summary>
    public static readonly Instrument ReignsEnded = new(
        "holdfast.reigns.ended", Kind.Counter, "{reign}", "Reigns that this member ended.",
        [Tags.StopReason]);

    /// <summary>Messages of the first hop.</summary>
    public static readonly Instrument HsrpMessages = new(
        "holdfast.hsrp.messages", Kind.Counter, "{message}", "Messages of HSRP that count.",
        [Tags.Direction, Tags.Side, Tags.Message]);

    /// <summary>Messages of the sync channel.</summary>
    public static readonly Instrument SyncMessages = new(
        "holdfast.sync.messages", Kind.Counter, "{message}", "Messages of the sync channel.",
        [Tags.Direction, Tags.Member, Tags.Message]);

    /// <summary>Facts that took effect.</summary>
    public static readonly Instrument FactsCommitted = new(
        "holdfast.facts.committed", Kind.Counter, "{fact}",
        "Facts proposed from outside that have taken effect.", []);

    /// <summary>Facts that were refused.</summary>
    public static readonly Instrument FactsRefused = new(
        "holdfast.facts.refused", Kind.Counter, "{fact}",
        "Facts proposed from outside that will be none.", [Tags.ErrorType]);

    /// <summary>Repairs that did not help.</summary>
    public static readonly Instrument RepairsFailed = new(
        "holdfast.replication.repairs.failed", Kind.Counter, "{repair}",
        "Times that a standby still differed after it had taken a snapshot: it can't follow.", []);

    /// <summary>Grants of sequence numbers.</summary>
    public static readonly Instrument Leases = new(
        "holdfast.leases", Kind.Counter, "{lease}",
        "Grants of sequence numbers to the data path.", [Tags.Direction]);

    /// <summary>Changes of routes and guards.</summary>
    public static readonly Instrument RouteChanges = new(
        "holdfast.route.changes", Kind.Counter, "{change}", "Changes of routes and guards.",
        [Tags.Change]);

    /// <summary>Changes of access links.</summary>
    public static readonly Instrument LinkChanges = new(
        "holdfast.link.changes", Kind.Counter, "{change}",
        "Changes of the access link in use.", [Tags.Change]);

    /// <summary>Steps of a drain.</summary>
    public static readonly Instrument DrainChanges = new(
        "holdfast.drain.changes", Kind.Counter, "{change}", "Steps of a drain.", [Tags.Change]);

    /// <summary>Questions whether a peer lives.</summary>
    public static readonly Instrument Checks = new(
        "holdfast.liveness.checks", Kind.Counter, "{check}",
        "Questions to peers whether they live.", [Tags.Protocol]);

    /// <summary>Peers that failed.</summary>
    public static readonly Instrument PeersFailed = new(
        "holdfast.peers.failed", Kind.Counter, "{peer}", "IKE SAs whose peer failed.",
        [Tags.Protocol, Tags.ErrorType]);

    /// <summary>IKE messages that were sent.</summary>
    public static readonly Instrument IkeMessages = new(
        "holdfast.ike.messages", Kind.Counter, "{message}",
        "Requests and responses of IKE that were sent, repetitions included.", []);

    /// <summary>Synchronisations of message IDs.</summary>
    public static readonly Instrument Synchronisations = new(
        "holdfast.ike.synchronisations", Kind.Counter, "{synchronisation}",
        "Messages of RFC 6311 that were sent.", [Tags.Message]);

    /// <summary>Paced work.</summary>
    public static readonly Instrument WorkBegun = new(
        "holdfast.work.begun", Kind.Counter, "{work}", "Paced work that was begun.",
        [Tags.Work]);

    /// <summary>Paced work that came to nothing.</summary>
    public static readonly Instrument WorkGivenUp = new(
        "holdfast.work.given_up", Kind.Counter, "{work}", "Paced work that was given up.",
        [Tags.Work]);

    /// <summary>Packets of other members.</summary>
    public static readonly Instrument ForeignPackets = new(
        "holdfast.foreign.packets", Kind.Counter, "{packet}",
        "Packets that another member should have got.", [Tags.Verdict]);

    /// <summary>Tokens of RFC 6290.</summary>
    public static readonly Instrument QcdTokens = new(
        "holdfast.qcd.tokens", Kind.Counter, "{token}",
        "Tokens of quick crash detection that were given, or came.",
        [Tags.Direction, Tags.Message]);

    /// <summary>Answers to messages for SAs that are not known.</summary>
    public static readonly Instrument QcdAnswers = new(
        "holdfast.qcd.answers", Kind.Counter, "{answer}",
        "What became of messages for SAs that are not known.", [Tags.Verdict]);

    /// <summary>What quick crash detection asks for besides.</summary>
    public static readonly Instrument QcdChanges = new(
        "holdfast.qcd.changes", Kind.Counter, "{change}",
        "Secrets and tokens that are made or forgotten, and peers that restarted.",
        [Tags.Part, Tags.Change]);

    /// <summary>Redirects.</summary>
    public static readonly Instrument Redirects = new(
        "holdfast.redirects", Kind.Counter, "{client}",
        "Clients that were kept or sent elsewhere.", [Tags.Change]);

    /// <summary>Messages of NHRP.</summary>
    public static readonly Instrument NhrpMessages = new(
        "holdfast.nhrp.messages", Kind.Counter, "{message}", "Messages of NHRP.",
        [Tags.Direction, Tags.Part, Tags.Message]);

    /// <summary>Hubs and shortcuts.</summary>
    public static readonly Instrument NhrpChanges = new(
        "holdfast.nhrp.changes", Kind.Counter, "{change}",
        "Hubs that can be used or not, and ways past them.", [Tags.Change]);

    /// <summary>Completed reports.</summary>
    public static readonly Instrument Failovers = new(
        "holdfast.failovers", Kind.Counter, "{failover}",
        "Takeovers by this member whose report is closed.", [Tags.Cause, Tags.Standing]);

    /// <summary>How long phases took.</summary>
    public static readonly Instrument PhaseDuration = new(
        "holdfast.failover.phase.duration", Kind.Histogram, "s",
        "How long a phase of a takeover took.", [Tags.Cause, Tags.Phase]);

    /// <summary>How long nobody served.</summary>
    public static readonly Instrument OutageDuration = new(
        "holdfast.failover.outage.duration", Kind.Histogram, "s",
        "How long nobody served at a takeover.", [Tags.Cause]);

    /// <summary>Numbers that nobody uses.</summary>
    public static readonly Instrument NumbersSkipped = new(
        "holdfast.failover.sequence_numbers.skipped", Kind.Histogram, "{number}",
        "Outbound sequence numbers that a takeover skipped at most.", []);

    /// <summary>Message IDs that nobody uses.</summary>
    public static readonly Instrument IdsSkipped = new(
        "holdfast.failover.message_ids.skipped", Kind.Histogram, "{id}",
        "Message IDs that a takeover skipped.", []);

    /// <summary>Packets that may be accepted twice.</summary>
    public static readonly Instrument PacketsExposed = new(
        "holdfast.failover.packets.exposed", Kind.Histogram, "{packet}",
        "Packets that may be accepted twice after a takeover, at most.", []);

    /// <summary>Packets that may be refused.</summary>
    public static readonly Instrument PacketsLost = new(
        "holdfast.failover.packets.lost", Kind.Histogram, "{packet}",
        "New packets that are refused after a takeover, at most.", []);

    /// <summary>Whether it reigns.</summary>
    public static readonly Instrument Reigning = new(
        "holdfast.member.reigning", Kind.Gauge, "1", "1 while this member lets traffic pass.",
        []);

    /// <summary>IKE SAs.</summary>
    public static readonly Instrument IkeSas = new(
        "holdfast.ike_sa.count", Kind.Gauge, "{sa}", "IKE SAs that this member knows.", []);

    /// <summary>CHILD SAs.</summary>
    public static readonly Instrument ChildSas = new(
        "holdfast.child_sa.count", Kind.Gauge, "{sa}", "CHILD SAs that this member knows.", []);

    /// <summary>Standbys that know everything.</summary>
    public static readonly Instrument SyncedStandbys = new(
        "holdfast.standby.synced", Kind.Gauge, "{member}",
        "Standbys that facts wait for, on the member that reigns.", []);

    /// <summary>Facts that a standby lacks.</summary>
    public static readonly Instrument LagRecords = new(
        "holdfast.replication.lag", Kind.Gauge, "{fact}",
        "Facts that a standby has not acknowledged.", [Tags.Member]);

    /// <summary>How long a standby was not heard.</summary>
    public static readonly Instrument LagSilence = new(
        "holdfast.replication.silence", Kind.Gauge, "s",
        "How long ago a standby was heard last.", [Tags.Member]);

    /// <summary>Numbers that leases have left.</summary>
    public static readonly Instrument LeaseLeft = new(
        "holdfast.replication.lease.left", Kind.Gauge, "{number}",
        "Sequence numbers until a standby has to acknowledge more, of the SA with the fewest.",
        [Tags.Direction]);

    /// <summary>Leases that are used up.</summary>
    public static readonly Instrument LeasesUsedUp = new(
        "holdfast.replication.leases.used_up", Kind.Gauge, "{sa}",
        "SAs whose lease has no number left.", [Tags.Direction]);

    /// <summary>Questions that wait.</summary>
    public static readonly Instrument QcdQuestions = new(
        "holdfast.qcd.questions", Kind.Gauge, "{question}",
        "Messages for unknown SAs whose answer waits for the other members.", []);

    /// <summary>Registered spokes.</summary>
    public static readonly Instrument NhrpSpokes = new(
        "holdfast.nhrp.spokes", Kind.Gauge, "{spoke}",
        "Spokes that are registered at this hub.", []);

    /// <summary>Shortcuts.</summary>
    public static readonly Instrument NhrpShortcuts = new(
        "holdfast.nhrp.shortcuts", Kind.Gauge, "{shortcut}", "Ways past the hub in use.", []);

    /// <summary>Work that waits.</summary>
    public static readonly Instrument WorkWaiting = new(
        "holdfast.work.waiting", Kind.Gauge, "{work}", "Paced work that waits or runs.",
        [Tags.Work]);

    /// <summary>All instruments, in the order of the page.</summary>
    public static Items<Instrument> Instruments { get; } =
    [
        Decisions, ReignsBegun, ReignsEnded, HsrpMessages, SyncMessages, FactsCommitted,
        FactsRefused, RepairsFailed, Leases, RouteChanges, LinkChanges, DrainChanges, Checks,
        PeersFailed, IkeMessages, Synchronisations, WorkBegun, WorkGivenUp, ForeignPackets,
        QcdTokens, QcdAnswers, QcdChanges, Redirects, NhrpMessages, NhrpChanges, Failovers,
        PhaseDuration, OutageDuration, NumbersSkipped, IdsSkipped, PacketsExposed, PacketsLost,
        Reigning, IkeSas, ChildSas, SyncedStandbys, LagRecords, LagSilence, LeaseLeft,
        LeasesUsedUp, QcdQuestions, NhrpSpokes, NhrpShortcuts, WorkWaiting,
    ];
}

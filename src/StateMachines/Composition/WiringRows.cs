using Holdfast.Codec;
using static Holdfast.StateMachines.Composition.ClusterMember;
using Row = Holdfast.StateMachines.Composition.Wiring.Row;

namespace Holdfast.StateMachines.Composition;

/// <summary>The rows of <see cref="Wiring"/>, by the machine that they come from.</summary>
internal static partial class WiringRows
{
    private const string Own = "Holdfast";
    private const string Up = "Promoted";
    private const string Border = "";

    public static Items<Row> OfLinks =>
    [
        To(1, Part.Links, "Reroute", "routes below the SAs; the SAs stay"),
        To(1, Part.Links, "UseSaOf", "the next hop of routes is the caller's to choose"),
        To(1, Part.Links, "Lost", Part.FirstHop, "LinkChanged",
            "no access link: as a tracked link that is down"),
        To(1, Part.Links, "Regained", Part.FirstHop, "LinkChanged", "the same, up again"),
    ];

    public static Items<Row> OfFirstHop =>
    [
        To(2, Part.FirstHop, "CloseTraffic", Part.Replication, "Authority",
            "traffic stops, then the reign, and only then an address is given up"),
        To(2, Part.FirstHop, "OpenTraffic", Part.Replication, "Authority",
            "active on both sides: it may want to reign"),
        To(2, Part.FirstHop, "At", "what is said and claimed on an interface"),
    ];

    public static Items<Row> OfReplication =>
    [
        To(3, Part.Replication, "Send", "the sync channel"),
        To(3, Part.Replication, "PersistEpoch", "the store of epochs"),
        .. Told(3, Part.Replication, "the keys are the caller's", "Seal", "Forget"),
        .. Told(3, Part.Replication, "floors are the data path's", "AcceptThrough", "ChildEnded"),
        .. Told(3, Part.Replication, "for people", "Diverged", "CannotFollow", "StoreDoubted"),
        To(3, Part.Replication, "DeleteAtPeer", "a Delete in the epoch that made the SA"),

        // A reign begins: counters are safe, then IKE, then routes, then work, then traffic.
        To(4, Part.Replication, "Reign", "counters begin where the takeover says"),
        To(4, Part.Replication, "Reign", Part.Drain, "Remain",
            "whoever reigns serves, drained or not"),
        .. BeginsIke("Reign"),
        To(4, Part.Replication, "Reign", Part.Routes, "Ready",
            "an SA that may send has safe counters"),
        To(4, Part.Replication, "Reign", Part.Routes, "Promote", "behind the counters"),
        To(4, Part.Replication, "Reign", Part.Reestablishments, "Wanted",
            "RFC 6027 §3.3", "none of its message IDs can be used"),
        To(4, Part.Replication, "Reign", Part.Rekeys, "Wanted",
            "RFC 6027 §3.4", "counters that were jumped are owed a rekey"),
        .. BeginsPeers("Reign"),
        To(4, Part.Replication, "Resume", "the reign is proved"),
        .. BeginsIke("Resume"),
        To(4, Part.Replication, "Resume", Part.Routes, "Ready", "its counters are its own"),
        To(4, Part.Replication, "Resume", Part.Routes, "Promote", "behind the counters"),
        To(4, Part.Replication, "Resume", Part.Reestablishments, "Wanted",
            "RFC 6027 §3.3", "none of its message IDs can be used"),
        .. BeginsPeers("Resume"),

        // A reign ends: traffic, then IKE, then work, then routes, then the virtual address.
        To(5, Part.Replication, "Stop", "no ESP and no IKE from here on"),
        To(5, Part.Replication, "Stop", Part.TokenMaker, "Demoted",
            "RFC 6290 §6", "a standby answers nobody"),
        .. Demoted(5, "Stop", "RFC 6027 §3.7", "a standby sends nothing"),
        To(5, Part.Replication, "Stop", Part.Rekeys, "Demoted", "a standby begins nothing"),
        To(5, Part.Replication, "Stop", Part.Reestablishments, "Demoted",
            "a standby begins nothing"),
        To(5, Part.Replication, "Stop", Part.Redirects, "Demoted", "a standby begins nothing"),
        To(5, Part.Replication, "Stop", Part.NhrpShortcut, "SaDown",
            "a way past the hub is a route: it goes as routes do"),
        To(5, Part.Replication, "Stop", Part.NhrpRegistration, "SaDown",
            "a standby is no spoke"),
        To(5, Part.Replication, "Stop", Part.Routes, "Demote",
            "routes go before the virtual address"),

        To(6, Part.Replication, "Stands", "for people"),
        To(6, Part.Replication, "Stands", Part.FirstHop, "Synced",
            "the better member takes over once it knows everything"),
        To(6, Part.Replication, "Solo", "for people"),
        To(6, Part.Replication, "Solo", Part.Drain, "SuccessorLost",
            "nobody is given the place who is not synced"),
        To(6, Part.Replication, Wiring.NobodyElse, Part.FirstHop, "GoOn",
            "nobody has reigned while it slept"),
        To(6, Part.Replication, Wiring.OtherTerm, Part.FirstHop, "Resign",
            "whoever slept through the end of its reign gives its place up"),
        To(6, Part.Replication, Wiring.OtherTerm, Part.Drain, "Replaced",
            "another member serves"),
        To(6, Part.Replication, Wiring.Log, Part.Drain, "Acknowledged",
            "the successor has all of the log"),
        To(6, Part.Replication, Wiring.Log, Part.Drain, "SuccessorLost",
            "nobody is synced from the start"),
        To(6, Part.Replication, Wiring.Log, "a question that waited is asked again"),
        To(6, Part.Replication, Wiring.Log, Part.Replication, "Propose",
            "RFC 6290 §9.2", "a barrier for the questions that came behind the last one"),

        // Facts, on every member alike.
        To(7, Part.Replication, Wiring.Facts, Part.Routes, "TryUp",
            "an SA protects what is behind its peer"),
        To(7, Part.Replication, Wiring.Facts, Part.Routes, "Lost", "an SA is gone"),
        To(7, Part.Replication, Wiring.Facts, Part.Rekeys, "Withdrawn", "an SA is gone"),
        To(7, Part.Replication, Wiring.Facts, Part.Reestablishments, "Withdrawn",
            "an SA is gone"),
        To(7, Part.Replication, Wiring.Facts, Part.Redirects, "Withdrawn", "an SA is gone"),
        To(7, Part.Replication, Wiring.Facts, Part.NhrpRegistration, "SaUp",
            "RFC 2332 §5.2.3", "a hub is used over an SA alone"),
        To(7, Part.Replication, Wiring.Facts, Part.NhrpRegistration, "SaDown",
            "a hub is used over an SA alone"),
        To(7, Part.Replication, Wiring.Facts, Part.NhrpShortcut, "SaUp",
            "a way past the hub needs its SA"),
        To(7, Part.Replication, Wiring.Facts, Part.NhrpShortcut, "SaDown",
            "a way past the hub needs its SA"),
        To(7, Part.Replication, Wiring.Facts, Part.NhrpServer, "SaDown",
            "a spoke is registered over an SA alone"),
        To(7, Part.Replication, Wiring.Facts, Part.Redirection, "Ended", "an SA is gone"),
        To(7, Part.Replication, Wiring.Facts, Part.TokenTaker, "Ended",
            "RFC 6290 §5.3", "tokens go with their IKE SA"),
        To(7, Part.Replication, Wiring.Facts, Part.TokenMaker, "Ended",
            "RFC 6290 §9.2", "now no member has the SA"),
        To(7, Part.Replication, Wiring.Facts, Part.MessageIds, Up,
            "a new IKE SA of the member that reigns"),
        To(7, Part.Replication, Wiring.Facts, Part.Dpd, "Announced",
            "RFC 3706 §5.1", "what phase 1 agreed on is part of the SA"),
        To(7, Part.Replication, Wiring.Facts, Part.Dpd, "Offered",
            "RFC 3706 §5.1", "what phase 1 agreed on is part of the SA"),
        .. Demoted(7, Wiring.Facts, Own, "an SA is gone"),

        To(8, Part.Replication, "SendThrough", "leases are the data path's"),
        To(8, Part.Replication, "SendThrough", Part.Routes, "Ready",
            "RFC 6027 §3.4", "a lease makes counters safe"),
        To(8, Part.Replication, "Transmit", Part.MessageIds, "Sealed",
            "RFC 7296 §2.1", "whoever repeats a request sends it first"),
        To(8, Part.Replication, "Transmit", Part.MessageIds, "Responded",
            "RFC 7296 §2.1", "whoever repeats a response sends it first"),
        To(8, Part.Replication, "Transmit", Part.Liveness, "Sealed",
            "RFC 7296 §2.4", "the check is on its way"),
        To(8, Part.Replication, "Transmit", "of an IKE SA without message IDs: as it is"),
        To(8, Part.Replication, "Committed", "tickets from outside"),
        To(8, Part.Replication, "Committed", Part.MessageIds, Up,
            "RFC 6311 §5.1", "the IDs hold once all members know them"),
        To(8, Part.Replication, "Committed", Part.MessageIds, "Synced",
            "RFC 6311 §5.1", "the IDs hold once all members know them"),
        To(8, Part.Replication, "Committed", Part.Liveness, "Synced",
            "RFC 6311 §5.1", "the peer's answer is proof of its life"),
        To(8, Part.Replication, "Committed", Part.Rekeys, "Wanted",
            "RFC 6027 §3.4", "counters that were jumped are owed a rekey"),
        To(8, Part.Replication, "Committed", Part.Replication, "Propose",
            "what the log had no room for"),
        To(8, Part.Replication, "Refused", "tickets from outside"),
        To(8, Part.Replication, "Refused", Part.MessageIdSync, "TakenOver",
            "IDs that no member can know are agreed on anew"),
        To(8, Part.Replication, "Contested", "CHILD SAs to delete at the peer"),
        .. Demoted(8, "Contested", Own, "another member used its message IDs unseen"),
        To(8, Part.Replication, "Contested", Part.Liveness, Up,
            "RFC 6311 §5.1", "as after a takeover"),
        To(8, Part.Replication, "Contested", Part.Reestablishments, "Wanted",
            "as after a takeover"),
    ];

    public static Items<Row> OfDrain =>
    [
        To(13, Part.Drain, "CloseDoors", "IKE begins nothing, and takes no new peer"),
        To(13, Part.Drain, "RedirectPeers", Part.Redirects, "Wanted",
            "RFC 5685 §5", "as paced work"),
        To(13, Part.Drain, "StopRedirects", Part.Redirects, "Withdrawn", "as paced work"),
        To(13, Part.Drain, "PushState", Part.Drain, "Acknowledged",
            "the successor may have everything already"),
        To(13, Part.Drain, "PushState", Part.Drain, "SuccessorLost",
            "nobody is given the place who is not synced"),
        To(13, Part.Drain, "Yield", Part.FirstHop, "Withhold",
            "whoever left does not come back by itself"),
        To(13, Part.Drain, "Yield", Part.Routes, "Drain", "neighbours hear of it first"),
        To(13, Part.Drain, "TakeBack", Part.FirstHop, "Withhold", "the drain is undone"),
        To(13, Part.Drain, "TakeBack", Part.Routes, "Promote", "it still reigns"),
        To(13, Part.Drain, "OpenDoors", "IKE begins and takes as before"),
        To(13, Part.Drain, "OpenDoors", Part.FirstHop, "Withhold", "it may be active again"),
    ];

    /// <summary>IKE goes on when a reign begins, by a takeover or because it is proved.
    /// </summary>
    private static Items<Row> BeginsIke(string output) =>
    [
        To(4, Part.Replication, output, Part.MessageIds, Up,
            "RFC 6027 §3.3", "the same requests and responses by whichever member"),
        To(4, Part.Replication, output, Part.Liveness, Up,
            "RFC 7296 §2.4", "a new active member knows nothing of the peer"),
        To(4, Part.Replication, output, Part.Dpd, Up,
            "RFC 3706 §6.2", "numbers go on, whichever member uses them"),
    ];

    /// <summary>Last of all, around the traffic.</summary>
    private static Items<Row> BeginsPeers(string output) =>
    [
        To(4, Part.Replication, output, Part.TokenMaker, "Adopted",
            "RFC 6290 §9.2", "any peer may have a token of another member"),
        To(4, Part.Replication, output, Part.TokenMaker, Up,
            "RFC 6290 §6", "the active member answers"),
        To(4, Part.Replication, output, Part.NhrpRegistration, "SaUp",
            "RFC 2332 §5.2.3", "it registers over what stands, once traffic passes"),
    ];

    /// <summary>The machines of an IKE SA have no voice any more.</summary>
    private static IEnumerable<Row> Demoted(
        int stage, string output, string section, string why) =>
        from part in (Part[])[Part.Liveness, Part.Dpd, Part.MessageIdSync, Part.MessageIds]
        select To(stage, Part.Replication, output, part, "Demoted", section, why);

    /// <summary>Several outputs of a machine that go to the caller for one reason.</summary>
    private static IEnumerable<Row> Told(
        int stage, Part from, string why, params string[] outputs) =>
        outputs.Select(output => To(stage, from, output, why));

    private static Row To(int stage, Part from, string output, string why) =>
        new(stage, from, output, null, Border, new(Own, why));

    private static Row To(
        int stage, Part from, string output, Part to, string input, string why) =>
        To(stage, from, output, to, input, Own, why);

    private static Row To(
        int stage, Part from, string output, Part to, string input, string section,
        string why) => new(stage, from, output, to, input, new(section, why));
}

using Holdfast.Codec;
using static Holdfast.StateMachines.Composition.ClusterMember;
using Row = Holdfast.StateMachines.Composition.Wiring.Row;

namespace Holdfast.StateMachines.Composition;

/// <content>Of IKE SAs, routes, work and peers.</content>
internal static partial class WiringRows
{
    public static Items<Row> OfIkeSas =>
    [
        To(9, Part.Liveness, "Ask", Part.Checks, "TryAsk", "checks have a budget"),
        To(9, Part.Liveness, "Ask", Part.Liveness, "Denied",
            "RFC 7296 §2.4", "hints have a budget of their own"),
        To(9, Part.Liveness, "Release", Part.Checks, "Release", "the next one may check"),
        To(9, Part.Liveness, "Seal", Part.MessageIds, "Wanted",
            "RFC 7296 §2.2", "a check takes a message ID as any request"),
        To(9, Part.Liveness, "Transmit",
            "nothing: MessageIds sends it, and repeats it"),
        To(9, Part.Liveness, "Answer", "IKE answers"),
        To(9, Part.Liveness, "Synchronize", Part.MessageIdSync, "TakenOver",
            "RFC 6311 §5.1", "before anything else is sent"),
        .. Loses(9, Part.Liveness, "PeerFailed",
            "RFC 7296 §2.4", "the SAs are deleted on every member"),
        To(9, Part.Liveness, "PeerFailed", "what follows is the caller's"),
        To(9, Part.Checks, "TryGrant", Part.Liveness, "Granted", "its turn has come"),

        To(9, Part.Dpd, "SendRUThere", Part.Replication, "Propose",
            "RFC 3706 §6.2", "a number is a fact before it is used"),
        To(9, Part.Dpd, "SendRUThere", "once its number is a fact"),
        To(9, Part.Dpd, "SendRUThereAck", "answers are sealed by the caller"),
        .. Loses(9, Part.Dpd, "PeerDied",
            "RFC 3706 §5.4", "the SAs are deleted on every member"),
        To(9, Part.Dpd, "PeerDied", "what follows is the caller's"),

        To(10, Part.MessageIds, "Seal", "a request of IKE's, or a liveness check"),
        .. Told(10, Part.MessageIds, "the caller waits for room", "Hold", "RoomLeft"),
        To(10, Part.MessageIds, "RoomLeft", Part.MessageIds, "Wanted",
            "counters that are owed wait for room first, then a check that was granted"),
        To(10, Part.MessageIds, "Transmit", "to the peer"),
        To(10, Part.MessageIds, "Complain", "a request of ours says so"),
        To(10, Part.MessageIds, "Finish", Part.Liveness, "Answered",
            "RFC 7296 §2.4", "any answer is proof of life"),
        To(10, Part.MessageIds, "Finish", Part.Replication, "Propose",
            "RFC 7296 §2.4", "the answer to a check, or about counters, says only that it came"),
        To(10, Part.MessageIds, "Drop", Part.MessageIds, "Wanted",
            "RFC 6311 §5.1", "counters that are owed are asked for anew"),
        To(10, Part.MessageIds, "Finish", "IKE reads the response"),
        To(10, Part.MessageIds, "Drop", "IKE gives the exchange up"),
        To(10, Part.MessageIds, "Drop", Part.Liveness, "Demoted",
            "RFC 6311 §5.1", "a check that was dropped is not waited for"),
        To(10, Part.MessageIds, "Drop", Part.Liveness, Up, "the peer is asked anew"),
        To(10, Part.MessageIds, "Take", Part.Liveness, "Heard",
            "RFC 7296 §2.4", "any fresh request is proof of life"),
        To(10, Part.MessageIds, "Take", "IKE reads the request"),
        To(10, Part.MessageIds, "Rekey", Part.Rekeys, "Wanted",
            "RFC 7296 §2.2", "IDs run out"),
        To(10, Part.MessageIds, "SaFailed", Part.Liveness, "GivenUp",
            "RFC 7296 §2.4", "a request that nobody answers is a check that failed"),
        To(10, Part.MessageIds, Wiring.Requests, Part.Drain, "Exchanges",
            "a drain waits for open exchanges"),
        To(10, Part.MessageIds, Wiring.Requests, Part.Liveness, "Occupied",
            "RFC 7296 §2.4", "any request is a check"),

        To(10, Part.MessageIdSync, "Draw", "a nonce is drawn by the caller"),
        To(10, Part.MessageIdSync, "Ask", Part.Replication, "Propose",
            "RFC 6311 §5.1", "all members know M1 before it is sent"),
        To(10, Part.MessageIdSync, "Ask", "once M1 is a fact"),
        To(10, Part.MessageIdSync, "AskCounters", Part.MessageIds, "Wanted",
            "RFC 6311 §5.2", "a request with an ordinary message ID"),
        To(10, Part.MessageIdSync, "Adopt", Part.Replication, "Propose",
            "RFC 6311 §5.1", "all members know the IDs before they hold"),
        To(10, Part.MessageIdSync, "Answer", "with the fact of the IDs that it says"),
        To(10, Part.MessageIdSync, "Advance", "counters are the data path's"),
        To(10, Part.MessageIdSync, "RekeyChildren", Part.Rekeys, "Wanted",
            "RFC 6311 §6.4", "no delta fits all CHILD SAs"),
        To(10, Part.MessageIdSync, "TearDown", Part.Liveness, "Synced",
            "RFC 6311 §5.1", "the peer answered no attempt"),
    ];

    public static Items<Row> OfRoutesAndWork =>
    [
        .. Told(11, Part.Routes, "the system's routes and policies", "Guard", "Unguard"),
        .. Told(11, Part.Routes, "the system's routes", "Add", "Replace", "Withdraw"),
        .. Told(11, Part.Routes, "for people", "Conflict", "ConflictEnded"),
        To(11, Part.Routes, "Release", "the SA may be deleted"),
        To(11, Part.Routes, "Refused", "an SA without routes"),
        To(11, Part.Routes, "Yield", Part.FirstHop, "Resign",
            "RFC 2281 §5.1", "routes are gone: a member that is fenced or leaves goes"),

        To(12, Part.Rekeys, "Begin", "IKE begins it"),
        To(12, Part.Rekeys, "GiveUp", "for people"),
        To(12, Part.Reestablishments, "Begin", "IKE begins it"),
        .. Loses(12, Part.Reestablishments, "GiveUp",
            Own, "an IKE SA that can't be used and can't be made anew"),
        To(12, Part.Reestablishments, "GiveUp", "for people"),
        To(12, Part.Redirects, "Begin", Part.Redirection, "Unwanted",
            "RFC 5685 §5", "its turn has come"),
        To(12, Part.Redirects, "Begin", "where no member has a gateway: the caller knows one"),
        To(12, Part.Redirects, "GiveUp", "for people"),

        .. Told(12, Part.Foreign, "the packet of the input",
            "Process", "ProcessExposed", "Forward", "Drop"),
        To(12, Part.Foreign, "Disagreement", "for people"),
    ];

    public static Items<Row> OfPeers =>
    [
        To(12, Part.Redirection, "GoOn", "the exchange goes on as ever"),
        To(12, Part.Redirection, "RedirectInInit", "IKE answers"),
        To(12, Part.Redirection, "RedirectInAuth", "IKE answers, and drops the SA"),
        To(12, Part.Redirection, "SendRedirect", "IKE asks, and says how it ended"),
        .. Loses(12, Part.Redirection, "DeleteSas",
            "RFC 5685 §5", "a client that was redirected does not stay for ever"),
        To(12, Part.Redirection, "DeleteSas", "IKE deletes them at the client"),

        To(12, Part.TokenTaker, "Discard", Part.Liveness, "TokenShown",
            "RFC 6290 §4.5", "the peer has lost its state: it has failed"),
        To(12, Part.TokenTaker, "Reconnect", "IKE makes a new SA"),
        To(12, Part.TokenTaker, "Forget", "the tokens are the caller's"),
        To(12, Part.TokenTaker, "Report", "for people"),
        To(12, Part.TokenMaker, "MakeSecret", "drawn, stored and shared by the caller"),
        .. Told(12, Part.TokenMaker, "the caller makes tokens as it writes the message",
            "Give", "Reveal"),
        To(12, Part.TokenMaker, "Complain", "in the clear, without a token"),
        To(12, Part.TokenMaker, "Forget", "the secrets are the caller's"),

        To(12, Part.NhrpServer, "Forward", "over the SA with the other spoke"),
        .. Told(12, Part.NhrpServer, "over the SA with the spoke",
            "Accept", "Refuse", "Answer", "NoBinding", "SendRedirect", "SendPurge",
            "AnswerPurge"),
        To(12, Part.NhrpRegistration, "SendRequest", "over the SA with the hub"),
        .. Told(12, Part.NhrpRegistration, "routes by way of the hub are the caller's",
            "HubUsable", "HubLost"),
        To(12, Part.NhrpRegistration, "HubLost", Part.NhrpShortcut, "HubLost",
            "live shortcuts stay"),
        To(12, Part.NhrpShortcut, "SendRequest", "by any hub that is usable"),
        To(12, Part.NhrpShortcut, "OpenSa", Part.NhrpShortcut, "SaUp",
            "a CHILD SA with the router is up already"),
        To(12, Part.NhrpShortcut, "OpenSa", "IKE opens it"),
        .. Told(12, Part.NhrpShortcut, "the route past the hub", "Install", "Withdraw"),
        .. Told(12, Part.NhrpShortcut, "by a hub, while traffic passes",
            "SendPurge", "AnswerPurge"),
    ];

    /// <summary>
    /// An IKE SA is lost: routes go before the SAs are deleted, and (I34) so does whatever is
    /// used over them.
    /// </summary>
    private static Items<Row> Loses(
        int stage, Part from, string output, string section, string why) =>
    [
        To(stage, from, output, Part.Routes, "Lost", "routes go before the SAs are deleted"),
        To(stage, from, output, Part.NhrpShortcut, "SaDown", "I34", "its SA goes"),
        To(stage, from, output, Part.NhrpRegistration, "SaDown", "its SA goes"),
        To(stage, from, output, Part.NhrpServer, "SaDown", "its SA goes"),
        To(stage, from, output, Part.Replication, "Propose", section, why),
    ];
}

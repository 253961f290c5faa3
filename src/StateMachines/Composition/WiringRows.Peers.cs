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
        To(9, Part.Liveness, "PeerFailed", Part.Routes, "Lost",
            "routes go before the SAs are deleted"),
        .. WithoutRouter(Part.Liveness, "PeerFailed"),
        To(9, Part.Liveness, "PeerFailed", Part.Replication, "Propose",
            "RFC 7296 §2.4", "the SAs are deleted on every member"),
        To(9, Part.Liveness, "PeerFailed", "what follows is the caller's"),
        To(9, Part.Checks, "TryGrant", Part.Liveness, "Granted", "its turn has come"),

        To(9, Part.Dpd, "SendRUThere", Part.Replication, "Propose",
            "RFC 3706 §6.2", "a number is a fact before it is used"),
        To(9, Part.Dpd, "SendRUThere", "once its number is a fact"),
        To(9, Part.Dpd, "SendRUThereAck", "answers are sealed by the caller"),
        To(9, Part.Dpd, "PeerDied", Part.Routes, "Lost", "routes go before the SAs are deleted"),
        .. WithoutRouter(Part.Dpd, "PeerDied"),
        To(9, Part.Dpd, "PeerDied", Part.Replication, "Propose",
            "RFC 3706 §5.4", "the SAs are deleted on every member"),
        To(9, Part.Dpd, "PeerDied", "what follows is the caller's"),

        To(10, Part.MessageIds, "Seal", "a request of IKE's, or a liveness check"),
        To(10, Part.MessageIds, "Hold", "the caller waits for room"),
        To(10, Part.MessageIds, "RoomLeft", "the caller waits for room"),
        To(10, Part.MessageIds, "RoomLeft", Part.MessageIds, "Wanted",
            "a check that was granted waits for room first"),
        To(10, Part.MessageIds, "Transmit", "to the peer"),
        To(10, Part.MessageIds, "Complain", "a request of ours says so"),
        To(10, Part.MessageIds, "Finish", Part.Liveness, "Answered",
            "RFC 7296 §2.4", "any answer is proof of life"),
        To(10, Part.MessageIds, "Finish", Part.Replication, "Propose",
            "RFC 7296 §2.4", "the answer to a check says no more than that it came"),
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
        To(11, Part.Routes, "Guard", "the system's routes and policies"),
        To(11, Part.Routes, "Unguard", "the system's routes and policies"),
        To(11, Part.Routes, "Add", "the system's routes"),
        To(11, Part.Routes, "Replace", "the system's routes"),
        To(11, Part.Routes, "Withdraw", "the system's routes"),
        To(11, Part.Routes, "Conflict", "for people"),
        To(11, Part.Routes, "ConflictEnded", "for people"),
        To(11, Part.Routes, "Release", "the SA may be deleted"),
        To(11, Part.Routes, "Refused", "an SA without routes"),
        To(11, Part.Routes, "Yield", Part.FirstHop, "Resign",
            "RFC 2281 §5.1", "routes are gone: a member that is fenced or leaves goes"),

        To(12, Part.Rekeys, "Begin", "IKE begins it"),
        To(12, Part.Rekeys, "GiveUp", "for people"),
        To(12, Part.Reestablishments, "Begin", "IKE begins it"),
        To(12, Part.Reestablishments, "GiveUp", Part.Routes, "Lost",
            "routes go before the SAs are deleted"),
        .. WithoutRouter(Part.Reestablishments, "GiveUp"),
        To(12, Part.Reestablishments, "GiveUp", Part.Replication, "Propose",
            "an IKE SA that can't be used and can't be made anew"),
        To(12, Part.Reestablishments, "GiveUp", "for people"),
        To(12, Part.Redirects, "Begin", Part.Redirection, "Unwanted",
            "RFC 5685 §5", "its turn has come"),
        To(12, Part.Redirects, "Begin", "where no member has a gateway: the caller knows one"),
        To(12, Part.Redirects, "GiveUp", "for people"),

        To(12, Part.Foreign, "Process", "the packet of the input"),
        To(12, Part.Foreign, "ProcessExposed", "the packet of the input"),
        To(12, Part.Foreign, "Forward", "the packet of the input"),
        To(12, Part.Foreign, "Drop", "the packet of the input"),
        To(12, Part.Foreign, "Disagreement", "for people"),
    ];

    public static Items<Row> OfPeers =>
    [
        To(12, Part.Redirection, "GoOn", "the exchange goes on as ever"),
        To(12, Part.Redirection, "RedirectInInit", "IKE answers"),
        To(12, Part.Redirection, "RedirectInAuth", "IKE answers, and drops the SA"),
        To(12, Part.Redirection, "SendRedirect", "IKE asks, and says how it ended"),
        To(12, Part.Redirection, "DeleteSas", Part.Routes, "Lost",
            "routes go before the SAs are deleted"),
        .. WithoutRouter(Part.Redirection, "DeleteSas"),
        To(12, Part.Redirection, "DeleteSas", Part.Replication, "Propose",
            "RFC 5685 §5", "a client that was redirected does not stay for ever"),
        To(12, Part.Redirection, "DeleteSas", "IKE deletes them at the client"),

        To(12, Part.TokenTaker, "Discard", Part.Liveness, "TokenShown",
            "RFC 6290 §4.5", "the peer has lost its state: it has failed"),
        To(12, Part.TokenTaker, "Reconnect", "IKE makes a new SA"),
        To(12, Part.TokenTaker, "Forget", "the tokens are the caller's"),
        To(12, Part.TokenTaker, "Report", "for people"),
        To(12, Part.TokenMaker, "MakeSecret", "drawn, stored and shared by the caller"),
        To(12, Part.TokenMaker, "Give", "the caller makes the token as it writes the message"),
        To(12, Part.TokenMaker, "Reveal", "the caller makes the tokens as it writes the message"),
        To(12, Part.TokenMaker, "Complain", "in the clear, without a token"),
        To(12, Part.TokenMaker, "Forget", "the secrets are the caller's"),

        To(12, Part.NhrpServer, "Accept", "over the SA with the spoke"),
        To(12, Part.NhrpServer, "Refuse", "over the SA with the spoke"),
        To(12, Part.NhrpServer, "Answer", "over the SA with the spoke"),
        To(12, Part.NhrpServer, "Forward", "over the SA with the other spoke"),
        To(12, Part.NhrpServer, "NoBinding", "over the SA with the spoke"),
        To(12, Part.NhrpServer, "SendRedirect", "over the SA with the spoke"),
        To(12, Part.NhrpServer, "SendPurge", "over the SA with the spoke"),
        To(12, Part.NhrpServer, "AnswerPurge", "over the SA with the spoke"),
        To(12, Part.NhrpRegistration, "SendRequest", "over the SA with the hub"),
        To(12, Part.NhrpRegistration, "HubUsable", "routes by way of the hub are the caller's"),
        To(12, Part.NhrpRegistration, "HubLost", "routes by way of the hub are the caller's"),
        To(12, Part.NhrpRegistration, "HubLost", Part.NhrpShortcut, "HubLost",
            "live shortcuts stay"),
        To(12, Part.NhrpShortcut, "SendRequest", "by any hub that is usable"),
        To(12, Part.NhrpShortcut, "OpenSa", Part.NhrpShortcut, "SaUp",
            "a CHILD SA with the router is up already"),
        To(12, Part.NhrpShortcut, "OpenSa", "IKE opens it"),
        To(12, Part.NhrpShortcut, "Install", "the route past the hub"),
        To(12, Part.NhrpShortcut, "Withdraw", "the route past the hub"),
        To(12, Part.NhrpShortcut, "SendPurge", "by a hub, while traffic passes"),
        To(12, Part.NhrpShortcut, "AnswerPurge", "by a hub, while traffic passes"),
    ];

    /// <summary>I34: whatever is used over the SAs of an IKE SA goes before they do.</summary>
    private static Items<Row> WithoutRouter(Part from, string output)
    {
        var stage = from is Part.Liveness or Part.Dpd ? 9 : 12;
        return
        [
            To(stage, from, output, Part.NhrpShortcut, "SaDown", "I34", "its SA goes"),
            To(stage, from, output, Part.NhrpRegistration, "SaDown", "its SA goes"),
            To(stage, from, output, Part.NhrpServer, "SaDown", "its SA goes"),
        ];
    }
}

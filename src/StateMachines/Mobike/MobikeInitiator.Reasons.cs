namespace Holdfast.StateMachines.Mobike;

/// <content>The rules by which it decides.</content>
public static partial class MobikeInitiator
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason NotAgreed =
            new("RFC 4555 §3.3", "MOBIKE is not agreed on");
        public static readonly Reason Agreed = new("RFC 4555 §3.3", "both support MOBIKE");
        public static readonly Reason AgreedAlready =
            new("RFC 4555 §3.3", "MOBIKE is agreed on already");
        public static readonly Reason LocalsChanged =
            new("RFC 4555 §3.6", "our addresses changed; the path can stay");
        public static readonly Reason LocalGone =
            new("RFC 4555 §3.5", "our address of the path is gone");
        public static readonly Reason Announced =
            new("RFC 4555 §3.6", "the peer's additional addresses are replaced");
        public static readonly Reason Silent =
            new("Holdfast", "silent: a virtual address may be moving");
        public static readonly Reason DoubtedAlready =
            new("Holdfast", "the path is doubted already");
        public static readonly Reason DoubtedEnough =
            new("RFC 4555 §3.5", "the path does not come back: another is tried");
        public static readonly Reason Heard = new("Holdfast", "the path works");
        public static readonly Reason NoUpdate =
            new("RFC 4555 §3.5", "no update was sent");
        public static readonly Reason UpdateOpen =
            new("RFC 4555 §3.5", "the update is open yet");
        public static readonly Reason Sent = new("RFC 4555 §3.7", "the cookie is kept");
        public static readonly Reason Probed =
            new("RFC 4555 §3.7", "the cookie goes back unchanged");
        public static readonly Reason AnsweredLate =
            new("RFC 4555 §3.5", "an older update is answered: the addresses are told again");
        public static readonly Reason AskedForAnother =
            new("RFC 4555 §3.5", "the update was for another path: it is sent anew");
        public static readonly Reason Accepted =
            new("RFC 4555 §3.5", "accepted over this path: CHILD SAs move");
        public static readonly Reason Unacceptable =
            new("RFC 4555 §3.5", "the peer does not accept the addresses: the next");
        public static readonly Reason NatDetected =
            new("RFC 4555 §3.9", "a NAT is between: the next path");
        public static readonly Reason NoAnswer =
            new("RFC 4555 §3.5", "no answer over this path: the next");
        public static readonly Reason NoAddress =
            new("Holdfast", "no address of ours leads to the peer");
        public static readonly Reason NoPathWorks =
            new("Holdfast", "every path was tried: after a pause once more");
        public static readonly Reason WrongCookie =
            new("RFC 4555 §3.7", "the cookie came back changed: the SA is closed");
        public static readonly Reason Closed = new("RFC 4555 §3.7", "the SA is closed");
    }
}

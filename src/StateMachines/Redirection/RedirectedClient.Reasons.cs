namespace Holdfast.StateMachines.Redirection;

/// <content>The rules by which it decides.</content>
public static partial class RedirectedClient
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason Idle = new("Holdfast", "nobody wants an SA");
        public static readonly Reason Started =
            new("RFC 5685 §3", "an SA is wanted; redirects are said to be understood");
        public static readonly Reason StartedAlready = new("Holdfast", "it was begun already");
        public static readonly Reason Sent = new("RFC 5685 §3", "the nonce is kept");
        public static readonly Reason Greeted = new("RFC 5685 §3", "the gateway goes on itself");
        public static readonly Reason GreetedAlready =
            new("Holdfast", "IKE_AUTH goes on already");
        public static readonly Reason UpAlready = new("Holdfast", "the IKE SA stands already");
        public static readonly Reason Up = new("Holdfast", "the IKE SA stands");
        public static readonly Reason Moved =
            new("RFC 5685 §5", "the new SA stands: the old ones are deleted");
        public static readonly Reason OtherNonce =
            new("RFC 5685 §3", "not our nonce: the message is forged");
        public static readonly Reason UnprovenByPolicy =
            new("Holdfast", "a redirect that nobody proved is not followed here");
        public static readonly Reason InInit = new("RFC 5685 §3", "our nonce: it is followed");
        public static readonly Reason InTheMiddle =
            new("RFC 5685 §6", "only the first and the last response may redirect");
        public static readonly Reason NotProven =
            new("RFC 5685 §6", "the gateway has not proven who it is");
        public static readonly Reason InAuth =
            new("RFC 5685 §6", "AUTH verified: it is followed");
        public static readonly Reason ByGateway =
            new("RFC 5685 §5", "answered, and followed");
        public static readonly Reason Unasked =
            new("RFC 5685 §3", "no exchange waits for such a redirect");
        public static readonly Reason NotOffered =
            new("RFC 5685 §3", "we did not say that we understand redirects");
        public static readonly Reason ThereAlready =
            new("Holdfast", "the redirect names the gateway that sent it");
        public static readonly Reason NoOld = new("Holdfast", "no former SA stands");
        public static readonly Reason OldEnded = new("Holdfast", "the former SA is gone");
        public static readonly Reason NotAllowed =
            new("Holdfast", "the gateway is none of those allowed");
        public static readonly Reason Loop =
            new("RFC 5685 §7", "too many redirects: a loop; it waits");
        public static readonly Reason LoopWhileUp =
            new("RFC 5685 §7", "too many redirects: a loop; the SA stays");
        public static readonly Reason LoopBack =
            new("RFC 5685 §7", "too many redirects: a loop; back to the SA that stands");
        public static readonly Reason LoopToOrigin =
            new("RFC 5685 §7", "too many redirects: a loop; to the origin, without redirects");
        public static readonly Reason WaitedEnough =
            new("RFC 5685 §7", "the period is over: to the origin");
        public static readonly Reason BackToOld =
            new("Holdfast", "the new gateway failed: back to the SA that stands");
        public static readonly Reason ToOrigin =
            new("Holdfast", "the new gateway failed: to the origin");
        public static readonly Reason Lost = new("Holdfast", "the SA is gone");

        private static readonly Reason Unprotected =
            new("RFC 5685 §5", "a redirect in the clear counts only in IKE_SA_INIT");
        private static readonly Reason Malformed =
            new("RFC 5685 §9.2", "the redirect names no gateway");
        private static readonly Reason Misplaced =
            new("RFC 5685 §3", "this exchange has no redirects");

        public static Reason Of(Refusal why) => why switch
        {
            Refusal.Unprotected => Unprotected,
            Refusal.Malformed => Malformed,
            Refusal.Misplaced => Misplaced,
        };
    }
}

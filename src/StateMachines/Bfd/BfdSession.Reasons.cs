namespace Holdfast.StateMachines.Bfd;

/// <content>The rules by which it decides.</content>
public static partial class BfdSession
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason HearsNobody =
            new("RFC 5880 §6.2", "the neighbour is heard, and does not hear us yet");
        public static readonly Reason HearsUs =
            new("RFC 5880 §6.2", "the neighbour hears us");
        public static readonly Reason NotSeenYet =
            new("RFC 5880 §6.2", "the neighbour has not seen yet that we are down");
        public static readonly Reason RemoteDown =
            new("RFC 5880 §6.2", "the neighbour is down");
        public static readonly Reason RemoteHeldDown =
            new("RFC 5880 §6.8.6", "the neighbour is held down");
        public static readonly Reason Silence =
            new("RFC 5880 §6.8.4", "nothing was heard for the Detection Time");
        public static readonly Reason Forgotten =
            new("RFC 5880 §6.8.1", "nothing was heard for long: its name is forgotten");
        public static readonly Reason Periodic =
            new("RFC 5880 §6.8.7", "the interval is over");
        public static readonly Reason Reset =
            new("RFC 5880 §6.8.15", "the forwarding plane was reset");
        public static readonly Reason HeldDown =
            new("RFC 5880 §6.8.16", "the session is held down");
        public static readonly Reason Disabled =
            new("RFC 5880 §6.8.16", "somebody holds the session down");
        public static readonly Reason Enabled =
            new("RFC 5880 §6.8.16", "the session may come up");
        public static readonly Reason EnabledAlready =
            new("RFC 5880 §6.8.16", "the session may come up already");

        private static readonly Reason Forwarded =
            new("RFC 5881 §5", "the hop limit is not 255");
        private static readonly Reason OtherSession =
            new("RFC 5880 §6.8.6", "the packet names another session");
        private static readonly Reason NoSession =
            new("RFC 5880 §6.8.6", "the packet names no session, and is no beginning of one");
        private static readonly Reason NotExpected =
            new("RFC 5880 §6.8.6", "no authentication is in use");
        private static readonly Reason NotAuthentic =
            new("RFC 5880 §6.7", "the packet is not authentic");

        public static Reason Of(Refusal why) => why switch
        {
            Refusal.Forwarded => Forwarded,
            Refusal.OtherSession => OtherSession,
            Refusal.NoSession => NoSession,
            Refusal.NotExpected => NotExpected,
            Refusal.NotAuthentic => NotAuthentic,
        };
    }
}

namespace Holdfast.StateMachines.Hsrp;

/// <content>The rules by which it decides.</content>
public static partial class HsrpGroup
{
    /// <summary>Why a message is not taken.</summary>
    public enum Refusal
    {
        /// <summary>It is of another group, or of another version.</summary>
        OtherGroup,

        /// <summary>Its password is another one, RFC 2281 §5.1.</summary>
        WrongPassword,

        /// <summary>Its digest is missing, of another key, or wrong.</summary>
        WrongDigest,

        /// <summary>A value of it has no meaning.</summary>
        Malformed,
    }

    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason OwnMessage = new("Holdfast", "our own message came back");
        public static readonly Reason LowerSpeaker =
            new("RFC 2281 §5.5", "a lower Hello from Speak is no event");
        public static readonly Reason LowerCoup =
            new("RFC 2281 §5.5", "a Coup from a lower router is no event");
        public static readonly Reason SilentSender =
            new("RFC 2281 §5.3", "a Hello from a state that sends none");
        public static readonly Reason ResignOfAnother =
            new("RFC 2281 §5.5", "a Resign that is not the active router's is no event");
        public static readonly Reason NothingToLearn =
            new("RFC 2281 §5.3", "the active router does not say the virtual address");
        public static readonly Reason Slept =
            new("Holdfast", "silence slept through says nothing of other routers");
        public static readonly Reason Lapsed =
            new("Holdfast", "who was silent for its own hold time is not active any more");
        public static readonly Reason SaidInSleep =
            new("Holdfast", "a Resign that was said while it slept may be an old one");
        public static readonly Reason Link = new("Holdfast", "a tracked link changed");
        public static readonly Reason UnknownLink = new("Holdfast", "no such link is tracked");
        public static readonly Reason Synced = new("Holdfast", "what a failover needs is known");
        public static readonly Reason Knowing =
            new("Holdfast", "who knows nothing yet takes nobody's place");
        public static readonly Reason Permitted = new("Holdfast", "the bound group moved");
        public static readonly Reason Bound =
            new("Holdfast", "both groups are active on one member, or none is");
        public static readonly Reason HeldBack =
            new("Holdfast", "held back: the bound group is not active");
        public static readonly Reason Claimed =
            new("Holdfast", "follows: the bound group is active, and nobody is here");

        private static readonly Reason OtherGroup = new("RFC 2281 §5.1", "of another group");
        private static readonly Reason WrongPassword = new("RFC 2281 §5.1", "another password");
        private static readonly Reason WrongDigest = new("HSRP MD5", "no digest of our key");
        private static readonly Reason Malformed = new("RFC 2281 §5.1", "a value has no meaning");

        private static readonly Reason A = new("RFC 2281 §5.7", "a, enabled");
        private static readonly Reason B = new("RFC 2281 §5.7", "b, disabled");
        private static readonly Reason C = new("RFC 2281 §5.7", "c, Active timer");
        private static readonly Reason D = new("RFC 2281 §5.7", "d, Standby timer");
        private static readonly Reason E = new("RFC 2281 §5.7", "e, Hello timer");
        private static readonly Reason F = new("RFC 2281 §5.7", "f, higher Hello from Speak");
        private static readonly Reason G = new("RFC 2281 §5.7", "g, higher Hello from Active");
        private static readonly Reason H = new("RFC 2281 §5.7", "h, lower Hello from Active");
        private static readonly Reason I = new("RFC 2281 §5.7", "i, Resign from Active");
        private static readonly Reason J = new("RFC 2281 §5.7", "j, Coup from higher");
        private static readonly Reason K = new("RFC 2281 §5.7", "k, higher Hello from Standby");
        private static readonly Reason L = new("RFC 2281 §5.7", "l, lower Hello from Standby");

        public static Reason Of(Event what) => what switch
        {
            Event.Enabled => A,
            Event.Disabled => B,
            Event.ActiveTimer => C,
            Event.StandbyTimer => D,
            Event.HelloTimer => E,
            Event.HigherSpeaker => F,
            Event.HigherActive => G,
            Event.LowerActive => H,
            Event.Resigned => I,
            Event.HigherCoup => J,
            Event.HigherStandby => K,
            Event.LowerStandby => L,
        };

        public static Reason Of(Refusal why) => why switch
        {
            Refusal.OtherGroup => OtherGroup,
            Refusal.WrongPassword => WrongPassword,
            Refusal.WrongDigest => WrongDigest,
            Refusal.Malformed => Malformed,
        };
    }
}

namespace Holdfast.StateMachines.Qcd;

/// <content>Why it decides as it does.</content>
public static partial class TokenMaker
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason Standby = new("Holdfast", "a standby sends nothing");
        public static readonly Reason ActiveAlready = new("Holdfast", "it is active already");
        public static readonly Reason StandbyAlready = new("Holdfast", "it is a standby already");
        public static readonly Reason Promoted =
            new("RFC 6290 §6", "whoever takes over makes the same tokens");
        public static readonly Reason Demoted = new("Holdfast", "from now on another one answers");

        public static readonly Reason Loaded =
            new("RFC 6290 §5.1", "the secrets have outlived the restart");
        public static readonly Reason NoSecrets =
            new("RFC 6290 §5.1", "the first start: there is no secret yet");
        public static readonly Reason Rollover =
            new("RFC 6290 §5.1", "the secret has made new tokens for long enough");
        public static readonly Reason NewSecret =
            new("RFC 6290 §5.1", "a new secret makes tokens; 3 former ones are kept");
        public static readonly Reason KnownSecret = new("Holdfast", "the secret is known already");

        public static readonly Reason Given = new("RFC 6290 §4.2", "IKE_AUTH gives a token");
        public static readonly Reason GivenAnew =
            new("RFC 6290 §4.3", "the new IKE SA has new SPIs, so a new token");
        public static readonly Reason NotGiven =
            new("RFC 6290 §8.1", "tokens are off, or would not be safe");
        public static readonly Reason NoSecretYet =
            new("RFC 6290 §5.1", "there is no secret to make a token of");
        public static readonly Reason Moved =
            new("RFC 6290 §5.2", "the token has the peer's address, which is another one now");
        public static readonly Reason StillGood =
            new("RFC 6290 §4.4", "the token can still be made: it stays");
        public static readonly Reason NoToken = new("Holdfast", "no token was given in this SA");
        public static readonly Reason Adopted =
            new("RFC 6290 §6", "another member gave a token of the same secrets");
        public static readonly Reason Replaced =
            new("RFC 6290 §4.4", "tokens that can't be made any more are replaced");
        public static readonly Reason Ended = new("RFC 6290 §5.3", "the token went with its SA");

        public static readonly Reason Revealed =
            new("RFC 6290 §4.5", "nobody has the IKE SA: its tokens are shown");
        public static readonly Reason RevealedForChild =
            new("RFC 6290 §8.2", "nobody has the IKE SA of this SPI: its tokens are shown");
        public static readonly Reason Live =
            new("RFC 6290 §9.2", "a member has the IKE SA: nothing is said");
        public static readonly Reason GivenHere =
            new("RFC 6290 §9.2", "a token was given, and its SA has not ended: no token");
        public static readonly Reason Uncertain =
            new("RFC 6290 §9.2", "a member may have the IKE SA: no token");
        public static readonly Reason NoParent =
            new("RFC 6290 §8.2", "the IKE SA of the SPI is not known: no token");
        public static readonly Reason TooManyTokens =
            new("RFC 6290 §8.1", "too many tokens were shown: none now");
        public static readonly Reason TooMany =
            new("RFC 7296 §2.21.4", "too many complaints: the message is passed over");

        private static readonly Reason Unprotected =
            new("RFC 6290 §4.5", "only a protected request is answered");
        private static readonly Reason Response =
            new("RFC 7296 §1.5", "no response is answered");
        private static readonly Reason NoSa =
            new("RFC 7296 §2.6", "no IKE SA can have these SPIs");

        public static Reason Of(Refusal why) => why switch
        {
            Refusal.Unprotected => Unprotected,
            Refusal.Response => Response,
            Refusal.NoSa => NoSa,
        };
    }
}

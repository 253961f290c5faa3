using Holdfast.Codec;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ikev1.XauthEdge.State,
    Holdfast.StateMachines.Ikev1.XauthEdge.Output>;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>
/// Asks the user of a peer for name and password behind phase 1, and says how it has ended,
/// draft-ietf-ipsec-isakmp-xauth §5: the side that is no host. Law: that somebody has logged in is
/// a fact before it is said, nobody but the caller's verdict says so, and whoever has not ends with
/// the ISAKMP SA.
/// </summary>
public static partial class XauthEdge
{
    /// <summary>How far it is.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>Nothing is asked.</summary>
        public sealed record Idle : State;

        /// <summary>A request is on the way.</summary>
        public sealed record Asking(XauthTalk Talk, XauthQuestion Question) : State;

        /// <summary>The caller judges.</summary>
        public sealed record Judging(XauthTalk Talk, XauthClaim Claim, Instant Until) : State;

        /// <summary>That somebody has logged in is to be a fact before it is said.</summary>
        public sealed record Committing(XauthTalk Talk, Octets Name) : State;

        /// <summary>How it has ended is being said.</summary>
        /// <param name="Talk">The login.</param>
        /// <param name="Name">Who has logged in; null: nobody.</param>
        public sealed record Telling(XauthTalk Talk, Octets? Name) : State;

        /// <summary>Terminal: somebody has logged in, and knows it.</summary>
        public sealed record LoggedIn(Octets Name) : State;

        /// <summary>Terminal: nobody has, and the ISAKMP SA ends.</summary>
        public sealed record Refused : State;
    }

    /// <summary>What happens.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>The ISAKMP SA stands, and a host has to log in.</summary>
        /// <param name="Isakmp">The ISAKMP SA.</param>
        /// <param name="Identifier">That of all transactions of the login, drawn.</param>
        /// <param name="Question">What is asked for.</param>
        public sealed record Begin(
            StandingIsakmp Isakmp, ushort Identifier, XauthQuestion Question) : Input;

        /// <summary>The transaction that is on the way was answered.</summary>
        public sealed record Answered(TransactionMessage Message) : Input;

        /// <summary>Nobody answers the transaction that is on the way.</summary>
        public sealed record Unanswered : Input;

        /// <summary>The verdict: it is who it says to be.</summary>
        /// <param name="Name">Who it is for us: what it gets goes by that.</param>
        public sealed record Granted(Octets Name) : Input;

        /// <summary>The verdict: it is not.</summary>
        public sealed record Denied : Input;

        /// <summary>No verdict yet: it is asked again, or something else.</summary>
        public sealed record AskMore(XauthQuestion Question) : Input;

        /// <summary>Every member knows who has logged in.</summary>
        public sealed record Committed : Input;

        /// <summary>The fact was refused.</summary>
        public sealed record NotCommitted : Input;

        /// <summary>Something that only we do failed, or the ISAKMP SA is gone.</summary>
        public sealed record Failed : Input;

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;
    }

    /// <summary>What the caller has to do.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>Ask or set it by <see cref="TransactionInitiator"/>, and say
        /// <see cref="Input.Answered"/> or <see cref="Input.Unanswered"/>.</summary>
        public sealed record Ask(StandingIsakmp Isakmp, TransactionMessage Question) : Output;

        /// <summary>Judge what a user says, and say <see cref="Input.Granted"/>,
        /// <see cref="Input.Denied"/> or <see cref="Input.AskMore"/>.</summary>
        public sealed record Judge(XauthClaim Claim) : Output;

        /// <summary>Make it a fact, and say <see cref="Input.Committed"/>.</summary>
        public sealed record Establish(StandingIsakmp Isakmp, Octets Name) : Output;

        /// <summary>From now on the peer may do more under the ISAKMP SA than log in.</summary>
        /// <param name="Isakmp">The ISAKMP SA, which awaits nobody any more.</param>
        /// <param name="Name">Who has logged in.</param>
        public sealed record Open(StandingIsakmp Isakmp, Octets Name) : Output;

        /// <summary>Say something in an Informational exchange of its own, RFC 2409 §5.7.</summary>
        public sealed record Inform(StandingIsakmp Isakmp, Information Information) : Output;

        /// <summary>End the ISAKMP SA with all that is under it; as a fact, where it is one.
        /// </summary>
        public sealed record End(StandingIsakmp Isakmp) : Output;

        /// <summary>Zero a secret.</summary>
        public sealed record Forget(KeyHandle Secret) : Output;
    }

    /// <summary>When a verdict is waited for no longer; transactions have timers of their own.
    /// </summary>
    public static Instant? Deadline(Config config, State state) =>
        state is State.Judging judging ? judging.Until : null;

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => state switch
    {
        State.Idle idle => FromIdle(config, idle, input),
        State.Asking asking => FromAsking(config, asking, now, input),
        State.Judging judging => FromJudging(config, judging, now, input),
        State.Committing committing => FromCommitting(committing, input),
        State.Telling telling => FromTelling(telling, input),
        State.LoggedIn done => Passed(done, input, Why.IsLoggedIn),
        State.Refused refused => Passed(refused, input, Why.IsRefused),
    };
}

/// <summary>A login that is on the way.</summary>
/// <param name="Isakmp">The ISAKMP SA under which it is.</param>
/// <param name="Identifier">That of all its transactions, draft-ietf-ipsec-isakmp-xauth §6.</param>
/// <param name="Requests">How often something was asked.</param>
public sealed record XauthTalk(StandingIsakmp Isakmp, ushort Identifier, int Requests);

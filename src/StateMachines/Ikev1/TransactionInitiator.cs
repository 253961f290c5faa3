using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ikev1.TransactionInitiator.State,
    Holdfast.StateMachines.Ikev1.TransactionInitiator.Output>;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>
/// Asks or sets something by a transaction exchange, draft-ietf-ipsec-isakmp-mode-cfg §3.1: one
/// message, which its timer repeats, and one answer. Law: what does not answer the question ends
/// nothing, and no secret that comes with it stays.
/// </summary>
public static partial class TransactionInitiator
{
    /// <summary>How far it is.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>Nothing is asked.</summary>
        public sealed record Idle : State;

        /// <summary>The question is being sealed.</summary>
        public sealed record Asking(TransactionHalf Half, TransactionMessage Question) : State;

        /// <summary>The question is sent.</summary>
        public sealed record Waiting(
            TransactionHalf Half, TransactionMessage Question, IsakmpOpen Open) : State;

        /// <summary>Terminal: it is answered.</summary>
        public sealed record Answered : State;

        /// <summary>Terminal: it is not.</summary>
        public sealed record Gone : State;
    }

    /// <summary>What happens.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>Something is asked or set; the message ID is drawn.</summary>
        public sealed record Begin(
            StandingIsakmp Isakmp, MessageId Id, TransactionMessage Question) : Input;

        /// <summary>The question is sealed.</summary>
        /// <param name="Octets">The message.</param>
        /// <param name="Chain">The IV of the answer.</param>
        public sealed record Sealed(Octets Octets, IvChain Chain) : Input;

        /// <summary>An authentic second message.</summary>
        public sealed record Heard(TransactionMessage Message) : Input;

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

        /// <summary>Seal the question, and say <see cref="Input.Sealed"/>.</summary>
        public sealed record Ask(TransactionHalf Half, TransactionMessage Question) : Output;

        /// <summary>Send a message.</summary>
        public sealed record Send(Octets Octets) : Output;

        /// <summary>Tell whoever asked; the secrets are its to zero.</summary>
        public sealed record Tell(TransactionMessage Answer) : Output;

        /// <summary>Nobody answers.</summary>
        public sealed record GaveUp : Output;

        /// <summary>Zero a secret.</summary>
        public sealed record Forget(KeyHandle Secret) : Output;
    }

    /// <summary>When the question is due again.</summary>
    public static Instant? Deadline(Config config, State state) =>
        state is State.Waiting waiting ? waiting.Open.At : null;

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => state switch
    {
        State.Idle idle => FromIdle(idle, input),
        State.Asking asking => FromAsking(config, asking, now, input),
        State.Waiting waiting => FromWaiting(config, waiting, now, input),
        State.Answered answered => Over(answered, input, Why.IsAnswered),
        State.Gone gone => Over(gone, input, Why.IsGone),
    };

    private static Next FromIdle(State.Idle state, Input input) => input switch
    {
        Input.Begin begin => Start(state, begin),
        Input.Heard heard => Unasked(state, heard.Message, Why.OutOfTurn),
        Input.Tick => Stay(state, Why.NothingIsDue),
        Input.Sealed or Input.Failed => Stay(state, Why.OutOfTurn),
    };

    private static Next FromAsking(
        Config config, State.Asking state, Instant now, Input input) => input switch
        {
            Input.Sealed made => To(
                new State.Waiting(
                    state.Half with { Chain = made.Chain }, state.Question,
                    config.Retries.Open(made.Octets, now)),
                Why.Asked, new Output.Send(made.Octets)),
            Input.Failed => To(new State.Gone(), Why.Failed, new Output.GaveUp()),
            Input.Begin begin => Unasked(state, begin.Question, Why.BegunAlready),
            Input.Heard heard => Unasked(state, heard.Message, Why.OutOfTurn),
            Input.Tick => Stay(state, Why.NothingIsDue),
        };

    private static Next FromWaiting(
        Config config, State.Waiting state, Instant now, Input input) => input switch
        {
            Input.Heard heard => heard.Message.Answers(state.Question)
                ? To(new State.Answered(), Why.Answered, new Output.Tell(heard.Message))
                : Unasked(state, heard.Message, Why.NoAnswer),
            Input.Failed => To(new State.Gone(), Why.Failed, new Output.GaveUp()),
            Input.Begin begin => Unasked(state, begin.Question, Why.BegunAlready),
            Input.Tick => now < state.Open.At ? Stay(state, Why.NothingIsDue)
                : config.Retries.Again(state.Open, now) is not { } again
                    ? To(new State.Gone(), Why.Unanswered, new Output.GaveUp())
                : To(
                    state with { Open = again }, Why.Retry,
                    new Output.Send(state.Open.Octets)),
            Input.Sealed => Stay(state, Why.OutOfTurn),
        };

    private static Next Start(State.Idle state, Input.Begin begin)
    {
        var question = begin.Question;
        if (begin.Id.Value == 0 || !question.IsQuestion || question.Secrets.Count > 0)
        {
            return Unasked(state, question, Why.NoQuestion);
        }

        var half = new TransactionHalf(begin.Isakmp, begin.Id);
        return To(
            new State.Asking(half, question), Why.Begun, new Output.Ask(half, question));
    }

    // Secrets that nobody waits for are zeroed, in whatever they come.
    private static Next Unasked(State state, TransactionMessage message, Reason why) => new(
        state,
        [.. message.Secrets.Select(secret => (Output)new Output.Forget(secret.Value))], why);

    private static Next Over(State state, Input input, Reason why) => input switch
    {
        Input.Heard heard => Unasked(state, heard.Message, why),
        Input.Begin begin => Unasked(state, begin.Question, why),
        Input.Sealed or Input.Failed or Input.Tick => Stay(state, why),
    };

    private static Next Stay(State state, Reason why) => new(state, default, why);

    private static Next To(State state, Reason why, Output output) =>
        new(state, [output], why);

    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason OutOfTurn =
            new("Holdfast", "nothing that waits for it");
        public static readonly Reason BegunAlready = new("Holdfast", "it is on the way already");
        public static readonly Reason NoQuestion = new(
            "mode-cfg §3.1.1", "a request or a set, with a message ID and no secret of a user");
        public static readonly Reason Begun =
            new("mode-cfg §3.1.1", "the question is sealed");
        public static readonly Reason Asked =
            new("mode-cfg §3.5", "sent, and sent again until it is answered");
        public static readonly Reason NoAnswer =
            new("mode-cfg §2", "no answer to this question: it is waited for");
        public static readonly Reason Answered =
            new("mode-cfg §2", "answered: whoever asked is told");
        public static readonly Reason Retry = new("mode-cfg §3.5", "not answered: sent again");
        public static readonly Reason Unanswered =
            new("mode-cfg §3.5", "sent often enough: it is given up");
        public static readonly Reason Failed = new("Holdfast", "we cannot go on: it is given up");
        public static readonly Reason IsAnswered =
            new("mode-cfg §2", "it is answered already");
        public static readonly Reason IsGone = new("Holdfast", "it is gone");
    }
}

using Holdfast.Codec;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ikev1.TransactionResponder.State,
    Holdfast.StateMachines.Ikev1.TransactionResponder.Output>;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>
/// Answers a transaction exchange of the peer, draft-ietf-ipsec-isakmp-mode-cfg §3.1. Law: the
/// caller decides what is answered, once; the same octets have the same answer, whatever the caller
/// would say by now; and secrets of the answer are zeroed once it is sealed.
/// </summary>
public static partial class TransactionResponder
{
    /// <summary>How far it is.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>Nobody has asked.</summary>
        public sealed record Idle : State;

        /// <summary>The caller decides.</summary>
        public sealed record Deciding(
            TransactionHalf Half, TransactionMessage Question, Instant Until) : State;

        /// <summary>The answer is being sealed.</summary>
        public sealed record Answering(TransactionHalf Half, TransactionMessage Answer) : State;

        /// <summary>Terminal: it is answered, and the answer is repeated to whoever asks.
        /// </summary>
        public sealed record Answered(IsakmpAnswer Answer) : State;

        /// <summary>Terminal: it is not answered.</summary>
        public sealed record Gone : State;
    }

    /// <summary>What happens.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>An authentic first message, whose message ID no exchange had.</summary>
        /// <param name="Message">What it says.</param>
        /// <param name="Half">The exchange, with the IV of the answer.</param>
        public sealed record Asked(TransactionMessage Message, TransactionHalf Half) : Input;

        /// <summary>What is answered; its secrets are zeroed here.</summary>
        public sealed record Decided(TransactionMessage Answer) : Input;

        /// <summary>Nothing is answered.</summary>
        public sealed record PassedOver : Input;

        /// <summary>The answer is sealed.</summary>
        public sealed record Sealed(Octets Octets) : Input;

        /// <summary>The first message has come again.</summary>
        public sealed record Repeated : Input;

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

        /// <summary>Decide, and say <see cref="Input.Decided"/> or <see cref="Input.PassedOver"/>:
        /// at once, or when a user has typed.</summary>
        public sealed record Decide(TransactionHalf Half, TransactionMessage Question) : Output;

        /// <summary>Seal the answer, and say <see cref="Input.Sealed"/>.</summary>
        public sealed record Answer(TransactionHalf Half, TransactionMessage Message) : Output;

        /// <summary>Send a message.</summary>
        public sealed record Send(Octets Octets) : Output;

        /// <summary>Zero a secret.</summary>
        public sealed record Forget(KeyHandle Secret) : Output;
    }

    /// <summary>When the caller is waited for no longer; it is whoever asks that repeats.
    /// </summary>
    public static Instant? Deadline(Config config, State state) =>
        state is State.Deciding deciding ? deciding.Until : null;

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => state switch
    {
        State.Idle idle => FromIdle(config, idle, now, input),
        State.Deciding deciding => FromDeciding(deciding, now, input),
        State.Answering answering => FromAnswering(answering, input),
        State.Answered answered => FromAnswered(answered, input),
        State.Gone gone => Unasked(gone, input, Why.IsGone),
    };

    /// <summary>The exchange, before it is answered; null: nothing is on the way.</summary>
    public static TransactionHalf? HalfOf(State state) => state switch
    {
        State.Deciding deciding => deciding.Half,
        State.Answering answering => answering.Half,
        State.Idle or State.Answered or State.Gone => null,
    };

    private static Next FromIdle(
        Config config, State.Idle state, Instant now, Input input) => input switch
        {
            Input.Asked asked => Ask(config, now, asked),
            Input.Decided or Input.PassedOver or Input.Sealed or Input.Repeated or Input.Failed
                or Input.Tick => Unasked(state, input, Why.OutOfTurn),
        };

    private static Next FromDeciding(State.Deciding state, Instant now, Input input) =>
        input switch
        {
            Input.Decided decided => decided.Answer.Answers(state.Question)
                ? To(
                    new State.Answering(state.Half, decided.Answer), Why.Decided,
                    new Output.Answer(state.Half, decided.Answer))
                : Unasked(state, input, Why.NoAnswer),
            Input.PassedOver => new(new State.Gone(), default, Why.PassedOver),
            Input.Failed => new(new State.Gone(), default, Why.Failed),
            Input.Repeated => new(state, default, Why.BeingAnswered),
            Input.Tick => now < state.Until
                ? new(state, default, Why.NothingIsDue)
                : new(new State.Gone(), default, Why.NotDecided),
            Input.Asked or Input.Sealed => Unasked(state, input, Why.OutOfTurn),
        };

    private static Next Ask(Config config, Instant now, Input.Asked asked)
    {
        if (!asked.Message.IsQuestion)
        {
            return new(new State.Gone(), [.. Forgets(asked.Message)], Why.NoQuestion);
        }

        // A question brings no secret that we would want.
        var question = asked.Message with { Secrets = [] };
        return new(
            new State.Deciding(asked.Half, question, now + config.DecidedWithin),
            [.. Forgets(asked.Message), new Output.Decide(asked.Half, question)], Why.Asked);
    }

    private static Next FromAnswering(State.Answering state, Input input) => input switch
    {
        Input.Sealed(var octets) => new(
            new State.Answered(new(state.Half.Taken, octets)),
            [new Output.Send(octets), .. Forgets(state.Answer)], Why.Answered),
        Input.Failed => new(new State.Gone(), [.. Forgets(state.Answer)], Why.Failed),
        Input.Repeated => new(state, default, Why.BeingAnswered),
        Input.Asked or Input.Decided or Input.PassedOver or Input.Tick =>
            Unasked(state, input, Why.OutOfTurn),
    };

    private static Next FromAnswered(State.Answered state, Input input) =>
        input is Input.Repeated
            ? To(state, Why.Repeated, new Output.Send(state.Answer.Sent))
            : Unasked(state, input, Why.IsAnswered);

    // Secrets that nobody waits for are zeroed, in whatever they come.
    private static Next Unasked(State state, Input input, Reason why) => input switch
    {
        Input.Asked asked => new(state, [.. Forgets(asked.Message)], why),
        Input.Decided decided => new(state, [.. Forgets(decided.Answer)], why),
        Input.PassedOver or Input.Sealed or Input.Repeated or Input.Failed or Input.Tick =>
            new(state, default, why),
    };

    private static IEnumerable<Output> Forgets(TransactionMessage message) =>
        message.Secrets.Select(secret => new Output.Forget(secret.Value));

    private static Next To(State state, Reason why, Output output) =>
        new(state, [output], why);

    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason NotDecided =
            new("Holdfast", "the caller has not decided in time: it is not answered");
        public static readonly Reason OutOfTurn =
            new("Holdfast", "nothing that waits for it");
        public static readonly Reason NoQuestion =
            new("mode-cfg §3.3", "neither a request nor a set: dropped");
        public static readonly Reason Asked =
            new("mode-cfg §2", "asked: the caller decides");
        public static readonly Reason NoAnswer =
            new("mode-cfg §2", "no answer to this question: one is waited for");
        public static readonly Reason Decided =
            new("mode-cfg §3.1.1", "decided: the answer is sealed");
        public static readonly Reason PassedOver =
            new("Holdfast", "whoever asks gets no answer");
        public static readonly Reason BeingAnswered =
            new("mode-cfg §3.5", "its answer is being made");
        public static readonly Reason Answered =
            new("mode-cfg §3.1.1", "answered, and the same again to the same octets");
        public static readonly Reason Repeated =
            new("mode-cfg §3.5", "its message has come again: the same answer");
        public static readonly Reason Failed = new("Holdfast", "we cannot go on: it ends");
        public static readonly Reason IsAnswered =
            new("mode-cfg §2", "it is answered already");
        public static readonly Reason IsGone = new("Holdfast", "it is gone");
    }
}

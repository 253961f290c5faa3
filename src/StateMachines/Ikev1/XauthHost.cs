using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ikev1.XauthHost.State,
    Holdfast.StateMachines.Ikev1.XauthHost.Output>;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>
/// Says name and password of its user to the edge device that asks behind phase 1, and hears how it
/// has ended, draft-ietf-ipsec-isakmp-xauth §5. Law: one question at a time, nothing goes on before
/// the edge device says that it may, and what is refused ends with the ISAKMP SA.
/// </summary>
public static partial class XauthHost
{
    /// <summary>How far it is.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>There is no ISAKMP SA.</summary>
        public sealed record Idle : State;

        /// <summary>The edge device is to say something.</summary>
        public sealed record Waiting(StandingIsakmp Isakmp, Instant Until) : State;

        /// <summary>The user is asked.</summary>
        /// <param name="Isakmp">The ISAKMP SA.</param>
        /// <param name="Id">The transaction that asks.</param>
        /// <param name="Request">What it says.</param>
        /// <param name="Question">What it asks.</param>
        public sealed record Prompting(
            StandingIsakmp Isakmp, MessageId Id, TransactionMessage Request,
            XauthQuestion Question) : State;

        /// <summary>Terminal: the user is logged in.</summary>
        public sealed record LoggedIn : State;

        /// <summary>Terminal: it is not, and the ISAKMP SA ends.</summary>
        public sealed record Refused : State;
    }

    /// <summary>What happens.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>The ISAKMP SA stands, and our user has to log in.</summary>
        public sealed record Begin(StandingIsakmp Isakmp) : Input;

        /// <summary>A request or a set of XAUTH.</summary>
        /// <param name="Id">The transaction.</param>
        /// <param name="Message">What it says.</param>
        public sealed record Asked(MessageId Id, TransactionMessage Message) : Input;

        /// <summary>What the user says; its secrets go along with the answer.</summary>
        public sealed record Typed(Octets Name, Items<SecretAttribute> Secrets) : Input
        {
            /// <summary>The domain in which the name is; empty: none.</summary>
            public Octets Domain { get; init; }
        }

        /// <summary>The user says nothing, or cannot be asked that.</summary>
        public sealed record NotTyped : Input;

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

        /// <summary>Ask the user, and say <see cref="Input.Typed"/> or
        /// <see cref="Input.NotTyped"/>.</summary>
        public sealed record Prompt(XauthQuestion Question) : Output;

        /// <summary>Answer a transaction by <see cref="TransactionResponder"/>, which zeroes the
        /// secrets.</summary>
        public sealed record Answer(MessageId Id, TransactionMessage Message) : Output;

        /// <summary>Answer a transaction with nothing.</summary>
        public sealed record PassOver(MessageId Id) : Output;

        /// <summary>From now on more may be done under the ISAKMP SA than log in.</summary>
        /// <param name="Isakmp">The ISAKMP SA, which awaits nobody any more.</param>
        public sealed record Open(StandingIsakmp Isakmp) : Output;

        /// <summary>Say something in an Informational exchange of its own, RFC 2409 §5.7.</summary>
        public sealed record Inform(StandingIsakmp Isakmp, Information Information) : Output;

        /// <summary>End the ISAKMP SA with all that is under it.</summary>
        public sealed record End(StandingIsakmp Isakmp) : Output;

        /// <summary>Zero a secret.</summary>
        public sealed record Forget(KeyHandle Secret) : Output;
    }

    /// <summary>When the edge device is waited for no longer.</summary>
    public static Instant? Deadline(Config config, State state) =>
        state is State.Waiting waiting ? waiting.Until : null;

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => state switch
    {
        State.Idle idle => FromIdle(config, idle, now, input),
        State.Waiting waiting => FromWaiting(config, waiting, now, input),
        State.Prompting prompting => FromPrompting(config, prompting, now, input),
        State.LoggedIn done => Passed(done, input, Why.IsLoggedIn),
        State.Refused refused => Passed(refused, input, Why.IsRefused),
    };

    private static Next FromIdle(
        Config config, State.Idle state, Instant now, Input input) => input switch
        {
            Input.Begin(var isakmp) => new(
                new State.Waiting(isakmp, now + config.AskedWithin), default, Why.Begun),
            Input.Asked or Input.Typed or Input.NotTyped or Input.Failed or Input.Tick =>
                Passed(state, input, Why.OutOfTurn),
        };

    private static Next FromWaiting(
        Config config, State.Waiting state, Instant now, Input input) => input switch
        {
            Input.Asked asked => XauthMessages.QuestionIn(asked.Message) is { } question
                ? To(
                    new State.Prompting(state.Isakmp, asked.Id, asked.Message, question),
                    Why.Asked, new Output.Prompt(question))
                : Hear(state, state.Isakmp, asked),
            Input.Failed => End(state.Isakmp, [], Why.Failed),
            Input.Tick => now < state.Until
                ? new(state, default, Why.NothingIsDue)
                : End(state.Isakmp, [], Why.NotAsked),
            Input.Begin or Input.Typed or Input.NotTyped =>
                Passed(state, input, Why.OutOfTurn),
        };

    private static Next FromPrompting(
        Config config, State.Prompting state, Instant now, Input input) => input switch
        {
            Input.Typed typed => Reply(config, state, now, typed),
            Input.NotTyped => GiveUp(state, [], Why.NotTyped),
            Input.Asked asked => asked.Message.Type == Protocol.Ike.V1.IsakmpConfigType.Request
                ? Passed(state, input, Why.AskedAtOnce)
                : Hear(state, state.Isakmp, asked),
            Input.Failed => End(state.Isakmp, [], Why.Failed),
            Input.Begin or Input.Tick => Passed(state, input, Why.OutOfTurn),
        };

    private static Next Reply(
        Config config, State.Prompting state, Instant now, Input.Typed typed)
    {
        // Only what is asked for is said: anything else is zeroed.
        Items<SecretAttribute> said =
            [.. typed.Secrets.Where(one => state.Question.Asks.Contains(one.Type))];
        Outputs<Output> others = [.. typed.Secrets
            .Where(one => !state.Question.Asks.Contains(one.Type))
            .Select(one => (Output)new Output.Forget(one.Value))];
        var claim = new XauthClaim(state.Question, typed.Name, said) { Domain = typed.Domain };
        return XauthMessages.Reply(state.Request, claim) is { } reply
            ? new(
                new State.Waiting(state.Isakmp, now + config.AskedWithin),
                others.Add(new Output.Answer(state.Id, reply)), Why.Typed)
            : GiveUp(
                state,
                [.. typed.Secrets.Select(one => (Output)new Output.Forget(one.Value))],
                Why.TypedLess);
    }

    private static Next GiveUp(State.Prompting state, Outputs<Output> before, Reason why) => End(
        state.Isakmp,
        before.Add(new Output.Answer(state.Id, XauthMessages.NoReply(state.Request))), why);

    private static Next Hear(State state, StandingIsakmp isakmp, Input.Asked asked)
    {
        var answer = asked.Message.IsQuestion
            ? (Output)new Output.Answer(
                asked.Id, ModeConfig.Acknowledge(asked.Message, taken: false))
            : new Output.PassOver(asked.Id);
        if (asked.Message.Type != Protocol.Ike.V1.IsakmpConfigType.Set
            || XauthMessages.StatusIn(asked.Message) is not { } isGranted)
        {
            return new(state, [answer], Why.NoStatus);
        }

        // It is told that we know, and then it ends.
        var told = new Output.Answer(
            asked.Id,
            asked.Message.Answer(
                [ModeConfig.Empty(Protocol.Ike.V1.IsakmpConfigAttributeType.XauthStatus)]));
        return isGranted
            ? new(
                new State.LoggedIn(),
                [told, new Output.Open(isakmp with { Awaits = null })], Why.LoggedIn)
            : End(isakmp, [told], Why.Denied);
    }

    private static Next End(StandingIsakmp isakmp, Outputs<Output> before, Reason why) => new(
        new State.Refused(),
        before
            .Add(new Output.Inform(isakmp, new() { Isakmps = [isakmp.Cookies] }))
            .Add(new Output.End(isakmp)),
        why);

    // What nobody waits for is zeroed, and has no answer.
    private static Next Passed(State state, Input input, Reason why) => input switch
    {
        Input.Typed typed => new(
            state, [.. typed.Secrets.Select(one => (Output)new Output.Forget(one.Value))], why),
        Input.Asked asked => new(state, [new Output.PassOver(asked.Id)], why),
        Input.Begin or Input.NotTyped or Input.Failed or Input.Tick => new(state, default, why),
    };

    private static Next To(State state, Reason why, Output output) =>
        new(state, [output], why);

    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason OutOfTurn =
            new("Holdfast", "nothing that waits for it");
        public static readonly Reason Begun =
            new("XAUTH §7.2", "the edge device is to ask");
        public static readonly Reason Asked = new("XAUTH §5", "the user is asked");
        public static readonly Reason AskedAtOnce =
            new("Holdfast", "the user is being asked: one question at a time");
        public static readonly Reason NotAsked =
            new("Holdfast", "nobody has asked in time: the ISAKMP SA ends");
        public static readonly Reason Typed =
            new("XAUTH §6.1", "what was asked for is said, and nothing else");
        public static readonly Reason TypedLess =
            new("XAUTH §6.1", "less than was asked for: the edge device is told, and it ends");
        public static readonly Reason NotTyped =
            new("XAUTH §5", "the user says nothing: the edge device is told, and it ends");
        public static readonly Reason NoStatus =
            new("XAUTH §6.1", "no word of how it has ended: nothing of it is taken");
        public static readonly Reason LoggedIn =
            new("XAUTH §5", "the user is logged in");
        public static readonly Reason Denied =
            new("XAUTH §6", "the user is refused: the ISAKMP SA ends");
        public static readonly Reason Failed =
            new("Holdfast", "we cannot go on: the ISAKMP SA ends");
        public static readonly Reason IsLoggedIn =
            new("XAUTH §5", "it is logged in already");
        public static readonly Reason IsRefused = new("XAUTH §6", "it is refused");
    }
}

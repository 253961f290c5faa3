using Holdfast.Codec;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ikev1.XauthEdge.State,
    Holdfast.StateMachines.Ikev1.XauthEdge.Output>;

namespace Holdfast.StateMachines.Ikev1;

/// <content>A function for each state, and the rules by which it decides.</content>
public static partial class XauthEdge
{
    private static Next FromIdle(Config config, State.Idle state, Input input) => input switch
    {
        Input.Begin begin => Ask(
            config, new(begin.Isakmp, begin.Identifier, 0), begin.Question, [], Why.Begun),
        Input.Answered or Input.Unanswered or Input.Granted or Input.Denied or Input.AskMore
            or Input.Committed or Input.NotCommitted or Input.Failed or Input.Tick =>
            Passed(state, input, Why.OutOfTurn),
    };

    private static Next FromAsking(
        Config config, State.Asking state, Instant now, Input input) => input switch
        {
            Input.Answered(var answer) => Take(config, state, now, answer),
            Input.Unanswered => End(state.Talk, [], Why.Unanswered),
            Input.Failed => End(state.Talk, [], Why.Failed),
            Input.Begin or Input.Granted or Input.Denied or Input.AskMore or Input.Committed
                or Input.NotCommitted or Input.Tick => Passed(state, input, Why.OutOfTurn),
        };

    private static Next FromJudging(
        Config config, State.Judging state, Instant now, Input input) => input switch
        {
            Input.Granted(var name) => new(
                new State.Committing(state.Talk, name),
                [
                    .. Forgets(state.Claim.Secrets),
                    new Output.Establish(state.Talk.Isakmp, name),
                ],
                Why.Granted),
            Input.Denied => Tell(state.Talk, Forgets(state.Claim.Secrets), Why.Denied),
            Input.AskMore(var question) => Ask(
                config, state.Talk, question, Forgets(state.Claim.Secrets), Why.AskedMore),
            Input.Failed => End(state.Talk, Forgets(state.Claim.Secrets), Why.Failed),
            Input.Tick => now < state.Until
                ? new(state, default, Why.NothingIsDue)
                : Tell(state.Talk, Forgets(state.Claim.Secrets), Why.NotJudged),
            Input.Begin or Input.Answered or Input.Unanswered or Input.Committed
                or Input.NotCommitted => Passed(state, input, Why.OutOfTurn),
        };

    private static Next FromCommitting(State.Committing state, Input input) => input switch
    {
        // From the fact on, for what comes behind our word may come before its answer.
        Input.Committed => new(
            new State.Telling(state.Talk, state.Name),
            [
                new Output.Open(state.Talk.Isakmp with { Awaits = null }, state.Name),
                new Output.Ask(
                    state.Talk.Isakmp, XauthMessages.Status(true, state.Talk.Identifier)),
            ],
            Why.Committed),
        Input.NotCommitted => End(state.Talk, [], Why.NotCommitted),

        // What is to be a fact may be one already: only an answer ends the wait.
        Input.Begin or Input.Answered or Input.Unanswered or Input.Granted or Input.Denied
            or Input.AskMore or Input.Failed or Input.Tick =>
            Passed(state, input, Why.OutOfTurn),
    };

    private static Next FromTelling(State.Telling state, Input input) => input switch
    {
        Input.Answered(var answer) => state.Name is { } name
            ? new(new State.LoggedIn(name), Forgets(answer.Secrets), Why.Told)
            : End(state.Talk, Forgets(answer.Secrets), Why.ToldRefusal),
        Input.Unanswered => End(state.Talk, [], Why.NotHeard),
        Input.Failed => End(state.Talk, [], Why.Failed),
        Input.Begin or Input.Granted or Input.Denied or Input.AskMore or Input.Committed
            or Input.NotCommitted or Input.Tick => Passed(state, input, Why.OutOfTurn),
    };

    private static Next Take(
        Config config, State.Asking state, Instant now, TransactionMessage answer) =>
        XauthMessages.StatusIn(answer) == false
            ? End(state.Talk, Forgets(answer.Secrets), Why.GivenUp)
        : XauthMessages.ClaimIn(answer, state.Question) is { } claim
            ? new(
                new State.Judging(state.Talk, claim, now + config.JudgedWithin),
                [new Output.Judge(claim)], Why.Claimed)
        : Tell(state.Talk, Forgets(answer.Secrets), Why.NoClaim);

    private static Next Ask(
        Config config, XauthTalk talk, XauthQuestion question, Outputs<Output> before,
        Reason why)
    {
        // §6.2: a challenge is of no generic question.
        if (talk.Requests >= config.RequestsMax || question.Asks.Count == 0
            || (question.Challenge.Length > 0
                && question.Type == Protocol.Ike.V1.XauthType.Generic))
        {
            return Tell(talk, before, Why.AskedEnough);
        }

        var next = talk with { Requests = talk.Requests + 1 };
        return new(
            new State.Asking(next, question),
            before.Add(new Output.Ask(
                talk.Isakmp, XauthMessages.Request(question, talk.Identifier))),
            why);
    }

    private static Next Tell(XauthTalk talk, Outputs<Output> before, Reason why) => new(
        new State.Telling(talk, null),
        before.Add(new Output.Ask(talk.Isakmp, XauthMessages.Status(false, talk.Identifier))),
        why);

    private static Next End(XauthTalk talk, Outputs<Output> before, Reason why) => new(
        new State.Refused(),
        before
            .Add(new Output.Inform(talk.Isakmp, new() { Isakmps = [talk.Isakmp.Cookies] }))
            .Add(new Output.End(talk.Isakmp)),
        why);

    // Secrets that nobody waits for are zeroed, in whatever they come.
    private static Next Passed(State state, Input input, Reason why) =>
        new(state, input is Input.Answered(var answer) ? Forgets(answer.Secrets) : default, why);

    private static Outputs<Output> Forgets(Items<SecretAttribute> secrets) =>
        [.. secrets.Select(secret => (Output)new Output.Forget(secret.Value))];

    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason OutOfTurn =
            new("Holdfast", "nothing that waits for it");
        public static readonly Reason Begun =
            new("XAUTH §5", "the user is asked");
        public static readonly Reason AskedMore =
            new("XAUTH §5", "the user is asked again, in the same login");
        public static readonly Reason AskedEnough =
            new("Holdfast", "asked often enough, or nothing that can be asked: it is refused");
        public static readonly Reason Unanswered =
            new("XAUTH §6", "nobody answers: the ISAKMP SA ends");
        public static readonly Reason GivenUp =
            new("XAUTH §5", "the host says that it cannot: the ISAKMP SA ends");
        public static readonly Reason Claimed =
            new("XAUTH §6.1", "name and secrets are there: the caller judges");
        public static readonly Reason NoClaim =
            new("XAUTH §6.1", "not what was asked for: it is refused");
        public static readonly Reason Granted =
            new("Holdfast", "it is who it says: first every member knows it");
        public static readonly Reason Denied =
            new("XAUTH §6", "it is not: it is told");
        public static readonly Reason NotJudged =
            new("Holdfast", "nobody has judged in time: it is refused");
        public static readonly Reason Committed =
            new("XAUTH §5", "every member knows it: the host is told");
        public static readonly Reason NotCommitted =
            new("Holdfast", "it is no fact: the ISAKMP SA ends");
        public static readonly Reason Told =
            new("XAUTH §6.1", "the host knows that it has logged in");
        public static readonly Reason ToldRefusal =
            new("XAUTH §6", "the host knows that it has not: the ISAKMP SA ends");
        public static readonly Reason NotHeard =
            new("XAUTH §6.1", "nobody has heard how it ended: the ISAKMP SA ends");
        public static readonly Reason Failed =
            new("Holdfast", "we cannot go on: the ISAKMP SA ends");
        public static readonly Reason IsLoggedIn =
            new("XAUTH §5", "it is logged in already");
        public static readonly Reason IsRefused = new("XAUTH §6", "it is refused");
    }
}

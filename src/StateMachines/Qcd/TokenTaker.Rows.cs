using Holdfast.Codec;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Qcd.TokenTaker.State,
    Holdfast.StateMachines.Qcd.TokenTaker.Output>;

namespace Holdfast.StateMachines.Qcd;

/// <content>A function for each state.</content>
public static partial class TokenTaker
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason Given =
            new("RFC 6290 §4.4", "a token under protection is taken whenever it comes");
        public static readonly Reason KnownToken = new("Holdfast", "the token is known already");
        public static readonly Reason TooOld =
            new("RFC 6290 §5", "the oldest token goes: so many are kept");
        public static readonly Reason Right =
            new("RFC 6290 §4.5", "the token is right: the peer has lost its state");
        public static readonly Reason Wrong =
            new("RFC 6290 §4.5", "the token is wrong: nothing is answered");
        public static readonly Reason NoToken =
            new("RFC 6290 §4.2", "the peer gave no token: none can be right");
        public static readonly Reason TooMany =
            new("RFC 6290 §8.1", "too many tokens came: this one is not looked at");
        public static readonly Reason Up = new("Holdfast", "the IKE SA stands");
        public static readonly Reason Ended =
            new("RFC 6290 §5.3", "tokens go with their IKE SA");
        public static readonly Reason Wanted =
            new("Holdfast", "somebody wants to send: a new IKE SA");
        public static readonly Reason Waits = new("Holdfast", "the IKE SA is gone already");
        public static readonly Reason Over = new("Holdfast", "no IKE SA is left");

        private static readonly Reason OtherSa =
            new("RFC 6290 §5.3", "a token belongs to the SPIs of its IKE SA");

        public static Reason Of(Refusal why) => why switch
        {
            Refusal.OtherSa => OtherSa,
        };
    }

    private static Next FromUp(Config config, State.Up state, Instant now, Input input) =>
        input switch
        {
            Input.Given(var token) => Take(config, state, token),
            Input.Shown(var isRight, var source) => Judge(config, state, now, isRight, source),
            Input.Traffic => Stay(state, Why.Up),
            Input.Ended => new(new State.Over(), Forgotten(state.Tokens), Why.Ended),
            Input.Refused(var why) => Told(config, state, now, Why.Of(why)),
            Input.Tick => Stay(state, Why.NothingIsDue),
        };

    private static Next FromWaiting(State.Waiting state, Input input) => input switch
    {
        Input.Given(var token) => To(state, Why.Waits, new Output.Forget(token)),
        Input.Shown => Stay(state, Why.Waits),
        Input.Traffic => To(new State.Over(), Why.Wanted, new Output.Reconnect()),
        Input.Ended => Stay(new State.Over(), Why.Ended),
        Input.Refused(var why) => Stay(state, Why.Of(why)),
        Input.Tick => Stay(state, Why.NothingIsDue),
    };

    private static Next FromOver(State.Over state, Input input) => input switch
    {
        Input.Given(var token) => To(state, Why.Over, new Output.Forget(token)),
        Input.Shown or Input.Traffic or Input.Ended or Input.Refused or Input.Tick =>
            Stay(state, Why.Over),
    };

    private static Next Take(Config config, State.Up state, KeyHandle token)
    {
        var tokens = state.Tokens;
        if (tokens.Span.Contains(token))
        {
            return Stay(state, Why.KnownToken);
        }

        // RFC 6290 §5: earlier ones may still be what a maker shows that has lost its state.
        var kept = Math.Min(tokens.Count, config.TokensKept - 1);
        var up = state with { Tokens = [token, .. tokens.Span[..kept]] };
        return kept == tokens.Count
            ? Stay(up, Why.Given)
            : new(up, Forgotten([.. tokens.Span[kept..]]), Why.TooOld);
    }

    private static Next Judge(
        Config config, State.Up state, Instant now, bool isRight, Source source)
    {
        if (state.Tokens.Count == 0)
        {
            return Told(config, state, now, Why.NoToken);
        }

        // RFC 6290 §8.1: so many and no more, whether right or wrong. Strangers have a limit of
        // their own, so that they can't use up that of the peer.
        var budget = state.Budget;
        var flow = Spend(
            source switch
            {
                Source.Peer => budget.Peer,
                Source.Other => budget.Others,
            },
            now, config.TokensEvery, config.Burst);
        if (flow is null)
        {
            return Told(config, state, now, Why.TooMany);
        }

        if (isRight)
        {
            return Lost(config, state);
        }

        var spent = source switch
        {
            Source.Peer => budget with { Peer = flow },
            Source.Other => budget with { Others = flow },
        };
        return Told(config, state with { Budget = spent }, now, Why.Wrong);
    }

    private static Next Lost(Config config, State.Up state)
    {
        Outputs<Output> outputs = [new Output.Discard()];
        foreach (var token in state.Tokens)
        {
            outputs = outputs.Add(new Output.Forget(token));
        }

        return config.AfterCrash switch
        {
            CrashAction.Nothing => new(new State.Over(), outputs, Why.Right),
            CrashAction.OnTraffic => new(new State.Waiting(), outputs, Why.Right),
            CrashAction.Reconnect => new(
                new State.Over(), outputs.Add(new Output.Reconnect()), Why.Right),
        };
    }

    /// <summary>People are told, from time to time; the sender never is, §4.5.</summary>
    private static Next Told(Config config, State.Up state, Instant now, Reason why)
    {
        var budget = state.Budget;
        return Spend(budget.Reports, now, config.ReportEvery, burst: 1) is not { } flow
            ? Stay(state, why)
            : To(
                state with { Budget = budget with { Reports = flow } }, why, new Output.Report());
    }

    /// <summary>The flow with one message more; null: that is too much.</summary>
    private static Instant? Spend(Instant? flow, Instant now, TimeSpan every, int burst)
    {
        var at = flow is { } until ? Instant.Latest(until, now) : now;
        return at - now > (burst - 1) * every ? null : at + every;
    }

    private static Outputs<Output> Forgotten(Items<KeyHandle> tokens) =>
        [.. tokens.Select(token => new Output.Forget(token))];

    private static Next Stay(State state, Reason why) => new(state, default, why);

    private static Next To(State state, Reason why, Output output) => new(state, [output], why);
}

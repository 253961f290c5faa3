using Holdfast.StateMachines.Replication;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Qcd.TokenMaker.State,
    Holdfast.StateMachines.Qcd.TokenMaker.Output>;

namespace Holdfast.StateMachines.Qcd;

/// <content>A function for each state, and what is answered.</content>
public static partial class TokenMaker
{
    private static Next FromStandby(
        Config config, State.Standby state, Instant now, Input input) => input switch
        {
            Input.Loaded(var secrets) => Load(config, state, state.Memory, now, secrets),
            Input.SecretMade(var secret) => AddSecret(config, state, state.Memory, now, secret),
            Input.Adopted adopted => Adopt(config, state, state.Memory, adopted),
            Input.Ended(var sa) => End(state, state.Memory, sa),
            Input.Promoted => Promote(config, state, now),
            Input.Demoted => Stay(state, Why.StandbyAlready),
            Input.Born or Input.Moved or Input.Asked => Stay(state, Why.Standby),
            Input.Refused(var why) => Stay(state, Why.Of(why)),
            Input.Tick => Stay(state, Why.NothingIsDue),
        };

    private static Next FromActive(
        Config config, State.Active state, Instant now, Input input) => input switch
        {
            Input.Loaded(var secrets) =>
                Load(config, state, state.Memory, now, secrets),
            Input.SecretMade(var secret) => AddSecret(config, state, state.Memory, now, secret),
            Input.Born born => Give(config, state, born),
            Input.Moved moved => Move(config, state, moved),
            Input.Adopted adopted => Adopt(config, state, state.Memory, adopted),
            Input.Ended(var sa) => End(state, state.Memory, sa),
            Input.Asked(var question, var knowledge) => knowledge switch
            {
                SpiKnowledge.Dead => OnDead(config, state, now, question),

                // RFC 6290 §9.2: what is not certain counts as alive, as far as tokens go.
                SpiKnowledge.Uncertain => Complain(config, state, now, question, Why.Uncertain),
                SpiKnowledge.Live => Stay(state, Why.Live),
            },
            Input.Promoted => Stay(state, Why.ActiveAlready),
            Input.Demoted => Stay(new State.Standby(state.Memory), Why.Demoted),
            Input.Refused(var why) => Stay(state, Why.Of(why)),
            Input.Tick => OnTick(config, state, now),
        };

    private static Next Promote(Config config, State.Standby state, Instant now)
    {
        var active = new State.Active(
            state.Memory,
            new(now + config.FreshFor, null, null),
            SweepOf(state.Memory, now));
        return config.GivesTokens && state.Memory.Secrets.Count == 0
            ? To(active, Why.NoSecrets, new Output.MakeSecret())
            : Stay(active, Why.Promoted);
    }

    private static Next OnTick(Config config, State.Active state, Instant now)
    {
        if (state.Memory.RolloverAt <= now)
        {
            // Whoever does not get one asks again after the same time.
            var memory = state.Memory with { RolloverAt = now + config.RolloverEvery };
            return To(state with { Memory = memory }, Why.Rollover, new Output.MakeSecret());
        }

        return state.Sweep is { } sweep && sweep.At <= now
            ? Replace(config, state, sweep, now)
            : Stay(state, Why.NothingIsDue);
    }

    /// <summary>Somebody asks for an IKE SA that no member has.</summary>
    private static Next OnDead(Config config, State.Active state, Instant now, Question question)
    {
        var memory = state.Memory;
        if (!config.GivesTokens)
        {
            return Complain(config, state, now, question, Why.NotGiven);
        }

        if (question.About is not { } sa)
        {
            return Complain(config, state, now, question, Why.NoParent);
        }

        // RFC 6290 §9.2: our own memory contradicts, so it is not certain.
        if (memory.Given.TryFind(sa.Key, out _))
        {
            return Complain(config, state, now, question, Why.GivenHere);
        }

        if (memory.Secrets.Count == 0)
        {
            return Complain(config, state, now, question, Why.NoSecretYet);
        }

        // RFC 6290 §8.1 and §9.3: so many and no more, fewer once the start is long ago.
        var budget = state.Budget;
        var every = now < budget.FreshUntil ? config.FreshTokensEvery : config.TokensEvery;
        if (Spend(budget.Tokens, now, every, config.Burst) is not { } flow)
        {
            return Complain(config, state, now, question, Why.TooManyTokens);
        }

        return To(
            state with { Budget = budget with { Tokens = flow } },
            question switch
            {
                Question.Request => Why.Revealed,
                Question.Packet => Why.RevealedForChild,
            },
            new Output.Reveal(
                question, sa, memory.Secrets, config.In(question.Sender.Address)));
    }

    /// <summary>RFC 6290 §8.1: a complaint without a token, or nothing at all.</summary>
    private static Next Complain(
        Config config, State.Active state, Instant now, Question question, Reason why)
    {
        var flow = Spend(state.Budget.Complaints, now, config.ComplaintsEvery, config.Burst);
        return flow is null
            ? Stay(state, Why.TooMany)
            : To(
                state with { Budget = state.Budget with { Complaints = flow } },
                why,
                new Output.Complain(question));
    }

    /// <summary>The flow with one message more; null: that is too much.</summary>
    private static Instant? Spend(Instant? flow, Instant now, TimeSpan every, int burst)
    {
        var at = flow is { } until ? Instant.Latest(until, now) : now;
        return at - now > (burst - 1) * every ? null : at + every;
    }

    private static Next Stay(State state, Reason why) => new(state, default, why);

    private static Next To(State state, Reason why, Output output) => new(state, [output], why);
}

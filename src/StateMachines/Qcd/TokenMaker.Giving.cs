using Holdfast.Codec;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Qcd.TokenMaker.State,
    Holdfast.StateMachines.Qcd.TokenMaker.Output>;

namespace Holdfast.StateMachines.Qcd;

/// <content>Secrets, and who is given a token.</content>
public static partial class TokenMaker
{
    private static Next Load(
        Config config, State state, Memory memory, Instant now, Items<KeyHandle> secrets)
    {
        if (secrets.Count == 0)
        {
            return memory.Secrets.Count > 0 ? Stay(state, Why.KnownSecret)
                : config.GivesTokens && state is State.Active
                    ? To(state, Why.NoSecrets, new Output.MakeSecret())
                    : Stay(state, Why.NoSecrets);
        }

        Items<KeyHandle> kept =
            [.. secrets.Span[..Math.Min(secrets.Count, Config.FormerSecrets + 1)]];
        return new(
            WithSecrets(config, state, memory, now, kept),
            [
                .. memory.Secrets.Concat(secrets).Distinct()
                    .Where(secret => !kept.Span.Contains(secret))
                    .Select(secret => new Output.Forget(secret)),
            ],
            Why.Loaded);
    }

    private static Next AddSecret(
        Config config, State state, Memory memory, Instant now, KeyHandle secret)
    {
        var former = memory.Secrets;
        if (former.Span.Contains(secret))
        {
            return Stay(state, Why.KnownSecret);
        }

        var kept = Math.Min(former.Count, Config.FormerSecrets);
        return new(
            WithSecrets(config, state, memory, now, [secret, .. former.Span[..kept]]),
            kept == former.Count ? default : [new Output.Forget(former[kept])],
            Why.NewSecret);
    }

    /// <summary>Other secrets: tokens of one that is gone are to be replaced, §4.4.</summary>
    private static State WithSecrets(
        Config config, State state, Memory memory, Instant now, Items<KeyHandle> secrets)
    {
        var isOneGone = memory.Secrets.Count == 0;
        foreach (var former in memory.Secrets.Span)
        {
            isOneGone |= !secrets.Span.Contains(former);
        }

        var changed = memory with
        {
            Secrets = secrets,
            RolloverAt = config.GivesTokens ? now + config.RolloverEvery : null,
        };
        return state switch
        {
            State.Standby => new State.Standby(changed),
            State.Active active => active with
            {
                Memory = changed,
                Sweep = isOneGone ? SweepOf(changed, now) : active.Sweep,
            },
        };
    }

    private static Sweep? SweepOf(Memory memory, Instant now) =>
        memory is { Given.Count: > 0, Secrets.Count: > 0 } ? new Sweep(0, now) : null;

    private static Next Give(Config config, State.Active state, Input.Born born) =>
        WhyNot(config, state.Memory) is { } not
            ? Stay(state, not)
            : GiveIn(
                config, state, born.Sa, born.Taker, VesselOf(born.Birth, born.IsInitiator),
                born.Birth == Birth.Auth ? Why.Given : Why.GivenAnew);

    private static Next Move(Config config, State.Active state, Input.Moved moved) =>
        !state.Memory.Given.TryFind(moved.Sa.Key, out var given) ? Stay(state, Why.NoToken)
        : given.Taker == config.In(moved.Taker) ? Stay(state, Why.StillGood)
        : WhyNot(config, state.Memory) is { } not ? Stay(state, not)
        : GiveIn(
            config, state, moved.Sa, moved.Taker,
            moved.IsByMobike ? Vessel.AddressUpdate : Vessel.Informational, Why.Moved);

    private static Next GiveIn(
        Config config, State.Active state, Replication.IkeSaId sa, HostAddress taker,
        Vessel vessel, Reason why)
    {
        var given = new Given(sa, state.Memory.Secrets[0], config.In(taker));
        return To(
            state with
            {
                Memory = state.Memory with { Given = state.Memory.Given.With(given) },
            },
            why,
            GiveOf(given, vessel));
    }

    private static Next Adopt(Config config, State state, Memory memory, Input.Adopted adopted)
    {
        // What it was made of is not known: the secret that goes first, so that it is replaced.
        var secret = adopted.Secret.IsSome || memory.Secrets.Count == 0
            ? adopted.Secret
            : memory.Secrets[memory.Secrets.Count - 1];
        var given = new Given(adopted.Sa, secret, config.In(adopted.Taker));
        return Stay(
            With(state, memory with { Given = memory.Given.With(given) }), Why.Adopted);
    }

    private static Next End(State state, Memory memory, Replication.IkeSaId sa) =>
        memory.Given.TryFind(sa.Key, out _)
            ? Stay(
                With(state, memory with { Given = memory.Given.Without(sa.Key) }), Why.Ended)
            : Stay(state, Why.NoToken);

    /// <summary>Looks at some more SAs, and gives a new token where the old one is lost.</summary>
    private static Next Replace(Config config, State.Active state, Sweep sweep, Instant now)
    {
        var memory = state.Memory;
        var (given, from) = (memory.Given, sweep.From);
        var outputs = new List<Output>();
        var isDone = memory.Secrets.Count == 0;
        for (var seen = 0; !isDone && seen < config.SweepBatch; seen++)
        {
            if (given.FirstFrom(from) is not { } row)
            {
                isDone = true;
                break;
            }

            // RFC 6290 §4.4: only what can't be made any more is replaced.
            if (!memory.Secrets.Span.Contains(row.Secret))
            {
                var anew = row with { Secret = memory.Secrets[0] };
                given = given.With(anew);
                outputs.Add(GiveOf(anew, Vessel.Informational));
            }

            isDone = row.Key == UInt128.MaxValue;
            from = unchecked(row.Key + 1);
        }

        return new(
            state with
            {
                Memory = memory with { Given = given },
                Sweep = isDone || given.FirstFrom(from) is null
                    ? null
                    : new Sweep(from, now + config.SweepEvery),
            },
            [.. outputs],
            Why.Replaced);
    }

    private static Output.Give GiveOf(Given given, Vessel vessel) =>
        new(given.Sa, given.Secret, given.Taker, vessel);

    private static Reason? WhyNot(Config config, Memory memory) =>
        !config.GivesTokens ? Why.NotGiven
        : memory.Secrets.Count == 0 ? Why.NoSecretYet
        : null;

    // RFC 6290 §4.3: the initiator has no protected message of that exchange left for it, and
    // IKE_SESSION_RESUME itself is in the clear (RFC 5723 §4.3), so IKE_AUTH behind it gives it.
    private static Vessel VesselOf(Birth birth, bool isInitiator) => birth switch
    {
        Birth.Auth => Vessel.IkeAuth,
        Birth.Rekey => isInitiator ? Vessel.Informational : Vessel.CreateChildSa,
        Birth.Resumption => isInitiator ? Vessel.Informational : Vessel.IkeAuth,
    };

    private static State With(State state, Memory memory) => state switch
    {
        State.Standby => new State.Standby(memory),
        State.Active active => active with { Memory = memory },
    };
}

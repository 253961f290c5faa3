using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Dpd.DeadPeerDetection.State,
    Holdfast.StateMachines.Dpd.DeadPeerDetection.Output>;

namespace Holdfast.StateMachines.Dpd;

/// <content>A function for each state: its row of the table.</content>
public static partial class DeadPeerDetection
{
    private static Next FromUnsupported(
        Config config, State.Unsupported state, Instant now, Input input) => input switch
        {
            // RFC 3706 §6.2: the first number is random; its high bit is 0, so that it does not
            // roll over soon.
            Input.Announced(var first) => Agree(
                state with
                {
                    Announced = true,
                    Numbers = state.Numbers with { Next = first & 0x7FFF_FFFF },
                },
                now),
            Input.Offered => Agree(state with { Offered = true }, now),

            // RFC 3706 §5.2: who has sent the vendor ID answers.
            Input.RUThere(var sequence) => state.Announced
                ? Answer(config, state, state with { }, state.Numbers, now, sequence)
                : Stay(state, Why.NotAgreed),
            Input.Heard or Input.Outbound or Input.RUThereAck => Stay(state, Why.NotAgreed),
            Input.Refused(var why) => Stay(state, Why.Of(why)),
            Input.Demoted or Input.Promoted => Stay(state, Why.NotAgreed),
            Input.Tick => Stay(state, Why.NothingIsDue),
        };

    private static Next FromFresh(Config config, State.Fresh state, Instant now, Input input) =>
        input switch
        {
            Input.Heard => Stay(new State.Fresh(now, Sent: false, state.Numbers), Why.Traffic),

            // RFC 3706 §5.5: sent, and nothing came back for as long as we are willing to wait.
            Input.Outbound => now >= state.LastHeard + config.WorryAfter
                ? Probe(config, state.Numbers, now, Why.Unanswered)
                : Stay(state.Sent ? state : state with { Sent = true }, Why.Sent),
            Input.RUThere(var sequence) => Answer(
                config, state, Alive(now, state.Numbers), state.Numbers, now, sequence),
            Input.RUThereAck => Stay(state, Why.NoProbe),
            Input.Refused(var why) => Stay(state, Why.Of(why)),
            Input.Tick => now < state.LastHeard + config.WorryAfter
                ? Stay(state, Why.NothingIsDue)
                : state.Sent ? Probe(config, state.Numbers, now, Why.Unanswered)
                : config.Mode == Mode.Periodic ? Probe(config, state.Numbers, now, Why.Periodic)
                : Stay(new State.Worried(state.Numbers), Why.Idle),
            Input.Demoted => Stay(new State.Paused(state.Numbers), Why.Standby),
            Input.Promoted(var skip) => Promote(config, state.Numbers, now, skip),
            Input.Announced or Input.Offered => Stay(state, Why.AgreedAlready),
        };

    private static Next FromWorried(Config config, State.Worried state, Instant now, Input input) =>
        input switch
        {
            Input.Heard => Stay(Alive(now, state.Numbers), Why.Traffic),

            // RFC 3706 §5.5: liveliness matters once there is something to send.
            Input.Outbound => Probe(config, state.Numbers, now, Why.Wanted),
            Input.RUThere(var sequence) => Answer(
                config, state, Alive(now, state.Numbers), state.Numbers, now, sequence),
            Input.RUThereAck => Stay(state, Why.NoProbe),
            Input.Refused(var why) => Stay(state, Why.Of(why)),
            Input.Demoted => Stay(new State.Paused(state.Numbers), Why.Standby),
            Input.Promoted(var skip) => Promote(config, state.Numbers, now, skip),
            Input.Announced or Input.Offered => Stay(state, Why.AgreedAlready),
            Input.Tick => Stay(state, Why.NothingIsDue),
        };

    private static Next FromProbing(Config config, State.Probing state, Instant now, Input input) =>
        input switch
        {
            // RFC 3706 §5.4: traffic is proof, so the exchange is given up; its number is used up.
            Input.Heard => Stay(Alive(now, state.Numbers), Why.Traffic),
            Input.Outbound => Stay(state, Why.AlreadyProbing),
            Input.RUThere(var sequence) => Answer(
                config, state, Alive(now, state.Numbers), state.Numbers, now, sequence),

            // RFC 3706 §6.1: only an answer to what was asked in this exchange proves anything.
            Input.RUThereAck(var sequence) => sequence - state.First <= state.Last - state.First
                ? Stay(Alive(now, state.Numbers), Why.Answered)
                : Stay(state, Why.WrongNumber),
            Input.Refused(var why) => Stay(state, Why.Of(why)),
            Input.Tick => now < state.RetryAt ? Stay(state, Why.NothingIsDue)
                : state.Sent >= config.ProbesMax
                    ? To(new State.Dead(now), Why.GivenUp, new Output.PeerDied(config.WhenDead))
                    : Retry(config, state, now),
            Input.Demoted => Stay(new State.Paused(state.Numbers), Why.Standby),
            Input.Promoted(var skip) => Promote(config, state.Numbers, now, skip),
            Input.Announced or Input.Offered => Stay(state, Why.AgreedAlready),
        };

    private static Next FromPaused(Config config, State.Paused state, Instant now, Input input) =>
        input switch
        {
            Input.Promoted(var skip) => Promote(config, state.Numbers, now, skip),
            Input.Announced or Input.Offered or Input.Heard or Input.Outbound or Input.RUThere
                or Input.RUThereAck or Input.Refused or Input.Demoted => Stay(state, Why.Standby),
            Input.Tick => Stay(state, Why.NothingIsDue),
        };

    /// <summary>Both vendor IDs are there: the SA is fresh. Else it waits for the other.</summary>
    private static Next Agree(State.Unsupported state, Instant now) =>
        state is { Announced: true, Offered: true }
            ? Stay(Alive(now, state.Numbers), Why.Agreed)
            : Stay(state, Why.HalfAgreed);

    /// <summary>What an R-U-THERE leads to, by its number, RFC 3706 §6.2.</summary>
    private static Next Answer(
        Config config, State state, State heard, Numbers numbers, Instant now, uint sequence)
    {
        if (numbers.Awaited is not { } awaited || sequence - awaited <= config.AheadMax)
        {
            var counted = numbers with { Awaited = sequence + 1, AnsweredAgain = null };
            return To(With(heard, counted), Why.Asked, new Output.SendRUThereAck(sequence));
        }

        // The answer to the last one may have been lost; said twice it proves nothing.
        if (sequence == awaited - 1)
        {
            return numbers.AnsweredAgain is { } again && now - again < config.ReanswerAfter
                ? Stay(state, Why.AskedTooOften)
                : To(
                    With(state, numbers with { AnsweredAgain = now }),
                    Why.AskedAgain,
                    new Output.SendRUThereAck(sequence));
        }

        return Stay(state, Why.OldNumber);
    }

    private static Next Probe(Config config, Numbers numbers, Instant now, Reason why) => To(
        new State.Probing(
            First: numbers.Next,
            Last: numbers.Next,
            Sent: 1,
            Wait: config.RetryAfter,
            RetryAt: now + config.RetryAfter,
            numbers with { Next = numbers.Next + 1 }),
        why,
        new Output.SendRUThere(numbers.Next));

    /// <summary>RFC 3706 §5.4: the query is sent again when no answer comes.</summary>
    private static Next Retry(Config config, State.Probing state, Instant now)
    {
        var wait = config.WaitAfter(state.Wait);
        var again = state with { Sent = state.Sent + 1, Wait = wait, RetryAt = now + wait };
        if (config.RetriesAreNumberedAnew)
        {
            var number = state.Numbers.Next;
            again = again with
            {
                Last = number,
                Numbers = state.Numbers with { Next = number + 1 },
            };
        }

        return To(again, Why.NoAnswer, new Output.SendRUThere(again.Last));
    }

    /// <summary>
    /// A new active member knows nothing of the peer. On demand it asks before it is believed to
    /// live, but not before somebody wants to send.
    /// </summary>
    private static Next Promote(Config config, Numbers numbers, Instant now, uint skip)
    {
        var ahead = numbers with { Next = numbers.Next + skip };
        return config.Mode switch
        {
            Mode.OnDemand => Stay(new State.Worried(ahead), Why.Promoted),
            Mode.Periodic => Stay(Alive(now, ahead), Why.Promoted),
        };
    }

    private static State.Fresh Alive(Instant now, Numbers numbers) =>
        new(now, Sent: false, numbers);

    private static State With(State state, Numbers numbers) => state switch
    {
        State.Unsupported unsupported => unsupported with { Numbers = numbers },
        State.Fresh fresh => fresh with { Numbers = numbers },
        State.Worried worried => worried with { Numbers = numbers },
        State.Probing probing => probing with { Numbers = numbers },
        State.Paused paused => paused with { Numbers = numbers },
        State.Dead => state,
    };

    private static Next Stay(State state, Reason why) => new(state, default, why);

    private static Next To(State state, Reason why, Output output) => new(state, [output], why);
}

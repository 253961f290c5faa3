using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.MessageIdSync.State,
    Holdfast.StateMachines.Ike.MessageIdSync.Output>;

namespace Holdfast.StateMachines.Ike;

/// <content>A function for each state.</content>
public static partial class MessageIdSync
{
    private static Next FromIdle(Config config, State.Idle state, Instant now, Input input) =>
        input switch
        {
            Input.TakenOver taken => Begin(config, state.Marks, taken, now),
            Input.Asked asked => OnAsked(config, state, state.Marks, asked),
            Input.CountersAsked asked => OnCounters(state, asked),
            Input.CountersOwed owed => AskCounters(config, state, owed, now),
            Input.Drawn => Stay(state, Why.NoNonceWanted),
            Input.Answered => Stay(state, Why.NotAsked),
            Input.Refused(var why) => Stay(state, Why.Of(why)),
            Input.Demoted => Stay(state, Why.Standby),
            Input.Tick => Stay(state, Why.NothingIsDue),
        };

    private static Next FromDrawing(
        Config config, State.Drawing state, Instant now, Input input) => input switch
        {
            Input.Drawn(var nonce) => Ask(config, state, now, nonce),
            Input.Asked asked => OnAsked(config, state, state.Marks, asked),
            Input.CountersAsked asked => OnCounters(state, asked),
            Input.TakenOver or Input.CountersOwed => Stay(state, Why.OneIsEnough),

            // An answer to the attempt before comes too late: its nonce is forgotten.
            Input.Answered => Stay(state, Why.OtherNonce),
            Input.Refused(var why) => Stay(state, Why.Of(why)),
            Input.Demoted => Stay(new State.Idle(state.Marks), Why.Standby),
            Input.Tick => Stay(state, Why.NothingIsDue),
        };

    private static Next FromWaiting(
        Config config, State.Waiting state, Instant now, Input input) => input switch
        {
            Input.Answered answer => OnAnswer(state, answer),
            Input.Asked asked => OnAsked(config, state, state.Marks, asked),
            Input.CountersAsked asked => OnCounters(state, asked),
            Input.TakenOver or Input.CountersOwed => Stay(state, Why.OneIsEnough),
            Input.Drawn => Stay(state, Why.NoNonceWanted),
            Input.Refused(var why) => Stay(state, Why.Of(why)),
            Input.Demoted => Stay(new State.Idle(state.Marks), Why.Standby),
            Input.Tick => now < state.RetryAt ? Stay(state, Why.NothingIsDue)
                : state.Sent >= config.SendsMax ? Fail(now, Why.GaveUp)
                : new(
                    new State.Drawing(
                        state.Wish, state.Sent, config.WaitAfter(state.Wait), state.Marks),
                    [new Output.Draw()], Why.Retry),
        };

    private static Next Begin(
        Config config, Marks own, Input.TakenOver taken, Instant now)
    {
        var (isFit, delta) = DeltaFor(taken.Children, taken.Skip);
        if (!isFit && config.WhenUnfit == Unfit.TearDown)
        {
            return Fail(now, Why.Unfit);
        }

        // RFC 6311 §5.1: below what the peer has named it sends nothing, whatever late facts say.
        var marks = Higher(own, taken.Marks);
        var numbers = taken.Numbers with
        {
            Receive = Math.Max(taken.Numbers.Receive, marks.Seen ?? 0),
        };
        var wish = new Wish(numbers, taken.Window, isFit ? delta : null);
        var drawing = new State.Drawing(wish, 0, config.RetryAfter, marks);
        return isFit
            ? new(drawing, [new Output.Draw()], Why.TakenOver)
            : new(drawing, [new Output.RekeyChildren(), new Output.Draw()], Why.UnfitRekeyed);
    }

    // RFC 6311 §6.4: one delta for all CHILD SAs, of 4 or of 8 octets.
    private static (bool IsFit, Delta? Delta) DeltaFor(Children children, ulong skip) =>
        children switch
        {
            Children.None => (true, null),
            Children.Plain => (
                skip <= uint.MaxValue, (Delta?)new Delta(skip, IsExtended: false)),
            Children.Extended => (true, new Delta(skip, IsExtended: true)),
            Children.Mixed => (false, null),
        };

    private static Next AskCounters(
        Config config, State.Idle state, Input.CountersOwed owed, Instant now)
    {
        var (isFit, delta) = DeltaFor(owed.Children, owed.Skip);
        return !isFit
            ? config.WhenUnfit == Unfit.TearDown
                ? Fail(now, Why.Unfit)
                : new(state, [new Output.RekeyChildren()], Why.UnfitRekeyed)
            : delta is { } by
                ? new(state, [new Output.AskCounters(by)], Why.AskCounters)
                : Stay(state, Why.NoChildren);
    }

    // RFC 6311 §5.1: facts that come late take nothing back.
    private static Marks Higher(Marks own, Marks facts) =>
        new(Higher(own.Sent, facts.Sent), Higher(own.Seen, facts.Seen));

    private static uint? Higher(uint? own, uint? fact) => own is null || fact > own ? fact : own;

    private static Next Ask(Config config, State.Drawing state, Instant now, uint nonce)
    {
        // RFC 6311 §5.1: above all that any member may have used, and above each synchronisation
        // before it; the window is the lead that the section recommends.
        var (numbers, window, delta) = state.Wish;
        var m1 = Math.Max(
            (ulong)numbers.Send + window,
            state.Marks.Sent is { } sent ? (ulong)sent + 1 : 0);
        if (m1 >= uint.MaxValue)
        {
            return Fail(now, Why.UsedUp);
        }

        return new(
            new State.Waiting(
                state.Wish, nonce, (uint)m1, numbers.Receive, state.Sent + 1, state.Wait,
                now + state.Wait, state.Marks with { Sent = (uint)m1 }),
            [new Output.Ask(nonce, (uint)m1, numbers.Receive, delta)],
            Why.Ask);
    }

    private static Next OnAnswer(State.Waiting state, Input.Answered answer)
    {
        // RFC 6311 §11: whose nonce is another one's, is replayed or late.
        if (answer.Nonce != state.Nonce)
        {
            return Stay(state, Why.OtherNonce);
        }

        // RFC 6311 §5.1: M2 is M1 or more, P2 is P1 or more, as they were asked for. What the peer
        // has asked for meanwhile stays, if it is higher: with both sides asking at once, each
        // answer is older than the other side's question.
        var numbers = state.Wish.Numbers;
        return answer.Receive < state.M1 || answer.Send < state.P1
            ? Stay(state, Why.Lower)
            : new(
                new State.Idle(state.Marks),
                [
                    new Output.Adopt(
                        Math.Max(answer.Receive, numbers.Send),
                        Math.Max(answer.Send, numbers.Receive)),
                ],
                Why.Synced);
    }

    private static Next OnAsked(Config config, State state, Marks marks, Input.Asked asked)
    {
        // RFC 6311 §5.1: no more than what was seen is dropped without an answer.
        var isReplayed = asked.Send <= marks.Seen
            || (config.Reading == Reading.Strict && asked.Send < asked.Numbers.Receive);
        if (isReplayed)
        {
            return Stay(state, Why.Replayed);
        }

        if (asked.Delta is { } delta && !Fits(delta, asked.Children))
        {
            return Stay(state, Why.OtherWidth);
        }

        var numbers = new Numbers(
            Math.Max(asked.Receive, asked.Numbers.Send),
            Math.Max(asked.Send, asked.Numbers.Receive));

        // RFC 6311 §5.2: message IDs first, then counters.
        Outputs<Output> outputs =
        [
            new Output.Adopt(numbers.Send, numbers.Receive),
            new Output.Answer(asked.Nonce, asked.Send, numbers.Send, numbers.Receive),
        ];
        return new(
            Seen(state, asked.Send, numbers),
            asked.Delta is { } by ? outputs.Add(new Output.Advance(by.Value)) : outputs,
            Why.PeerSynced);
    }

    /// <summary>A synchronisation of our own goes on, from the higher IDs.</summary>
    private static State Seen(State state, uint seen, Numbers numbers) => state switch
    {
        State.Idle idle => new State.Idle(idle.Marks with { Seen = seen }),
        State.Drawing drawing => drawing with
        {
            Wish = drawing.Wish with { Numbers = numbers },
            Marks = drawing.Marks with { Seen = seen },
        },

        // What was asked stays as it was sent; the next attempt begins at the higher IDs.
        State.Waiting waiting => waiting with
        {
            Wish = waiting.Wish with { Numbers = numbers },
            Marks = waiting.Marks with { Seen = seen },
        },
        State.Failed => state,
    };

    private static Next OnCounters(State state, Input.CountersAsked asked) =>
        Fits(asked.Delta, asked.Children)
            ? new(state, [new Output.Advance(asked.Delta.Value)], Why.Counters)
            : Stay(state, Why.OtherWidth);

    private static bool Fits(Delta delta, Children children) => children switch
    {
        // Without CHILD SAs there is nothing to move.
        Children.None => true,
        Children.Plain => !delta.IsExtended,
        Children.Extended => delta.IsExtended,
        Children.Mixed => false,
    };

    private static Next Fail(Instant now, Reason reason) =>
        new(new State.Failed(now), [new Output.TearDown()], reason);

    private static Next Stay(State state, Reason reason) => new(state, [], reason);
}

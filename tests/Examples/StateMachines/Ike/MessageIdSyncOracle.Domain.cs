using Holdfast.StateMachines;
using static Holdfast.StateMachines.Ike.MessageIdSync;

namespace Holdfast.Tests.Examples.StateMachines.Ike;

/// <content>The states and the inputs of its domain.</content>
public sealed partial class MessageIdSyncOracle
{
    private static IEnumerable<(string Name, State State)> States()
    {
        yield return ("failed", new State.Failed(Now - Second));
        foreach (var marks in AllMarks)
        {
            yield return ("idle/live", new State.Idle(marks));
        }

        foreach (var wish in Wishes)
        {
            yield return ("drawing/live", new State.Drawing(wish, 1, 4 * Second, default));
            foreach (var marks in AllMarks)
            {
                yield return ("drawing/live", new State.Drawing(wish, 0, 2 * Second, marks));
            }
        }

        // The wish has risen since it was sent in the last two.
        foreach (var (wish, m1, p1) in new (Wish, uint, uint)[]
        {
            (Wishes[0], 8, 4), (Wishes[1], 12, 4), (Wishes[0], 5, 2), (Wishes[3], 9, 1),
        })
        {
            foreach (var at in (Instant[])[Now - Unit, Now, Now + Unit])
            {
                foreach (var seen in (uint?[])[null, 9])
                {
                    State.Waiting first = new(
                        wish, 99, m1, p1, 1, 2 * Second, at, new(m1, seen));
                    yield return ($"waiting/live/{(at <= Now ? "first due" : "not due")}", first);
                    yield return (
                        $"waiting/live/{(at <= Now ? "last due" : "not due")}",
                        first with { Sent = 2, Wait = 4 * Second });
                }
            }
        }
    }

    private static IEnumerable<(string Name, string Which, string Fits, Input Input)> Inputs(
        State state)
    {
        var marks = MarksOf(state) ?? default;
        foreach (var (children, skip, fits) in new (Children, ulong, string)[]
        {
            (Children.None, 5, "none"), (Children.Plain, 5, "yes"),
            (Children.Plain, Most, "yes"), (Children.Plain, Most + 1UL, "no"),
            (Children.Extended, 5, "yes"), (Children.Extended, Most + 1UL, "yes"),
            (Children.Extended, ulong.MaxValue, "yes"), (Children.Mixed, 5, "no"),
        })
        {
            foreach (var facts in (Marks[])[default, new(8, 4), new(30, null), new(null, 30)])
            {
                yield return ("TakenOver", "-", fits, new Input.TakenOver(
                    new(7, 4), 1, children, skip, facts));
            }

            yield return ("CountersOwed", "-", fits, new Input.CountersOwed(children, skip));
        }

        foreach (var nonce in (uint[])[0, 99, Most])
        {
            yield return (
                "Drawn", state is State.Drawing drawing && Lowest(drawing) > Most - 1UL
                    ? "used up" : "left",
                "-", new Input.Drawn(nonce));
        }

        var (m1, p1) = state is State.Waiting waiting ? (waiting.M1, waiting.P1) : (8u, 4u);
        foreach (var (nonce, send, receive) in new (uint, uint, uint)[]
        {
            (99, p1, m1), (99, p1 + 9, m1), (99, p1, m1 + 9), (98, p1, m1), (100, p1 + 1, m1 + 1),
            (99, p1 - 1, m1), (99, p1, m1 - 1), (99, 0, m1 - 1),
        })
        {
            var which = nonce != 99 ? "other nonce"
                : send < p1 || receive < m1 ? "below" : "agrees";
            yield return ("Answered", which, "-", new Input.Answered(nonce, send, receive));
        }

        // This side knows at least what it wished.
        var known = WishOf(state)?.Numbers ?? new(7, 4);
        foreach (var numbers in (Numbers[])
            [known, known with { Receive = known.Receive + 1 }])
        {
            foreach (var send in (uint[])
                [0, 4, 9, 10, Most, numbers.Receive - 1, numbers.Receive])
            {
                var which = send <= marks.Seen ? "synced"
                    : send < numbers.Receive ? "requested" : "new";
                foreach (var receive in (uint[])[0, numbers.Send, numbers.Send + 1])
                {
                    foreach (var (delta, children, fits) in Deltas())
                    {
                        yield return ("Asked", which, fits, new Input.Asked(
                            7, send, receive, delta, numbers, children));
                    }
                }
            }
        }

        foreach (var (delta, children, fits) in Deltas().Where(one => one.Delta is not null))
        {
            yield return (
                "CountersAsked", "-", fits, new Input.CountersAsked(delta!.Value, children));
        }

        foreach (var why in Enum.GetValues<Refusal>())
        {
            yield return ($"{why}", "-", "-", new Input.Refused(why));
        }

        yield return ("Demoted", "-", "-", new Input.Demoted());
        yield return ("Tick", "-", "-", new Input.Tick());
    }
}

using Holdfast.Codec;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.MessageIds.State,
    Holdfast.StateMachines.Ike.MessageIds.Output>;

namespace Holdfast.StateMachines.Ike;

/// <content>A function for each state, and our requests.</content>
public static partial class MessageIds
{
    private static Next FromOpen(Config config, State.Open state, Instant now, Input input) =>
        input switch
        {
            Input.Wanted => Reserve(config, state),
            Input.Sealed(var id, var message) => Send(config, state, now, id, message),
            Input.Answered(var id) => Finish(state, id),
            Input.Requested(var id) => OnRequest(config, state, now, id),
            Input.Responded(var id, var message) => Respond(config, state, id, message),
            Input.WindowSet(0) => Stay(state, Why.NoWindow),
            Input.WindowSet(var size) => Announce(
                state, state.Ours with { Window = (int)Math.Min(size, (uint)config.OpenMax) },
                [], Why.WindowSet),
            Input.Synced(var next, var lowest) => Jump(config, state, next, lowest),
            Input.Refused(var why) => Stay(state, Why.Of(why)),
            Input.Demoted => Stay(new State.Standby(state.Ours.IsHeld), Why.Standby),
            Input.Promoted => Stay(state, Why.ActiveAlready),
            Input.Tick => Repeat(config, state, now),
        };

    private static Next FromStandby(
        Config config, State.Standby state, Instant now, Input input) => input switch
        {
            Input.Promoted(var facts) => TakeOver(config, facts, state.IsHeld, now),
            Input.Wanted => new(
                state.IsHeld ? state : new State.Standby(IsHeld: true), [new Output.Hold()],
                Why.Standby),
            Input.Sealed or Input.Answered or Input.Requested or Input.Responded
                or Input.WindowSet or Input.Synced or Input.Refused or Input.Demoted
                or Input.Tick => Stay(state, Why.Standby),
        };

    private static Next Reserve(Config config, State.Open state)
    {
        var ours = state.Ours;

        // RFC 7296 §2.2: IDs never wrap.
        var isUsedUp = ours.Next == uint.MaxValue;
        if (isUsedUp || !HasRoom(ours))
        {
            return new(
                ours.IsHeld ? state : state with { Ours = ours with { IsHeld = true } },
                [new Output.Hold()],
                isUsedUp ? Why.UsedUp : Why.WindowFull);
        }

        var request = new OpenRequest(ours.Next, default, 0, TimeSpan.Zero, Instant.Zero);
        var after = ours with { Next = ours.Next + 1, Requests = ours.Requests.Add(request) };
        return AskForRekey(
            config, state with { Ours = after }, [new Output.Seal(ours.Next)], Why.Reserved);
    }

    private static Next Send(
        Config config, State.Open state, Instant now, uint id, Items<Octets> message)
    {
        var at = IndexOf(state.Ours.Requests, id);
        if (at < 0 || state.Ours.Requests[at].Sent > 0 || message.Count == 0)
        {
            return Stay(state, Why.NotReserved);
        }

        var sent = First(config, now, id, message);
        var ours = state.Ours with { Requests = state.Ours.Requests.With(at, sent) };
        return new(state with { Ours = ours }, [new Output.Transmit(message)], Why.FirstSend);
    }

    private static Next Finish(State.Open state, uint id)
    {
        var ours = state.Ours;
        var at = IndexOf(ours.Requests, id);
        if (at < 0 || ours.Requests[at].Sent == 0)
        {
            return Stay(state, Why.OtherAnswer);
        }

        return Announce(
            state, ours with { Requests = Without(ours.Requests, at) }, [new Output.Finish(id)],
            Why.Answered);
    }

    private static Next Repeat(Config config, State.Open state, Instant now)
    {
        var requests = state.Ours.Requests;
        Outputs<Output> outputs = [];
        for (var at = 0; at < requests.Count; at++)
        {
            var request = requests[at];
            if (request.Sent == 0 || request.RetryAt > now)
            {
                continue;
            }

            // RFC 7296 §2.1: whose request is given up, its IKE SA has failed.
            if (request.Sent >= config.SendsMax)
            {
                return new(new State.Failed(now), [new Output.SaFailed()], Why.GaveUp);
            }

            var wait = config.WaitAfter(request.Wait);
            outputs = outputs.Add(new Output.Transmit(request.Message));
            requests = requests.With(at, request with
            {
                Sent = request.Sent + 1,
                Wait = wait,
                RetryAt = now + wait,
            });
        }

        return outputs.IsEmpty
            ? Stay(state, Why.NothingIsDue)
            : new(
                state with { Ours = state.Ours with { Requests = requests } }, outputs,
                Why.Retry);
    }

    /// <summary>The same octets with the same IDs, by whichever member.</summary>
    private static Next TakeOver(Config config, Facts facts, bool isHeld, Instant now)
    {
        Outputs<Output> outputs = [];
        Items<OpenRequest> requests = [];
        foreach (var request in facts.Requests.Span)
        {
            outputs = outputs.Add(new Output.Transmit(request.Message));
            requests = requests.Add(First(config, now, request.Id, request.Message));
        }

        var window = Math.Clamp(facts.Window, 1, config.OpenMax);
        var ours = new Ours(facts.Next, window, requests, isHeld, IsRekeying: false);
        var taken = Announce(
            new(ours, new(facts.Lowest, [], facts.Responses, null)), ours, outputs, Why.TookOver);
        return AskForRekey(config, (State.Open)taken.State, taken.Outputs, Why.TookOver);
    }

    // RFC 6311 §5.1: nobody waits for what was open before; IDs never go back.
    private static Next Jump(Config config, State.Open state, uint next, uint lowest)
    {
        Outputs<Output> outputs = [];
        foreach (var request in state.Ours.Requests.Span)
        {
            outputs = outputs.Add(new Output.Drop(request.Id));
        }

        var ours = state.Ours with
        {
            Next = Math.Max(next, state.Ours.Next),
            Requests = [],
        };
        var theirs = From(state.Theirs, lowest);
        var jumped = Announce(state with { Theirs = theirs }, ours, outputs, Why.Synced);
        return AskForRekey(config, (State.Open)jumped.State, jumped.Outputs, Why.Synced);
    }

    // RFC 7296 §2.3: request X waits for the answers to all up to X less the window, so that the
    // oldest one without an answer decides, however many behind it are answered.
    private static bool HasRoom(Ours ours) =>
        ours.Requests.Count == 0 || ours.Next - ours.Requests[0].Id < (uint)ours.Window;

    /// <summary>Tells whoever waits that there is room, once.</summary>
    private static Next Announce(
        State.Open state, Ours ours, Outputs<Output> outputs, Reason reason) =>
        ours.IsHeld && HasRoom(ours) && ours.Next != uint.MaxValue
            ? new(
                state with { Ours = ours with { IsHeld = false } },
                outputs.Add(new Output.RoomLeft()), reason)
            : new(state with { Ours = ours }, outputs, reason);

    /// <summary>Asks once, while there are IDs left to do it with.</summary>
    private static Next AskForRekey(
        Config config, State.Open state, Outputs<Output> outputs, Reason reason) =>
        !state.Ours.IsRekeying
            && (state.Ours.Next >= config.RekeyAt || state.Theirs.Lowest >= config.RekeyAt)
            ? new(
                state with { Ours = state.Ours with { IsRekeying = true } },
                outputs.Add(new Output.Rekey()), reason)
            : new(state, outputs, reason);

    private static OpenRequest First(
        Config config, Instant now, uint id, Items<Octets> message) =>
        new(id, message, 1, config.RetryAfter, now + config.RetryAfter);

    private static int IndexOf(Items<OpenRequest> requests, uint id)
    {
        for (var at = 0; at < requests.Count; at++)
        {
            if (requests[at].Id == id)
            {
                return at;
            }
        }

        return -1;
    }

    private static Items<T> Without<T>(Items<T> items, int at) =>
        [.. items.Span[..at], .. items.Span[(at + 1)..]];

    private static Next Stay(State state, Reason reason) => new(state, [], reason);
}

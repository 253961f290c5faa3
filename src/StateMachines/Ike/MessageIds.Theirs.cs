using Holdfast.Codec;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.MessageIds.State,
    Holdfast.StateMachines.Ike.MessageIds.Output>;

namespace Holdfast.StateMachines.Ike;

/// <content>The peer's requests.</content>
public static partial class MessageIds
{
    private static Next OnRequest(Config config, State.Open state, Instant now, uint id)
    {
        var theirs = state.Theirs;
        foreach (var response in theirs.Responses.Span)
        {
            // RFC 7296 §2.1: a repeated request is answered in the same octets, and no more.
            if (response.Id == id)
            {
                return new(state, [new Output.Transmit(response.Message)], Why.AnsweredBefore);
            }
        }

        if (theirs.Taken.Span.Contains(id))
        {
            return Stay(state, Why.BeingAnswered);
        }

        // RFC 7296 §2.3: what was answered so long ago that its response is gone is never taken.
        if (id < theirs.Lowest)
        {
            return Stay(state, Why.Old);
        }

        if (id == uint.MaxValue)
        {
            return Stay(state, Why.TheirsUsedUp);
        }

        if (id - theirs.Lowest >= (uint)config.Window)
        {
            return OnBeyond(config, state, now, id);
        }

        return new(
            state with { Theirs = theirs with { Taken = theirs.Taken.Add(id) } },
            [new Output.Take(id)], Why.New);
    }

    // RFC 7296 §2.3: no response; a request of ours may say so, at a limited rate.
    private static Next OnBeyond(Config config, State.Open state, Instant now, uint id) =>
        state.Theirs.ComplainFrom > now
            ? Stay(state, Why.BeyondAgain)
            : new(
                state with
                {
                    Theirs = state.Theirs with { ComplainFrom = now + config.ComplainEvery },
                },
                [new Output.Complain(id)], Why.Beyond);

    private static Next Respond(Config config, State.Open state, uint id, Items<Octets> message)
    {
        var theirs = state.Theirs;
        var at = theirs.Taken.Span.IndexOf(id);
        if (at < 0 || message.Count == 0)
        {
            // What made the IKE SA was asked before there was anybody to take it: its answer is a
            // fact from the beginning, and is sent now.
            return message.Count > 0 && theirs.Responses.Span.Contains(new(id, message))
                ? new(state, [new Output.Transmit(message)], Why.ResponseSent)
                : Stay(state, Why.NotTaken);
        }

        var responses = theirs.Responses.Add(new(id, message));
        var lowest = Past(responses, theirs.Lowest);

        // RFC 7296 §2.3: the peer may ask again for as many as its window holds.
        var kept = theirs with
        {
            Lowest = lowest,
            Taken = Without(theirs.Taken, at),
            Responses = Recent(responses, lowest, config.Window),
        };
        return AskForRekey(
            config, state with { Theirs = kept }, [new Output.Transmit(message)],
            Why.ResponseSent);
    }

    /// <summary>The first ID from there on that is not answered.</summary>
    private static uint Past(Items<Response> responses, uint lowest)
    {
        while (Has(responses, lowest))
        {
            lowest++;
        }

        return lowest;
    }

    /// <summary>
    /// The peer goes on at this ID or above, RFC 6311 §5.1. What it has asked for from there on was
    /// taken already, and is not taken again.
    /// </summary>
    private static Theirs From(Theirs theirs, uint lowest)
    {
        if (lowest <= theirs.Lowest)
        {
            return theirs;
        }

        Items<Response> responses =
            [.. theirs.Responses.Where(response => response.Id >= lowest)];
        return theirs with
        {
            Lowest = Past(responses, lowest),
            Taken = [.. theirs.Taken.Where(id => id >= lowest)],
            Responses = responses,
        };
    }

    private static bool Has(Items<Response> responses, uint id)
    {
        foreach (var response in responses.Span)
        {
            if (response.Id == id)
            {
                return true;
            }
        }

        return false;
    }

    private static Items<Response> Recent(Items<Response> responses, uint lowest, int window)
    {
        Items<Response> recent = [];
        foreach (var response in responses.Span)
        {
            recent = (ulong)response.Id + (uint)window >= lowest ? recent.Add(response) : recent;
        }

        return recent;
    }
}

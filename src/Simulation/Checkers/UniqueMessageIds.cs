using Holdfast.Codec;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I6: no message ID is used twice for different requests (RFC 7296 §2.2), whoever sends them.
/// </summary>
/// <param name="Requests">What was said under each ID first.</param>
/// <param name="Twice">How many IDs were used for something else, too.</param>
public sealed record UniqueMessageIds(Items<RequestUse> Requests, int Twice)
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I6", nameof(UniqueMessageIds), "no message ID is used twice for different requests",
        "message IDs used twice", ["SentBeforeReplicated", "MessageIdsAnew"]);

    /// <summary>Nothing was requested yet.</summary>
    public static UniqueMessageIds None { get; } = new([], 0);

    /// <summary>After a request.</summary>
    public UniqueMessageIds Seen(uint id, ulong content)
    {
        for (var at = 0; at < Requests.Count; at++)
        {
            var known = Requests[at];
            if (known.Id == id)
            {
                return known.Content == content || known.IsTwice ? this : new(
                    Requests.With(at, known with { IsTwice = true }), Twice + 1);
            }
        }

        return this with
        {
            Requests = [.. Requests.Append(new(id, content, false)).OrderBy(use => use.Id)],
        };
    }
}

/// <summary>What was said under a message ID first, and whether something else was, too.</summary>
public readonly record struct RequestUse(uint Id, ulong Content, bool IsTwice);

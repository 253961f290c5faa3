using Holdfast.Codec;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I6: no message ID is used twice for different requests (RFC 7296 §2.2), whoever sends them.
/// </summary>
/// <param name="Requests">What was said under each ID first.</param>
/// <param name="Twice">How often something else was said under an ID.</param>
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
        foreach (var (known, was) in Requests)
        {
            if (known == id)
            {
                return was == content ? this : this with { Twice = Twice + 1 };
            }
        }

        return this with
        {
            Requests = [.. Requests.Append(new(id, content)).OrderBy(use => use.Id)],
        };
    }
}

/// <summary>What was said under a message ID.</summary>
public readonly record struct RequestUse(uint Id, ulong Content);

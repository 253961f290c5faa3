using Holdfast.Codec;

namespace Holdfast.StateMachines.Replication;

/// <summary>
/// How facts change the message IDs of an IKE SA (RFC 7296 §2.2, RFC 6027 §3.3): each ID is used
/// for one request and one response, and none ever goes back.
/// </summary>
internal static class MessageIdFacts
{
    public static SaState Sent(
        SaState state, Change.RequestSent sent, Position at, ref Refusal refusal)
    {
        if (!state.Ikes.TryFind(sent.Ike.Key, out var ike))
        {
            refusal = Refusal.UnknownSa;
            return state;
        }

        // RFC 7296 §2.2: the IDs of an SA are used up once, in order, and it is rekeyed before
        // they wrap.
        if (sent.Message.Id != ike.NextRequest || ike.NextRequest == uint.MaxValue)
        {
            refusal = Refusal.MessageIdUsed;
            return state;
        }

        // RFC 7296 §2.3: the oldest request without an answer decides, not their number.
        if (ike.Requests.Count > 0
            && ike.NextRequest - ike.Requests[0].Id >= ike.SendWindow)
        {
            refusal = Refusal.WindowFull;
            return state;
        }

        return Put(state, ike with
        {
            NextRequest = ike.NextRequest + 1,
            Requests = ike.Requests.Add(sent.Message),
            Touched = at,
        });
    }

    public static SaState Answered(
        SaState state, Change.RequestAnswered answered, Position at, ref Refusal refusal)
    {
        if (!state.Ikes.TryFind(answered.Ike.Key, out var ike))
        {
            refusal = Refusal.UnknownSa;
            return state;
        }

        Items<SealedMessage> open =
            [.. ike.Requests.Where(request => request.Id != answered.MessageId)];
        if (open.Count == ike.Requests.Count)
        {
            refusal = Refusal.MessageIdUsed;
            return state;
        }

        return Put(state, ike with { Requests = open, Touched = at });
    }

    public static SaState Responded(
        SaState state, Change.ResponseSent sent, Position at, ref Refusal refusal)
    {
        if (!state.Ikes.TryFind(sent.Ike.Key, out var ike))
        {
            refusal = Refusal.UnknownSa;
            return state;
        }

        // RFC 7296 §2.3: the peer's requests may overtake each other inside the window.
        var id = sent.Message.Id;
        if (id < ike.NextExpected || id - ike.NextExpected >= ike.ReceiveWindow
            || id == uint.MaxValue || ike.Responses.Any(response => response.Id == id))
        {
            refusal = Refusal.MessageIdUsed;
            return state;
        }

        var responses = ike.Responses.Add(sent.Message);
        var next = ike.NextExpected;
        while (responses.Any(response => response.Id == next))
        {
            next++;
        }

        // A response is repeated as long as the peer may not have it: as far back as its window.
        return Put(state, ike with
        {
            NextExpected = next,
            Responses =
            [
                .. responses.Where(response => (ulong)response.Id + ike.ReceiveWindow >= next),
            ],
            Touched = at,
        });
    }

    public static SaState SyncSent(
        SaState state, Change.SyncSent sent, Position at, ref Refusal refusal)
    {
        if (!state.Ikes.TryFind(sent.Ike.Key, out var ike))
        {
            refusal = Refusal.UnknownSa;
            return state;
        }

        // RFC 6311 §5.1: each synchronisation names a higher ID than any before it, over all
        // members. Without it there are none to send, and IDs that are in doubt all the same.
        if (sent.MessageId <= ike.SyncSent || sent.MessageId < ike.NextRequest)
        {
            refusal = Refusal.MessageIdUsed;
            return state;
        }

        return Put(state, ike with { SyncSent = sent.MessageId, Touched = at });
    }

    public static SaState Synced(
        SaState state, Change.MessageIdsSynced synced, Position at, ref Refusal refusal)
    {
        if (!state.Ikes.TryFind(synced.Ike.Key, out var ike))
        {
            refusal = Refusal.UnknownSa;
            return state;
        }

        if (synced.NextRequest < ike.NextRequest || synced.NextExpected < ike.NextExpected)
        {
            refusal = Refusal.NumberOutOfRange;
            return state;
        }

        // RFC 6311 §5.1: whichever member has obeyed it, none of the peer's is obeyed twice.
        if (synced.Seen != 0 && synced.Seen <= ike.SyncSeen)
        {
            refusal = Refusal.MessageIdUsed;
            return state;
        }

        return Put(state, ike with
        {
            NextRequest = synced.NextRequest,
            NextExpected = synced.NextExpected,
            Requests = [],
            Responses = Kept(ike, synced.NextExpected),
            SyncSeen = Math.Max(ike.SyncSeen, synced.Seen),
            Touched = at,
        });
    }

    // What the peer asked for at the new IDs or above was answered, and is not answered anew.
    private static Items<SealedMessage> Kept(IkeSa ike, uint expected) =>
        expected == ike.NextExpected
            ? ike.Responses
            : [.. ike.Responses.Where(response => response.Id >= expected)];

    private static SaState Put(SaState state, IkeSa ike) =>
        state with { Ikes = state.Ikes.With(ike) };
}

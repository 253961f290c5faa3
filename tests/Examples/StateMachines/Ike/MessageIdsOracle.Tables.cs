namespace Holdfast.Tests.Examples.StateMachines.Ike;

/// <content>The tables.</content>
public sealed partial class MessageIdsOracle
{
    /// <summary>What decides; by a word that no table has: what becomes of all. Held: somebody
    /// waits for room. = is as before.</summary>
    private const string Controls = """
        state            | input                                                     || by       | outputs | why
        open             | Wanted                                                    || room     |         |
        open             | Sealed, Answered                                          || request  |         |
        open             | Requested                                                 || theirs   |         |
        open             | Responded                                                 || response |         |
        open             | WindowSet                                                 || window   |         |
        open             | Synced                                                    || IDs      |         |
        open             | Tick                                                      || time     |         |
        open             | Promoted                                                  || =        |         | active already
        open             | Unprotected                                               || =        |         | unprotected
        open             | OtherSa                                                   || =        |         | other SA
        free             | Demoted                                                   || standby  |         | standby
        held             | Demoted                                                   || waiting  |         | standby
        standby, waiting | Wanted                                                    || waiting  | Hold    | standby
        standby, waiting | Promoted                                                  || facts    |         |
        standby, waiting | Sealed, Answered, Requested, Responded, WindowSet, Synced || =        |         | standby
        standby, waiting | Unprotected, OtherSa, Demoted, Tick                       || =        |         | standby
        failed           | *                                                         || =        |         | failed
        """;

    /// <summary>§2.3: whether one more may be sent: the oldest one without an answer decides. Older
    /// is the last but one, newer the last one.</summary>
    private const string Rooms = """
        window | open               || room
        1      | none               || yes
        1      | older, newer, both || no
        2      | none, newer        || yes
        2      | older, both        || no
        """;

    /// <summary>Who wants to send is given an ID, or waits. IDs: whether the last one but one is
    /// used up.</summary>
    private const string Wishes = """
        IDs     | room || request | held | outputs     | why
        used up | *    || none    | yes  | Hold        | used up
        left    | no   || none    | yes  | Hold        | window full
        left    | yes  || sealing | =    | Seal {next} | reserved
        """;

    /// <summary>Who waited hears of room, once.</summary>
    private const string Hearings = """
        held | room | IDs     || outputs
        no   | *    | *       ||
        yes  | no   | *       ||
        yes  | yes  | used up ||
        yes  | yes  | left    || RoomLeft
        """;

    /// <summary>§2.2: a rekey is asked for once, from an ID on, ours or the peer's. Asked: it was.
    /// </summary>
    private const string Rekeys = """
        asked | ours     | theirs   || outputs
        yes   | *        | *        ||
        no    | below    | below    ||
        no    | at,above | *        || Rekey
        no    | below    | at,above || Rekey
        """;

    /// <summary>What becomes of a request that is sealed or answered. Text: whether there are
    /// datagrams.</summary>
    private const string OwnRequests = """
        input    | request       | text || then | outputs           | why
        Sealed   | none, sent    | *    || =    |                   | not sealed
        Sealed   | sealing       | none || =    |                   | not sealed
        Sealed   | sealing       | some || sent | Send request {id} | first send
        Answered | none, sealing | -    || =    |                   | other answer
        Answered | sent          | -    || gone | Finish {id}       | answered
        """;

    /// <summary>§2.1: a request that waits 1 s, then 1.8 s, then 2 s, the longest time.</summary>
    private const string Repeats = """
        sent | due  || then
        0    | -    || =
        1    | late || =
        1    | due  || 2 1.8s
        2    | late || =
        2    | due  || 3 2s
        3    | late || =
        3    | due  || failed
        """;

    /// <summary>A tick, by what becomes of the two.</summary>
    private const string Ticks = """
        given up | again || state  | outputs  | why
        yes      | *     || failed | SaFailed | given up
        no       | yes   || open   | {again}  | no answer
        no       | no    || open   |          | not due
        """;

    /// <summary>§2.1 and §2.3: a request of the peer. Place: its ID is below the lowest that is not
    /// answered, in the window, beyond it, or the last of all. Said: whether a complaint was made
    /// less than 10 s ago.</summary>
    private const string PeerRequests = """
        request  | place         | said || then  | outputs            | why
        answered | below, inside | *    || =     | Send response {id} | answered before
        taken    | inside        | *    || =     |                    | being answered
        none     | below         | *    || =     |                    | old
        none     | last          | *    || =     |                    | theirs used up
        none     | inside        | *    || taken | Take {id}          | new
        none     | beyond        | no   || said  | Complain {id}      | beyond
        none     | beyond        | yes  || =     |                    | beyond again
        """;

    /// <summary>Our response. Same: as it was before.</summary>
    private const string Responses = """
        request  | text        || then     | outputs            | why
        none     | *           || =        |                    | not taken
        taken    | none        || =        |                    | not taken
        taken    | some        || answered | Send response {id} | response
        answered | same        || =        | Send response {id} | response
        answered | other, none || =        |                    | not taken
        """;

    /// <summary>How far the lowest ID without an answer rises. Ahead: the one behind it.</summary>
    private const string Rises = """
        answered | ahead       || by
        lowest   | none, taken || 1
        lowest   | answered    || 2
        ahead    | -           || 0
        """;

    /// <summary>§2.3: as many responses are kept as the window holds, and those ahead. Below: so
    /// far below the lowest ID without an answer.</summary>
    private const string Keeps = """
        below | window || kept
        ahead | 2      || yes
        1     | *      || yes
        2     | 2      || yes
        2     | 1      || no
        3, 4  | 2      || no
        """;

    /// <summary>RFC 6311 §5.1: IDs of the peer that were agreed on, higher than those of before by
    /// so much or not; what lies below them is dropped.</summary>
    private const string Passes = """
        higher | ahead       || lowest | dropped
        no     | *           || =      | none
        by 1   | none, taken || that   | below
        by 1   | answered    || that+1 | below
        more   | *           || that   | below
        """;

    /// <summary>How many requests the peer takes: as it says, or as the facts have it; two are
    /// sent at most.</summary>
    private const string Windows = """
        by    | size    || window
        peer  | 0       || none
        facts | 0       || 1
        *     | 1       || 1
        *     | 2, more || 2
        """;

    private const string Kinds = """
        not due         = Holdfast: nothing is due
        reserved        = RFC 7296 §2.2: the next ID
        window full     = RFC 7296 §2.3: the peer takes no more
        used up         = RFC 7296 §2.2: IDs never wrap: the IKE SA
        theirs used up  = RFC 7296 §2.2: IDs never wrap: the peer
        first send      = RFC 7296 §2.1: the members know it: the request
        not sealed      = RFC 7296 §2.2: no request of this ID
        no answer       = RFC 7296 §2.1: no answer
        given up        = RFC 7296 §2.1: given up
        answered        = RFC 7296 §2.1: the request is answered
        other answer    = RFC 7296 §2.1: a response to no open
        new             = RFC 7296 §2.3: a new request
        answered before = RFC 7296 §2.1: a repeated request: the same
        being answered  = RFC 7296 §2.1: a repeated request whose response
        old             = RFC 7296 §2.3: an old request
        beyond          = RFC 7296 §2.3: beyond the window: not answered
        beyond again    = RFC 7296 §2.3: beyond the window: said
        response        = RFC 7296 §2.1: the members know it: the response
        not taken       = RFC 7296 §2.1: no request of this ID is being answered
        window          = RFC 7296 §2.3: so many
        no window       = RFC 7296 §2.3: a window is one
        IDs             = RFC 6311 §5.1: new IDs
        unprotected     = RFC 7296 §2.3: an unprotected
        other SA        = RFC 7296 §2.6: it belongs
        standby         = Holdfast: a standby
        took over       = Holdfast: active now
        active already  = Holdfast: active already
        failed          = RFC 7296 §2.1: the IKE SA has failed
        """;
}

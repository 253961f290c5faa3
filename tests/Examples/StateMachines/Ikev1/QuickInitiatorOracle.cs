using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using static Holdfast.StateMachines.Ikev1.QuickInitiator;
using static Holdfast.Tests.Examples.StateMachines.Ikev1.QuickCases;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>RFC 2409 §5.5 for who begins: every state of the bounded domain with every letter.
/// </summary>
public sealed class QuickInitiatorOracle
{
    /// <summary>
    /// Suite: what is asked for, with forward secrecy or plain. Due: the first message waits no
    /// longer; it is sent twice at most. {s} is that suite, {share,} zeroes our half of a key
    /// exchange where there is one. A CHILD SA in the making has its life, in seconds, and behind
    /// it what was waited for.
    /// </summary>
    private const string Table = """
        state                                         | suite  | due | sends | letter                                                                                            || next                                | outputs                                                                       | why
        idle                                          | -      | -   | -     | begin                                                                                             || asking plain                        | Ask plain                                                                     | begun
        idle                                          | -      | -   | -     | begin with forward secrecy                                                                        || asking secret                       | Ask secret                                                                    | begun with secrecy
        idle                                          | -      | -   | -     | begin before a login                                                                              || same                                |                                                                               | no login
        idle                                          | -      | -   | -     | begin without a message ID, begin without a SPI, begin with nothing                               || same                                |                                                                               | nothing to begin
        asking, waiting, completing, committing       | *      | *   | *     | beginnings                                                                                        || same                                |                                                                               | on the way
        asking                                        | *      | -   | -     | sealed                                                                                            || waiting {s} 1 1 {+1}                | Send                                                                          | asked
        waiting                                       | *      | *   | *     | answered                                                                                          || completing {s} 28800 after {before} | Complete {s}                                                                  | answered
        waiting                                       | *      | *   | *     | answered for less time                                                                            || completing {s} 60 after {before}    | Complete {s}                                                                  | answered
        waiting                                       | plain  | *   | *     | answered without a share                                                                          || completing {s} 28800 after {before} | Complete {s}                                                                  | answered
        waiting                                       | secret | *   | *     | answered without a share                                                                          || gone                                | Inform INVALID-KEY-INFORMATION, Forget 3, GaveUp told INVALID-KEY-INFORMATION | no share
        waiting                                       | *      | *   | *     | answered by what was not offered                                                                  || gone                                | Inform NO-PROPOSAL-CHOSEN, {share,} GaveUp told NO-PROPOSAL-CHOSEN            | not offered
        waiting                                       | *      | *   | *     | answered by what was changed                                                                      || gone                                | Inform NO-PROPOSAL-CHOSEN, {share,} GaveUp told NO-PROPOSAL-CHOSEN            | changed
        waiting                                       | *      | *   | *     | answered with a SPI that is kept                                                                  || gone                                | Inform INVALID-SPI, {share,} GaveUp told INVALID-SPI                          | kept SPI
        waiting                                       | *      | *   | *     | answered with our own nonce                                                                       || gone                                | Inform INVALID-KEY-INFORMATION, {share,} GaveUp told INVALID-KEY-INFORMATION  | own nonce
        waiting                                       | *      | *   | *     | answered for other traffic                                                                        || gone                                | Inform INVALID-ID-INFORMATION, {share,} GaveUp told INVALID-ID-INFORMATION    | other traffic
        waiting                                       | *      | *   | *     | refused                                                                                           || gone                                | {share,} GaveUp refused                                                       | refused
        waiting                                       | *      | yes | first | Tick                                                                                              || waiting {s} 2 2 {+2}                | Send                                                                          | again
        waiting                                       | *      | yes | last  | Tick                                                                                              || gone                                | {share,} GaveUp                                                               | unanswered
        idle, asking, completing, committing          | *      | *   | *     | Tick                                                                                              || same                                |                                                                               | not due
        waiting                                       | *      | no  | *     | Tick                                                                                              || same                                |                                                                               | not due
        completing                                    | *      | *   | *     | keyed                                                                                             || committing {s} {life}               | {share,} Establish {s} {life}                                                 | keyed
        completing                                    | *      | *   | *     | not keyed                                                                                         || {before}                            |                                                                               | bad share
        asking, waiting, completing                   | *      | *   | *     | failed                                                                                            || gone                                | {share,} GaveUp                                                               | failed
        committing                                    | *      | *   | *     | committed                                                                                         || up                                  | Send last                                                                     | committed
        committing                                    | *      | *   | *     | not committed                                                                                     || gone                                | Forget 2                                                                      | not committed
        up                                            | -      | -   | -     | repeated                                                                                          || same                                | Send last                                                                     | repeated
        idle, asking, waiting, committing             | *      | *   | *     | keyed                                                                                             || same                                | Forget 2                                                                      | out of turn
        idle, waiting, completing, committing         | *      | *   | *     | sealed                                                                                            || same                                |                                                                               | out of turn
        idle, waiting, completing, committing         | *      | *   | *     | sealed late                                                                                       || same                                | Forget 9                                                                      | out of turn
        idle, asking, completing, committing          | *      | *   | *     | answers, refused                                                                                  || same                                |                                                                               | out of turn
        idle, asking, waiting, committing             | *      | *   | *     | not keyed                                                                                         || same                                |                                                                               | out of turn
        idle, asking, waiting, completing             | *      | *   | *     | committed, not committed                                                                          || same                                |                                                                               | out of turn
        idle, asking, waiting, completing, committing | *      | *   | *     | repeated                                                                                          || same                                |                                                                               | out of turn
        idle, committing                              | *      | *   | *     | failed                                                                                            || same                                |                                                                               | out of turn
        up                                            | -      | -   | -     | keyed                                                                                             || same                                | Forget 2                                                                      | up
        up                                            | -      | -   | -     | sealed late                                                                                       || same                                | Forget 9                                                                      | up
        up                                            | -      | -   | -     | beginnings, sealed, answers, refused, not keyed, failed, committed, not committed, Tick           || same                                |                                                                               | up
        gone                                          | -      | -   | -     | keyed                                                                                             || same                                | Forget 2                                                                      | gone
        gone                                          | -      | -   | -     | sealed late                                                                                       || same                                | Forget 9                                                                      | gone
        gone                                          | -      | -   | -     | beginnings, sealed, answers, refused, not keyed, failed, committed, not committed, repeated, Tick || same                                |                                                                               | gone
        """;

    private const string Kinds = """
        not due            = Holdfast: nothing is due
        out of turn        = Holdfast: nothing that waits for it
        on the way         = Holdfast: it is on the way
        nothing to begin   = RFC 2409 §5.5: message ID
        no login           = XAUTH §6: nothing before
        begun              = RFC 2409 §5.5: the first message is sealed
        begun with secrecy = RFC 2409 §5.5: with forward secrecy
        asked              = RFC 2408 §5.1: sent, and sent again
        not offered        = RFC 2408 §4.2: not one of those
        changed            = RFC 2409 §5: an attribute was changed
        kept SPI           = RFC 4303 §2.1: a SPI below 256
        own nonce          = Holdfast: its nonce is our own
        other traffic      = RFC 2409 §5.5: other traffic
        no share           = RFC 2409 §5.5: forward secrecy without
        answered           = RFC 2409 §5.5: granted
        refused            = RFC 2408 §3.14: the peer refuses
        bad share          = RFC 2409 §5.5: its public value is bad
        keyed              = Holdfast: first every member knows
        again              = RFC 2408 §5.1: not answered
        unanswered         = RFC 2408 §5.1: sent often enough
        committed          = RFC 2409 §5.5: every member knows it
        not committed      = Holdfast: it is no fact
        failed             = Holdfast: we cannot go on
        repeated           = RFC 2408 §5.1: its message has come again
        up                 = RFC 2409 §5.5: the CHILD SA stands
        gone               = Holdfast: it is gone
        """;

    private static readonly KeyHandle OurShare = new(3);

    private static readonly BoundedDomain<Config, State, Input, Output> Domain = new(
        Machine,
        new("begin without a SPI", (_, _) => Begin(default, [Plain])),
        new("begin with nothing", (_, _) => Begin(Inbound, [])),
        new("sealed late", (_, state) => state is State.Asking { Wish.Suites: [var suite] }
            ? new Input.Sealed(First, Chain, ShareOf(suite))
            : new Input.Sealed(First, Chain, new(9))));

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_table_says() =>
        OracleTable.Parse(Table).Holds(Machine, Domain.Cells.Select(Trial), Kinds, Told, Said);

    private static Trial<Config, State, Input> Trial(BoundedCell<State, Input> cell)
    {
        var (state, now) = (cell.State, cell.Now);
        var waiting = state as State.Waiting ?? (state as State.Completing)?.Before;
        var suite = SuiteIn(state);
        var letter = cell.Letter == "sealed late" && state is State.Asking ? "sealed" : cell.Letter;
        var kind = letter.StartsWith("begin", StringComparison.Ordinal) ? "beginnings"
            : letter.StartsWith("answered", StringComparison.Ordinal) ? "answers"
            : letter;
        return new(
            [
                Phase(state), suite is null ? "-" : Name(suite),
                waiting is null ? "-" : waiting.Open.At <= now ? "yes" : "no",
                waiting is null ? "-" : waiting.Open.Sends == 1 ? "first" : "last",
                $"{letter}/{kind}",
            ],
            Domain.Config, state, now, cell.Input)
        {
            Given =
            [
                ("same", Told(state)), ("{s}", suite is null ? "-" : Name(suite)),
                ("{before}", waiting is null ? "-" : Told(waiting)),
                ("{life}", $"{(state as State.Completing)?.Made.Life.Seconds}"),
                ("{share,} ", suite == Guarded && waiting is not null ? "Forget 3, " : ""),
                ("{+1}", At(now + TimeSpan.FromTicks(1))),
                ("{+2}", At(now + TimeSpan.FromTicks(2))),
            ],
        };
    }

    private static Input.Begin Begin(Spi inbound, Items<ChildSuite> suites) =>
        new(new(Isakmp, suites, Here, There), Id, NonceI, inbound);

    private static ChildSuite? SuiteIn(State state) => state switch
    {
        State.Asking asking => asking.Wish.Suites[0],
        State.Waiting waiting => waiting.Wish.Suites[0],
        State.Completing completing => completing.Made.Child.Suite,
        State.Committing committing => committing.Made.Child.Suite,
        State.Idle or State.Up or State.Gone => null,
    };

    private static string Phase(State state) => state.GetType().Name.ToLowerInvariant();

    private static string Told(State state) => state switch
    {
        State.Idle => "idle",
        State.Asking asking => $"asking {Told(asking.Wish)}"
            + Unless(asking.Half, new(Isakmp, Id, Inbound, new(NonceI, default))),
        State.Waiting waiting => $"waiting {Told(waiting.Wish)} {Name(waiting.Open, First)}"
            + Unless(waiting.Half, Sent(waiting.Wish.Suites[0])),
        State.Completing(var before, var half, var made) =>
            $"completing {Told(made, default, default)} after {Told(before)}"
            + Unless(half, Sent(made.Child.Suite) with
            {
                Nonces = new(NonceI, NonceR),
                Taken = Second,
            }),
        State.Committing(var made) => $"committing {Told(made, new(2), Second)}",
        State.Up up => "up" + Unless(
            up, new(new(Isakmp.Cookies.Initiator, Isakmp.Cookies.Responder), Inbound,
            new(Second, Second))),
        State.Gone => "gone",
    };

    private static QuickHalf Sent(ChildSuite suite) =>
        new(Isakmp, Id, Inbound, new(NonceI, default))
        {
            Share = ShareOf(suite),
            Chain = Chain,
        };

    /// <summary>§5.5: a public value where the suite has a group, and nowhere else.</summary>
    private static KeyHandle ShareOf(ChildSuite suite) =>
        suite == Guarded ? OurShare : KeyHandle.None;

    private static string Told(QuickWish wish) => Name(wish.Suites[0])
        + Unless(wish, new(Isakmp, [wish.Suites[0]], Here, There));

    /// <summary>Suite and life; whose it is, where it goes and between whom never varies.</summary>
    private static string Told(QuickSa made, KeyHandle keys, Octets answer) =>
        $"{Name(made.Child.Suite)} {made.Life.Seconds}" + Unless(made, new(
            new(Isakmp.Cookies.Initiator, Isakmp.Cookies.Responder), Id,
            new(
                Inbound, Outbound, made.Child.Suite, new([Here], [There]), IsTransport: false,
                keys)
            {
                Role = IkeRole.Initiator,
            },
            new(made.Life.Seconds), new(Second, answer)));

    private static string Unless<T>(T one, T usual) => Equals(one, usual) ? "" : $" of {one}";

    private static string Said(Output output) => output switch
    {
        Output.Ask(var half, var message, var group) => group == KeyExchangeMethod.None
            ? "Ask plain" + Asked(half, message, Plain)
            : "Ask secret" + Asked(half, message, Guarded)
                + Unless(group, KeyExchangeMethod.Modp2048),
        Output.Send(var octets) => octets == First ? "Send"
            : octets == Second ? "Send last"
            : $"Send {octets}",
        Output.Complete(var half, var suite, var outbound, var share) =>
            $"Complete {Name(suite)}" + Unless(outbound, Outbound)
            + Unless(share, suite == Guarded ? Share : default)
            + Unless(half, Sent(suite) with
            {
                Nonces = new(NonceI, NonceR),
                Taken = Second,
            }),
        Output.Inform(var isakmp, var information) => Name(information, isakmp),
        Output.Establish(var made) => $"Establish {Told(made, new(2), Second)}",
        Output.GaveUp { Refusal: null, Told: null } => "GaveUp",
        Output.GaveUp { Refusal: null, Told: { } told } =>
            $"GaveUp told {told.Data.Tag}" + Unless(told, PhaseOneMessages.Notice(told.Data.Tag)),
        Output.GaveUp gaveUp => "GaveUp refused" + Unless(
            gaveUp, new(PhaseOneMessages.Notice(IsakmpNotifyType.NoProposalChosen))),
        Output.Forget(var keys) => $"Forget {keys.Value}",
    };

    private static string Asked(QuickHalf half, QuickMessage message, ChildSuite suite) =>
        Unless(half, new(Isakmp, Id, Inbound, new(NonceI, default)))
        + Unless(message, new()
        {
            Proposals = QuickOffers.Offer(
                [suite], Inbound, new(28_800), isTransport: false, isEncapsulated: false),
            Nonce = NonceI,
            Initiator = Here,
            Responder = There,
        });
}

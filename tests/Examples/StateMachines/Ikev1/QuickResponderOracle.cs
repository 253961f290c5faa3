using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using static Holdfast.StateMachines.Ikev1.QuickResponder;
using static Holdfast.Tests.Examples.StateMachines.Ikev1.QuickCases;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>RFC 2409 §5.5 for who answers: every state of the bounded domain with every letter.
/// </summary>
public sealed class QuickResponderOracle
{
    /// <summary>
    /// What is granted: a suite, a life in seconds, and whether packets go in transport mode
    /// through a NAT. Due: the answer waits no longer for the peer; it is sent twice at most.
    /// {made} is what is being made.
    /// </summary>
    private const string Table = """
        state                          | due | sends | letter                                                                                || next                         | outputs                                     | why
        idle                           | -   | -     | asked                                                                                 || answering plain 3600         | Answer plain 3600                           | asked
        idle                           | -   | -     | asked with forward secrecy                                                            || answering secret 3600        | Answer secret 3600                          | asked
        idle                           | -   | -     | asked for more time                                                                   || answering plain 28800        | Answer plain 28800 says so                  | asked for longer
        idle                           | -   | -     | asked for transport through a NAT                                                     || answering plain 3600 through | Answer plain 3600 through                   | asked
        idle                           | -   | -     | asked before a login                                                                  || gone                         | Inform AUTHENTICATION-FAILED before a login | no login
        idle                           | -   | -     | asked with another suite                                                              || gone                         | Inform NO-PROPOSAL-CHOSEN                   | no proposal
        idle                           | -   | -     | asked with nothing                                                                    || gone                         | Inform NO-PROPOSAL-CHOSEN                   | no proposal
        idle                           | -   | -     | asked with a SPI that is kept                                                         || gone                         | Inform INVALID-SPI                          | kept SPI
        idle                           | -   | -     | asked for other traffic                                                               || gone                         | Inform INVALID-ID-INFORMATION               | no traffic
        idle                           | -   | -     | asked for unknown traffic                                                             || gone                         | Inform INVALID-ID-INFORMATION               | no traffic
        idle                           | -   | -     | asked for transport                                                                   || gone                         | Inform NO-PROPOSAL-CHOSEN                   | no proposal
        idle                           | -   | -     | asked without a share                                                                 || gone                         | Inform INVALID-KEY-INFORMATION              | no share
        answering, committing, waiting | *   | *     | askings, repeated*                                                                    || same                         |                                             | being answered
        answering                      | -   | -     | keyed                                                                                 || committing {made}            | Establish {made}                            | keyed
        answering                      | -   | -     | not keyed                                                                             || gone                         | Inform INVALID-KEY-INFORMATION              | bad share
        answering                      | -   | -     | failed                                                                                || gone                         |                                             | failed
        committing                     | -   | -     | committed                                                                             || waiting {made} 1 1 {+1}      | Send                                        | committed
        committing                     | -   | -     | not committed                                                                         || gone                         | Forget 2                                    | not committed
        waiting                        | *   | *     | confirmed                                                                             || up                           | Use 101                                     | confirmed
        waiting                        | *   | *     | used                                                                                  || up                           | Use 101                                     | used
        waiting                        | *   | *     | repeated                                                                              || same                         | Send                                        | repeated
        waiting                        | *   | *     | failed                                                                                || gone                         | Inform end of 101, Abandon 101              | failed
        waiting                        | yes | first | Tick                                                                                  || waiting {made} 2 2 {+2}      | Send                                        | again
        waiting                        | yes | last  | Tick                                                                                  || gone                         | Inform end of 101, Abandon 101              | unconfirmed
        waiting                        | no  | *     | Tick                                                                                  || same                         |                                             | not due
        idle, answering, committing    | -   | -     | Tick                                                                                  || same                         |                                             | not due
        idle, committing, waiting      | *   | *     | keyed                                                                                 || same                         | Forget 2                                    | out of turn
        idle, committing, waiting      | *   | *     | not keyed                                                                             || same                         |                                             | out of turn
        idle, answering, waiting       | *   | *     | committed, not committed                                                              || same                         |                                             | out of turn
        idle, answering, committing    | -   | -     | confirmed, used                                                                       || same                         |                                             | out of turn
        idle                           | -   | -     | repeated, failed                                                                      || same                         |                                             | out of turn
        committing                     | -   | -     | failed                                                                                || same                         |                                             | out of turn
        up                             | -   | -     | keyed                                                                                 || same                         | Forget 2                                    | up
        up                             | -   | -     | askings, not keyed, confirmed, used, repeated, failed, committed, not committed, Tick || same                         |                                             | up
        gone                           | -   | -     | keyed                                                                                 || same                         | Forget 2                                    | gone
        gone                           | -   | -     | askings, not keyed, confirmed, used, repeated, failed, committed, not committed, Tick || same                         |                                             | gone
        """;

    private const string Kinds = """
        not due          = Holdfast: nothing is due
        out of turn      = Holdfast: nothing that waits for it
        no login         = XAUTH §6: whoever has to log in
        no proposal      = RFC 2408 §4.2: none of our suites
        kept SPI         = RFC 4303 §2.1: a SPI below 256
        no traffic       = RFC 2409 §5.5: traffic that it may not have
        no share         = RFC 2409 §5.5: forward secrecy without
        bad share        = RFC 2409 §5.5: the public value is bad
        asked            = RFC 2409 §5.5: granted
        asked for longer = RFC 2407 §4.6.3.1: granted for less time
        being answered   = RFC 2408 §5.1: its answer is being made
        keyed            = Holdfast: first every member knows
        committed        = RFC 2409 §5.5: every member knows it
        not committed    = Holdfast: it is no fact
        failed           = Holdfast: we cannot go on
        confirmed        = RFC 2409 §5.5: the peer is there
        used             = RFC 2409 §5.5: a packet shows
        repeated         = RFC 2408 §5.1: its message has come again
        again            = RFC 2408 §5.1: not heard
        unconfirmed      = RFC 2409 §5.5: nobody has shown
        up               = RFC 2409 §5.5: the CHILD SA stands
        gone             = Holdfast: it is gone
        """;

    /// <summary>Both ends as we see them.</summary>
    private static readonly OriginalAddresses Seen =
        new(HostAddress.Parse("192.0.2.1"), HostAddress.Parse("198.51.100.1"));

    /// <summary>Both ends as the peer sees them.</summary>
    private static readonly OriginalAddresses Said =
        new(HostAddress.Parse("10.0.0.1"), HostAddress.Parse("192.0.2.1"));

    private static readonly QuickHalf Half =
        new(Isakmp, Id, Inbound, new(NonceI, NonceR))
        {
            Chain = Chain,
            Taken = First,
            Seen = Seen,
        };

    private static readonly BoundedDomain<Config, State, Input, Output> Domain = new(
        Machine,
        new("asked with nothing", (_, _) => Asked(message => message with { Proposals = null })),
        new("asked for unknown traffic", (_, _) =>
            Asked(message => message with { Responder = null })),
        new("asked for transport", (_, _) => Asked(message => message with
        {
            Proposals = Offer(Plain, 3_600, isTransport: true, isEncapsulated: false),
        })));

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_table_says() =>
        OracleTable.Parse(Table).Holds(Machine, Domain.Cells.Select(Trial), Kinds, Told, Heard);

    private static Trial<Config, State, Input> Trial(BoundedCell<State, Input> cell)
    {
        var (state, now) = (cell.State, cell.Now);
        var waiting = state as State.Waiting;
        var kind = cell.Letter.StartsWith("asked", StringComparison.Ordinal) ? "askings"
            : cell.Letter == "repeated" && state is not State.Waiting ? "repeated*"
            : cell.Letter;
        return new(
            [
                Phase(state), waiting is null ? "-" : waiting.Open.At <= now ? "yes" : "no",
                waiting is null ? "-" : waiting.Open.Sends == 1 ? "first" : "last",
                $"{cell.Letter}/{kind}",
            ],
            Domain.Config, state, now, cell.Input)
        {
            Given =
            [
                ("same", Told(state)), ("{made}", MadeIn(state) is { } made ? Name(made) : "-"),
                ("{+1}", At(now + TimeSpan.FromTicks(1))),
                ("{+2}", At(now + TimeSpan.FromTicks(2))),
            ],
        };
    }

    private static Input.Asked Asked(Func<QuickMessage, QuickMessage> change) => new(
        change(new()
        {
            Proposals = Offer(Plain, 3_600, isTransport: false, isEncapsulated: false),
            Nonce = NonceI,
            Initiator = There,
            Responder = Here,
        }),
        Half with { Nonces = new(default, NonceR) },
        new([Plain, Guarded], [new([Here], [There])]));

    private static IsakmpSaPayloadValue Offer(
        ChildSuite suite, uint seconds, bool isTransport, bool isEncapsulated) =>
        QuickOffers.Offer([suite], Outbound, new(seconds), isTransport, isEncapsulated);

    private static QuickSa? MadeIn(State state) => state switch
    {
        State.Answering answering => answering.Made,
        State.Committing committing => committing.Made,
        State.Waiting waiting => waiting.Made,
        State.Idle or State.Up or State.Gone => null,
    };

    private static string Phase(State state) => state.GetType().Name.ToLowerInvariant();

    private static string Told(State state) => state switch
    {
        State.Idle => "idle",
        State.Answering(var half, var made) =>
            $"answering {Told(made, default, default)}" + Unless(half, Half),
        State.Committing(var half, var made) =>
            $"committing {Told(made, new(2), Second)}" + Unless(half, Half),
        State.Waiting(var half, var made, var open) =>
            $"waiting {Told(made, new(2), Second)} {QuickCases.Name(open, Second)}" + Unless(half, Half),
        State.Up up => "up" + Unless(
            up, new(new(Isakmp.Cookies.Initiator, Isakmp.Cookies.Responder), Inbound)),
        State.Gone => "gone",
    };

    /// <summary>What varies; whose it is, where it goes and between whom never does.</summary>
    private static string Told(QuickSa made, KeyHandle keys, Octets answer) =>
        Name(made) + Unless(made, new(
            new(Isakmp.Cookies.Initiator, Isakmp.Cookies.Responder), Id,
            new(
                Inbound, Outbound, made.Child.Suite, new([Here], [There]),
                made.Child.IsTransport, keys)
            {
                Role = IkeRole.Responder,
            },
            new(made.Life.Seconds), new(First, answer))
        {
            // RFC 3948 §3.1.2: its packets have sums of the addresses that it knows.
            Originals = made.Child.IsTransport ? Said : null,
        });

    private static string Name(QuickSa made) =>
        $"{QuickCases.Name(made.Child.Suite)} {made.Life.Seconds}"
        + (made.Child.IsTransport ? " through" : "");

    private static string Unless<T>(T one, T usual) => Equals(one, usual) ? "" : $" of {one}";

    private static string Heard(Output output) => output switch
    {
        Output.Answer answer => $"Answer {Told(answer)}",
        Output.Send(var octets) => octets == Second ? "Send" : $"Send {octets}",
        Output.Inform(var isakmp, var information) => QuickCases.Name(information, isakmp),
        Output.Establish(var made) => $"Establish {Told(made, new(2), Second)}",
        Output.Use(var inbound) => $"Use {inbound.Value:x}",
        Output.Abandon(var inbound) => $"Abandon {inbound.Value:x}",
        Output.Forget(var keys) => $"Forget {keys.Value}",
    };

    /// <summary>The proposal of the peer with our SPI, RFC 2408 §4.2; its identities as they came,
    /// RFC 2409 §5.5; a shorter life is said, RFC 2407 §4.6.3.1, and through a NAT both addresses,
    /// RFC 3947 §5.2.</summary>
    private static string Told(Output.Answer answer)
    {
        var (half, message, suite, outbound, share) = answer;
        var isThrough = message.Originals is not null;
        return $"{QuickCases.Name(suite)} {message.Life?.Seconds ?? 3_600}"
            + (isThrough ? " through" : "") + (message.Life is null ? "" : " says so")
            + Unless(half, Half) + Unless(outbound, Outbound)
            + Unless(share, suite == Guarded ? Share : default)
            + Unless(message, new()
            {
                Proposals = QuickOffers.Offer(
                    [suite], Inbound, new(message.Life is null ? 3_600u : 1_000_000u), isThrough,
                    isThrough),
                Nonce = NonceR,
                Initiator = There,
                Responder = Here,
                Originals = isThrough ? Seen : null,
                Life = message.Life is null ? null : new(28_800),
            });
    }
}

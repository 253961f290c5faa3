using Holdfast.Simulation.Scenarios.DpdVersusRouting;
using Holdfast.StateMachines.Dpd;
using Holdfast.Tests.Properties.Codec.Samples;
using Holdfast.Tests.Properties.Simulation.Scenarios;
using Holdfast.Tests.Properties.StateMachines.Dpd;
using static Holdfast.StateMachines.Dpd.DeadPeerDetection;
using DpdMachine = Holdfast.StateMachines.Machine<
    Holdfast.StateMachines.Dpd.DeadPeerDetection.Config,
    Holdfast.StateMachines.Dpd.DeadPeerDetection.State,
    Holdfast.StateMachines.Dpd.DeadPeerDetection.Input,
    Holdfast.StateMachines.Dpd.DeadPeerDetection.Output>;
using Instant = Holdfast.StateMachines.Instant;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Dpd.DeadPeerDetection.State,
    Holdfast.StateMachines.Dpd.DeadPeerDetection.Output>;

namespace Holdfast.Tests.Properties.Simulation.Checkers.Canaries;

/// <summary>Mistakes of dead peer detection, RFC 3706.</summary>
internal static class DeadPeerSet
{
    private const string Forged = nameof(SmallCanaries);
    private const string Paths = nameof(DpdVersusRoutings);

    public static NamedMutant[] All =>
    [
        new("DPD", "ACK with wrong number accepted",
            "any R-U-THERE-ACK proves life, whatever its number", "I18", Forged,
            isWrong => Small("AnyAckProves", isWrong)),
        new("DPD", "unprotected packet counts as life",
            "a packet without protection counts as traffic", "I18", Forged,
            isWrong => Small("UnprotectedIsHeard", isWrong)),
        Law("traffic does not reset worry", "traffic of the peer changes nothing", "I16",
            nameof(Rfc3706_5_Liveliness.A_peer_that_sends_within_each_worry_period_is_never_asked),
            HeardIsNothing, Rfc3706_5_Liveliness.Sending, Rfc3706_5_Liveliness.IsNeverAsked),
        new("DPD", "one retry fewer/more", "a peer is dead one query earlier", "I16", Paths,
            isWrong => Broken.By(DpdVersusRoutings.Explore(
                nameof(PathFlaw.OneQueryFewer), isWrong))),
        new("DPD", "one retry fewer/more", "a peer is dead one query later", "I17", Paths,
            isWrong => Broken.By(DpdVersusRoutings.Explore(
                nameof(PathFlaw.OneQueryMore), isWrong))),
        Numbered("number not increased", "an exchange takes the number of the one before",
            NumberStays),
        Numbered("number kept after failover",
            "whoever is promoted skips none of the numbers that were used unseen", NumberIsKept),
        Law("dead declared on first loss", "one query that nobody answers is death", "I16",
            nameof(Rfc3706_5_Liveliness
                .A_peer_that_answers_one_query_of_each_exchange_never_dies),
            DeadOnFirstLoss, Rfc3706_5_Liveliness.Answering, Rfc3706_5_Liveliness.NeverDies),
        Law("probe sent by standby", "a standby that hears of traffic asks the peer", "I19",
            nameof(Rfc3706_5_Liveliness.A_standby_sends_nothing_until_it_is_promoted),
            StandbyAsks, DpdRuns.Draw, Rfc3706_5_Liveliness.IsQuiet),
        Law("late ACK after Dead revives state", "an answer after death is proof of life",
            "RFC3706-5.4-e",
            nameof(Rfc3706_5_Liveliness
                .Whoever_was_declared_dead_stays_so_whatever_is_said_of_him),
            LateAckRevives, DpdRuns.Draw, Rfc3706_5_Liveliness.StaysDead),
    ];

    private static Next HeardIsNothing(Config config, State state, Instant now, Input input) =>
        input is Input.Heard
            ? new(state, default, default)
            : DeadPeerDetection.Step(config, state, now, input);

    private static Next NumberStays(Config config, State state, Instant now, Input input)
    {
        var next = DeadPeerDetection.Step(config, state, now, input);
        return state is not State.Probing && next.State is State.Probing probing
            ? next with
            {
                State = probing with { Numbers = probing.Numbers with { Next = probing.First } },
            }
            : next;
    }

    private static Next NumberIsKept(Config config, State state, Instant now, Input input) =>
        DeadPeerDetection.Step(
            config, state, now, input is Input.Promoted ? new Input.Promoted(0) : input);

    private static Next DeadOnFirstLoss(Config config, State state, Instant now, Input input) =>
        DeadPeerDetection.Step(
            config,
            state is State.Probing probing && input is Input.Tick && now >= probing.RetryAt
                ? probing with { Sent = config.ProbesMax }
                : state,
            now, input);

    private static Next StandbyAsks(Config config, State state, Instant now, Input input) =>
        DeadPeerDetection.Step(
            config,
            state is State.Paused paused && input is Input.Outbound
                ? new State.Worried(paused.Numbers)
                : state,
            now, input);

    private static Next LateAckRevives(Config config, State state, Instant now, Input input) =>
        state is State.Dead && input is Input.RUThereAck
            ? new(new State.Fresh(now, Sent: false, default), default, default)
            : DeadPeerDetection.Step(config, state, now, input);

    private static NamedMutant Numbered(
        string row, string changed, Func<Config, State, Instant, Input, Next> step) => Law(
        row, changed, "RFC3706-6.2-c",
        nameof(Rfc3706_6_ReplayResistance
            .Each_exchange_has_a_number_of_its_own_one_above_the_one_before),
        step, DpdRuns.Draw, Rfc3706_6_ReplayResistance.CountsUp);

    private static NamedMutant Law<T>(
        string row, string changed, string killer, string test,
        Func<Config, State, Instant, Input, Next> step, Func<Choices, T> draw,
        Action<DpdMachine, T> law) => new(
        "DPD", row, changed, killer, test,
        isWrong => Broken.By(
            killer, draw, drawn => law(isWrong ? Machine with { Step = step } : Machine, drawn)));

    private static Holdfast.Codec.Items<string> Small(string canary, bool isWrong) => Broken.By(
        isWrong ? SmallCanaries.Explore(canary) : SmallWorlds.Explore("dpd-forged"));
}

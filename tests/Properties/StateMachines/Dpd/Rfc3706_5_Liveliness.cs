using Holdfast.StateMachines;
using Holdfast.StateMachines.Dpd;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Dpd.DeadPeerDetection;
using DpdMachine = Holdfast.StateMachines.Machine<
    Holdfast.StateMachines.Dpd.DeadPeerDetection.Config,
    Holdfast.StateMachines.Dpd.DeadPeerDetection.State,
    Holdfast.StateMachines.Dpd.DeadPeerDetection.Input,
    Holdfast.StateMachines.Dpd.DeadPeerDetection.Output>;

namespace Holdfast.Tests.Properties.StateMachines.Dpd;

/// <summary>RFC 3706 §5: when a peer is asked, and when it is taken for dead.</summary>
public sealed class Rfc3706_5_Liveliness
{
    private const int Runs = 300;

    /// <summary>I16.</summary>
    [Fact]
    [Requirement("RFC3706-5.4-b")]
    public void A_peer_that_answers_one_query_of_each_exchange_never_dies() =>
        ForAll.Cases(Runs, Answering, drawn => NeverDies(Machine, drawn));

    /// <summary>I16.</summary>
    [Fact]
    [Requirement("RFC3706-5.4-b")]
    [Requirement("RFC3706-5.5-a")]
    public void A_peer_that_sends_within_each_worry_period_is_never_asked() =>
        ForAll.Cases(Runs, Sending, drawn => IsNeverAsked(Machine, drawn));

    [Fact]
    [Requirement("RFC3706-5.4-e")]
    public void Whoever_was_declared_dead_stays_so_whatever_is_said_of_him() =>
        ForAll.Cases(Runs, DpdRuns.Draw, drawn => StaysDead(Machine, drawn));

    /// <summary>I17.</summary>
    [Fact]
    [Requirement("RFC3706-5.4-e")]
    public void A_silent_peer_is_dead_after_worry_and_every_retry_once_something_is_sent() =>
        ForAll.Cases(
            Runs,
            DpdRuns.Draw,
            drawn =>
            {
                var (config, history) = drawn;
                foreach (var visit in Machine.Walk(config, history)
                    .Where(visit => visit.State is State.Fresh or State.Worried or State.Probing))
                {
                    var sent = DeadPeerDetection.Step(
                        config, visit.State, visit.Now, new Input.Outbound());
                    var state = sent.State;
                    var now = visit.Now;
                    while (Deadline(config, state) is { } due)
                    {
                        now = Instant.Latest(now, due);
                        state = DeadPeerDetection.Step(config, state, now, new Input.Tick()).State;
                    }

                    var dead = Assert.IsType<State.Dead>(state);
                    Assert.True(
                        dead.Since - visit.Now <= config.WorryAfter + config.DeathAfterFirstQuery);
                }
            });

    [Fact]
    [Requirement("RFC3706-5.4-d")]
    [Requirement("RFC3706-5.4-e")]
    public void A_peer_dies_only_after_all_queries_of_one_exchange() => ForAll.Cases(
        Runs,
        DpdRuns.Draw,
        drawn =>
        {
            var (config, history) = drawn;
            var sent = 0;
            foreach (var visit in Machine.Walk(config, history))
            {
                sent = visit.Next.State is State.Probing
                    ? sent + visit.Next.Outputs.AsEnumerable().OfType<Output.SendRUThere>().Count()
                    : sent;
                if (visit.Next.Outputs.AsEnumerable().Any(output => output is Output.PeerDied))
                {
                    Assert.Equal(config.ProbesMax, sent);
                    Assert.Equal(new Output.PeerDied(config.WhenDead), visit.Next.Outputs[0]);
                }

                sent = visit.Next.State is State.Probing ? sent : 0;
            }
        });

    [Fact]
    [Requirement("RFC3706-5.4-a")]
    public void On_demand_nobody_is_asked_when_nothing_is_sent() => ForAll.Cases(
        Runs,
        DpdRuns.Draw,
        drawn =>
        {
            var (config, history) = drawn;
            if (config.Mode != Mode.OnDemand)
            {
                return;
            }

            var outbound = Machine.Alphabet.ToList().FindIndex(one => one.Name == "outbound");
            Assert.DoesNotContain(
                Machine.Walk(config, history.Where(moment => moment.Letter != outbound)),
                visit => visit.Next.Outputs.AsEnumerable()
                    .Any(output => output is Output.SendRUThere));
        });

    /// <summary>I19.</summary>
    [Fact]
    public void A_standby_sends_nothing_until_it_is_promoted() =>
        ForAll.Cases(Runs, DpdRuns.Draw, drawn => IsQuiet(Machine, drawn));

    /// <summary>A peer that answers one query of each exchange.</summary>
    internal sealed record Answers(Config Config, TimeSpan[] Wants, uint[] Which, bool AreLate);

    internal static Answers Answering(Choices choices) => new(
        choices.Of(DpdRuns.Configs),
        Times(choices),
        [.. Enumerable.Range(0, 30).Select(_ => choices.Next())],
        choices.Chance(50));

    internal static void NeverDies(DpdMachine machine, Answers drawn)
    {
        var (config, wants, answered, late) = drawn;
        var now = Instant.Zero;
        var state = DpdRuns.Agreed(config, now);
        var exchange = 0;
        var most = 20 * (config.WorryAfter + config.DeathAfterFirstQuery);
        foreach (var want in wants)
        {
            var gap = want < most ? want : most;
            now = Serve(machine, config, ref state, now, now + gap, Answer);
            state = Apply(machine, config, state, now, new Input.Outbound(), Answer);
            Assert.IsNotType<State.Dead>(state);
        }

        // Of the queries of an exchange one is answered, drawn; at once or just in time.
        State? Answer(State.Probing probing, Instant at)
        {
            var which = (int)(answered[exchange % answered.Length] % config.ProbesMax) + 1;
            if (probing.Sent < which)
            {
                return null;
            }

            exchange++;
            var then = late ? probing.RetryAt - TimeSpan.FromTicks(1) : at;
            return machine.Step(config, probing, then, new Input.RUThereAck(probing.Last)).State;
        }
    }

    internal static (Config Config, TimeSpan[] Times) Sending(Choices choices) =>
        (choices.Of(DpdRuns.Configs), Times(choices));

    internal static void IsNeverAsked(
        DpdMachine machine, (Config Config, TimeSpan[] Times) drawn)
    {
        var (config, times) = drawn;
        var now = Instant.Zero;
        var state = DpdRuns.Agreed(config, now);
        foreach (var gap in times)
        {
            state = machine.Step(config, state, now, new Input.Outbound()).State;
            now += new TimeSpan(gap.Ticks % config.WorryAfter.Ticks);
            var tick = machine.Step(config, state, now, new Input.Tick());
            Assert.Empty(tick.Outputs);
            var heard = machine.Step(config, tick.State, now, new Input.Heard());
            Assert.Empty(heard.Outputs);
            state = heard.State;
        }
    }

    internal static void StaysDead(
        DpdMachine machine, (Config Config, Moment[] History) drawn)
    {
        foreach (var visit in machine.Walk(drawn.Config, drawn.History)
            .Where(visit => visit.Next.State is State.Dead))
        {
            foreach (var letter in machine.Alphabet)
            {
                var next = machine.Step(
                    drawn.Config, visit.Next.State, visit.Now,
                    letter.Make(drawn.Config, visit.Next.State));
                Assert.Equal(visit.Next.State, next.State);
                Assert.Empty(next.Outputs);
            }
        }
    }

    internal static void IsQuiet(DpdMachine machine, (Config Config, Moment[] History) drawn)
    {
        var standby = false;
        foreach (var visit in machine.Walk(drawn.Config, drawn.History))
        {
            standby = visit.Input switch
            {
                Input.Demoted => visit.State is not State.Dead,
                Input.Promoted => false,
                _ => standby,
            };
            Assert.True(!standby || visit.Next.Outputs.IsEmpty);
        }
    }

    private static TimeSpan[] Times(Choices choices) =>
    [
        .. Enumerable.Range(0, choices.Below(12) + 1)
            .Select(_ => TimeSpan.FromTicks((long)choices.Number(choices.Below(34)))),
    ];

    private static Instant Serve(
        DpdMachine machine, Config config, ref State state, Instant now, Instant until,
        Func<State.Probing, Instant, State?> answer)
    {
        while (Deadline(config, state) is { } due && due <= until)
        {
            now = Instant.Latest(now, due);
            state = Apply(machine, config, state, now, new Input.Tick(), answer);
        }

        return Instant.Latest(now, until);
    }

    private static State Apply(
        DpdMachine machine, Config config, State state, Instant now, Input input,
        Func<State.Probing, Instant, State?> answer)
    {
        var next = machine.Step(config, state, now, input);
        return next.State is State.Probing probing
            && next.Outputs.AsEnumerable().Any(output => output is Output.SendRUThere)
                ? answer(probing, now) ?? probing
                : next.State;
    }
}

using Holdfast.StateMachines.Dpd;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Dpd.DeadPeerDetection;
using DpdMachine = Holdfast.StateMachines.Machine<
    Holdfast.StateMachines.Dpd.DeadPeerDetection.Config,
    Holdfast.StateMachines.Dpd.DeadPeerDetection.State,
    Holdfast.StateMachines.Dpd.DeadPeerDetection.Input,
    Holdfast.StateMachines.Dpd.DeadPeerDetection.Output>;

namespace Holdfast.Tests.Properties.StateMachines.Dpd;

/// <summary>RFC 3706 §6: no false proof of liveliness.</summary>
public sealed class Rfc3706_6_ReplayResistance
{
    private const int Runs = 300;

    /// <summary>I18.</summary>
    [Fact]
    [Requirement("RFC3706-6.1-a")]
    public void Only_an_answer_to_the_query_that_is_open_proves_liveliness() => ForAll.Cases(
        Runs,
        choices => (Drawn: DpdRuns.Draw(choices), Number: (uint)choices.Number(32)),
        drawn =>
        {
            var ((config, history), number) = drawn;
            foreach (var visit in Machine.Walk(config, history))
            {
                var next = DeadPeerDetection.Step(
                    config, visit.State, visit.Now, new Input.RUThereAck(number));
                if (visit.State is State.Probing probing
                    && probing.First <= number && number <= probing.Last)
                {
                    Assert.IsType<State.Fresh>(next.State);
                }
                else
                {
                    Assert.Equal(visit.State, next.State);
                }

                Assert.Empty(next.Outputs);
            }
        });

    /// <summary>I18.</summary>
    [Fact]
    [Requirement("RFC3706-5.2-a")]
    public void A_refused_message_proves_neither_life_nor_death() => ForAll.Cases(
        Runs,
        DpdRuns.Draw,
        drawn =>
        {
            foreach (var visit in Machine.Walk(drawn.Config, drawn.History))
            {
                foreach (var why in Enum.GetValues<Refusal>())
                {
                    var next = DeadPeerDetection.Step(
                        drawn.Config, visit.State, visit.Now, new Input.Refused(why));
                    Assert.Equal(visit.State, next.State);
                    Assert.Empty(next.Outputs);
                }
            }
        });

    [Fact]
    [Requirement("RFC3706-6.2-e")]
    public void An_R_U_THERE_that_is_played_again_proves_nothing() => ForAll.Cases(
        Runs,
        DpdRuns.Draw,
        drawn =>
        {
            var (config, history) = drawn;
            var recorded = new HashSet<uint>();
            foreach (var visit in Machine.Walk(config, history))
            {
                if (visit.Input is Input.RUThere(var sequence) && !visit.Next.Outputs.IsEmpty)
                {
                    recorded.Add(sequence);
                }

                foreach (var old in recorded)
                {
                    var next = DeadPeerDetection.Step(
                        config, visit.Next.State, visit.Now, new Input.RUThere(old));
                    Assert.Equal(
                        Machine.Recount(WithoutAnswer(visit.Next.State)),
                        Machine.Recount(WithoutAnswer(next.State)));
                }
            }
        });

    [Fact]
    [Requirement("RFC3706-6.2-c")]
    public void Each_exchange_has_a_number_of_its_own_one_above_the_one_before() =>
        ForAll.Cases(Runs, DpdRuns.Draw, drawn => CountsUp(Machine, drawn));

    [Fact]
    [Requirement("RFC3706-6.2-b")]
    public void The_high_bit_of_the_first_number_is_zero() => ForAll.Cases(
        Runs,
        choices => (uint)choices.Number(32),
        first =>
        {
            var config = DpdRuns.Configs[1];
            var state = DpdRuns.Agreed(config, default, first);
            var fresh = Assert.IsType<State.Fresh>(state);
            Assert.Equal(first & 0x7FFF_FFFF, fresh.Numbers.Next);
        });

    [Fact]
    public void Repeated_answers_keep_their_distance_in_time() => ForAll.Cases(
        Runs,
        DpdRuns.Draw,
        drawn =>
        {
            var (config, history) = drawn;
            Holdfast.StateMachines.Instant? before = null;
            foreach (var visit in Machine.Walk(config, history))
            {
                if (visit.Input is not Input.RUThere || visit.Next.Outputs.IsEmpty)
                {
                    continue;
                }

                if (!visit.Next.Reason.Rule.Contains("again", StringComparison.Ordinal))
                {
                    before = null;
                    continue;
                }

                Assert.True(before is not { } last || visit.Now - last >= config.ReanswerAfter);
                before = visit.Now;
            }
        });

    internal static void CountsUp(DpdMachine machine, (Config Config, Moment[] History) drawn)
    {
        var (config, history) = drawn;
        uint? before = null;
        var skipped = 0u;
        foreach (var visit in machine.Walk(config, history))
        {
            skipped += visit.Input is Input.Promoted(var skip)
                && visit.State is not (State.Dead or State.Unsupported) ? skip : 0;
            foreach (var query in visit.Next.Outputs.AsEnumerable().OfType<Output.SendRUThere>())
            {
                var isRetry = visit.State is State.Probing;
                var step = isRetry && !config.RetriesAreNumberedAnew ? 0u : 1u;
                if (before is { } last)
                {
                    Assert.Equal(last + step + skipped, query.Sequence);
                }

                before = query.Sequence;
                skipped = 0;
            }
        }
    }

    private static State WithoutAnswer(State state) => state switch
    {
        State.Unsupported one => one with { Numbers = one.Numbers with { AnsweredAgain = null } },
        State.Fresh one => one with { Numbers = one.Numbers with { AnsweredAgain = null } },
        State.Worried one => one with { Numbers = one.Numbers with { AnsweredAgain = null } },
        State.Probing one => one with { Numbers = one.Numbers with { AnsweredAgain = null } },
        State.Paused one => one with { Numbers = one.Numbers with { AnsweredAgain = null } },
        State.Dead => state,
    };
}

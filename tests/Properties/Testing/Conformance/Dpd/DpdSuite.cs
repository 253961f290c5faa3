using Holdfast.StateMachines;
using Holdfast.StateMachines.Dpd;
using Holdfast.Testing.Conformance;
using Holdfast.Testing.Conformance.Dpd;

namespace Holdfast.Tests.Properties.Testing.Conformance.Dpd;

/// <summary>The suite of RFC 3706: what it passes, and what it catches.</summary>
public sealed class DpdSuite
{
    [Fact]
    public void A_right_implementation_of_somebody_else_passes() => Biting.Passes(
        DpdConformance.Of(settings => ForeignDpd.Make(settings, DpdMistake.None)));

    [Fact]
    public void Our_machine_passes() => Biting.Passes(DpdConformance.Of(Ours));

    [Theory]
    [InlineData(
        DpdMistake.AnyAnswerWillDo, "An_answer_with_another_number_proves_nothing")]
    [InlineData(
        DpdMistake.UnprotectedAnswersCount, "An_unprotected_answer_proves_nothing")]
    [InlineData(DpdMistake.OneQueryTooFew, "A_live_peer_is_never_declared_dead")]
    [InlineData(DpdMistake.NumberIsKept, "A_number_that_was_answered_is_not_used_again")]
    [InlineData(DpdMistake.AsksAtOnce, "Nobody_is_asked_before_the_worry_period")]
    [InlineData(
        DpdMistake.AcknowledgesItsOwnNumber, "A_question_is_answered_with_its_number")]
    [InlineData(DpdMistake.NeverGivesUp, "A_silent_peer_is_declared_dead_in_time")]
    [InlineData(DpdMistake.AnswersToNoQueryCount, "A_silent_peer_is_declared_dead_in_time")]
    [InlineData(DpdMistake.StepsByTwo, "Each_number_is_one_above_the_one_before")]
    [InlineData(DpdMistake.DrawsNumbers, "Each_number_is_one_above_the_one_before")]
    [InlineData(DpdMistake.BeginsHigh, "The_first_number_has_its_high_bit_clear")]
    [InlineData(DpdMistake.AsksForEachPacket, "A_query_waits_before_it_is_asked_again")]
    [InlineData(DpdMistake.AnswersOldQuestions, "An_old_question_is_not_answered")]
    [InlineData(DpdMistake.OldQuestionsAreLife, "A_silent_peer_is_declared_dead_in_time")]
    [InlineData(DpdMistake.LateAnswersRevive, "Whoever_was_declared_dead_stays_dead")]
    public void A_mistake_is_caught_by_the_property_that_should(
        DpdMistake mistake, string property) => Biting.Catches(
            DpdConformance.Of(settings => ForeignDpd.Make(settings, mistake)), property);

    private static Subject<DpdTold, DpdSaid> Ours(DpdSettings settings)
    {
        Assert.True(DeadPeerDetection.Config.TryCreate(
            new()
            {
                WorryAfter = settings.WorryAfter,
                RetryAfter = settings.RetryAfter,
                RetryMax = settings.RetryAfter,
                BackoffPercent = 100,
                ProbesMax = settings.QueriesMax,
                ReanswerAfter = TimeSpan.Zero,
            },
            out var config, out _));
        var machine = DeadPeerDetection.Machine;
        var state = machine.Initial(config, Instant.Zero);
        state = machine.Step(
            config, state, Instant.Zero, new DeadPeerDetection.Input.Announced(1)).State;
        state = machine.Step(
            config, state, Instant.Zero, new DeadPeerDetection.Input.Offered()).State;
        return Subject.Of<DeadPeerDetection.State, DpdTold, DpdSaid>(
            state,
            (at, now, told) =>
            {
                var next = machine.Step(config, at, Instant.Zero + now, told switch
                {
                    DpdTold.Heard => new DeadPeerDetection.Input.Heard(),
                    DpdTold.Wanted => new DeadPeerDetection.Input.Outbound(),
                    DpdTold.Question(var number) => new DeadPeerDetection.Input.RUThere(number),
                    DpdTold.Answer(var number) => new DeadPeerDetection.Input.RUThereAck(number),
                    DpdTold.UnprotectedAnswer => new DeadPeerDetection.Input.Refused(
                        DeadPeerDetection.Refusal.Unprotected),
                    DpdTold.Tick => machine.Tick,
                });
                return (next.State, [.. next.Outputs.AsEnumerable().Select(Said)]);
            },
            at => machine.Deadline(config, at) - Instant.Zero);
    }

    private static DpdSaid Said(DeadPeerDetection.Output output) => output switch
    {
        DeadPeerDetection.Output.SendRUThere(var number) => new DpdSaid.Ask(number),
        DeadPeerDetection.Output.SendRUThereAck(var number) => new DpdSaid.Acknowledge(number),
        DeadPeerDetection.Output.PeerDied => new DpdSaid.Dead(),
    };
}

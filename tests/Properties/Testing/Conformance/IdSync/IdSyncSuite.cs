using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.Testing.Conformance;
using Holdfast.Testing.Conformance.IdSync;

namespace Holdfast.Tests.Properties.Testing.Conformance.IdSync;

/// <summary>The suite of RFC 6311's peer: what it passes, and what it catches.</summary>
public sealed class IdSyncSuite
{
    [Theory]
    [InlineData(IdSyncReading.Strict)]
    [InlineData(IdSyncReading.Appendix)]
    public void A_right_peer_of_somebody_else_passes(IdSyncReading reading) =>
        Biting.Passes(Foreign(reading, SyncMistake.None));

    [Theory]
    [InlineData(IdSyncReading.Strict)]
    [InlineData(IdSyncReading.Appendix)]
    public void Our_machine_passes(IdSyncReading reading) => Biting.Passes(
        IdSyncConformance.Of(settings => Ours(settings, reading), reading));

    [Theory]
    [InlineData(SyncMistake.DrawsANonceOfItsOwn, "The_answer_echoes_the_nonce")]
    [InlineData(SyncMistake.AnswersTheSameAgain, "A_sync_that_names_no_higher_ID_is_dropped")]
    [InlineData(SyncMistake.HeedsNoRequests, "A_sync_that_names_no_higher_ID_is_dropped")]
    [InlineData(
        SyncMistake.NamesWhatIsAsked, "The_answer_names_IDs_that_neither_side_has_used")]
    [InlineData(
        SyncMistake.ForgetsItsOwnRequests, "The_answer_names_IDs_that_neither_side_has_used")]
    [InlineData(SyncMistake.ForgetsTheDelta, "Counters_move_by_the_delta")]
    [InlineData(SyncMistake.TakesTheLowHalf, "Counters_move_by_the_delta")]
    [InlineData(SyncMistake.MovesWhereItDrops, "Counters_move_by_the_delta")]
    [InlineData(SyncMistake.TakesAnyWidth, "A_delta_of_another_width_moves_nothing")]
    [InlineData(SyncMistake.AnswersOnce, "A_sync_that_names_a_higher_ID_is_answered")]
    [InlineData(SyncMistake.RefusesTheNextId, "A_sync_that_names_a_higher_ID_is_answered")]
    [InlineData(SyncMistake.AnswersTwice, "A_sync_is_answered_once")]
    [InlineData(SyncMistake.AnswersRequestsToo, "A_sync_is_answered_once")]
    public void A_mistake_is_caught_by_the_property_that_should(
        SyncMistake mistake, string property) =>
        Biting.Catches(Foreign(IdSyncReading.Strict, mistake), property);

    [Theory]
    [InlineData(SyncMistake.HeedsRequests, "A_sync_that_names_a_higher_ID_is_answered")]
    [InlineData(
        SyncMistake.ForgetsTheirRequests, "The_answer_names_IDs_that_neither_side_has_used")]
    [InlineData(SyncMistake.AnswersTheSameAgain, "A_sync_that_names_no_higher_ID_is_dropped")]
    public void A_mistake_in_what_the_appendix_shows_is_caught(
        SyncMistake mistake, string property) =>
        Biting.Catches(Foreign(IdSyncReading.Appendix, mistake), property);

    [Fact]
    public void Counters_that_move_are_told_with_the_delta_and_with_what_became_of_it()
    {
        Assert.Matches(
            "^the outgoing counters move by 7 at .*s, and the delta is 8589934599 in 8 octets$",
            Why(SyncMistake.TakesTheLowHalf));
        Assert.Matches(
            "^the outgoing counters move by .*, by a synchronisation that is dropped: M1 is ",
            Why(SyncMistake.MovesWhereItDrops));

        static string Why(SyncMistake mistake) => Biting.Catches(
            Foreign(IdSyncReading.Strict, mistake), "Counters_move_by_the_delta").Why!;
    }

    private static ConformanceSuite Foreign(IdSyncReading reading, SyncMistake mistake) =>
        IdSyncConformance.Of(
            settings => new ForeignPeer(settings, reading, mistake).Subject, reading);

    private static Subject<IdSyncTold, IdSyncSaid> Ours(
        IdSyncSettings settings, IdSyncReading reading)
    {
        Assert.True(MessageIdSync.Config.TryCreate(
            new()
            {
                Reading = reading == IdSyncReading.Strict
                    ? MessageIdSync.Reading.Strict
                    : MessageIdSync.Reading.Appendix,
            },
            out var config, out _));
        var machine = MessageIdSync.Machine;
        var children = settings.IsExtended
            ? MessageIdSync.Children.Extended
            : MessageIdSync.Children.Plain;
        return Subject.Of<MessageIdSync.State, IdSyncTold, IdSyncSaid>(
            machine.Initial(config, Instant.Zero),
            (at, now, told) =>
            {
                if (told is IdSyncTold.Requested or IdSyncTold.Used)
                {
                    // What was used comes with each synchronisation.
                    return (at, []);
                }

                var next = machine.Step(config, at, Instant.Zero + now, told switch
                {
                    IdSyncTold.Asked sync => new MessageIdSync.Input.Asked(
                        sync.Nonce, sync.Send, sync.Receive,
                        sync.Delta is { } delta ? new(delta.Packets, delta.IsExtended) : null,
                        new(sync.NextOwn, sync.ExpectedOfCluster), children),
                    _ => machine.Tick,
                });
                return (next.State, [.. next.Outputs.AsEnumerable().SelectMany(Said)]);
            },
            at => machine.Deadline(config, at) - Instant.Zero);
    }

    private static IEnumerable<IdSyncSaid> Said(MessageIdSync.Output output) => output switch
    {
        MessageIdSync.Output.Answer answer =>
            [new IdSyncSaid.Answer(answer.Nonce, answer.Send, answer.Receive)],
        MessageIdSync.Output.Advance(var packets) => [new IdSyncSaid.Advance(packets)],
        _ => [],
    };
}

using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.Testing.Conformance;
using Holdfast.Testing.Conformance.IdSync;

namespace Holdfast.Tests.Properties.Testing.Conformance.IdSync;

/// <summary>What somebody may get wrong.</summary>
public enum SyncMistake
{
    None,
    DrawsANonceOfItsOwn,
    AnswersTheSameAgain,
    NamesWhatIsAsked,
    ForgetsTheDelta,
    AnswersOnce,
}

/// <summary>The suite of RFC 6311's peer: what it passes, and what it catches.</summary>
public sealed class IdSyncSuite
{
    [Fact]
    public void A_right_peer_of_somebody_else_passes() => Biting.Passes(
        IdSyncConformance.Of(settings => Foreign(settings, SyncMistake.None)));

    [Fact]
    public void Our_machine_passes() => Biting.Passes(IdSyncConformance.Of(_ => Ours()));

    [Theory]
    [InlineData(SyncMistake.DrawsANonceOfItsOwn, "The_answer_echoes_the_nonce")]
    [InlineData(SyncMistake.AnswersTheSameAgain, "A_sync_that_names_no_higher_ID_is_dropped")]
    [InlineData(
        SyncMistake.NamesWhatIsAsked, "The_answer_names_IDs_that_neither_side_has_used")]
    [InlineData(SyncMistake.ForgetsTheDelta, "Counters_move_by_the_delta")]
    [InlineData(SyncMistake.AnswersOnce, "A_sync_that_names_a_higher_ID_is_answered")]
    public void A_mistake_is_caught_by_the_property_that_should(
        SyncMistake mistake, string property) => Biting.Catches(
            IdSyncConformance.Of(settings => Foreign(settings, mistake)), property);

    /// <summary>A pure function over one number: the highest ID that the cluster has named.
    /// </summary>
    private static Subject<IdSyncTold, IdSyncSaid> Foreign(
        IdSyncSettings settings, SyncMistake mistake) =>
        Subject.Of<(long High, int Answers), IdSyncTold, IdSyncSaid>(
            (settings.ExpectedOfCluster - 1L, 0),
            (state, _, told) =>
            {
                if (told is not IdSyncTold.Asked sync
                    || sync.Send < state.High
                    || (sync.Send == state.High && mistake != SyncMistake.AnswersTheSameAgain)
                    || (mistake == SyncMistake.AnswersOnce && state.Answers > 0))
                {
                    return (state, []);
                }

                var own = mistake == SyncMistake.NamesWhatIsAsked
                    ? sync.Receive
                    : Math.Max(sync.Receive, sync.NextOwn);
                var answer = new IdSyncSaid.Answer(
                    mistake == SyncMistake.DrawsANonceOfItsOwn ? 4u : sync.Nonce, own,
                    Math.Max(sync.Send, sync.ExpectedOfCluster));
                var after = (Math.Max(state.High, sync.Send), state.Answers + 1);
                return sync.Delta is { } delta && mistake != SyncMistake.ForgetsTheDelta
                    ? (after, [answer, new IdSyncSaid.Advance(delta)])
                    : (after, [answer]);
            },
            static _ => null);

    private static Subject<IdSyncTold, IdSyncSaid> Ours()
    {
        Assert.True(MessageIdSync.Config.TryCreate(new(), out var config, out _));
        var machine = MessageIdSync.Machine;
        return Subject.Of<MessageIdSync.State, IdSyncTold, IdSyncSaid>(
            machine.Initial(config, Instant.Zero),
            (at, now, told) =>
            {
                var next = machine.Step(config, at, Instant.Zero + now, told switch
                {
                    IdSyncTold.Asked sync => new MessageIdSync.Input.Asked(
                        sync.Nonce, sync.Send, sync.Receive,
                        sync.Delta is { } delta ? new(delta, IsExtended: false) : null,
                        new(sync.NextOwn, sync.ExpectedOfCluster), MessageIdSync.Children.Plain),
                    IdSyncTold.Tick => machine.Tick,
                });
                return (next.State, [.. next.Outputs.AsEnumerable().SelectMany(Said)]);
            },
            at => machine.Deadline(config, at) - Instant.Zero);
    }

    private static IEnumerable<IdSyncSaid> Said(MessageIdSync.Output output) => output switch
    {
        MessageIdSync.Output.Answer answer =>
            [new IdSyncSaid.Answer(answer.Nonce, answer.Send, answer.Receive)],
        MessageIdSync.Output.Advance(var packets) => [new IdSyncSaid.Advance((uint)packets)],
        _ => [],
    };
}

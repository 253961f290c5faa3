using Holdfast.Codec;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.StateMachines.Replication;

/// <summary>
/// RFC 6027 §3.3 to §3.7 (I24, I26, I27): histories of two members, one IKE SA and one CHILD SA
/// that are longer than a search goes, drawn: exchanges are open while members die and come back,
/// and messages between them are lost, doubled, late and held back.
/// </summary>
public sealed class Rfc6027_3_DrawnHistories
{
    private const int Runs = 150;
    private const int ActsMax = 40;

    private static readonly Budget Much = new(
        Crashes: 2, Restarts: 2, Cuts: 1, Heals: 1, Losses: 3, Duplicates: 6, Delays: 4, Holds: 2,
        Moves: 2, Packets: 6, Inbound: 4, Requests: 6, Exchanges: 3, Ticks: 12);

    /// <summary>I24, I26.</summary>
    [Theory]
    [InlineData(SoloPolicy.AvailabilityFirst)]
    [InlineData(SoloPolicy.SafetyFirst)]
    [Requirement("RFC6027-3.6-a")]
    public void What_is_told_twice_late_or_before_its_exchange_ends_changes_no_member(
        SoloPolicy solo)
    {
        var rules = ReplicationSearch.Shipped(settings => settings with { Solo = solo });
        ForAll.Cases(Runs, Draw, picks => Play(rules, Synced, picks));
    }

    /// <summary>I27: a fact is on its way while its receiver hears of a higher epoch.</summary>
    [Theory]
    [InlineData(SoloPolicy.AvailabilityFirst)]
    [InlineData(SoloPolicy.SafetyFirst)]
    public void What_an_older_epoch_says_changes_no_member(SoloPolicy solo)
    {
        var rules = ReplicationSearch.Shipped(settings => settings with { Solo = solo });
        ForAll.Cases(Runs, Draw, picks => Play(rules, ReplicationSearch.LateFact, picks));
    }

    /// <summary>And the same histories see who is wrong.</summary>
    [Fact]
    public void A_member_that_believes_what_comes_twice_early_or_late_is_seen()
    {
        Assert.Equal("I24", SeenBy(ReplicationMutants.ChildPushedEarly, Synced));
        Assert.Equal("I26", SeenBy(ReplicationMutants.AppliedTwice, Synced));
        Assert.Equal(
            "I27", SeenBy(ReplicationMutants.OlderEpochBelieved, ReplicationSearch.LateFact));
    }

    private static string? SeenBy(WrongStep step, Func<Rules, Budget, ReplicationWorld> start)
    {
        var rules = new Rules(
            ReplicationSearch.Small, (config, state, _, input) => step(config, state, input));
        string? seen = null;
        ForAll.Cases(Runs, Draw, picks =>
        {
            try
            {
                Play(rules, start, seen is null ? picks : []);
            }
            catch (Violation violation)
            {
                seen ??= violation.Name;
            }
        });
        return seen;
    }

    private static ReplicationWorld Synced(Rules rules, Budget budget) =>
        ReplicationSearch.Synced(rules, budget);

    private static void Play(
        Rules rules, Func<Rules, Budget, ReplicationWorld> start, Items<int> picks)
    {
        var world = start(rules, Much);
        foreach (var pick in picks)
        {
            var acts = ReplicationActs.Of(rules, world).ToArray();
            if (acts.Length == 0)
            {
                return;
            }

            world = acts[pick % acts.Length].Make().Checked();
        }
    }

    private static Items<int> Draw(Choices choices) =>
        [.. Enumerable.Range(0, choices.Below(ActsMax)).Select(_ => choices.Below(10_000))];
}

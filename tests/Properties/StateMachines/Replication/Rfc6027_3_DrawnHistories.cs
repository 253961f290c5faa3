using Holdfast.Codec;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.StateMachines.Replication;

/// <summary>
/// RFC 6027 §3.3 to §3.7 (I24, I26): histories of two members, one IKE SA and one CHILD SA that are
/// longer than a search goes, drawn: exchanges are open while members die and come back, and
/// messages between them are lost, doubled, late and held back.
/// </summary>
public sealed class Rfc6027_3_DrawnHistories
{
    private const int Runs = 150;
    private const int ActsMax = 40;

    private static readonly Budget Much = new(
        Crashes: 2, Restarts: 2, Cuts: 1, Heals: 1, Losses: 3, Duplicates: 6, Delays: 4, Holds: 2,
        Moves: 2, Packets: 6, Inbound: 4, Requests: 6, Exchanges: 3, Ticks: 12);

    [Theory]
    [InlineData(SoloPolicy.AvailabilityFirst)]
    [InlineData(SoloPolicy.SafetyFirst)]
    [Requirement("RFC6027-3.6-a")]
    public void What_is_told_twice_late_or_before_its_exchange_ends_changes_no_member(
        SoloPolicy solo)
    {
        var rules = ReplicationSearch.Shipped(settings => settings with { Solo = solo });
        ForAll.Cases(Runs, Draw, picks => Play(rules, picks));
    }

    /// <summary>And the same histories see who is wrong.</summary>
    [Fact]
    public void A_member_that_believes_what_comes_twice_or_early_is_seen()
    {
        Assert.Equal("I24", SeenBy(ReplicationMutants.ChildPushedEarly));
        Assert.Equal("I26", SeenBy(ReplicationMutants.AppliedTwice));
    }

    private static string? SeenBy(WrongStep step)
    {
        var rules = new Rules(
            ReplicationSearch.Small, (config, state, _, input) => step(config, state, input));
        string? seen = null;
        ForAll.Cases(Runs, Draw, picks =>
        {
            try
            {
                Play(rules, seen is null ? picks : []);
            }
            catch (Violation violation)
            {
                seen ??= violation.Name;
            }
        });
        return seen;
    }

    private static void Play(Rules rules, Items<int> picks)
    {
        var world = ReplicationSearch.Synced(rules, Much);
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

using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Examples.StateMachines.Replication;
using Hop = Holdfast.StateMachines.Composition.ClusterMember.Hop;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Part = Holdfast.StateMachines.Composition.ClusterMember.Part;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>What counts as a sign of a takeover, by the steps of machines in which it was seen.
/// </summary>
public sealed class SignsOfTakeovers
{
    private static readonly ClusterMemberConfig Config =
        ClusterMemberConfig.Of(Properties.StateMachines.Composition.ClusterSettings.Of(1));

    private static readonly Instant Now = Instant.FromMilliseconds(1_000);

    private static readonly Input Release = new Input.AtReplication(
        new SaReplication.Input.Received(2, new SyncMessage.Release(
            new(new(3, 2), new(1)), 5)));

    private static readonly SaReplication.Output Reign = MadeReign();

    /// <summary>A reign that began because time was over began before what came then.</summary>
    [Fact]
    public void Time_acts_before_what_comes_in_the_same_step()
    {
        Assert.False(IsReleased(
            OfReplication(1, null, new SaReplication.Input.Tick()),
            OfReplication(2, Reign, new SaReplication.Input.Tick()),
            OfReplication(1, null, new SaReplication.Input.Authority(true))));
        Assert.True(IsReleased(
            OfReplication(1, null, new SaReplication.Input.Tick()),
            OfReplication(1, null, new SaReplication.Input.Authority(true)),
            OfReplication(2, Reign, new SaReplication.Input.Authority(true))));
        Assert.True(IsReleased(
            OfReplication(1, null, new SaReplication.Input.Authority(true)),
            OfReplication(2, Reign, new SaReplication.Input.Authority(true))));
    }

    [Theory]
    [InlineData(0, 1u)]
    [InlineData(31, 1u << 31)]
    [InlineData(32, 0u)]
    [InlineData(-1, 0u)]
    public void Of_32_links_each_is_seen_to_be_down_and_no_other(int link, uint seen)
    {
        var state = FailoverReports.After(Config, FailoverReports.Initial, new(
            Now, new Input.LinkChanged(link, false), default,
            [
                new(1, null, Part.FirstHop, 0, new HsrpPair.Input.LinkChanged(link, false),
                    default),
            ]));
        Assert.Equal(seen, state.Seen.LinksDown);
    }

    private static bool IsReleased(params ReadOnlySpan<Hop> hops) => FailoverReports.After(
        Config, FailoverReports.Initial,
        new(Now, Release, [new ClusterMember.Output.OfReplication(Reign)], [.. hops]))
        .Report!.IsReleased;

    private static Hop OfReplication(int stage, object? cause, SaReplication.Input input) =>
        new(stage, cause, Part.Replication, 0, input, default);

    private static SaReplication.Output.Reign MadeReign()
    {
        var pair = MemberPair.Reigning();
        pair.Crash(0);
        pair.Do(1, new SaReplication.Input.Authority(true));
        pair.Run(TimeSpan.FromSeconds(5));
        return pair.Outputs[1].OfType<SaReplication.Output.Reign>().Single();
    }
}

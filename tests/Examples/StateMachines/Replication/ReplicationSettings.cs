using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Replication.SaReplication;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>Settings of a member that are no numbers, and those that hold only together.</summary>
public sealed class ReplicationSettings
{
    private static readonly Settings Right = new()
    {
        Member = 1,
        Members = [1, 2],
        Start = Started(7),
    };

    public static TheoryData<Settings, string> Wrong => new()
    {
        {
            Right with { Member = 3 },
            "Members is [1, 2]: it must be a list with this member, 3; add 3"
        },
        {
            Right with { Members = [1, 2, 2] },
            "Members is [1, 2, 2]: it must be a list of different members; "
                + "take the repeated ones out"
        },
        {
            Right with { Start = Started(0) },
            "Start.Boot is 0: it must be a random number; draw one at each start"
        },
        {
            Right with { Start = Started(7) with { Epoch = new(0, 2) } },
            "Start.Epoch is 0.2: it must be a reign from 1 on; drop its member"
        },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_cannot_stand_is_told_with_what_to_do(Settings settings, string says)
    {
        Assert.False(Config.TryCreate(settings, out var config, out var error));
        Assert.Null(config);
        Assert.Equal(says, $"{error}");
        Assert.Equal(
            $"{says} (Parameter 'settings')",
            Assert.Throws<ArgumentException>(() => Config.Create(settings)).Message);
    }

    /// <summary>
    /// Two clocks that drift apart by so much each: whoever waits so long by the slow one waits
    /// longer than any standby does by the fast one, and not a tick longer than it has to.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(100_000)]
    public void A_member_goes_alone_once_every_standby_must_have_called_itself_stale(int drift)
    {
        var config = Config.Create(Right with { DriftPpm = drift });
        const decimal million = 1_000_000;
        decimal ByOurs(TimeSpan time) => time.Ticks / (1 + (drift / million));
        decimal ByTheirs(TimeSpan time) => time.Ticks / (1 - (drift / million));

        var stale = ByTheirs(config.Settings.SyncedFor);
        Assert.True(ByOurs(config.SoloAfter) > stale);
        Assert.True(ByOurs(config.SoloAfter - TimeSpan.FromTicks(2)) <= stale);
        Assert.Equal(config.SoloAfter, SoloAfter(config));
    }

    private static StartRecord Started(ulong boot) =>
        new(new(boot), 1, Epoch.None, StoreCondition.Kept);

    private static TimeSpan SoloAfter(Config config) =>
        Config.SoloAfterOf(config.Settings.SyncedFor, config.Settings.DriftPpm);
}

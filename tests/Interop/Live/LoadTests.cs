using Holdfast.Gateway.Tunnels;

namespace Holdfast.Tests.Interop.Live;

/// <summary>Whoever takes over takes over a hundred tunnels, whose packets come all the time.
/// </summary>
[Collection(Lab.Second)]
public sealed class LoadTests
{
    private const int Peers = 100;
    private const int Rate = 200;

    // Beside the hold time; this machine may be busy.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(3);

    [LiveFact]
    public async Task A_hundred_tunnels_are_taken_over_and_each_goes_on()
    {
        using var lab = new Lab(hasPeer: true);
        LiveLoad.Introduce(lab, Peers);
        var (alice, moon) = await LiveMember.PairAsync(lab);
        var load = new LiveLoad(lab, Peers, Rate, seconds: 15);
        await load.UntilAskingAsync();
        await moon.UntilAsync(
            status => (int)status["child_sas"]! == Peers, "told of all CHILD SAs");
        await Task.Delay(2_000);

        alice.Signal("KILL");
        await moon.UntilActiveAsync();
        var seen = await load.EndedAsync();

        Assert.Contains("knew it as Synced", moon.Journal);
        Assert.Empty(seen["violations"]!.AsArray());
        Assert.Equal(Peers, (int)seen["stood"]!);

        // The same SPIs, no exchange of IKE, nothing accepted twice, no number used twice.
        Assert.Equal(Peers, (int)seen["kept"]!);
        Assert.Equal(0, (int)seen["ended"]!);
        Assert.Equal(0, (int)seen["twice"]!);
        Assert.Equal(0, (int)seen["replayed"]!);
        Assert.Equal(0, (int)seen["refused"]!);

        LiveLoad.AssertInTime(seen, TimeSpan.FromSeconds(2) + Slack, Rate);

        // All are answered again, and what is lost is what was asked while nobody answered, and
        // what lay below the floors.
        Assert.Equal(0, (int)seen["silent"]!);
        Assert.All(seen["tunnels"]!.AsArray(), tunnel =>
            Assert.InRange((int)tunnel!["answered"]!, 1, int.MaxValue));
        Assert.InRange((int)seen["lost"]!, 1, LiveLoad.LostMost(seen, Peers, Rate));
        Assert.InRange(
            await LiveLoad.BelowFloorsAsync(moon), 0, LiveLoad.FloorsMost(Peers, Rate));
    }

    /// <summary>Nothing is granted until the member that reigns goes on alone: what comes meanwhile
    /// waits, all that of 2,000 packets a second, and is answered late, all at once.</summary>
    [LiveFact]
    public async Task A_standby_that_is_lost_costs_a_busy_tunnel_nothing()
    {
        using var lab = new Lab(hello: 100, hold: 500, hasPeer: true);
        LiveLoad.Introduce(lab, 1);
        var (alice, moon) = await LiveMember.PairAsync(lab);
        var load = new LiveLoad(lab, 1, rate: 2_000, seconds: 6);
        await load.UntilAskingAsync();
        await Task.Delay(2_000);

        moon.Signal("KILL");
        var seen = await load.EndedAsync();
        var status = await alice.AskAsync();
        Assert.True(status.Is("role", "active"), "the member that reigned reigns");
        Assert.Contains($"qlen {TunDevice.QueuePackets}", lab.In("alice", "ip", "link"));
        Assert.Equal(1, (int)seen["kept"]!);
        Assert.True((double)seen["waited_max"]! > 0.3, $"nothing waited: {seen["waited_max"]} s");
        Assert.True(
            (int)seen["lost"]! == 0,
            $"{seen["lost"]} lost; {status["traffic"]!.ToJsonString()}");
    }

    /// <summary>What a takeover costs grows with the rate, and with nothing else.</summary>
    [LiveTheory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(10_000)]
    public async Task What_is_lost_of_a_tunnel_is_within_its_bound_at_each_rate(int rate)
    {
        using var lab = new Lab(hello: 100, hold: 500, hasPeer: true);
        LiveLoad.Introduce(lab, 1);
        var (alice, moon) = await LiveMember.PairAsync(lab);
        var load = new LiveLoad(lab, 1, rate, seconds: 8);
        await load.UntilAskingAsync();
        await moon.UntilAsync(status => (int)status["child_sas"]! == 1, "told of the CHILD SA");
        await Task.Delay(2_000);

        alice.Signal("KILL");
        await moon.UntilActiveAsync();
        var seen = await load.EndedAsync();
        Assert.Contains("knew it as Synced", moon.Journal);
        Assert.Equal(1, (int)seen["kept"]!);
        Assert.Equal(0, (int)seen["twice"]! + (int)seen["replayed"]! + (int)seen["refused"]!);
        Assert.Equal(0, (int)seen["silent"]!);
        LiveLoad.AssertInTime(seen, TimeSpan.FromMilliseconds(500) + Slack, rate);
        Assert.InRange((int)seen["lost"]!, 1, LiveLoad.LostMost(seen, 1, rate));
        Assert.InRange(await LiveLoad.BelowFloorsAsync(moon), 0, LiveLoad.FloorsMost(1, rate));
    }
}

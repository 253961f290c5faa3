namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// strongSwan moves to another address, RFC 4555: it keeps its IKE SA, it is asked where it is
/// before packets follow, and whoever takes over finds it.
/// </summary>
[Collection(Lab.First)]
public sealed class MovingTests
{
    private const string Home = "192.168.0.100";
    private const string Abroad = "192.168.0.101";

    [PeerFact]
    public async Task A_peer_that_moves_keeps_its_IKE_SA_and_whoever_takes_over_finds_it()
    {
        using var lab = new Lab(hello: 200, hold: 1_000, hasPeer: true);
        lab.In("carol", "sysctl", "-qw", "net.ipv4.conf.all.promote_secondaries=1");
        var stage = await Stage.BeginAsync(lab);
        var before = Assert.Single(stage.Peer.Children());
        using var wire = new EspTap(lab, "br-out", "udp port 4500 and src 192.168.0.5");

        Move(lab, from: Home, to: Abroad);
        await MovedAsync(stage, Abroad);
        await stage.Peer.UntilAsync(
            () => stage.Peer.Log.Contains("[ N(COOKIE2) ]", StringComparison.Ordinal),
            "is asked where it is");
        AssertReaches(lab);
        var moved = await StayedAsync(stage, before);
        await stage.Active.UntilAsync(
            status => (int)status["child_sas"]! == 1, "left with one CHILD SA");
        await stage.ReadyAsync();

        // Whoever takes over sends there before it has heard anything of the peer.
        await stage.LoseAsync("KILL");
        lab.In("dave", "ping", "-c", "3", "-i", "0.2", "-w", "30", Lab.Behind);
        Assert.Equal(moved, Assert.Single(stage.Peer.Children()));
        await stage.RejoinAsync();

        // It moves while nobody serves, and says it to who does then.
        var lost = stage.LoseAsync("KILL");
        Move(lab, from: Abroad, to: Home);
        await lost;
        await MovedAsync(stage, Home);
        AssertReaches(lab);
        await StayedAsync(stage, before);
        SeenEsp.AssertNothingTwice(wire.Packets());
    }

    /// <summary>It has the IKE SA that it had, and one CHILD SA: ESP of strongSwan in user space
    /// can't move its own, so it rekeys it.</summary>
    private static async Task<PeerChild> StayedAsync(Stage stage, PeerChild before)
    {
        IReadOnlyList<PeerChild> children = [];
        await stage.Peer.UntilAsync(
            () => (children = stage.Peer.Children()) is [var child] && child.In != before.In,
            "has one pair");
        Assert.Equal(before.Ike, children[0].Ike);
        Assert.Equal(1, stage.Peer.Beginnings());
        return children[0];
    }

    private static void Move(Lab lab, string from, string to)
    {
        lab.In("carol", "ip", "addr", "add", $"{to}/24", "dev", "out");
        lab.In("carol", "ip", "addr", "del", $"{from}/24", "dev", "out");
    }

    private static Task MovedAsync(Stage stage, string to) => stage.Peer.UntilAsync(
        () => stage.Active.Journal.Contains($"moves to {to}", StringComparison.Ordinal),
        $"says that it is at {to}: {stage.Active.Journal}");

    /// <summary>In time: what is sent while the peer rekeys may be lost.</summary>
    private static void AssertReaches(Lab lab)
    {
        lab.In(
            "carol", "ping", "-c", "3", "-i", "0.2", "-w", "30", "-I", Lab.Behind, Lab.Inside);
        lab.In("dave", "ping", "-c", "3", "-i", "0.2", "-w", "30", Lab.Behind);
        Bulk.AssertWhole(lab, Lab.Behind);
    }
}

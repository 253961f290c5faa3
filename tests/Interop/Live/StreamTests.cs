namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// Gateways of this library speak over TCP, RFC 9329: connections die with the member that has
/// them, and SAs, and what goes through them, do not.
/// </summary>
[Collection(Lab.Second)]
public sealed class StreamTests
{
    [PeerFact]
    public Task A_peer_opens_its_connection_anew_under_the_same_SAs() =>
        PlayAsync(PeerGateway.Opener.Peer, "KILL");

    [PeerFact]
    public Task Whoever_takes_over_opens_a_connection_under_the_same_SAs() =>
        PlayAsync(PeerGateway.Opener.Members, "TERM");

    private static async Task PlayAsync(PeerGateway.Opener opener, string signal)
    {
        using var lab = new Lab(hasPeer: true);
        PeerGateway.Write(lab, "[\"x25519\"]", "[\"x25519\"]", opener);
        using var datagrams = new EspTap(lab, "br-out", "udp port 4500 or udp port 500 or esp");
        var (active, standby) = await LiveMember.PairAsync(lab);
        var carol = new LiveMember(lab, "carol");
        await carol.UntilAsync(status => (int)status["child_sas"]! == 1, "connected");
        await standby.UntilAsync(status => (int)status["child_sas"]! == 1, "told of the CHILD SA");
        AssertReaches(lab);
        var transfer = new Transfer(lab, from: "carol", Lab.Behind, to: "dave", Lab.Inside);

        active.Signal(signal);
        await standby.UntilActiveAsync();
        AssertReaches(lab);
        transfer.Ended();
        Assert.Equal(1, (int)(await standby.AskAsync())["ike_sas"]!);
        Assert.True(
            carol.Journal.Split("stands, at").Length == 2,
            $"one IKE SA, and no other: {carol.Journal}{active.Journal}{standby.Journal}");
        Assert.Contains(" in TCP", carol.Journal, StringComparison.Ordinal);
        Assert.Empty(datagrams.Frames());
    }

    private static void AssertReaches(Lab lab)
    {
        lab.In(
            "carol", "ping", "-c", "5", "-i", "0.1", "-w", "20", "-I", Lab.Behind, Lab.Inside);
        lab.In("dave", "ping", "-c", "5", "-i", "0.1", "-w", "20", Lab.Behind);
    }
}

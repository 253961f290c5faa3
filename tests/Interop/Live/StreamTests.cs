namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// Gateways of this library speak over TCP, RFC 9329: connections die with the member that has
/// them, and SAs, and what goes through them, do not.
/// </summary>
[Collection(Lab.First)]
public sealed class StreamTests
{
    [PeerFact]
    public Task A_peer_opens_its_connection_anew_under_the_same_SAs() =>
        PlayAsync(PeerGateway.Opener.Peer, "KILL");

    [PeerFact]
    public Task Whoever_takes_over_opens_a_connection_under_the_same_SAs() =>
        PlayAsync(PeerGateway.Opener.Members, "TERM");

    /// <summary>A gateway that has its address and does not serve yet closes what its kernel has
    /// accepted; whoever opened it does not wait for all timers of IKE.</summary>
    [PeerFact]
    public async Task A_connection_that_is_closed_without_an_answer_is_opened_again()
    {
        using var lab = new Lab(hasPeer: true);
        PeerGateway.Write(lab, "[\"x25519\"]", "[\"x25519\"]", PeerGateway.Opener.Members);
        lab.In("carol", "ip", "address", "add", "192.168.0.105/24", "dev", "out");
        var closing = lab.Start("carol", "closing.txt", "/usr/bin/python3", "-c", """
            import socket
            listener = socket.create_server(("192.168.0.105", 4500))
            listener.settimeout(60)
            listener.accept()[0].recv(16)
            """);
        var alice = new LiveMember(lab, "alice");
        await alice.UntilActiveAsync();
        Assert.True(
            closing.WaitForExit(TimeSpan.FromSeconds(60)) && closing.ExitCode == 0,
            $"nobody has opened a connection: {alice.Journal}");
        lab.In("carol", "ip", "address", "del", "192.168.0.105/24", "dev", "out");
        var carol = new LiveMember(lab, "carol");
        await carol.UntilAsync(status => (int)status["child_sas"]! == 1, "connected");
        AssertReaches(lab);
    }

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

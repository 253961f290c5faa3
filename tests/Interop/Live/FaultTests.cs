using System.Text.RegularExpressions;

namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// Every fault of docs/failover.md, each once with either member as the one that it befalls, in one
/// lab after the other while a host behind the peer pings and sends a text: the peer keeps what it
/// has, what it sends arrives whole, and nothing is used twice; packets pass again without a message
/// of IKE, but where a rekey was under way.
/// </summary>
[Collection(Lab.First)]
public sealed class FaultTests(Told told) : IClassFixture<Told>
{
    [PeerFact]
    public Task What_befalls_the_active_member_the_peer_does_not_notice() =>
        FaultPlay.PlayAsync(told.Line, Fault.OfActive, Fault.OfActiveUnheard);

    [PeerFact]
    public Task Who_is_killed_while_the_peer_rekeys_leaves_one_pair() =>
        FaultPlay.PlayAsync(told.Line, Fault.OfRekeys, Fault.OfRekeys, Fault.OfUnheardAnswers);
}

/// <summary>The same in the other row of labs.</summary>
[Collection(Lab.Second)]
public sealed class LongFaultTests(Told told) : IClassFixture<Told>
{
    [PeerFact]
    public Task What_befalls_both_members_the_peer_does_not_notice() =>
        FaultPlay.PlayAsync(told.Line, Fault.OfBoth, Fault.OfBoth);

    [PeerFact]
    public Task Who_is_killed_while_it_rekeys_leaves_one_pair() =>
        FaultPlay.PlayAsync(
            told.Line, Fault.OfOwnRekeys, Fault.OfOwnRekeys, Fault.OfOwnUnheardAnswers);
}

/// <summary>Plays faults one after the other in one lab.</summary>
internal static class FaultPlay
{
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(1);

    /// <param name="tell">Gets how long nobody was answered.</param>
    /// <param name="rounds">The faults.</param>
    public static async Task PlayAsync(
        Action<string> tell, params IReadOnlyList<Fault>[] rounds)
    {
        // 200 ms and 1 s: who stands still for 600 ms is replaced, and the peer notices nothing.
        using var lab = new Lab(hello: 200, hold: (int)Hold.TotalMilliseconds, hasPeer: true);
        lab.Rekey(
            rounds[0].Max(fault => fault.Ages.Child), rounds[0].Max(fault => fault.Ages.Ike));
        if (rounds[0].All(fault => !fault.Rekeys && !fault.KeepsReign))
        {
            // A standby that a busy machine kept waiting for longer than this takes over stale.
            lab.ChangeMembers(text => text.Replace(
                "\"synced_for\": \"2200ms\"", "\"synced_for\": \"3200ms\"",
                StringComparison.Ordinal));
        }

        var routes = new RouteWatch(lab);
        var stage = await Stage.BeginAsync(lab);
        using var wire = new EspTap(lab, "br-out", "udp port 4500", SeenEsp.Enough);
        var pings = new Pings(lab, "carol", Lab.Inside, "0.02", Lab.Behind);
        var transfer = new Transfer(lab, from: "carol", Lab.Behind, to: "dave", Lab.Inside);
        foreach (var faults in rounds)
        {
            foreach (var fault in faults)
            {
                await stage.LookAsync();
                var before = stage.Peer.Children();
                var reign = (await stage.Active.AskAsync()).Reign();
                var own = fault.LosesNothing
                    ? new Pings(lab, "carol", Lab.Inside, "0.02", Lab.Behind)
                    : null;

                // On a busy machine it may have fallen behind since it was mended.
                await stage.ReadyAsync();
                var begins = DateTime.UtcNow;
                await fault.HappenAsync(stage);
                if (own is not null)
                {
                    await Task.Delay(fault.Lingers);
                    own.LongestSilence();
                    Assert.True(own.Lost() == 0, $"{own.Lost()} lost: {fault.Name}");
                }

                Assert.True(
                    !fault.KeepsReign || (await stage.Active.AskAsync()).Reign() == reign,
                    $"another reign: {fault.Name}");

                await stage.Peer.UntilAsync(
                    () => stage.Peer.Children().Count == 1 && stage.Peer.IkeCount() == 1,
                    $"has one pair behind: {fault.Name}");
                Assert.True(
                    fault.Rekeys || before.SequenceEqual(stage.Peer.Children()), fault.Name);
                Assert.True(
                    stage.Peer.Beginnings() == 1, $"begun anew: {fault.Name}\n{stage.Journals}");
                lab.In(
                    "carol", "ping", "-c", "3", "-i", "0.1", "-W", "5", "-I", Lab.Behind,
                    Lab.Inside);
                AssertInTime(fault, pings.SilenceSince(begins), tell);

                // Whoever takes over with all there is asks no more than whether the peer lives.
                var said = stage.Ike.Since(begins);
                Assert.True(
                    fault.Rekeys || said.All(one => one.IsCheck),
                    $"said of IKE: {fault.Name}: {string.Join('\n', said)}");
                await stage.MendAsync();
                AssertLeads(lab, stage);
            }
        }

        transfer.Ended();
        pings.LongestSilence();
        Assert.Equal(0, pings.Disorder().Duplicates);
        Assert.Equal(0, routes.Strayed());
        SeenEsp.AssertNothingTwice(wire.Packets());
    }

    /// <summary>Who is lost is missed within the hold time, RFC 2281 §5.4; packets pass again a
    /// bounded while behind that.</summary>
    private static void AssertInTime(Fault fault, TimeSpan silence, Action<string> tell)
    {
        var most = fault.IsTimed ? Fault.LongestWith(Hold) : TimeSpan.MaxValue;
        var text = $"{fault.Name}: without an answer for {silence.TotalMilliseconds:0} ms"
            + (fault.IsTimed ? $", of {most.TotalMilliseconds:0}" : "");
        tell(text);
        Assert.True(silence <= most, text);
    }

    /// <summary>Whoever reigns has the route into the tunnel, and nobody else has.</summary>
    private static void AssertLeads(Lab lab, Stage stage)
    {
        Assert.Matches(
            $"(?m)^{Regex.Escape(Lab.Behind)} dev hf0",
            lab.In(stage.Active.Name, "ip", "route"));
        Assert.DoesNotContain("hf0", lab.In(stage.Standby.Name, "ip", "route"));
    }
}

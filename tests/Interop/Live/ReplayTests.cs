using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// Somebody on the wire has recorded all that was sent, and sends all of it again once there is
/// another active member: nobody accepts any of it (RFC 4303 §3.4.3), under any kind of suite.
/// </summary>
[Collection(Lab.First)]
public sealed class ReplayTests
{
    private const int Count = 60;
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(3);

    // How whoever has an AEAD, an HMAC beside its cipher, and ChaCha20 is told by strongSwan.
    private static readonly (string Name, string Esp, string Agreed, string Source)[] Suites =
    [
        ("gcm", "aes256gcm16", "encr-alg=AES_GCM_16 encr-keysize=256", Lab.Behind),
        ("cbc", "aes256-sha256",
            "encr-alg=AES_CBC encr-keysize=256 integ-alg=HMAC_SHA2_256_128", "10.2.0.2"),
        ("chacha", "chacha20poly1305", "encr-alg=CHACHA20_POLY1305", "10.2.0.3"),
    ];

    [PeerFact]
    public async Task What_an_attacker_recorded_is_accepted_by_nobody()
    {
        using var lab = new Lab(hasPeer: true);
        var (alice, moon) = await LiveMember.PairAsync(lab);
        var peer = Connected(lab);
        await moon.UntilAsync(
            status => (int)status["child_sas"]! == Suites.Length, "told of the CHILD SAs");
        using var recording = new EspTap(lab, "br-out", "udp port 4500 and udp[8:4] != 0");
        foreach (var (_, _, _, source) in Suites)
        {
            lab.In(
                "carol", "ping", "-q", "-c", $"{Count}", "-i", "0.01", "-W", "5", "-I", source,
                Lab.Inside);
        }

        var recorded = EspTap.Packets(recording.SoFar());
        var (toPeer, toGateway) = (CountOf(fromGateway: true), CountOf(fromGateway: false));

        alice.Signal("KILL");
        var before = await moon.UntilActiveAsync();
        using var inside = new EspTap(lab, "br-in", "icmp[icmptype] == icmp-echo");
        var (refused, taken) = (Refused(peer), Taken(lab));
        Say(lab, recording.SoFar());

        // Each of them was refused because of its number, by either end, and nothing came through.
        JsonNode? after = null;
        await moon.UntilAsync(
            status => Counted(after = status, "replayed") - Counted(before, "replayed")
                >= toGateway,
            $"refusing all {toGateway} that came again");
        await peer.UntilAsync(
            () => Refused(peer) - refused >= toPeer, $"refuses all {toPeer} that came again");
        Assert.Equal(toPeer, Refused(peer) - refused);
        Assert.Equal(toGateway, Counted(after!, "replayed") - Counted(before, "replayed"));
        Assert.Equal(
            (long)before["traffic"]!["packets_in"]!, (long)after!["traffic"]!["packets_in"]!);
        Assert.Equal(0, Counted(after, "not_authentic"));
        Assert.Equal(taken, Taken(lab));
        Assert.Empty(inside.SoFar());

        // What is new goes on under each of the suites, and both ends have counted what came.
        AssertAnswered(lab);
        Assert.InRange(inside.SoFar().Count, 5 * Suites.Length, int.MaxValue);
        Assert.InRange(Taken(lab), taken + (5 * Suites.Length), long.MaxValue);

        // How many were recorded in a direction, of each suite at least as many as were sent.
        long CountOf(bool fromGateway)
        {
            var bySpi = recorded.Where(one => one.FromGateway == fromGateway)
                .GroupBy(one => one.Spi).Select(group => group.Count()).ToList();
            Assert.Equal(Suites.Length, bySpi.Count);
            Assert.All(bySpi, count => Assert.InRange(count, Count * 9 / 10, 2 * Count));
            return bySpi.Sum();
        }
    }

    /// <summary>The same of all that is said of IKE (RFC 7296 §2.1, §2.2) and ARP, from before
    /// members and peer began: whoever hears it again says what it has said, or nothing. HSRP has
    /// no number (RFC 2281 §5.1): what a member said moves the address (docs/adr/0123).
    /// </summary>
    [PeerFact]
    public async Task What_an_attacker_recorded_of_other_protocols_makes_and_ends_nothing()
    {
        using var lab = new Lab(hasPeer: true);
        using var recording = new EspTap(
            lab, "br-out", "udp port 500 or udp port 4500 or udp port 1985 or arp");
        using var ike = new IkeTap(lab);
        var from = DateTime.UtcNow;
        var (alice, moon) = await LiveMember.PairAsync(lab);
        var peer = Connected(lab);
        await moon.UntilAsync(
            status => (int)status["child_sas"]! == Suites.Length, "told of the CHILD SAs");
        peer.Control("--rekey", "--child", "gcm");
        peer.Control("--rekey", "--ike", "lab");
        await peer.UntilAsync(
            () => peer.IkeCount() == 1 && peer.Children().Count == Suites.Length,
            "has one pair of each");
        await moon.UntilAsync(
            status => (int)status["child_sas"]! == Suites.Length
                && (int)status["ike_sas"]! == 1,
            "told of what was rekeyed");
        AssertAnswered(lab);

        var recorded = recording.SoFar().ToList();
        AssertHasAll(recorded, ike.Since(from));
        alice.Signal("KILL");
        await moon.UntilActiveAsync();

        // Whoever takes over asks once whether the peer lives.
        await ike.UntilAsync(
            DateTime.UtcNow - Recent, one => one.IsCheck && one.IsAnswer, "sign of life");
        var before = await moon.AskAsync();
        var began = peer.Beginnings();
        await SayAgainAsync();
        Assert.Equal(before.Reign(), (await moon.AskAsync()).Reign());
        Assert.Equal(began, peer.Beginnings());

        // What the dead one said as active makes this one give way, and come back: whoever may
        // have served meanwhile, it makes its SAs anew, and nothing of before is taken under them.
        Say(lab, [.. recorded.Where(frame => IsUdp(frame, 1985))]);
        await moon.UntilAsync(
            status => status.Is("role", "active") && (bool)status["is_open"]!
                && status.Reign() > before.Reign() && (int)status["child_sas"]! > 0,
            "active in another reign");
        await peer.UntilAsync(
            () => peer.IkeCount() == 1 && peer.Children().Count == 1
                && peer.Beginnings() == began + 1,
            "has one IKE SA");
        Bulk.AssertAnswered(lab, Lab.Behind);
        var reign = (await moon.AskAsync()).Reign();
        await SayAgainAsync();
        Assert.Equal(reign, (await moon.AskAsync()).Reign());
        Bulk.AssertAnswered(lab, Lab.Behind);

        async Task SayAgainAsync()
        {
            var (known, said) = (Names(ike.Since(from)), DateTime.UtcNow);
            var (sas, children, packets) = (
                SasOf(await moon.AskAsync()), peer.Children(), Taken(lab));
            Say(lab, [.. recorded.Where(frame => !IsUdp(frame, 1985))]);
            await Task.Delay(Recent);

            // A handshake that nobody goes on with is no IKE SA, and no packet went through.
            var after = SasOf(await moon.AskAsync());
            Assert.True(
                sas == after, $"{sas} before, {after} after: {moon.Journal}{peer.Log}");
            Assert.Equal(children, peer.Children());
            Assert.Equal(1, peer.IkeCount());
            Assert.Equal(packets, Taken(lab));

            // What is said in answer was said before, in the same octets; but for the second
            // message of such a handshake.
            IkeTap.AssertAlike(ike.Since(from), said);
            Assert.All(
                ike.Since(said).Where(one => !known.Contains(one.Name)),
                one => Assert.True(
                    one is { IsAnswer: true, FromGateway: true }
                        && one.Exchange == ExchangeType.IkeSaInit, $"{one}"));
        }
    }

    private static void AssertAnswered(Lab lab)
    {
        foreach (var (_, _, _, source) in Suites)
        {
            Bulk.AssertAnswered(lab, source);
        }
    }

    private static (int Ikes, int Children) SasOf(JsonNode status) =>
        ((int)status["ike_sas"]!, (int)status["child_sas"]!);

    private static HashSet<string> Names(IReadOnlyList<SeenIke> said) =>
        [.. said.Select(one => one.Name)];

    /// <summary>What was recorded is of each kind, and of IKE from either side.</summary>
    private static void AssertHasAll(
        IReadOnlyList<SeenFrame> frames, IReadOnlyList<SeenIke> said)
    {
        Assert.Contains(frames, frame => !IsUdp(frame));
        Assert.Contains(frames, frame => IsUdp(frame, 1985));
        Assert.Contains(frames, frame => IsUdp(frame, 500));
        foreach (var exchange in (ExchangeType[])[
            ExchangeType.IkeSaInit, ExchangeType.IkeAuth, ExchangeType.CreateChildSa,
            ExchangeType.Informational])
        {
            Assert.Contains(said, one => one.Exchange == exchange && one.FromGateway);
            Assert.Contains(said, one => one.Exchange == exchange && !one.FromGateway);
        }
    }

    private static bool IsUdp(SeenFrame frame, int? port = null) =>
        EthernetFrame.TryParse(frame.Octets, out var ethernet, out _)
            && Ipv4Packet.TryParse(ethernet.Payload, out var ip, out _)
            && UdpDatagram.TryParse(ip.Payload, out var udp, out _)
            && (port is null || udp.DestinationPort == port);

    /// <summary>A peer with a CHILD SA of each suite.</summary>
    private static StrongSwan Connected(Lab lab)
    {
        foreach (var (_, _, _, source) in Suites.Skip(1))
        {
            lab.In("carol", "ip", "addr", "add", $"{source}/32", "dev", "lo");
        }

        var peer = new StrongSwan(lab);
        peer.LoadAll(StrongSwan.Connection(string.Concat(Suites.Select(suite => $$"""
            {{suite.Name}} {
              local_ts = {{suite.Source}}/32
              remote_ts = 10.1.0.0/16
              esp_proposals = {{suite.Esp}}
            }

            """))));
        foreach (var (name, _, _, _) in Suites)
        {
            peer.Control("--initiate", "--child", name, "--timeout", "15");
        }

        var said = peer.Control("--list-sas", "--raw");
        Assert.All(Suites, suite => Assert.Matches(
            $"name={suite.Name} [^{{}}]*state=INSTALLED [^{{}}]*{suite.Agreed}", said));
        return peer;
    }

    /// <summary>Sends frames once more, as they were but for the sum of UDP, which a card would
    /// have made and so nobody has made when they were recorded: 0 is none, RFC 768.</summary>
    private static void Say(Lab lab, IReadOnlyList<SeenFrame> frames)
    {
        const int sumOfUdp = 14 + 20 + 6;
        var file = Path.Combine(lab.Folder, "again.hex");
        File.WriteAllLines(file, frames.Select(frame => Convert.ToHexString(
            IsUdp(frame)
                ? [.. frame.Octets[..sumOfUdp], 0, 0, .. frame.Octets[(sumOfUdp + 2)..]]
                : frame.Octets)));
        lab.In("net", "/usr/bin/python3", "-c", $"""
            import socket
            wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
            wire.bind(("br-out", 0))
            for line in open("{file}"):
                wire.send(bytes.fromhex(line))
            """);
    }

    /// <summary>How many packets strongSwan has refused because of their numbers.</summary>
    private static long Refused(StrongSwan peer) =>
        Regex.Count(peer.Log, "ESP sequence number verification failed");

    /// <summary>How many packets strongSwan has let through.</summary>
    private static long Taken(Lab lab) => long.Parse(
        lab.In("carol", "cat", "/sys/class/net/ipsec0/statistics/rx_packets"),
        CultureInfo.InvariantCulture);

    private static long Counted(JsonNode status, string reason) =>
        (long?)status["traffic"]!["drops"]![reason] ?? 0;
}

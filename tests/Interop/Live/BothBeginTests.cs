namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// Two gateways of this library that both begin (RFC 7296 §2.4, docs/adr/0101): both come to have
/// the same IKE SAs, whichever message overtakes which, and whoever takes over goes on with them.
/// </summary>
[Collection(Lab.Second)]
public sealed class BothBeginTests
{
    /// <summary>Both have begun, and one is heard first: the other one has not said who it is yet,
    /// so it gives its own up.</summary>
    [PeerFact]
    public Task Of_two_first_exchanges_one_is_left_where_one_side_is_heard_first() =>
        PlayAsync(isCrossing: false, expected: 1);

    /// <summary>The first messages cross, and so do those that say who is there: both are kept by
    /// both, and what is missing is nothing.</summary>
    [PeerFact]
    public Task Two_first_exchanges_that_cross_are_kept_by_both_sides() =>
        PlayAsync(isCrossing: true, expected: 2);

    private static async Task PlayAsync(bool isCrossing, int expected)
    {
        using var lab = new Lab(hasPeer: true);
        PeerGateway.Write(
            lab, "[\"x25519\"]", "[\"x25519\"]", PeerGateway.Opener.Both);
        var line = new SlowLine(lab, isCrossing);
        var carol = new LiveMember(lab, "carol");
        var (alice, moon) = await LiveMember.PairAsync(lab);
        await carol.UntilActiveAsync();
        await carol.UntilAsync(Has(expected), $"connected: {line.Said}{alice.Journal}");
        await alice.UntilAsync(Has(expected), $"connected: {line.Said}{carol.Journal}");
        await moon.UntilAsync(Has(expected), "told of all");

        // Both have begun before either has heard the other one.
        Assert.Contains("carol has begun", line.Said);
        Assert.Contains("the members have begun", line.Said);
        Assert.True(
            !isCrossing || line.Said.Contains("both are heard", StringComparison.Ordinal),
            line.Said);

        // Longer than whoever waits for the other one's further CHILD SAs waits.
        line.Dispose();
        await Task.Delay(TimeSpan.FromSeconds(12));
        Bulk.AssertWhole(lab, Lab.Behind);
        AssertKept();
        alice.Signal("KILL");
        await moon.UntilActiveAsync();
        Bulk.AssertAnswered(lab, Lab.Behind);
        Bulk.AssertWhole(lab, Lab.Behind);
        await moon.UntilAsync(Has(expected), "with what it knew");
        await carol.UntilAsync(Has(expected), "with what it had");
        AssertKept();
        Assert.Equal(NamesIn(carol), NamesIn(alice));
        Assert.Equal(expected, NamesIn(carol).Count);

        void AssertKept()
        {
            foreach (var member in (LiveMember[])[carol, alice, moon])
            {
                Assert.DoesNotContain(" ends: ", member.Journal);
            }
        }
    }

    private static Func<System.Text.Json.Nodes.JsonNode, bool> Has(int count) => status =>
        (int)status["ike_sas"]! == count && (int)status["child_sas"]! == count;

    /// <summary>The IKE SAs that have come to stand at a member.</summary>
    private static SortedSet<string> NamesIn(LiveMember member) =>
    [
        .. System.Text.RegularExpressions.Regex.Matches(
            member.Journal, "IKE SA ([0-9a-f]+/[0-9a-f]+) stands").Select(
                match => match.Groups[1].Value),
    ];

    /// <summary>A line between the host outside and the segment on which a frame takes half a
    /// second, and nothing of IKE passes until both sides have begun.</summary>
    private sealed class SlowLine : IDisposable
    {
        private readonly Lab _lab;
        private readonly System.Diagnostics.Process _relay;

        /// <param name="lab">Where.</param>
        /// <param name="isCrossing">Whether both are heard at once; else carol is not heard until
        /// what the members have begun is over.</param>
        public SlowLine(Lab lab, bool isCrossing)
        {
            _lab = lab;
            lab.In("net", "ip", "link", "set", "carol-out", "nomaster");
            lab.In("net", "ip", "link", "add", "line", "type", "veth", "peer", "name", "line-out");
            lab.In("net", "ip", "link", "set", "line", "up");
            lab.In("net", "ip", "link", "set", "line-out", "master", "br-out", "up");
            _relay = lab.Start(
                "net", "line.txt", "/usr/bin/python3", "-u", "-c", Relay,
                isCrossing ? "crossing" : "members first");
        }

        /// <summary>What it has seen.</summary>
        public string Said => File.ReadAllText(Path.Combine(_lab.Folder, "line.txt"));

        /// <summary>Carol is on the segment again.</summary>
        public void Dispose()
        {
            LiveMember.Signal("KILL", _relay.Id);
            _relay.WaitForExit();
            _lab.In("net", "ip", "link", "set", "line-out", "nomaster");
            _lab.In("net", "ip", "link", "set", "carol-out", "master", "br-out");
        }

        // Nobody has made the sum of UDP, which a card would have: 0 is none, RFC 768. A first
        // message of IKE is exchange 34 from the initiator, and no response (RFC 7296 §3.1).
        private const string Relay = """
            import heapq, select, socket, sys, time
            names = {"carol-out": "line", "line": "carol-out"}
            ends = {}
            for name in names:
                ends[name] = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
                ends[name].bind((name, 0))
            first, late, count, free = {}, [], 0, None
            crossing = sys.argv[1] == "crossing"
            def pass_on(name, frame, after):
                global count
                count += 1
                heapq.heappush(late, (time.monotonic() + after, count, names[name], frame))
            while True:
                wait = max(0, late[0][0] - time.monotonic()) if late else 1
                for end in select.select(list(ends.values()), [], [], wait)[0]:
                    frame, (name, _, kind, _, _) = end.recvfrom(65536)
                    if kind == 4:
                        continue
                    frame = bytearray(frame)
                    is_ike = False
                    if frame[12:14] == b"\x08\x00" and frame[23] == 17 and len(frame) > 42:
                        frame[40:42] = b"\0\0"
                        port = int.from_bytes(frame[36:38], "big")
                        is_ike = port in (500, 4500)
                        is_first = port == 500 and frame[60] == 34 and frame[61] & 0x20 == 0
                        if is_ike and is_first and name not in first:
                            first[name] = frame
                            print("carol" if name == "carol-out" else "the members",
                                "has begun" if name == "carol-out" else "have begun")
                            if len(first) == 2:
                                print("both are heard" if crossing else "the members are heard")
                                free = time.monotonic() + 4
                                for other in first:
                                    if crossing or other == "line":
                                        pass_on(other, first[other], 0.5)
                                continue
                    if is_ike and free is None:
                        continue
                    if is_ike and is_first and time.monotonic() < free:
                        continue
                    pass_on(name, frame, 0.5 if is_ike else 0)
                while late and late[0][0] <= time.monotonic():
                    _, _, name, frame = heapq.heappop(late)
                    ends[name].send(frame)
            """;
    }
}

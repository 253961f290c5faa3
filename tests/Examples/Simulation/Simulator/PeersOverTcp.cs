using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Reassembly;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Scenarios.Streams;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds.Cards;
using Holdfast.StateMachines;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>A peer over TCP, RFC 9329: what becomes of its connections, in octets.</summary>
public sealed class PeersOverTcp
{
    private static readonly ScenarioCard Card = ScenarioTable.Named("tcp-connections")!;

    public static TheoryData<int> Parts => [.. Enumerable.Range(0, 5)];

    [Fact]
    public void Everything_goes_by_one_connection_and_its_stream_has_the_prefix_once()
    {
        var others = 0;
        TcpStream? stream = null;
        var run = Play("rekeys", told =>
        {
            if (!TrySent(told.Span, out var packet))
            {
                return;
            }

            if (packet.Protocol != IpProtocol.Tcp)
            {
                others++;
            }
            else if (TcpHeader.TryParse(packet.Payload, out var segment, out _)
                && segment is { SourcePort: 40_000, DestinationPort: 4_500 })
            {
                stream = segment.Flags.Syn
                    ? stream ?? new(segment.SequenceNumber + 1)
                    : stream!.Add(
                        new(Ready: int.MaxValue, Pieces: int.MaxValue), segment.SequenceNumber,
                        segment.Payload, 0);
            }
        });

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal(0, others);
        Assert.Null(PlayedWorlds.When(run, "carol", "opens a connection from port 40001"));
        var octets = stream!.Ready.Span;
        Assert.Equal("IKETCP"u8, octets[..TcpReading.Prefix]);
        Assert.Equal(-1, octets[1..].IndexOf("IKETCP"u8));
        var read = TcpReading.ReadOn(default, [new(octets)], ushort.MaxValue);
        Assert.Equal((octets.Length, DecodeFault.None), (read.Position, read.Fault));
        Assert.InRange(read.Frames.Count, 500, 5_000);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void Who_takes_over_resets_a_connection_and_the_SAs_go_on_in_another_one(int part)
    {
        var run = Play($"takeover-{part}");

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.NotNull(PlayedWorlds.When(run, "carol", "from port 40000 that is reset"));
        Assert.NotNull(PlayedWorlds.When(run, "moon", "hears carol by a connection from port"));
        Assert.Null(PlayedWorlds.When(run, "carol", "takes the gateway for dead"));
        Assert.Equal(0, run.Measures.Reestablished);
    }

    [Fact]
    public void A_member_crashes_between_the_parts_of_a_frame_and_it_is_never_completed() =>
        Assert.Contains(
            Enumerable.Range(0, 5).Select(part => Play($"takeover-{part}")),
            run => PlayedWorlds.When(run, "alice", "octets of a frame from port 40000") is >= 30);

    [Theory]
    [MemberData(nameof(Parts))]
    public void Of_an_old_connection_and_a_new_one_replies_go_by_the_one_that_speaks(int part)
    {
        var run = Play($"old-and-new-{part}");

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.InRange(
            PlayedWorlds.When(run, "carol", "from port 40000 that is given up")!.Value, 34, 36);

        // The old one is open still when packets go by the new one.
        var heard = run.Timeline
            .Where(one => one.Who == "alice"
                && one.Says.StartsWith("hears carol", StringComparison.Ordinal))
            .ToArray();
        Assert.Equal(2, heard.Length);
        Assert.DoesNotContain(
            run.Timeline,
            one => one.Who == "alice" && one.At <= heard[1].At
                && one.Says.Contains("from port 40000 that", StringComparison.Ordinal));
        Assert.Equal(0, run.Measures.Reestablished);
    }

    [Fact]
    public void A_connection_that_no_SA_uses_ends_though_its_peer_is_gone_without_a_word()
    {
        var stage = new Stage(
            StreamWorlds.OverTcp with
            {
                Duration = TimeSpan.FromSeconds(250),
                HealAt = TimeSpan.FromSeconds(240),
            },
            1, RunOptions.Default);
        var before = -1;
        stage.Agenda.At(
            Instant.Zero + TimeSpan.FromSeconds(80),
            () => before = stage.Members["alice"].Life!.StreamCount);
        var after = -1;
        stage.Agenda.At(
            Instant.Zero + TimeSpan.FromSeconds(200),
            () => after = stage.Members["alice"].Life!.StreamCount);
        stage.Play(PlayedWorlds.Of(
            (30, new Fault.Delete("carol", ByPeer: true)), (31, new Fault.Crash("carol"))));

        Assert.Empty(stage.Watch.Verdicts.All);
        Assert.Equal((1, 0), (before, after));
    }

    /// <summary>Whoever greets may be anybody: until IKE_AUTH is authentic, what an SA has to say
    /// goes by the connection that it has.</summary>
    [Fact]
    public void A_handshake_by_another_connection_moves_an_SA_only_once_it_is_authentic()
    {
        var run = PlayedWorlds.Play(
            StreamWorlds.OverTcp,
            PlayedWorlds.Of((30, new Fault.Crash("carol")), (31, new Fault.Restart("carol"))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        var (heard, made) = (Last("hears carol by"), Last("CHILD SAs with carol"));
        Assert.InRange(made, 31, 40);
        Assert.InRange(heard - made, 0, 0.001);

        double Last(string says) => run.Timeline
            .Where(one => one.Who == "alice" && one.Says.Contains(says, StringComparison.Ordinal))
            .Max(one => (one.At - Instant.Zero).TotalSeconds);
    }

    [Fact]
    public void One_seed_is_one_run() =>
        Assert.Equal(Play("takeover-1").Digest, Play("takeover-1").Digest);

    private static RunResult Play(string name, Action<ReadOnlyMemory<byte>>? trace = null)
    {
        var (world, faults) = Card.Scenario(Card.Cases.Single(one => one.Name == name));
        return PlayedWorlds.Play(world, faults, options: new() { Trace = trace });
    }

    /// <summary>An IP packet as it is put on the backbone.</summary>
    private static bool TrySent(ReadOnlySpan<byte> told, out Ipv4Packet packet)
    {
        const byte sent = 0x80;
        const int frameAt = 16;
        const int headerLength = 14;
        packet = default;
        return told[10] == sent && told.Length > frameAt + headerLength
            && StreamWorlds.OverTcp.Segments[told[8]].Name == "backbone"
            && Ipv4Packet.TryParse(told[(frameAt + headerLength)..], out packet, out _);
    }
}

using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Simulator.Watching;
using Holdfast.StateMachines;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>
/// RFC 9293 §3.10.7 and RFC 5961: numbers have to fit before a segment means anything to one end
/// of a connection.
/// </summary>
public sealed class TcpEnds
{
    private const uint First = 1_000;
    private const uint Theirs = 5_000;
    private const int Syn = 2, Rst = 4, Ack = 16;

    private static readonly Place Here = new(HostAddress.Parse("10.0.0.1"), 4_500);
    private static readonly Place There = new(HostAddress.Parse("10.0.0.2"), 40_000);

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(60_000, false)]
    [InlineData(-1, false)]
    [InlineData(100_000, false)]
    public void A_reset_ends_it_only_with_the_number_that_is_next(int beside, bool ends)
    {
        var box = new Recorder();
        var end = Accepted(box);

        end.Take(Segment(Rst, (uint)(Theirs + beside), 0));

        Assert.Equal(ends, end.IsEnded);

        // Within the window whoever means it is asked once more, RFC 5961 §3.2.
        Assert.Equal(!ends && beside is > 0 and < 65_535 ? 1 : 0, box.Sent.Count);
        Assert.All(box.Sent, one => Assert.Equal(
            (Ack, First, Theirs),
            (one.Flags.Value, one.SequenceNumber, one.AcknowledgmentNumber)));
    }

    [Fact]
    public void A_SYN_begins_nothing_anew_and_the_same_one_gets_its_answer_until_that_is_heard()
    {
        var box = new Recorder();
        var end = new TcpEnd(box, Here, There, First, isOriginator: false);
        foreach (var again in new[] { false, true })
        {
            box.Sent.Clear();
            end.Take(Segment(Syn, Theirs - 1, 0));
            Assert.Equal((Syn | Ack, First - 1), Only(box));
            Assert.Equal(Theirs, end.FirstHeard);
        }

        end.Take(Segment(Ack, Theirs, First));
        foreach (var number in new[] { Theirs - 1, Theirs + 7_000 })
        {
            box.Sent.Clear();
            end.Take(Segment(Syn, number, 0));
            Assert.Equal((Ack, First), Only(box));
            Assert.Equal(Theirs, end.FirstHeard);
            box.Pass();
        }
    }

    [Fact]
    public void Who_opens_it_believes_only_an_answer_to_its_own_SYN()
    {
        var box = new Recorder();
        var end = new TcpEnd(box, There, Here, First, isOriginator: true);
        end.Open();
        box.Sent.Clear();

        end.Take(Segment(Rst | Ack, 0, First + 1));
        end.Take(Segment(Rst, Theirs, 0));
        Assert.Empty(box.Sent);
        Assert.False(end.IsOpen || end.IsEnded);

        end.Take(Segment(Syn | Ack, Theirs - 1, First + 1));
        Assert.Equal((Rst, First + 1), Only(box));
        Assert.False(end.IsOpen || end.IsEnded);

        end.Take(Segment(Syn | Ack, Theirs - 1, First));
        Assert.True(end.IsOpen);

        var refused = new TcpEnd(new Recorder(), There, Here, First, isOriginator: true);
        refused.Take(Segment(Rst | Ack, 0, First));
        Assert.True(refused.IsEnded);
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0, 1, 0)]
    [InlineData(70_000, 0, 0)]
    [InlineData(0, -70_000, 0)]
    [InlineData(-70_000, 0, 0)]
    public void Octets_are_read_only_where_both_numbers_fit(int ahead, int acknowledged, int read)
    {
        var box = new Recorder();
        var end = Accepted(box);
        byte[] octets =
        [
            .. TcpCarried.Prefix,
            .. new TcpEncapsulationFrameValue { Content = new Octets(new byte[40]) }.ToArray(),
        ];

        end.Take(Segment(
            Ack, (uint)(Theirs + ahead), (uint)(First + acknowledged), octets));

        Assert.False(end.IsEnded);
        Assert.Equal(read, box.Frames);
    }

    [Fact]
    public void Two_ends_that_disagree_do_not_answer_each_other_without_an_end()
    {
        var box = new Recorder();
        var end = Accepted(box);
        for (var times = 0; times < 100; times++)
        {
            end.Take(Segment(Ack, Theirs, First + 99_000));
        }

        Assert.Single(box.Sent);
        box.Pass();
        end.Take(Segment(Ack, Theirs, First + 99_000));
        Assert.Equal(2, box.Sent.Count);
    }

    [Fact]
    public void What_a_full_end_drops_is_said_once_until_there_is_room()
    {
        var box = new Recorder();
        var end = Accepted(box);
        var put = 0;
        while (end.Put(new byte[1_000], MessageKind.Esp))
        {
            put++;
        }

        Assert.Equal(65, put);
        Assert.False(end.Put(new byte[1_000], MessageKind.Esp));
        Assert.Equal(1, box.Fulls);

        box.Pass();
        end.Take(Segment(Ack, Theirs, First + 65_000));
        Assert.True(end.Put(new byte[1_000], MessageKind.Esp));
        while (end.Put(new byte[1_000], MessageKind.Esp))
        {
        }

        Assert.Equal(2, box.Fulls);
    }

    [Fact]
    public void What_is_unknown_is_refused_with_a_number_that_its_sender_believes()
    {
        var box = new Recorder();
        var end = new TcpEnd(box, Here, There, 0, isOriginator: false);

        end.Refuse(Segment(Ack, Theirs, First));
        Assert.Equal((Rst, First), Only(box));

        box.Sent.Clear();
        end.Refuse(Segment(Syn, Theirs - 1, 0));
        Assert.Equal(Rst | Ack, box.Sent.Single().Flags.Value);
        Assert.Equal(Theirs, box.Sent.Single().AcknowledgmentNumber);
    }

    [Fact]
    public void Watchedof_a_connection_are_forgotten_once_both_of_its_ends_are_over()
    {
        var frames = new FramesInStreams(new([], new(), _ => { }));
        var (near, far) = (new Recorder { Watched = frames }, new Recorder { Watched = frames });
        var opener = new TcpEnd(near, There, Here, First, isOriginator: true);
        var accepter = new TcpEnd(far, Here, There, Theirs, isOriginator: false);
        accepter.Take(Segment(Syn, First - 1, 0));
        opener.Take(Segment(Syn | Ack, Theirs - 1, First));
        frames.Put(opener, new byte[8]);
        frames.Put(accepter, new byte[8]);
        Assert.Equal(2, frames.Count);

        accepter.Forget();
        frames.Put(opener, new byte[8]);
        Assert.Equal(2, frames.Count);
        opener.Forget();
        Assert.Equal(0, frames.Count);

        // Nobody has ever answered: nobody reads it.
        var alone = new TcpEnd(near, There, Here, First, isOriginator: true);
        frames.Put(alone, new byte[8]);
        alone.Forget();
        Assert.Equal(0, frames.Count);
    }

    [Fact]
    public void Behind_the_last_port_comes_the_first_and_one_that_is_in_use_is_passed_over()
    {
        const int all = ushort.MaxValue - StreamPorts.First + 1;
        var ports = new StreamPorts();
        for (var at = 0; at < all; at++)
        {
            Assert.Equal(StreamPorts.First + at, ports.Next(_ => false)!.Value);
        }

        Assert.Equal(
            StreamPorts.First + 1, ports.Next(port => port == StreamPorts.First)!.Value);
        Assert.Null(ports.Next(_ => true));
    }

    private static TcpEnd Accepted(Recorder box)
    {
        var end = new TcpEnd(box, Here, There, First, isOriginator: false);
        end.Take(Segment(Syn, Theirs - 1, 0));
        end.Take(Segment(Ack, Theirs, First));
        box.Sent.Clear();
        return end;
    }

    private static (int Flags, uint Number) Only(Recorder box)
    {
        var one = Assert.Single(box.Sent);
        return (one.Flags.Value, one.SequenceNumber);
    }

    private static TcpHeader Segment(
        int flags, uint number, uint acknowledged, params byte[] payload)
    {
        var octets = new TcpHeaderValue
        {
            SourcePort = There.Port,
            DestinationPort = Here.Port,
            SequenceNumber = number,
            AcknowledgmentNumber = acknowledged,
            Flags = new((ushort)flags),
            Window = ushort.MaxValue,
            Payload = new(payload),
        }.ToArray();
        Assert.True(TcpHeader.TryParse(octets, out var segment, out _));
        return segment;
    }

    /// <summary>Whose ends these are.</summary>
    private sealed class Recorder : TcpEnd.Box
    {
        private readonly List<Action> _later = [];

        public List<TcpHeaderValue> Sent { get; } = [];

        public int Frames { get; private set; }

        public int Fulls { get; private set; }

        public FramesInStreams? Watched { get; init; }

        /// <summary>What was for later is done.</summary>
        public void Pass()
        {
            var due = _later.ToArray();
            _later.Clear();
            foreach (var act in due)
            {
                act();
            }
        }

        public override void Send(TcpEnd end, TcpHeaderValue segment, MessageKind? kind) =>
            Sent.Add(segment);

        public override void Later(TimeSpan time, Action act) => _later.Add(act);

        public override int Cut(int octets) => octets;

        public override TimeSpan Pause() => TimeSpan.Zero;

        public override void Read(TcpEnd end, Octets frame) => Frames++;

        public override void Ended(TcpEnd end, string why)
        {
        }

        public override void Full(TcpEnd end) => Fulls++;

        public override void Over(TcpEnd end) => Watched?.Over(end);
    }
}

using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using static Holdfast.StateMachines.Liveness.LivenessCheck;

namespace Holdfast.Tests.Interop.StateMachines;

/// <summary>
/// What strongSwan did in the lab, done again by the machine: <c>dpd_delay</c> 2 s, retransmission
/// after 1 s, growing by half, three times. docs/machines/replays.md explains what differs.
/// </summary>
public sealed class LivenessReplayTests
{
    private const string Capture = "v2-dpd-idle-then-peer-dead";

    /// <summary>An SK payload of one block of padding: header, payload header, IV, block, ICV.
    /// </summary>
    private const int LengthOfCheck = 28 + 4 + 16 + 16 + 16;

    /// <summary>The event loop of the peer asks so late, and so does the one here.</summary>
    private static readonly TimeSpan Wake = TimeSpan.FromMilliseconds(1.5);

    private static readonly Config Lab = Config.TryCreate(
        new()
        {
            IdleAfter = TimeSpan.FromSeconds(2),
            RetryAfter = TimeSpan.FromSeconds(1),
            BackoffPercent = 150,
            SendsMax = 4,
        },
        out var config, out var error) ? config : throw new InvalidOperationException($"{error}");

    [Fact]
    public void The_left_peer_asks_and_repeats_as_the_machine_says_to_within_ten_milliseconds()
    {
        var (sends, state) = Replay(own: 1);
        Assert.Equal([19, 21, 23, 25], sends.Select(send => send.Packet));
        Assert.All(sends, send => Assert.InRange(
            send.Observed - send.Foretold,
            TimeSpan.FromMilliseconds(-1), TimeSpan.FromMilliseconds(10)));

        // ICMP came after each of them, and proved nothing; four sends in 8.125 s did.
        var failed = Assert.IsType<State.Failed>(state);
        Assert.Equal(Cause.Silent, failed.Cause);
        Assert.Equal(15.15, Math.Round((failed.Since - Instant.Zero).TotalSeconds, 2));
    }

    [Fact]
    public void Each_repetition_of_the_left_peer_has_the_same_octets()
    {
        var repeated = LabEvent.Of(Capture)
            .Where(one => one.Packet is 19 or 21 or 23 or 25).Select(one => one.Octets).ToList();
        Assert.Equal(4, repeated.Count);
        Assert.Single(repeated.Distinct());
    }

    [Fact]
    public void The_right_peer_asks_once_sixty_milliseconds_early_since_it_counts_whole_seconds()
    {
        var (sends, _) = Replay(own: 2);
        Assert.Equal([15, 17], sends.Select(send => send.Packet));
        Assert.InRange(
            sends[0].Foretold - sends[0].Observed,
            TimeSpan.FromMilliseconds(55), TimeSpan.FromMilliseconds(65));
        Assert.InRange(
            sends[1].Observed - sends[1].Foretold,
            TimeSpan.FromMilliseconds(-5), TimeSpan.FromMilliseconds(5));
    }

    /// <summary>The checks of one side: when they were sent, and when the machine says.</summary>
    private static (List<(int Packet, TimeSpan Observed, TimeSpan Foretold)> Sends, State End)
        Replay(int own)
    {
        // The right peer is dead after packet 18.
        var last = own == 1 ? int.MaxValue : 18;
        var events = LabEvent.Of(Capture)
            .Where(one => one.Packet > 4 && one.Packet <= last).ToList();
        List<(int, TimeSpan, TimeSpan)> sends = [];
        var foretold = new Queue<TimeSpan>();
        var state = Initial(Lab, At(LabEvent.Of(Capture)[3].At));
        foreach (var (index, one) in events.Index())
        {
            RunUntil(At(one.At), index);
            if (one.Kind == LabKind.Ike && one.Sender == own && IsCheck(one))
            {
                // Earlier than the machine would: what it would have said, and then as observed.
                var isEarly = foretold.Count == 0;
                var says = isEarly
                    ? Deadline(Lab, state)!.Value - Instant.Zero
                    : foretold.Dequeue();
                sends.Add((one.Packet, one.At, says));
                if (isEarly)
                {
                    Take(At(one.At), new Input.Sealed(Header(one).MessageId.Value, one.Octets));
                    foretold.Clear();
                }
            }
            else
            {
                foreach (var input in InputsOf(one))
                {
                    Take(At(one.At), input);
                }
            }
        }

        RunUntil(new Instant(long.MaxValue), events.Count - 1);
        return (sends, state);

        void RunUntil(Instant until, int from)
        {
            // The other side sleeps for ever: only the one that waits for it goes on.
            while (Deadline(Lab, state) + (state is State.Alive ? Wake : default) is { } due
                && due < until
                && (until.Ticks < long.MaxValue || state is State.Checking))
            {
                Take(due, new Input.Tick(), from);
            }
        }

        void Take(Instant now, Input input, int from = 0)
        {
            var next = Step(Lab, state, now, input);
            state = next.State;
            foreach (var output in next.Outputs)
            {
                switch (output)
                {
                    case Output.Ask:
                        Take(now, new Input.Granted(), from);
                        break;
                    case Output.Seal:
                        var asked = events.Skip(from).First(
                            one => one.Kind == LabKind.Ike && one.Sender == own && IsCheck(one));
                        Take(now, new Input.Sealed(
                            Header(asked).MessageId.Value, asked.Octets));
                        break;
                    case Output.Transmit:
                        foretold.Enqueue(now - Instant.Zero);
                        break;
                }
            }
        }

        Input[] InputsOf(LabEvent one) => (one.Kind, one.Sender == own) switch
        {
            (LabKind.Esp, false) => [new Input.Heard()],
            (LabKind.Esp, true) => [new Input.Outbound()],
            (LabKind.Icmp, _) => [new Input.Hint(Rumour.Routing)],
            (LabKind.Ike, true) => Header(one).IsResponse ? [] : [new Input.Occupied(true)],
            (LabKind.Ike, false) => Header(one) is { IsResponse: true } answer
                ? state is State.Checking
                    ? [new Input.Answered(answer.MessageId.Value)]
                    : [new Input.Answered(answer.MessageId.Value), new Input.Occupied(false)]
                : IsCheck(one)
                    ? [new Input.Asked(Header(one).MessageId.Value)]
                    : [new Input.Heard()],
            _ => [],
        };
    }

    private static bool IsCheck(LabEvent one) =>
        one.Octets.Length == LengthOfCheck && !Header(one).IsResponse;

    private static (MessageId MessageId, bool IsResponse) Header(LabEvent one)
    {
        Assert.True(IkeHeader.TryParse(one.Octets.Span, out var header, out var error), $"{error}");
        return (header.MessageId, header.Flags.Response);
    }

    private static Instant At(TimeSpan time) => Instant.Zero + time;
}

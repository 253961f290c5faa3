using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.Tests.Interop.Ike;
using static Holdfast.StateMachines.Dpd.DeadPeerDetection;

namespace Holdfast.Tests.Interop.StateMachines;

/// <summary>
/// What strongSwan did in the lab, done again by the machine: <c>dpd_delay</c> 2 s in IKEv1, the
/// query again after 2 s with its number. docs/machines/replays.md explains what differs.
/// </summary>
public sealed class DpdReplayTests
{
    private const string Capture = "v1-dpd";

    /// <summary>The event loop of the peer asks so late, and so does the one here.</summary>
    private static readonly TimeSpan Wake = TimeSpan.FromMilliseconds(1.5);

    private static readonly Config Lab = Config.TryCreate(
        new()
        {
            Mode = Mode.Periodic,
            WorryAfter = TimeSpan.FromSeconds(2),
            RetryAfter = TimeSpan.FromSeconds(2),
            BackoffPercent = 100,
            ProbesMax = 4,
        },
        out var config, out var error) ? config : throw new InvalidOperationException($"{error}");

    [Fact]
    public void The_left_peer_answers_asks_and_asks_again_as_the_machine_says()
    {
        var messages = Messages();
        var first = messages.First(one => one.Value.Sender == 1 && one.Value.Said is Input.RUThere);
        var state = Agreed(((Input.RUThere)first.Value.Said).Sequence);
        List<(TimeSpan At, Output Said)> said = [];

        foreach (var one in LabEvent.Of(Capture).Where(one => one.Packet > 9))
        {
            while (Deadline(Lab, state) + (state is State.Fresh ? Wake : default) is { } due
                && due < At(one.At))
            {
                Take(due, new Input.Tick());
            }

            if (one.Kind == LabKind.Esp)
            {
                Take(At(one.At), one.Sender == 1 ? new Input.Outbound() : new Input.Heard());
            }
            else if (one.Sender == 2 && messages.TryGetValue(one.Packet, out var heard))
            {
                Take(At(one.At), heard.Said);
            }
        }

        var observed = LabEvent.Of(Capture)
            .Where(one => one.Sender == 1 && messages.ContainsKey(one.Packet)).ToList();
        Assert.Equal(
            observed.Select(one => messages[one.Packet].Said switch
            {
                Input.RUThere(var number) => new Output.SendRUThere(number),
                Input.RUThereAck(var number) => (Output)new Output.SendRUThereAck(number),
                _ => throw new InvalidOperationException($"packet {one.Packet}"),
            }),
            said.Select(one => one.Said));
        Assert.Equal(6, said.Count);
        Assert.All(observed.Zip(said), pair => Assert.InRange(
            pair.First.At - pair.Second.At,
            TimeSpan.FromMilliseconds(-10), TimeSpan.FromMilliseconds(10)));

        // Nobody answers the last query either.
        var dead = Step(Lab, state, Deadline(Lab, state)!.Value, new Input.Tick());
        Assert.IsType<State.Dead>(dead.State);

        void Take(Instant now, Input input)
        {
            var next = Step(Lab, state, now, input);
            state = next.State;
            said.AddRange(next.Outputs.AsEnumerable().Select(
                output => (now - Instant.Zero, output)));
        }
    }

    [Fact]
    public void The_right_peer_asks_an_eighth_of_a_second_early_since_it_counts_whole_seconds()
    {
        var asked = LabEvent.Of(Capture).First(one => one.Packet == 16);
        var heard = LabEvent.Of(Capture).Last(
            one => one is { Kind: LabKind.Esp, Sender: 1, Packet: < 16 });
        Assert.Equal(2, asked.Sender);
        Assert.IsType<Input.RUThere>(Messages()[16].Said);
        Assert.InRange(
            heard.At + Lab.WorryAfter - asked.At,
            TimeSpan.FromMilliseconds(115), TimeSpan.FromMilliseconds(130));
    }

    private static State Agreed(uint first)
    {
        var now = At(LabEvent.Of(Capture).First(one => one.Packet == 9).At);
        var state = Step(Lab, Initial(Lab, now), now, new Input.Announced(first)).State;
        return Step(Lab, state, now, new Input.Offered()).State;
    }

    /// <summary>What the DPD messages say, opened with derived keys, by packet.</summary>
    private static Dictionary<int, (int Sender, Input Said)> Messages()
    {
        Dictionary<int, (int, Input)> messages = [];
        var replay = new IsakmpReplay(
            CryptoProviders.Managed(), LabSecrets.Of(Capture), new Tally { Capture = Capture },
            (datagram, cookies, message) =>
            {
                foreach (var payload in message.Payloads)
                {
                    if (payload.Body is IsakmpPayloadBody.Notify(var notify)
                        && Classify(notify, cookies, isProtected: true) is { } input)
                    {
                        messages.Add(datagram.Packet, ((int)(datagram.Source & 0xff), input));
                    }
                }
            });
        foreach (var datagram in IkeDatagram.Of(Capture))
        {
            replay.Take(datagram);
        }

        replay.End();
        return messages;
    }

    private static Instant At(TimeSpan time) => Instant.Zero + time;
}

using System.Globalization;
using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.Simulation.Reports;
using Holdfast.StateMachines;
using static Holdfast.Simulation.Scenarios.PeriodicSync.PeriodicMember;

namespace Holdfast.Simulation.Scenarios.PeriodicSync;

/// <summary>
/// Two members that say their counters every so many packets, the peer, and one crash: what the
/// replication of this library is measured against.
/// </summary>
/// <param name="Name">In kebab case.</param>
public sealed record PeriodicSyncBaseline(string Name)
{
    private const ulong Gone = 1;
    private const ulong TakenOver = 2;
    private const int PeerAt = 2;

    /// <summary>Packets between two words to the standby.</summary>
    public uint Every { get; init; } = 2;

    /// <summary>How far a takeover jumps: as far as it may have missed, if nothing is late.
    /// </summary>
    public uint Skip { get; init; } = 2;

    /// <summary>How many packets a member sends in a reign.</summary>
    public uint Packets { get; init; } = 4;

    /// <summary>How many packets the peer has sent.</summary>
    public uint Inbound { get; init; }

    /// <summary>How often alice may crash.</summary>
    public int Crashes { get; init; } = 1;

    /// <summary>How many words may be lost.</summary>
    public int Losses { get; init; }

    /// <summary>The model: it begins where alice is active.</summary>
    public WorldModel<Config, State, Input, Output> Model() => new(Name)
    {
        Machine = Machine,
        Members =
        [
            new("alice", new(1, Every, Skip, Packets)),
            new("moon", new(2, Every, Skip, Packets)),
            new("peer", new(0, Every, Skip, Packets)),
        ],
        Hear = static (_, to, output) => output switch
        {
            Output.Tell(var sent, var received) => to < PeerAt
                ? [new Input.Told(sent, received)]
                : [],
            Output.Packet or Output.Accepted => to == PeerAt ? [new Input.Seen(output)] : [],
        },
        Ticks = [new Input.Tick()],
        Unit = TimeSpan.FromTicks(1),
        Delivery = new Delivery.Ways(Capacity: 8)
        {
            Loss = Losses > 0 ? new(1) : Allowance.Never,
        },
        IsAtOnce = static (from, to) => from == PeerAt || to == PeerAt,
        Faults = new()
        {
            Budgets = [new("crash", Crashes), new("loss", Losses)],
            Rules = [.. Rules()],
        },
        Invariants =
        [
            Never(UniqueNonces.Card, static observer => observer.Nonces.Twice),
            Never(UniqueNumbers.Card, static observer =>
                observer.Numbers.ByOne + observer.Numbers.ByTwo),
            Never(RefusedReplays.Card, static observer => observer.Replays.Twice),
        ],
        Tracks = static state => state is State.Member member
            ?
            [
                new("replication", "up", Tone.Ready),
                TrackFact.Of("traffic", member.Reign > 0, "sends and receives", Tone.Serving),
            ]
            : [],
        NameOfInput = NameOf,
        NameOfOutput = NameOf,
    };

    private static Invariant<State> Never(
        CheckerCard card, Func<State.Observer, int> count) =>
        card.Never<State>((in Look<State> look) => count((State.Observer)look[PeerAt]));

    private IEnumerable<FaultRule<Input>> Rules()
    {
        yield return new("alice crashes")
        {
            Budget = 0,
            Forbids = Gone,
            Sets = Gone,
            Effects = [new FaultEffect<Input>.Take(0, new Input.Crash())],
        };
        yield return new("moon takes over")
        {
            Needs = Gone,
            Forbids = TakenOver,
            Sets = TakenOver,
            Effects = [new FaultEffect<Input>.Take(1, new Input.Act(2))],
        };
        foreach (var (member, name) in new[] { (0, "alice"), (1, "moon") })
        {
            yield return Of(member, $"{name} sends a packet", new Input.SendPacket());
            for (var number = 1u; number <= Inbound; number++)
            {
                yield return Of(
                    member, $"{name} is sent packet {number}", new Input.Arrives(number));
            }
        }

        static FaultRule<Input> Of(int member, string name, Input input) => new(name)
        {
            IsTraffic = true,
            Effects = [new FaultEffect<Input>.Take(member, input)],
        };
    }

    private static string NameOf(Input input) => input switch
    {
        Input.Told(var sent, var received) => string.Create(
            CultureInfo.InvariantCulture, $"counters {sent}, {received}"),
        Input.Seen(var deed) => NameOf(deed),
        Input.Tick or Input.Act or Input.Crash or Input.SendPacket or Input.Arrives =>
            input.GetType().Name,
    };

    private static string NameOf(Output output) => output switch
    {
        Output.Tell(var sent, var received) => string.Create(
            CultureInfo.InvariantCulture, $"counters {sent}, {received}"),
        Output.Packet(_, _, var number) => string.Create(
            CultureInfo.InvariantCulture, $"ESP {number}"),
        Output.Accepted(var number) => string.Create(
            CultureInfo.InvariantCulture, $"accepts packet {number}"),
    };
}

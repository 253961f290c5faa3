using Holdfast.Codec;
using Holdfast.Protocol.Bfd;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.StateMachines.Bfd;

namespace Holdfast.Simulation.Scenarios.BfdNeighbours;

/// <summary>
/// Two ends of a session of BFD, RFC 5880: packets are late and lost, an end dies and returns with
/// nothing, each direction is cut for itself.
/// </summary>
/// <param name="Name">In kebab case.</param>
public sealed record BfdNeighboursScenario(string Name)
{
    private const ulong Gone = 0b0011;
    private const ulong Cut = 0b1100;
    private const int Multiplier = 3;

    /// <summary>How often an end dies.</summary>
    public int Crashes { get; init; } = 1;

    /// <summary>How many packets are lost.</summary>
    public int Losses { get; init; } = 1;

    /// <summary>How often a direction is cut.</summary>
    public int Cuts { get; init; } = 1;

    /// <summary>
    /// Units of time that a packet may be under way. An interval of a session that is up is one: a
    /// packet that needs as long is answered when the next one is out already.
    /// </summary>
    public int Delay { get; init; }

    /// <summary>How alice decides.</summary>
    public BfdStep Alice { get; init; } = BfdSession.Step;

    private static TimeSpan Unit => TimeSpan.FromSeconds(1);

    private static TimeSpan Slow => 2 * Unit;

    /// <summary>
    /// Units until a break is noticed at both ends: the silence that is allowed after a packet of a
    /// session that is not up, a packet that was under way, and the one that tells the other end,
    /// which is sent again after each loss.
    /// </summary>
    private int NoticedWithin =>
        (int)(Multiplier * Slow / Unit) + (2 * Delay) + (Losses * (int)(Slow / Unit));

    /// <summary>The model.</summary>
    public WorldModel<BfdSideConfig, BfdSide, BfdSideInput, BfdControlValue> Model()
    {
        var bound = NoticedWithin;
        return new(Name)
        {
            Machine = BfdSideMachine.Machine,
            Members =
            [
                new("alice", new(Config(1), Alice, Unit)),
                new("carol", new(Config(2), BfdSession.Step, Unit)),
            ],
            Hear = static (_, _, packet) => [new BfdSideInput.Packet(packet)],
            Ticks = [new BfdSideInput.Tick()],
            Unit = Unit,
            Delivery = new Delivery.Ways(Capacity: 6) { DelayMax = Delay, Loss = new(1) },
            Faults = Alphabet(bound),
            Label = static side => side.Is.Phase == BfdSession.Phase.Up ? 1 : 0,
            Invariants =
            [
                HeardNeighbours.Card.Never<BfdSide>(static (in Look<BfdSide> look) =>
                    (look[0].Heard.Holds(look.LabelOf(0) != 0) ? 0 : 1)
                    + (look[1].Heard.Holds(look.LabelOf(1) != 0) ? 0 : 1)),
                NoticedBreaks.Card.AtMost<BfdSide>(
                    bound, static (in Look<BfdSide> look) => NoticedBreaks.Unnoticed(
                        look.LabelOf(0) + look.LabelOf(1) > 0,
                        (look.Damage.Bits & (Gone | Cut)) != 0, look.Damage.Quiet)),
            ],
            Goals =
            [
                ReturnedSessions.Card.InTheEnd<BfdSide>(static (in Look<BfdSide> look) =>
                    look.LabelOf(0) != 0 && look.LabelOf(1) != 0),
            ],
            NameOfInput = static input => input switch
            {
                BfdSideInput.Packet(var packet) => NameOf(packet),
                BfdSideInput.Tick => "timer",
            },
            NameOfOutput = NameOf,
        };
    }

    private FaultAlphabet<BfdSideInput, BfdControlValue> Alphabet(int bound) => new()
    {
        Budgets = [new("crash", Crashes), new("loss", Losses), new("cut", Cuts)],
        Gone = [0b0001, 0b0010],
        Blocks = static (from, _, _) => 0b0100ul << from,
        Disturbing = Gone | Cut,
        QuietMax = bound + 1,
        Rules = [.. Enumerable.Range(0, 2).SelectMany(Rules)],
    };

    private static IEnumerable<FaultRule<BfdSideInput>> Rules(int end)
    {
        var (name, other) = end == 0 ? ("alice", "carol") : ("carol", "alice");
        var (gone, cut) = (0b0001ul << end, 0b0100ul << end);
        yield return new($"{name} dies")
        {
            Budget = 0,
            Forbids = gone,
            Sets = gone,
            Effects = [new FaultEffect<BfdSideInput>.Forget(end)],
        };
        yield return new($"{name} returns") { Needs = gone, Clears = gone };
        yield return new($"from {name} to {other} is cut")
        {
            Budget = 2,
            Forbids = cut,
            Sets = cut,
        };
        yield return new($"from {name} to {other} is whole") { Needs = cut, Clears = cut };
    }

    private static string NameOf(BfdControlValue packet) =>
        $"{packet.State}{(packet.Poll ? " Poll" : "")}{(packet.Final ? " Final" : "")}";

    private static BfdSession.Config Config(uint discriminator) =>
        BfdSession.Config.TryCreate(
            new()
            {
                Discriminator = discriminator,
                DesiredMinTx = Unit,
                RequiredMinRx = Unit,
                SlowTx = Slow,
                DetectMultiplier = Multiplier,
            },
            out var config, out var error)
            ? config
            : throw new InvalidOperationException($"{error}");
}

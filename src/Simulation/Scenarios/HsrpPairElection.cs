using Holdfast.Codec;
using Holdfast.Simulation.Checkers.Hsrp;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;
using static Holdfast.StateMachines.Hsrp.HsrpPair;

namespace Holdfast.Simulation.Scenarios;

/// <summary>
/// Two members, each with a front-end and a back-end group that are bound: the shipped machine. A
/// member crashes, loses an interface, or is not heard on a side.
/// </summary>
/// <param name="Name">In kebab case.</param>
public sealed record HsrpPairElection(string Name)
{
    private const int Members = 2;

    private static readonly Items<Side> Sides = [Side.Front, Side.Back];

    /// <summary>Units of time that a Hello is good; one is between two.</summary>
    public int Hold { get; init; } = 2;

    /// <summary>Whether the better member takes over.</summary>
    public bool Preempts { get; init; }

    /// <summary>The member of higher priority; null: the addresses decide, on each side another
    /// way.</summary>
    public int? Better { get; init; }

    /// <summary>How often something may break; it may be mended at any time.</summary>
    public int Faults { get; init; } = 1;

    private static TimeSpan Unit => TimeSpan.FromSeconds(1);

    /// <summary>The model: whoever is not cut off hears at once; every order of what is due.
    /// </summary>
    public WorldModel<Config, State, Input, Output> Model()
    {
        var configs = Enumerable.Range(0, Members).Select(ConfigOf).ToArray();
        var open = new OpenMembers(
            5 * Hold,
            (CutsOf(Side.Front), CutsOf(Side.Back)),
            static (member, bits) => (bits & (Gone(member)
                | DownOf(member, Side.Front) | DownOf(member, Side.Back))) == 0);
        return new(Name)
        {
            Machine = Machine,
            Members =
            [
                new("alice", configs[0]), new("moon", configs[1]),
            ],
            Hear = (from, _, output) => Heard(configs[from], output),
            Ticks = EachTick,
            Unit = Unit,
            Start = [.. Enumerable.Range(0, Members).SelectMany(Enabled)],
            Faults = Alphabet(),
            Label = static state => state.IsOpen ? 1 : 0,
            Invariants = [open.NotTwo, open.One],
            Tracks = HsrpTracks.Of,
            Gauges =
            [
                HsrpTracks.Serving<State>(
                    "open members", "members that pass traffic at once",
                    static label => label != 0),
                HsrpTracks.Vacant<State>("time without traffic", static label => label != 0),
            ],
            NameOfInput = NameOf,
            NameOfOutput = NameOf,
        };
    }

    /// <summary>A timer of a group expires, each of them first.</summary>
    internal static Items<Input> EachTick =>
    [
        .. from side in Sides
           from timer in Enum.GetValues<HsrpGroup.HsrpTimer>()
           select new Input.Tick(side, new(0, timer)),
    ];

    private FaultAlphabet<Input, Output> Alphabet() => new()
    {
        Budgets = [new("fault", Faults)],
        Gone = [Gone(0), Gone(1)],
        QuietMax = 5 * Hold,
        Blocks = static (from, to, output) => output is Output.At(var side, _)
            ? DownOf(from, side) | DownOf(to, side) | CutOf(from, side)
            : 0,
        Rules =
        [
            new("join") { NeedsAny = AllCuts, Clears = AllCuts },
            .. Enumerable.Range(0, Members).SelectMany(Lives),
            .. from member in Enumerable.Range(0, Members)
               from side in Sides
               from rule in Fates(member, side)
               select rule,
        ],
    };

    private static IEnumerable<FaultRule<Input>> Lives(int member)
    {
        yield return new($"{NameOf(member)} crashes")
        {
            Budget = 0,
            Forbids = Gone(member),
            Sets = Gone(member),
            Effects = [new FaultEffect<Input>.Forget(member)],
        };
        yield return new($"{NameOf(member)} starts again")
        {
            Needs = Gone(member),
            Clears = Gone(member),
            Effects = [.. Enabled(member)],
        };
    }

    private static IEnumerable<FaultRule<Input>> Fates(int member, Side side)
    {
        var where = side == Side.Front ? "front" : "back";
        var who = NameOf(member);
        yield return new($"{who} loses its {where} interface")
        {
            Budget = 0,
            Forbids = Gone(member) | DownOf(member, side),
            Sets = DownOf(member, side),
            Effects = [new FaultEffect<Input>.Take(member, Disabled(side))],
        };
        yield return new($"{who} has its {where} interface back")
        {
            Needs = DownOf(member, side),
            Forbids = Gone(member),
            Clears = DownOf(member, side),
            Effects = [new FaultEffect<Input>.Take(member, Enabled(side))],
        };
        yield return new($"{who} is not heard on the {where} side")
        {
            Budget = 0,
            Forbids = Gone(member) | CutOf(member, side),
            Sets = CutOf(member, side),
        };
    }

    private static IEnumerable<FaultEffect<Input>> Enabled(int member) => Sides.Select(side =>
        new FaultEffect<Input>.Take(member, Enabled(side), Unless: DownOf(member, side)));

    private static Input.At Enabled(Side side) => new(side, new HsrpGroup.Input.Enable());

    private static Input.At Disabled(Side side) => new(side, new HsrpGroup.Input.Disable());

    private static string NameOf(int member) => member == 0 ? "alice" : "moon";

    private static ulong Gone(int member) => 1ul << member;

    private static ulong DownOf(int member, Side side) => 1ul << (4 + (2 * member) + (int)side);

    private static ulong CutOf(int member, Side side) => 1ul << (8 + (2 * member) + (int)side);

    private static ulong CutsOf(Side side) => CutOf(0, side) | CutOf(1, side);

    private static ulong AllCuts => CutsOf(Side.Front) | CutsOf(Side.Back);

    private Config ConfigOf(int member)
    {
        // On the two sides the addresses decide in opposite ways.
        var settings = new Settings(Group($"10.1.0.{member + 1}"), Group($"10.2.0.{2 - member}"));
        return Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

        HsrpGroup.Settings Group(string address) => new()
        {
            Version = HsrpGroup.HsrpVersion.V2,
            Address = HostAddress.Parse(address),
            VirtualAddress = HostAddress.Parse(address[..^1] + "254"),
            Priority = member == Better ? 110u : 100u,
            HelloTime = Unit,
            HoldTime = Hold * Unit,
            JitterPercent = 0,
            Preempt = Preempts,
        };
    }

    private static HsrpGroup.Config GroupOf(Config config, Side side) =>
        side == Side.Front ? config.Front : config.Back;

    /// <summary>What the other member hears of an output.</summary>
    internal static Items<Input> Heard(Config from, Output output) =>
        output is Output.At(var side, var said) && Heard(GroupOf(from, side), said) is { } heard
            ? [new Input.At(side, heard)]
            : [];

    private static HsrpGroup.Input? Heard(HsrpGroup.Config from, HsrpGroup.Output output)
    {
        return output switch
        {
            HsrpGroup.Output.SendHello(var said) => new HsrpGroup.Input.Hello(Message(said)),
            HsrpGroup.Output.SendCoup(var said) => new HsrpGroup.Input.Coup(Message(said)),
            HsrpGroup.Output.SendResign(var said) => new HsrpGroup.Input.Resign(Message(said)),
            HsrpGroup.Output.AnnounceVirtualAddress or HsrpGroup.Output.ClaimVirtualMac
                or HsrpGroup.Output.ReleaseVirtualMac => null,
        };

        HsrpGroup.Message Message(HsrpGroup.Announcement said) => new(
            new(from.Address, said.Priority), said.Phase, said.HelloTime, said.HoldTime,
            said.VirtualAddress);
    }

    /// <summary>How a trace names an input.</summary>
    internal static string NameOf(Input input) => input switch
    {
        Input.At(var side, var inner) => $"{side}: {HsrpElection.NameOf(inner)}",
        Input.Tick => "timer expires",
        Input.LinkChanged or Input.Synced or Input.Withhold or Input.Resign
            or Input.GoOn =>
            input.GetType().Name,
    };

    /// <summary>How a trace names an output.</summary>
    internal static string NameOf(Output output) => output switch
    {
        Output.At(var side, var inner) => $"{side}: {HsrpElection.NameOf(inner)}",
        Output.OpenTraffic => "traffic passes",
        Output.CloseTraffic => "traffic is dropped",
    };
}

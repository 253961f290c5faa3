using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;
using static Holdfast.StateMachines.Hsrp.HsrpPair;

namespace Holdfast.Simulation.Scenarios.FrontBackSplit;

/// <summary>
/// Two members between a peer outside and a host inside: a partition of the outside or of the
/// inside, with the peer or the host at either member, and a member that crashes.
/// </summary>
/// <param name="Name">In kebab case.</param>
public sealed record FrontBackSplitScenario(string Name)
{
    private const int Front = 1;
    private const int Back = 2;
    private const int Open = 4;
    private const int WasAjar = 8;

    private static readonly Items<Side> Sides = [Side.Front, Side.Back];

    private static readonly Items<string> Names = ["alice", "moon"];

    /// <summary>How often a side, or both, may be cut in two; each may be joined again at any
    /// time.</summary>
    public int Cuts { get; init; }

    /// <summary>How often a member may crash; it may start again at any time.</summary>
    public int Crashes { get; init; }

    /// <summary>How the groups are wrong.</summary>
    public SplitFlaw Flaw { get; init; }

    private static TimeSpan Unit => TimeSpan.FromSeconds(1);

    private const int Hold = 2;

    /// <summary>The model: whoever is not cut off hears at once; every order of what is due.
    /// </summary>
    public WorldModel<Config, SplitState, Input, Output> Model()
    {
        var configs = Names.Select((_, member) => ConfigOf(member)).ToArray();
        return new(Name)
        {
            Machine = SplitNode.MachineOf(Flaw),
            Members = [.. Names.Select((name, at) => new Member<Config>(name, configs[at]))],
            Hear = (from, _, output) => HsrpPairElection.Heard(configs[from], output),
            Ticks = HsrpPairElection.EachTick,
            Unit = Unit,
            Start = [.. Enumerable.Range(0, 2).SelectMany(Enabled)],
            Faults = Alphabet(),
            Label = LabelOf,
            Invariants =
            [
                UnsplitTraffic.Card.Never<SplitState>(
                    static (in Look<SplitState> look) => SplitOf(look)),
            ],
            Goals =
            [
                new("I10", "in the end traffic passes, there and back by one member",
                    static (in Look<SplitState> look) => Passes(look))
                {
                    Stays = true,
                },
            ],
            NameOfInput = HsrpPairElection.NameOf,
            NameOfOutput = HsrpPairElection.NameOf,
        };
    }

    private FaultAlphabet<Input, Output> Alphabet() => new()
    {
        Budgets = [new("cut", Cuts), new("crash", Crashes)],
        Gone = [Gone(0), Gone(1)],
        Disturbing = CutsOf(Side.Front) | CutsOf(Side.Back) | Gone(0) | Gone(1),
        QuietMax = 2,
        Blocks = static (_, _, output) => output is Output.At(var side, _) ? CutsOf(side) : 0,
        Rules =
        [
            .. Names.SelectMany((_, member) => Lives(member)),
            .. Sides.SelectMany(Cutting), .. CuttingBoth(),
        ],
    };

    private static ulong Gone(int member) => 1ul << member;

    /// <summary>A side is cut, and whoever is not a member there is with this one.</summary>
    private static ulong CutOf(Side side, int with) => 4ul << ((2 * (int)side) + with);

    private static ulong CutsOf(Side side) => CutOf(side, 0) | CutOf(side, 1);

    private static IEnumerable<FaultRule<Input>> Lives(int member)
    {
        yield return new($"{Names[member]} crashes")
        {
            Budget = 1,
            Forbids = Gone(member),
            Sets = Gone(member),
            Effects = [new FaultEffect<Input>.Forget(member)],
        };
        yield return new($"{Names[member]} starts")
        {
            Needs = Gone(member),
            Clears = Gone(member),
            Effects = [.. Enabled(member)],
        };
    }

    private static IEnumerable<FaultRule<Input>> Cutting(Side side)
    {
        var (where, who) = side == Side.Front ? ("outside", "peer") : ("inside", "host");
        for (var member = 0; member < 2; member++)
        {
            yield return new($"the {where} is cut, the {who} is with {Names[member]}")
            {
                Budget = 0,
                Forbids = CutsOf(side),
                Sets = CutOf(side, member),
            };
        }

        yield return new($"the {where} is joined")
        {
            NeedsAny = CutsOf(side),
            Clears = CutsOf(side),
        };
    }

    private static IEnumerable<FaultRule<Input>> CuttingBoth() =>
        from peer in Enumerable.Range(0, 2)
        from host in Enumerable.Range(0, 2)
        select new FaultRule<Input>(
            $"both sides are cut, the peer is with {Names[peer]}, the host with {Names[host]}")
        {
            Budget = 0,
            Forbids = CutsOf(Side.Front) | CutsOf(Side.Back),
            Sets = CutOf(Side.Front, peer) | CutOf(Side.Back, host),
        };

    private static IEnumerable<FaultEffect<Input>> Enabled(int member) => Sides.Select(side =>
        new FaultEffect<Input>.Take(member, new Input.At(side, new HsrpGroup.Input.Enable())));

    private static Config ConfigOf(int member)
    {
        var settings = new Settings(Group("192.0.2."), Group("10.1.0."));
        return Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

        HsrpGroup.Settings Group(string network) => new()
        {
            Version = HsrpGroup.HsrpVersion.V2,
            Address = HostAddress.Parse($"{network}{member + 1}"),
            VirtualAddress = HostAddress.Parse($"{network}254"),
            HelloTime = Unit,
            HoldTime = Hold * Unit,
            JitterPercent = 0,
        };
    }

    private static int LabelOf(SplitState state) =>
        ((state.Sides & 1) != 0 ? Front : 0)
        | ((state.Sides & 2) != 0 ? Back : 0)
        | (state.IsOpen ? Open : 0)
        | (state.WasAjar ? WasAjar : 0);

    // Two members that were cut off from each other find out by the next Hello, a unit later.
    private static int SplitOf(in Look<SplitState> look)
    {
        var ajar = ((look.LabelOf(0) & WasAjar) != 0 ? 1 : 0)
            + ((look.LabelOf(1) & WasAjar) != 0 ? 1 : 0);

        var (one, other) = (DoorOf(look, 0), DoorOf(look, 1));
        var bits = look.Damage.Bits;
        var isSplit = UnsplitTraffic.IsSplit(one, other, member => (
                Reaches(bits, Side.Front, member), Reaches(bits, Side.Back, member)))
            && !(one is { IsFront: true, IsBack: true } && other == one && look.Damage.Quiet <= 1);
        return ajar + (isSplit ? 1 : 0);
    }

    private static bool Passes(in Look<SplitState> look)
    {
        var (one, other) = (DoorOf(look, 0), DoorOf(look, 1));
        return IsAlone(one, other) || IsAlone(other, one);

        static bool IsAlone(UnsplitTraffic.Door one, UnsplitTraffic.Door other) =>
            one is { IsFront: true, IsBack: true, Passes: true }
            && other is { IsFront: false, IsBack: false };
    }

    private static UnsplitTraffic.Door DoorOf(in Look<SplitState> look, int member)
    {
        var label = look.IsUp(member) ? look.LabelOf(member) : 0;
        return new((label & Front) != 0, (label & Back) != 0, (label & Open) != 0);
    }

    private static bool Reaches(ulong bits, Side side, int member) =>
        (bits & CutOf(side, 1 - member)) == 0;
}

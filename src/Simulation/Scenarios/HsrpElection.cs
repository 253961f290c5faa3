using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Checkers.Hsrp;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.StateMachines;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Simulation.Scenarios;

/// <summary>Routers of one HSRP group on one segment: the shipped machine, and what may break.
/// </summary>
/// <param name="Name">In kebab case.</param>
public sealed record HsrpElection(string Name)
{
    /// <summary>How many routers, 1 to 4; the last one wins by its address.</summary>
    public int Routers { get; init; } = 3;

    /// <summary>How the table of RFC 2281 §5.7 is read.</summary>
    public Dialect Dialect { get; init; } = Dialect.Repaired;

    /// <summary>Whether a better router takes over from an active one.</summary>
    public bool Preempts { get; init; }

    /// <summary>Units of time between two Hellos.</summary>
    public int Hello { get; init; } = 1;

    /// <summary>Units of time that a Hello is good.</summary>
    public int Hold { get; init; } = 3;

    /// <summary>How often a router may crash; it may start again at any time.</summary>
    public int Crashes { get; init; }

    /// <summary>How often a way between two routers may be cut, one or both directions.</summary>
    public int Cuts { get; init; }

    /// <summary>How often a router may be stopped on purpose: it resigns.</summary>
    public int Stops { get; init; }

    /// <summary>
    /// How often somebody else may send to a router: a message that it must refuse, or the Coup of
    /// a worse router once more.
    /// </summary>
    public int Forgeries { get; init; }

    /// <summary>
    /// Whether routers are to know what a failover needs first; null: nobody knows anything. Who
    /// runs gets to know it at any time, and has forgotten it when it starts again.
    /// </summary>
    public bool? WaitsForSync { get; init; }

    /// <summary>
    /// Whether it is counted how long nothing has been broken or mended, and asked of routers that
    /// hear each other that one of them alone is active then. There are several times as many
    /// states.
    /// </summary>
    public bool CountsQuiet { get; init; }

    private WholeComponents Components => new(Hold + Hello, 3 * Hold, Cut);

    private static Items<StepInvariant<Config, State, Input, Output>> KeptPlaces =>
        [Checkers.Hsrp.KeptPlaces.Claim];

    private static TimeSpan Unit => TimeSpan.FromSeconds(1);

    /// <summary>
    /// The model. Routers start at any time; of timers that are due any may be first; whoever is
    /// not cut off hears what is said, at once.
    /// </summary>
    public WorldModel<Config, State, Input, Output> Model()
    {
        var configs = Enumerable.Range(0, Routers).Select(ConfigOf).ToArray();
        return new(Name)
        {
            Machine = Machine,
            Members = [.. configs.Select((config, at) => new Member<Config>($"r{at + 1}", config))],
            Hear = (from, _, output) => Heard(configs[from].Address, output),
            Ticks =
            [
                new Input.Tick(0, HsrpTimer.Active),
                new Input.Tick(0, HsrpTimer.Standby),
                new Input.Tick(0, HsrpTimer.Hello),
            ],
            Unit = Unit,
            Faults = Alphabet(),
            Label = static state => (int)state.Phase,
            Invariants = CountsQuiet
                ? [ActiveRouters.AtMostOne, Components.One]
                : [ActiveRouters.AtMostOne],
            StepInvariants =
            [
                VirtualMac.Claim, Announcements.Claim, Yielding.Claim, Succession.Claim,
                SilentListeners.Claim, Preempting.Claim, HoldTimes.Claim, Refusals.Claim,
                .. WaitsForSync is null ? default : KeptPlaces,
            ],
            Goals = [OneActiveRouter.InTheEnd],
            Tracks = HsrpTracks.Of,
            NameOfInput = NameOf,
            NameOfOutput = NameOf,
        };
    }

    private FaultAlphabet<Input, Output> Alphabet()
    {
        var cuts = Enumerable.Range(0, Routers)
            .SelectMany(_ => Enumerable.Range(0, Routers), (from, to) => (From: from, To: to))
            .Where(one => one.From != one.To)
            .ToArray();
        var all = cuts.Aggregate(0ul, (bits, one) => bits | Cut(one.From, one.To));
        return new()
        {
            Budgets =
            [
                new("crash", Crashes), new("cut", Cuts), new("stop", Stops),
                new("forge", Forgeries),
            ],
            Gone = [.. Enumerable.Range(0, Routers).Select(Gone)],
            Start = (1ul << Routers) - 1,
            Disturbing = all,
            QuietMax = CountsQuiet ? Components.QuietMax : 0,
            Blocks = static (from, to, _) => Cut(from, to),
            Rules =
            [
                .. Enumerable.Range(0, Routers).SelectMany(Lives),
                .. Enumerable.Range(0, Routers).SelectMany(Forged),
                .. Enumerable.Range(0, WaitsForSync is null ? 0 : Routers).Select(Syncs),
                .. cuts.Select(one => CutOf(
                    $"cut r{one.From + 1} → r{one.To + 1}", Cut(one.From, one.To))),
                .. cuts.Where(one => one.From < one.To).Select(one => CutOf(
                    $"cut r{one.From + 1} ↔ r{one.To + 1}",
                    Cut(one.From, one.To) | Cut(one.To, one.From))),
                new FaultRule<Input>("join") { NeedsAny = all, Clears = all },
            ],
        };
    }

    private static ulong Gone(int router) => 1ul << router;

    private static ulong Cut(int from, int to) => 1ul << (8 + (8 * from) + to);

    private static ulong Synced(int router) => 1ul << (4 + router);

    private static FaultRule<Input> Syncs(int router) => new($"r{router + 1} is synced")
    {
        Forbids = Gone(router) | Synced(router),
        Sets = Synced(router),
        Effects = [new FaultEffect<Input>.Take(router, new Input.Synced(true))],
    };

    private static IEnumerable<FaultRule<Input>> Lives(int router)
    {
        yield return new($"crash r{router + 1}")
        {
            Budget = 0,
            Forbids = Gone(router),
            Sets = Gone(router),
            Clears = Synced(router),
            Effects = [new FaultEffect<Input>.Forget(router)],
        };
        yield return new($"stop r{router + 1}")
        {
            Budget = 2,
            Forbids = Gone(router),
            Sets = Gone(router),
            Clears = Synced(router),
            Effects =
            [
                new FaultEffect<Input>.Take(router, new Input.Disable()),
                new FaultEffect<Input>.Forget(router),
            ],
        };
        yield return new($"start r{router + 1}")
        {
            Needs = Gone(router),
            Clears = Gone(router),
            Effects = [new FaultEffect<Input>.Take(router, new Input.Enable())],
        };
    }

    private static IEnumerable<FaultRule<Input>> Forged(int router)
    {
        var worse = new Message(
            new(HostAddress.Parse("10.0.0.250"), 1), Phase.Active, Unit, 3 * Unit,
            HostAddress.Parse("10.0.0.254"));
        yield return new($"r{router + 1} is sent what it must refuse")
        {
            Budget = 3,
            Forbids = Gone(router),
            Effects =
            [
                new FaultEffect<Input>.Take(router, new Input.Refused(Refusal.WrongPassword)),
            ],
        };
        yield return new($"r{router + 1} is sent the Coup of a worse router")
        {
            Budget = 3,
            Forbids = Gone(router),
            Effects = [new FaultEffect<Input>.Take(router, new Input.Coup(worse))],
        };
    }

    private static FaultRule<Input> CutOf(string name, ulong bits) =>
        new(name) { Budget = 1, Forbids = bits, Sets = bits };

    private Config ConfigOf(int router)
    {
        var settings = new Settings
        {
            Dialect = Dialect,
            Address = HostAddress.Parse($"10.0.0.{router + 1}"),
            VirtualAddress = HostAddress.Parse("10.0.0.254"),
            HelloTime = Hello * Unit,
            HoldTime = Hold * Unit,
            JitterPercent = 0,
            Preempt = Preempts,
            PreemptWhenSynced = WaitsForSync == true,
        };
        return Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
    }

    private static Items<Input> Heard(HostAddress from, Output output)
    {
        return output switch
        {
            Output.SendHello(var said) => [new Input.Hello(Message(said))],
            Output.SendCoup(var said) => [new Input.Coup(Message(said))],
            Output.SendResign(var said) => [new Input.Resign(Message(said))],
            Output.AnnounceVirtualAddress or Output.ClaimVirtualMac
                or Output.ReleaseVirtualMac => [],
        };

        Message Message(Announcement said) => new(
            new(from, said.Priority), said.Phase, said.HelloTime, said.HoldTime,
            said.VirtualAddress);
    }

    internal static string NameOf(Input input) => input switch
    {
        // Which one, the reason says: of several that are due, any may be first.
        Input.Tick => "timer expires",
        Input.Hello(var message) => $"Hello of {message.Phase}",
        Input.Coup => "Coup",
        Input.Resign => "Resign",
        Input.Enable => "enabled",
        Input.Disable => "disabled",
        Input.Refused or Input.LinkChanged or Input.Synced or Input.Permit =>
            input.GetType().Name,
    };

    internal static string NameOf(Output output) => output switch
    {
        Output.SendHello(var said) => $"Hello ({said.Phase})",
        Output.SendCoup => "Coup",
        Output.SendResign => "Resign",
        Output.AnnounceVirtualAddress => "gratuitous ARP",
        Output.ClaimVirtualMac => "takes the virtual MAC",
        Output.ReleaseVirtualMac => "leaves the virtual MAC",
    };
}

using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.StateMachines.Nhrp;
using static Holdfast.StateMachines.Nhrp.NhrpShortcut;

namespace Holdfast.Simulation.Scenarios.Shortcuts;

/// <summary>
/// Two spokes and a hub by the shipped machines of DMVPN phase 3: traffic in both directions, an SA
/// that one end loses without the other one's knowledge, and a hub that crashes.
/// </summary>
/// <param name="Name">In kebab case.</param>
public sealed record ShortcutScenario(string Name)
{
    private const int HubAt = 2;
    private const ulong HubGone = 1;
    private const ulong SpokesCut = 2;

    /// <summary>How often an end loses the SA.</summary>
    public int SasLost { get; init; } = 1;

    /// <summary>How often the hub crashes; it may start again at any time.</summary>
    public int Crashes { get; init; } = 1;

    /// <summary>How often the way between the spokes is cut; it may be joined at any time.
    /// </summary>
    public int Cuts { get; init; } = 1;

    /// <summary>The step of the spokes.</summary>
    public ShortcutStep Step { get; init; } = NhrpShortcut.Step;

    private static TimeSpan Unit => TimeSpan.FromSeconds(1);

    private static TimeSpan Holding => 4 * Unit;

    /// <summary>The model: it begins when both spokes are registered.</summary>
    public WorldModel<RouterConfig, RouterState, RouterInput, RouterOutput> Model() => new(Name)
    {
        Machine = RouterMachine.Machine,
        Members = [new("carol", Of(0)), new("dave", Of(1)), new("hub", Of(null))],
        Hear = Heard,
        Ticks = [new RouterInput.Tick()],
        Unit = Unit,
        Start = [.. new[] { 0, 1 }.Select(Registers)],
        Faults = new()
        {
            Budgets = [new("loss", SasLost), new("crash", Crashes), new("cut", Cuts)],
            Blocks = static (from, to, _) => from == HubAt || to == HubAt ? HubGone : SpokesCut,
            Rules = [.. Rules()],
        },
        Invariants =
        [
            CoveredShortcuts.Card.Never<RouterState>(static (in Look<RouterState> look) =>
                (IsCovered(look, 0) ? 0 : 1) + (IsCovered(look, 1) ? 0 : 1)),
        ],
        Goals =
        [
            new(
                "I34 both", "no end uses a shortcut whose SA the other end has lost",
                static (in Look<RouterState> look) => IsKnown(look, 0) && IsKnown(look, 1))
            {
                Stays = true,
            },
        ],
        NameOfInput = static input => input switch
        {
            RouterInput.ToSpoke(var taken) => taken.GetType().Name,
            RouterInput.ToHub(var taken) => taken.GetType().Name,
            RouterInput.SaOpened or RouterInput.SaConfirmed or RouterInput.SaLost
                or RouterInput.OtherLost or RouterInput.Crash or RouterInput.Tick =>
                input.GetType().Name,
        },
    };

    private static bool IsCovered(in Look<RouterState> look, int spoke) =>
        look[spoke] is RouterState.Spoke { IsInstalled: false } or RouterState.Spoke
        {
            HasSa: true,
        };

    private static bool IsKnown(in Look<RouterState> look, int spoke) =>
        look[spoke] is RouterState.Spoke { IsInstalled: false }
        || look[1 - spoke] is RouterState.Spoke { HasSa: true };

    private static Items<RouterInput> Heard(int from, int to, RouterOutput output)
    {
        return output switch
        {
            RouterOutput.HasSa => to == 1 - from ? [new RouterInput.SaConfirmed()] : [],
            RouterOutput.OfSpoke(var said) => OfSpoke(said),
            RouterOutput.OfHub(var said) => OfHub(said),
        };

        Items<RouterInput> OfSpoke(Output said) => said switch
        {
            Output.OpenSa => to == 1 - from ? [new RouterInput.SaOpened()] : [],
            Output.SendRequest(var id) => ToHub(new NhrpServer.Input.Asks(
                id, DmvpnPlan.Inner(from), DmvpnPlan.Inner(1 - from))),
            Output.SendPurge(var id, _) => ToHub(new NhrpServer.Input.Purges(
                id, DmvpnPlan.Inner(from), DmvpnPlan.Inner(1 - from))),
            Output.AnswerPurge(var id) => ToHub(new NhrpServer.Input.PurgeAnswered(
                id, DmvpnPlan.Inner(from))),
            Output.Install or Output.Withdraw => [],
        };

        Items<RouterInput> OfHub(NhrpServer.Output said) => said switch
        {
            // The spoke that is asked for answers by the hub, with its own addresses.
            NhrpServer.Output.Forward(var id, var egress) =>
                To(
                    1 - DmvpnPlan.NumberOf(egress),
                    new Input.Resolved(id, DmvpnPlan.To(DmvpnPlan.NumberOf(egress)), Holding)),
            NhrpServer.Output.Answer(var id, var asker, var binding) =>
                To(DmvpnPlan.NumberOf(asker), new Input.Resolved(id, binding, Holding)),
            NhrpServer.Output.NoBinding(var id, var asker) =>
                To(DmvpnPlan.NumberOf(asker), new Input.Unresolved(id)),
            NhrpServer.Output.SendRedirect(var spoke) =>
                To(DmvpnPlan.NumberOf(spoke), new Input.Redirected()),
            NhrpServer.Output.SendPurge(var id, var spoke, _) =>
                To(DmvpnPlan.NumberOf(spoke), new Input.Purged(id)),
            NhrpServer.Output.AnswerPurge(var id, var spoke) =>
                To(DmvpnPlan.NumberOf(spoke), new Input.PurgeAnswered(id)),
            NhrpServer.Output.Accept or NhrpServer.Output.Refuse => [],
        };

        Items<RouterInput> ToHub(NhrpServer.Input input) =>
            to == HubAt ? [new RouterInput.ToHub(input)] : [];

        Items<RouterInput> To(int spoke, Input input) =>
            to == spoke ? [new RouterInput.ToSpoke(input)] : [];
    }

    private static IEnumerable<FaultRule<RouterInput>> Rules()
    {
        foreach (var spoke in new[] { 0, 1 })
        {
            var name = spoke == 0 ? "carol" : "dave";
            yield return new($"{name} sends a packet")
            {
                Effects =
                [
                    On(spoke, new RouterInput.ToSpoke(new Input.Traffic())),
                    new FaultEffect<RouterInput>.Take(
                        HubAt,
                        new RouterInput.ToHub(new NhrpServer.Input.Passes(
                            DmvpnPlan.Inner(spoke), DmvpnPlan.Inner(1 - spoke))),
                        HubGone),
                ],
            };
            yield return new($"{name} registers")
            {
                Forbids = HubGone,
                Effects = [Registers(spoke)],
            };
            yield return new($"{name} loses the SA")
            {
                Budget = 0,
                Effects =
                [
                    On(spoke, new RouterInput.SaLost()),
                    On(1 - spoke, new RouterInput.OtherLost()),
                ],
            };
        }

        yield return new("the hub crashes")
        {
            Budget = 1,
            Forbids = HubGone,
            Sets = HubGone,
            Effects =
            [
                On(HubAt, new RouterInput.Crash()),
                On(0, new RouterInput.ToSpoke(new Input.HubLost())),
                On(1, new RouterInput.ToSpoke(new Input.HubLost())),
            ],
        };
        yield return new("the hub starts") { Needs = HubGone, Clears = HubGone };
        yield return new("cut carol ↔ dave")
        {
            Budget = 2,
            Forbids = SpokesCut,
            Sets = SpokesCut,
        };
        yield return new("join carol ↔ dave") { Needs = SpokesCut, Clears = SpokesCut };
    }

    private static FaultEffect<RouterInput> On(int router, RouterInput input) =>
        new FaultEffect<RouterInput>.Take(router, input);

    private static FaultEffect<RouterInput> Registers(int spoke) => On(
        HubAt,
        new RouterInput.ToHub(new NhrpServer.Input.Registers(
            1, DmvpnPlan.Inner(spoke), DmvpnPlan.Outer(spoke), Holding)));

    private RouterConfig Of(int? spoke)
    {
        var settings = new Settings
        {
            RetryAfter = Unit,
            SendsMax = 2,
            OpenWithin = 2 * Unit,
            QuietFor = Unit,
            RefreshBefore = Unit,
            HoldingTimeMax = Holding,
            PurgeRetryAfter = Unit,
            PurgeSendsMax = 2,
        };
        return Config.TryCreate(settings, out var shortcut, out var error)
            && NhrpServer.Config.TryCreate(
                new()
                {
                    HoldingTimeMax = Holding,
                    RedirectEvery = Unit,
                    SweepEvery = Unit,
                    PurgeRetryAfter = Unit,
                    PurgeSendsMax = 2,
                },
                out var server, out error)
            ? new(spoke, shortcut, server, Step)
            : throw new InvalidOperationException(error.ToString());
    }
}

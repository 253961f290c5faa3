using Holdfast.StateMachines;
using static Holdfast.StateMachines.Asymmetric.AsymmetricTraffic;

namespace Holdfast.Tests.Examples.StateMachines.Asymmetric;

/// <summary>What becomes of each packet of whomever, under each policy and with each budget left.
/// </summary>
public sealed class AsymmetricTrafficOracle
{
    /// <summary>
    /// The owner is member 2: it, another member or the network brought the packet, which was
    /// handed on so often. Two packets may be handed on at once, then one in each unit: the budget
    /// says how many units an even flow of those before needs. Next is this state, or the units
    /// that the flow needs from now on.
    /// </summary>
    private const string Table = """
        packet | policy  | owner                  | from           | hops  | budget           || next | outputs                   | why
        *      | *       | mine                   | *              | *     | *                || same | Process                   | own
        *      | Drop    | known, keyless         | *              | *     | *                || same | Drop Policy               | policy
        esp    | Drop    | chosen                 | *              | *     | *                || same | Drop UnknownSa            | no SA
        inner  | Drop    | chosen                 | *              | *     | *                || same | Drop UnknownSa            | no flow
        esp    | *       | nobody                 | *              | *     | *                || same | Drop UnknownSa            | no SA
        inner  | *       | nobody                 | *              | *     | *                || same | Drop UnknownSa            | no flow
        esp    | Accept  | known                  | *              | *     | *                || same | ProcessExposed            | exposed
        *      | Forward | known, keyless, chosen | owner          | *     | *                || same | Drop Loop, Disagreement 2 | loop
        *      | Forward | known, keyless, chosen | network, third | spent | *                || same | Drop TooManyHops          | hops
        *      | Forward | known, keyless, chosen | network, third | left  | full             || same | Drop OverBudget           | budget
        *      | Forward | known, keyless         | network, third | left  | calm, through, 0 || 1    | Forward 2                 | owner
        *      | Forward | known, keyless         | network, third | left  | 1                || 2    | Forward 2                 | owner
        *      | Forward | chosen                 | network, third | left  | calm, through, 0 || 1    | Forward 2                 | chooser
        *      | Forward | chosen                 | network, third | left  | 1                || 2    | Forward 2                 | chooser
        esp    | Accept  | keyless, chosen        | owner          | *     | *                || same | Drop Loop, Disagreement 2 | loop
        esp    | Accept  | keyless, chosen        | network, third | spent | *                || same | Drop TooManyHops          | hops
        esp    | Accept  | keyless, chosen        | network, third | left  | full             || same | Drop OverBudget           | budget
        esp    | Accept  | keyless                | network, third | left  | calm, through, 0 || 1    | Forward 2                 | owner
        esp    | Accept  | keyless                | network, third | left  | 1                || 2    | Forward 2                 | owner
        esp    | Accept  | chosen                 | network, third | left  | calm, through, 0 || 1    | Forward 2                 | chooser
        esp    | Accept  | chosen                 | network, third | left  | 1                || 2    | Forward 2                 | chooser
        tick   | *       | -                      | -              | -     | through, 0       || calm |                           | whole
        tick   | *       | -                      | -              | -     | calm, 1, full    || same |                           | not due
        """;

    private const string Kinds = """
        own     = Holdfast: the packet is this member's
        policy  = Holdfast: the policy drops
        no SA   = RFC 4303 §3.4.2: no SA
        no flow = Holdfast: no member has an SA
        exposed = RFC 6027 §3.5: taken by policy
        loop    = Holdfast: the owner would hand it back
        hops    = Holdfast: members have handed it on often enough
        budget  = Holdfast: foreign packets have used up
        owner   = Holdfast: the owner gets
        chooser = Holdfast: the member that chose the SPI
        whole   = Holdfast: the budget for foreign packets is whole
        not due = Holdfast: nothing is due
        """;

    private static readonly Instant Now = Instant.FromMilliseconds(10_000);
    private static readonly TimeSpan Unit = TimeSpan.FromMilliseconds(100);

    private static readonly (string Name, State State)[] Budgets =
    [
        ("calm", new State.Calm()),
        ("through", new State.Busy(Now - TimeSpan.FromTicks(1))),
        ("0", new State.Busy(Now)),
        ("1", new State.Busy(Now + Unit)),
        ("full", new State.Busy(Now + Unit + TimeSpan.FromTicks(1))),
    ];

    private static readonly (string Name, Ownership Owner)[] Owners =
    [
        ("mine", new Ownership.Mine()),
        ("known", new Ownership.Of(2, IsKnownHere: true)),
        ("keyless", new Ownership.Of(2, IsKnownHere: false)),
        ("chosen", new Ownership.ChosenBy(2)),
        ("nobody", new Ownership.Nobody()),
    ];

    private static readonly (string Name, byte? From)[] Bringers =
        [("network", null), ("owner", 2), ("third", 3)];

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_table_says() =>
        OracleTable.Parse(Table).Holds(Machine, Cases(), Told, (trial, next) =>
            $"{Told(next.State)} | "
            + $"{string.Join(", ", next.Outputs.Select(output => Said(trial.Input, output)))} | "
            + OracleTable.KindOf(Kinds, next.Reason));

    private static IEnumerable<Trial<Config, State, Input>> Cases() =>
        from sa in Enum.GetValues<Policy>()
        from flow in Enum.GetValues<FlowPolicy>()
        from hopsMax in (int[])[1, 2]
        let config = Configured(sa, flow, hopsMax)
        from budget in Budgets
        from one in Packets(sa, flow, hopsMax)
        select new Trial<Config, State, Input>(
            [.. one.When, budget.Name], config, budget.State, Now, one.Input)
        {
            Given = [("same", Told(budget.State))],
        };

    private static IEnumerable<(string[] When, Input Input)> Packets(
        Policy sa, FlowPolicy flow, int hopsMax) =>
        (from owner in Owners
         from bringer in Bringers
         from hops in (int[])[-1, 0, hopsMax - 1, hopsMax, hopsMax + 1]
         from isEsp in (bool[])[true, false]
         let handed = hops >= 0 && hops < hopsMax ? "left" : "spent"
         select (
             (string[])[
                 isEsp ? "esp" : "inner", isEsp ? $"{sa}" : $"{flow}", owner.Name, bringer.Name,
                 handed],
             isEsp
                 ? (Input)new Input.Protected(owner.Owner, bringer.From, hops)
                 : new Input.Inner(owner.Owner, bringer.From, hops)))
        .Append((["tick", "-", "-", "-", "-"], new Input.Tick()));

    private static string Told(State state) => state switch
    {
        State.Calm => "calm",
        State.Busy busy => $"{(busy.FlowUntil - Now) / Unit}",
    };

    /// <summary>Who hands on counts that.</summary>
    private static string Said(Input input, Output output) => output switch
    {
        Output.Process => nameof(Output.Process),
        Output.ProcessExposed => nameof(Output.ProcessExposed),
        Output.Forward(var member, var hops) => hops == HopsOf(input) + 1
            ? $"Forward {member}"
            : $"Forward {member} with {hops} hops",
        Output.Drop(var why) => $"Drop {why}",
        Output.Disagreement(var member) => $"Disagreement {member}",
    };

    private static int HopsOf(Input input) => input switch
    {
        Input.Protected packet => packet.Hops,
        Input.Inner packet => packet.Hops,
        Input.Tick => 0,
    };

    private static Config Configured(Policy sa, FlowPolicy flow, int hopsMax) => Config.TryCreate(
        new()
        {
            ForeignSa = sa,
            ForeignFlow = flow,
            HopsMax = hopsMax,
            ForwardsPerSecond = 10,
            Burst = 2,
        },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());
}

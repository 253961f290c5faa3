using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;
using static Holdfast.StateMachines.Hsrp.HsrpPair;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Tests.Properties.StateMachines.Hsrp;

/// <summary>The two members of a world, and their step: shipped, or a canary.</summary>
internal sealed class PairRules
{
    private readonly Config[] _configs;
    private readonly Func<Config, State, Instant, Input, Next<State, Output>> _step;

    /// <param name="hold">The hold time in units; the hello time is one.</param>
    /// <param name="preempts">Whether the better member takes over.</param>
    /// <param name="better">The member of higher priority; null: the addresses decide.</param>
    /// <param name="step">The step; null: the shipped one.</param>
    public PairRules(
        int hold, bool preempts, int? better = null,
        Func<Config, State, Instant, Input, Next<State, Output>>? step = null)
    {
        QuietMax = 5 * hold;

        // On the two sides the addresses decide in opposite ways: a tie is a crossing.
        _configs =
        [
            Checked(new(Group("10.1.0.1"), Group("10.2.0.2")), 0),
            Checked(new(Group("10.1.0.2"), Group("10.2.0.1")), 1),
        ];
        _step = step ?? HsrpPair.Step;

        Config Checked(Settings settings, int member)
        {
            var priority = member == better ? 110 : 100;
            var coupled = new Settings(
                settings.Front with { Priority = priority },
                settings.Back with { Priority = priority });
            return Config.TryCreate(coupled, out var config, out var error)
                ? config
                : throw new InvalidOperationException(error.ToString());
        }

        HsrpGroup.Settings Group(string address) => new()
        {
            Version = HsrpGroup.HsrpVersion.V2,
            Address = HostAddress.Parse(address),
            VirtualAddress = HostAddress.Parse(address[..^1] + "254"),
            HelloTime = PairWorld.Unit,
            HoldTime = hold * PairWorld.Unit,
            JitterPercent = 0,
            Preempt = preempts,
        };
    }

    /// <summary>After so long without a fault who can be active is, and nobody else.</summary>
    public int QuietMax { get; }

    public State Initial(int member) => HsrpPair.Initial(_configs[member], Instant.Zero);

    public Instant? Deadline(int member, State state) =>
        HsrpPair.Deadline(_configs[member], state);

    public State Normalize(int member, State state) =>
        HsrpPair.Normalize(_configs[member], state);

    public Next<State, Output> Step(int member, State state, Input input) =>
        _step(_configs[member], state, Instant.Zero, input);

    /// <summary>What the other member hears of an output; null: nothing.</summary>
    public HsrpGroup.Input? Heard(int from, Side side, HsrpGroup.Output output)
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
            new(
                (side == Side.Front ? _configs[from].Front : _configs[from].Back).Address,
                said.Priority),
            said.Phase, said.HelloTime, said.HoldTime, said.VirtualAddress);
    }

    /// <summary>Canary: no group follows the other one.</summary>
    public static Next<State, Output> Unbound(
        Config config, State state, Instant now, Input input)
    {
        var free = new State(
            state.Front with { Permission = HsrpGroup.Permission.Full },
            state.Back with { Permission = HsrpGroup.Permission.Full });
        var next = Alone(config, free, now, input);
        Items<Output> gate = (state.IsOpen, next.State.IsOpen) switch
        {
            (true, false) => [new Output.CloseTraffic()],
            (false, true) => [new Output.OpenTraffic()],
            _ => [],
        };
        return next with { Outputs = [.. gate, .. next.Outputs] };
    }

    private static Next<State, Output> Alone(
        Config config, State state, Instant now, Input input) => input switch
        {
            Input.At(Side.Front, var inner) => OfFront(
                state, HsrpGroup.Step(config.Front, state.Front, now, inner)),
            Input.At(Side.Back, var inner) => OfBack(
                state, HsrpGroup.Step(config.Back, state.Back, now, inner)),
            Input.Tick(var first, var timer) =>
                HsrpGroup.Deadline(config.Front, state.Front) <= now
                && (first == Side.Front || !(HsrpGroup.Deadline(config.Back, state.Back) <= now))
                    ? OfFront(state, HsrpGroup.Step(config.Front, state.Front, now, timer))
                    : OfBack(state, HsrpGroup.Step(config.Back, state.Back, now, timer)),
            _ => new(state, default, default),
        };

    private static Next<State, Output> OfFront(
        State state, Next<HsrpGroup.State, HsrpGroup.Output> next) => new(
            state with { Front = next.State },
            [.. next.Outputs.AsEnumerable().Select(one => new Output.At(Side.Front, one))],
            next.Reason);

    private static Next<State, Output> OfBack(
        State state, Next<HsrpGroup.State, HsrpGroup.Output> next) => new(
            state with { Back = next.State },
            [.. next.Outputs.AsEnumerable().Select(one => new Output.At(Side.Back, one))],
            next.Reason);
}

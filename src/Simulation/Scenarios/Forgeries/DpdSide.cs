using Holdfast.Simulation.Models;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Dpd;
using static Holdfast.StateMachines.Dpd.DeadPeerDetection;

namespace Holdfast.Simulation.Scenarios.Forgeries;

/// <summary>A step of DPD: the shipped one, or one that is wrong.</summary>
public delegate Next<State, Output> DpdStep(
    Config config, State state, Instant now, Input input);

/// <summary>What a side of DPD is configured with.</summary>
/// <param name="Dpd">The machine's configuration.</param>
/// <param name="Step">Its step.</param>
/// <param name="Initial">What it is in the beginning.</param>
public sealed record DpdSideConfig(Config Dpd, DpdStep Step, DpdSide Initial);

/// <summary>A side of an IKE SA with DPD; where it has crashed, nothing of it is left.</summary>
/// <param name="Own">The kind of its own numbers: 0 or 1.</param>
/// <param name="Is">The shipped machine; null: it has crashed.</param>
public sealed record DpdSide(int Own, State? Is);

/// <summary>What happens to a side.</summary>
public abstract record DpdInput
{
    private DpdInput()
    {
    }

    /// <summary>What the machine takes.</summary>
    public sealed record Take(Input Input) : DpdInput;

    /// <summary>Somebody on the way sends something.</summary>
    public sealed record Forged(DpdForgery What) : DpdInput;

    /// <summary>It crashes.</summary>
    public sealed record Crash : DpdInput;
}

/// <summary>What somebody on the way can send.</summary>
public enum DpdForgery
{
    /// <summary>An R-U-THERE-ACK with a number that was not asked yet.</summary>
    AckAhead,

    /// <summary>An R-U-THERE-ACK that was recorded, of a query before.</summary>
    AckBefore,

    /// <summary>An R-U-THERE that was recorded, the last one.</summary>
    LastQuestion,

    /// <summary>An R-U-THERE that was recorded, one before the last.</summary>
    OlderQuestion,

    /// <summary>A message without protection.</summary>
    Unprotected,

    /// <summary>A message with the cookies of another SA.</summary>
    OtherSa,
}

/// <summary>A side as a machine, and its numbers.</summary>
internal static class DpdSideMachine
{
    public static Machine<DpdSideConfig, DpdSide, DpdInput, Output> Machine =>
        new(nameof(DpdSideMachine))
        {
            Initial = static (config, _) => config.Initial,
            Step = static (config, side, _, input) => Step(config, side, input),
            Deadline = static (config, side) =>
                side.Is is { } one ? DeadPeerDetection.Deadline(config.Dpd, one) : null,
            Rebase = static (side, by) => side.Is is { } one
                ? side with { Is = DeadPeerDetection.Rebase(one, by) }
                : side,
            Normalize = static (config, side) => side.Is is { } one
                ? side with { Is = DeadPeerDetection.Normalize(config.Dpd, one) }
                : side,
            IsTerminal = static _ => false,
            Tick = new DpdInput.Take(new Input.Tick()),
            Alphabet = [],
            PhaseOf = static side => side.Is?.GetType().Name ?? "✗",
        };

    /// <summary>Both directions count their own queries.</summary>
    public static Counters<DpdSide, DpdInput> Counters => new(
        static side => side.Is is { } one ? [.. Numbers(side.Own, one)] : [],
        static _ => [],
        static (side, anew) => side.Is is { } one
            ? side with { Is = Anew(side.Own, one, anew) }
            : side,
        static (input, _) => input);

    public static Numbers NumbersOf(State state) => state switch
    {
        State.Unsupported unsupported => unsupported.Numbers,
        State.Fresh fresh => fresh.Numbers,
        State.Worried worried => worried.Numbers,
        State.Probing probing => probing.Numbers,
        State.Paused paused => paused.Numbers,
        State.Dead => default,
    };

    private static Next<DpdSide, Output> Step(DpdSideConfig config, DpdSide side, DpdInput input)
    {
        if (input is DpdInput.Crash)
        {
            return new(side with { Is = null }, [], default);
        }

        if (side.Is is not { } state)
        {
            return new(side, [], default);
        }

        var next = config.Step(
            config.Dpd, state, Instant.Zero,
            input is DpdInput.Forged(var what) ? Forge(state, what) : ((DpdInput.Take)input).Input);
        return new(side with { Is = next.State }, next.Outputs, next.Reason);
    }

    private static Input Forge(State state, DpdForgery what)
    {
        var (next, awaited, _) = NumbersOf(state);
        return what switch
        {
            DpdForgery.AckAhead => new Input.RUThereAck(next),
            DpdForgery.AckBefore => new Input.RUThereAck(
                state is State.Probing probing ? probing.First - 1 : next - 1),
            DpdForgery.LastQuestion => new Input.RUThere((awaited ?? next) - 1),
            DpdForgery.OlderQuestion => new Input.RUThere((awaited ?? next) - 2),
            DpdForgery.Unprotected => new Input.Refused(Refusal.Unprotected),
            DpdForgery.OtherSa => new Input.Refused(Refusal.OtherSa),
        };
    }

    private static IEnumerable<Counted> Numbers(int own, State state)
    {
        var (next, awaited, _) = NumbersOf(state);
        yield return new(own, next);
        if (awaited is { } number)
        {
            yield return new(1 - own, number);
        }

        if (state is State.Probing probing)
        {
            yield return new(own, probing.First);
            yield return new(own, probing.Last);
        }
    }

    private static State Anew(int own, State state, Func<Counted, ulong> anew)
    {
        return state switch
        {
            State.Unsupported unsupported => unsupported with { Numbers = Of(state) },
            State.Fresh fresh => fresh with { Numbers = Of(state) },
            State.Worried worried => worried with { Numbers = Of(state) },
            State.Probing probing => probing with
            {
                First = Own(probing.First),
                Last = Own(probing.Last),
                Numbers = Of(state),
            },
            State.Paused paused => paused with { Numbers = Of(state) },
            State.Dead => state,
        };

        uint Own(uint number) => (uint)anew(new(own, number));

        Numbers Of(State of)
        {
            var numbers = NumbersOf(of);
            return numbers with
            {
                Next = Own(numbers.Next),
                Awaited = numbers.Awaited is { } awaited
                    ? (uint)anew(new(1 - own, awaited))
                    : null,
            };
        }
    }
}

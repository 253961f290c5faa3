using Holdfast.Protocol.Bfd;
using Holdfast.Simulation.Checkers;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Bfd;

namespace Holdfast.Simulation.Scenarios.BfdNeighbours;

/// <summary>How an end decides: the shipped machine, or one that is wrong.</summary>
public delegate Next<BfdSession.State, BfdSession.Output> BfdStep(
    BfdSession.Config config, BfdSession.State state, Instant now, BfdSession.Input input);

/// <summary>What an end is configured with.</summary>
/// <param name="Own">The session.</param>
/// <param name="Step">How it decides.</param>
/// <param name="Unit">A unit of time.</param>
public sealed record BfdSideConfig(BfdSession.Config Own, BfdStep Step, TimeSpan Unit);

/// <summary>An end of a session.</summary>
/// <param name="Is">Its state.</param>
/// <param name="Heard">How long it may go without a packet.</param>
public sealed record BfdSide(BfdSession.State Is, HeardNeighbours Heard);

/// <summary>What happens to an end.</summary>
public abstract record BfdSideInput
{
    private BfdSideInput()
    {
    }

    /// <summary>A packet arrives.</summary>
    public sealed record Packet(BfdControlValue Control) : BfdSideInput;

    /// <summary>Time has passed.</summary>
    public sealed record Tick : BfdSideInput;
}

/// <summary>An end as a machine: packets as they are on the wire, and what a checker counts.
/// </summary>
public static class BfdSideMachine
{
    /// <summary>The machine as a value.</summary>
    public static Machine<BfdSideConfig, BfdSide, BfdSideInput, BfdControlValue> Machine { get; } =
        new(nameof(BfdSide))
        {
            Initial = static (config, now) =>
                new(BfdSession.Initial(config.Own, now), HeardNeighbours.Never),
            Step = Step,
            Deadline = static (config, side) => BfdSession.Deadline(config.Own, side.Is),
            Rebase = static (side, by) => new(
                BfdSession.Rebase(side.Is, by),
                by < TimeSpan.Zero ? side.Heard.Later() : side.Heard),
            Normalize = static (config, side) =>
                side with { Is = BfdSession.Normalize(config.Own, side.Is) },
            IsTerminal = static _ => false,
            Tick = new BfdSideInput.Tick(),
            Alphabet = [],
            PhaseOf = static side => BfdSession.Machine.PhaseOf(side.Is),
        };

    private static Next<BfdSide, BfdControlValue> Step(
        BfdSideConfig config, BfdSide side, Instant now, BfdSideInput input)
    {
        var taken = input switch
        {
            BfdSideInput.Packet(var packet) => BfdSession.Classify(
                config.Own, packet, BfdSession.HopLimit, BfdSession.Authenticity.None),
            BfdSideInput.Tick => new BfdSession.Input.Tick(Jitter: 0),
        };
        var next = config.Step(config.Own, side.Is, now, taken);
        return new(
            new(next.State, HeardBy(config, side.Heard, taken, input)),
            [
                .. next.Outputs.AsEnumerable()
                    .Select(output => BfdSession.ToMessage(config.Own, output))
                    .OfType<BfdControlValue>(),
            ],
            next.Reason);
    }

    // Counted from the packet itself: RFC 5880 §6.8.4.
    private static HeardNeighbours HeardBy(
        BfdSideConfig config, HeardNeighbours before, BfdSession.Input taken, BfdSideInput input)
    {
        if (input is not BfdSideInput.Packet(var packet) || taken is not BfdSession.Input.Heard)
        {
            return before;
        }

        var theirs = TimeSpan.FromMicroseconds(packet.DesiredMinTxInterval);
        var slower = theirs > config.Own.RequiredMinRx ? theirs : config.Own.RequiredMinRx;
        return new((int)(packet.DetectMultiplier * slower / config.Unit));
    }
}

using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Simulation.Scenarios.RriOrder;

/// <summary>What an end, or the witness, is configured with.</summary>
/// <param name="Self">0 and 1 the ends, 2 the witness.</param>
/// <param name="Routes">The configuration of its machine of routes.</param>
/// <param name="IsShared">Whether all SAs are behind one interface, or each behind its own.
/// </param>
/// <param name="Patience">Units after which an end that does not answer is dead.</param>
/// <param name="Flaw">How it is wrong.</param>
public sealed record TunnelConfig(
    int Self, ReverseRouteInjection.Config Routes, bool IsShared, int Patience, TunnelFlaw Flaw);

/// <summary>An end of a tunnel around the shipped machine, or the witness.</summary>
public static class TunnelNode
{
    /// <summary>The machine as a value.</summary>
    public static Machine<TunnelConfig, TunnelState, TunnelInput, TunnelOutput> Machine =>
        new(nameof(TunnelNode))
        {
            Initial = static (config, _) => config.Self < 2
                ? new TunnelState.End(
                    null, TunnelKernel.Off, [], TunnelTalk.None(made: 0), default)
                : new TunnelState.Witness(
                    config.Patience, [TunnelView.Dark, TunnelView.Dark], [default, default],
                    [0, 0]),
            Step = static (config, state, _, input) => state switch
            {
                TunnelState.End end => TunnelShell.Step(config, end, input),
                TunnelState.Witness witness => TunnelWitness.Step(witness, input),
            },
            Deadline = static (config, state) => state switch
            {
                TunnelState.End end => TunnelShell.Deadline(config, end),
                TunnelState.Witness witness =>
                    TunnelWitness.IsDue(witness) ? Instant.Zero : null,
            },
            Rebase = static (state, by) => state switch
            {
                TunnelState.End end => TunnelShell.Rebase(end, by),
                TunnelState.Witness witness => TunnelWitness.Rebase(witness, by),
            },
            Normalize = static (_, state) => state is TunnelState.End { Table: { } table } end
                ? end with { Table = table.Normalize() }
                : state,
            IsTerminal = static _ => false,
            Tick = new TunnelInput.Tick(),
            Alphabet = [],
            PhaseOf = PhaseOf,
        };

    private static string PhaseOf(TunnelState state) => state switch
    {
        TunnelState.End { Kernel.Leaks: true } => "leaks",
        TunnelState.End { Kernel: var kernel, Table: var table } =>
            (table is null ? "✗" : "")
            + (kernel.Uses != 0 ? $"→{kernel.Uses}" : kernel.IsGuarded ? "guards" : "–"),
        TunnelState.Witness => "",
    };
}

using Holdfast.StateMachines.Balance;

namespace Holdfast.Tests.Properties.StateMachines.Balance;

/// <summary>The laws of machines for paced work.</summary>
public sealed class PacedWorkLaws() : MachineLaws<
    PacedWork.Config, PacedWork.State, PacedWork.Input, PacedWork.Output>(
    PacedWork.Machine, BalanceRuns.Budgets);

/// <summary>The laws of machines for a drain.</summary>
public sealed class MemberDrainLaws() : MachineLaws<
    MemberDrain.Config, MemberDrain.State, MemberDrain.Input, MemberDrain.Output>(
    MemberDrain.Machine, BalanceRuns.Drains);

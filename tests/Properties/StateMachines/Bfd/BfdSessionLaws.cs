using Holdfast.StateMachines.Bfd;

namespace Holdfast.Tests.Properties.StateMachines.Bfd;

/// <summary>The laws of machines for sessions of BFD.</summary>
public sealed class BfdSessionLaws() : MachineLaws<
    BfdSession.Config, BfdSession.State, BfdSession.Input, BfdSession.Output>(
    BfdSession.Machine, BfdRuns.Configs);

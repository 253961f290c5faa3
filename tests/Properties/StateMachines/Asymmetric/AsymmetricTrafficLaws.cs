using Holdfast.StateMachines.Asymmetric;
using static Holdfast.StateMachines.Asymmetric.AsymmetricTraffic;

namespace Holdfast.Tests.Properties.StateMachines.Asymmetric;

/// <summary>The laws of machines for packets of other members.</summary>
public sealed class AsymmetricTrafficLaws() : MachineLaws<Config, State, Input, Output>(
    AsymmetricTraffic.Machine, HandingOn.Configs);

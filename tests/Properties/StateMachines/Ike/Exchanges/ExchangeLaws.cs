using Holdfast.StateMachines.Ike;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Exchanges;

/// <summary>The laws of machines for exchanges under a standing IKE SA.</summary>
public sealed class IkeExchangesLaws() : MachineLaws<
    IkeExchanges.Config, IkeExchanges.State, IkeExchanges.Input, IkeExchanges.Output>(
    IkeExchanges.Machine, ExchangeSamples.Configs);

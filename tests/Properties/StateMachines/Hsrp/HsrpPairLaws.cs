using Holdfast.StateMachines.Hsrp;

namespace Holdfast.Tests.Properties.StateMachines.Hsrp;

/// <summary>The laws of machines for a bound pair of groups.</summary>
public sealed class HsrpPairLaws() : MachineLaws<
    HsrpPair.Config, HsrpPair.State, HsrpPair.Input, HsrpPair.Output>(
    HsrpPair.Machine, Configs)
{
    internal static readonly HsrpPair.Config[] Configs =
    [
        .. HsrpLaws.Configs.Select(group => HsrpPair.Config.TryCreate(
            new(group.Settings, group.Settings), out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString())),
    ];
}

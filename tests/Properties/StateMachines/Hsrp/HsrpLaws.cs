using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.StateMachines.Hsrp;

/// <summary>The laws of machines for a standby group.</summary>
public sealed class HsrpLaws() : MachineLaws<
    HsrpGroup.Config, HsrpGroup.State, HsrpGroup.Input, HsrpGroup.Output>(
    HsrpGroup.Machine, Configs)
{
    internal static readonly HsrpGroup.Config[] Configs =
    [
        HsrpRouters.Checked(new()
        {
            Address = HostAddress.Parse("10.0.0.1"),
            VirtualAddress = HostAddress.Parse("10.0.0.254"),
        }),
        HsrpRouters.Checked(new()
        {
            Dialect = HsrpGroup.Dialect.Rfc2281Literal,
            Address = HostAddress.Parse("10.0.0.1"),
            Preempt = true,
        }),
        HsrpRouters.Checked(new()
        {
            Version = HsrpGroup.HsrpVersion.V2,
            Address = HostAddress.Parse("fe80::1"),
            VirtualAddress = HostAddress.Parse("fe80::fe"),
            HelloTime = TimeSpan.FromMilliseconds(1),
            HoldTime = TimeSpan.FromMilliseconds(3),
            Preempt = true,
            PreemptDelay = TimeSpan.FromMilliseconds(2),
            PreemptWhenSynced = true,
            Links = [new("uplink", 20)],
            UseBurnedInAddress = true,
        }),
    ];

    internal static (HsrpGroup.Config Config, Moment[] History) Draw(Choices choices) => (
        choices.Of(Configs),
        [
            new Moment(Gap.None, 0, 0),
            .. Moment.DrawMany(choices, HsrpGroup.Machine.Alphabet.Count),
        ]);
}

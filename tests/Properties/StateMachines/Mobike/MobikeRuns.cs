using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Mobike;

namespace Holdfast.Tests.Properties.StateMachines.Mobike;

/// <summary>Configurations of both sides.</summary>
internal static class MobikeRuns
{
    public static readonly HostAddress Shared = HostAddress.Parse("203.0.113.1");
    public static readonly HostAddress Own = HostAddress.Parse("203.0.113.2");

    public static readonly MobikeInitiator.Config[] Initiators =
    [
        Checked(new MobikeInitiator.Settings()),
        Checked(new MobikeInitiator.Settings
        {
            Patience = TimeSpan.FromTicks(3),
            TryFor = TimeSpan.FromTicks(1),
        }),
    ];

    public static readonly MobikeResponder.Config[] Responders =
    [
        .. Enum.GetValues<MobikeResponder.RoutabilityCheck>().Select(check => Checked(
            new MobikeResponder.Settings { Shared = [Shared], Check = check })),
        Checked(new MobikeResponder.Settings { Shared = [Shared], AcceptsOwnAddresses = true }),
    ];

    public static MobikeInitiator.Config Checked(MobikeInitiator.Settings settings) =>
        MobikeInitiator.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    public static MobikeResponder.Config Checked(MobikeResponder.Settings settings) =>
        MobikeResponder.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}

using Holdfast.StateMachines.Ike;

namespace Holdfast.Tests.Properties.StateMachines.Ike;

/// <summary>Configurations of message IDs.</summary>
internal static class MessageIdRuns
{
    /// <summary>Windows of one and more, small times and large ones.</summary>
    public static readonly MessageIds.Config[] Configs =
    [
        Checked(new()),
        Checked(new() { Window = 5, OpenMax = 5 }),
        Checked(new()
        {
            Window = 2,
            OpenMax = 2,
            RetryAfter = TimeSpan.FromTicks(1),
            RetryMax = TimeSpan.FromTicks(3),
            SendsMax = 2,
            RekeyAt = uint.MaxValue - 2,
            ComplainEvery = TimeSpan.FromTicks(1),
        }),
    ];

    public static MessageIds.Config Checked(MessageIds.Settings settings) =>
        MessageIds.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}

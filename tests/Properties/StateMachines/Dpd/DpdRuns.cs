using Holdfast.StateMachines;
using Holdfast.StateMachines.Dpd;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Dpd.DeadPeerDetection;

namespace Holdfast.Tests.Properties.StateMachines.Dpd;

/// <summary>Configurations and histories of dead peer detection.</summary>
internal static class DpdRuns
{
    /// <summary>Small times and large ones, both modes, both ways to number retries.</summary>
    public static readonly Config[] Configs =
    [
        Checked(new Settings()),
        Checked(new Settings { Mode = Mode.Periodic, WhenDead = DeadAction.Restart }),
        Checked(new Settings { RetriesAreNumberedAnew = true, AheadMax = 0, ProbesMax = 3 }),
        Checked(new Settings
        {
            WorryAfter = TimeSpan.FromTicks(3),
            RetryAfter = TimeSpan.FromTicks(2),
            RetryMax = TimeSpan.FromTicks(3),
            BackoffPercent = 150,
            ProbesMax = 3,
            ReanswerAfter = TimeSpan.FromTicks(2),
        }),
        Checked(new Settings
        {
            WorryAfter = TimeSpan.FromTicks(1),
            RetryAfter = TimeSpan.FromTicks(1),
            BackoffPercent = 100,
            ProbesMax = 1,
            ReanswerAfter = TimeSpan.Zero,
            Mode = Mode.Periodic,
        }),
    ];

    public static Config Checked(Settings settings) =>
        Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    /// <summary>A machine for which both vendor IDs were seen.</summary>
    public static State Agreed(Config config, Instant now, uint first = 7)
    {
        var state = Initial(config, now);
        state = DeadPeerDetection.Step(config, state, now, new Input.Announced(first)).State;
        return DeadPeerDetection.Step(config, state, now, new Input.Offered()).State;
    }

    /// <summary>A configuration and a history that begins with both vendor IDs.</summary>
    public static (Config Config, Moment[] History) Draw(Choices choices) => (
        choices.Of(Configs),
        [
            new Moment(Gap.None, 0, 0),
            new Moment(Gap.None, 0, 1),
            .. Moment.DrawMany(choices, Machine.Alphabet.Count),
        ]);
}

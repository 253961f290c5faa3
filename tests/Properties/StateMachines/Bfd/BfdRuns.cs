using Holdfast.StateMachines.Bfd;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Bfd.BfdSession;

namespace Holdfast.Tests.Properties.StateMachines.Bfd;

/// <summary>Configurations and histories of BFD.</summary>
internal static class BfdRuns
{
    /// <summary>Small times and large ones, one packet and many.</summary>
    public static readonly Config[] Configs =
    [
        Checked(new() { Discriminator = 7 }),
        Checked(new() { Discriminator = 7, DetectMultiplier = 1, IsAuthenticated = true }),
        Checked(new()
        {
            Discriminator = uint.MaxValue,
            DesiredMinTx = TimeSpan.FromMicroseconds(1),
            RequiredMinRx = TimeSpan.FromMicroseconds(3),
            DetectMultiplier = 2,
        }),
        Checked(new()
        {
            Discriminator = 1,
            DesiredMinTx = TimeSpan.FromSeconds(2),
            RequiredMinRx = TimeSpan.FromHours(1),
            SlowTx = TimeSpan.FromSeconds(5),
            DetectMultiplier = 255,
        }),
    ];

    public static Config Checked(Settings settings) =>
        Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    /// <summary>A configuration and a history.</summary>
    public static (Config Config, Moment[] History) Draw(Choices choices) => (
        choices.Of(Configs), Moment.DrawMany(choices, Machine.Alphabet.Count));
}

using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Liveness.LivenessCheck;

namespace Holdfast.Tests.Properties.StateMachines.Liveness;

/// <summary>Configurations and histories of liveness checks.</summary>
internal static class LivenessRuns
{
    /// <summary>Small times and large ones, both modes, both ways to give up.</summary>
    public static readonly Config[] Configs =
    [
        Checked(new Settings()),
        Checked(new Settings { Mode = Mode.OnDemand, WhenFailed = FailureAction.Restart }),
        Checked(new Settings
        {
            RetryAfter = TimeSpan.FromMilliseconds(500),
            BackoffPercent = 200,
            SendsMax = 12,
            GiveUpAfter = TimeSpan.FromSeconds(60),
            HeedsInitialContact = false,
        }),
        Checked(new Settings
        {
            Mode = Mode.OnDemand,
            IdleAfter = TimeSpan.FromTicks(3),
            RetryAfter = TimeSpan.FromTicks(2),
            BackoffPercent = 150,
            SendsMax = 3,
            HintsIgnoredFor = TimeSpan.FromTicks(2),
            HintEvery = TimeSpan.FromTicks(4),
        }),
        Checked(new Settings
        {
            IdleAfter = TimeSpan.FromTicks(1),
            RetryAfter = TimeSpan.FromTicks(1),
            BackoffPercent = 101,
            SendsMax = 1,
            GiveUpAfter = TimeSpan.FromTicks(1),
            HintsIgnoredFor = TimeSpan.Zero,
            HintEvery = TimeSpan.FromTicks(1),
        }),
    ];

    public static Config Checked(Settings settings) =>
        Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    /// <summary>A configuration and a history.</summary>
    public static (Config Config, Moment[] History) Draw(Choices choices) =>
        (choices.Of(Configs), Moment.DrawMany(choices, Machine.Alphabet.Count));

    /// <summary>
    /// Takes an input, and serves what it asks for at once: grants, seals, commits. What is sent
    /// comes out.
    /// </summary>
    public static (State State, List<Output> Sent) Serve(
        Config config, State state, Holdfast.StateMachines.Instant now, Input input)
    {
        List<Output> sent = [];
        var inputs = new Queue<Input>([input]);
        while (inputs.TryDequeue(out var next))
        {
            var step = Step(config, state, now, next);
            state = step.State;
            foreach (var output in step.Outputs)
            {
                sent.Add(output);
                if (output is Output.Ask)
                {
                    inputs.Enqueue(new Input.Granted());
                }

                if (output is Output.Seal)
                {
                    inputs.Enqueue(new Input.Sealed(1, new Octets([1])));
                }
            }
        }

        return (state, sent);
    }
}

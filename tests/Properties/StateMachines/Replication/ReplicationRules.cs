using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

using Config = Holdfast.StateMachines.Replication.SaReplication.Config;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Next = Holdfast.StateMachines.Next<Holdfast.StateMachines.Replication.SaReplication.State, Holdfast.StateMachines.Replication.SaReplication.Output>;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;
using State = Holdfast.StateMachines.Replication.SaReplication.State;

namespace Holdfast.Tests.Properties.StateMachines.Replication;
/// <summary>What becomes of the epochs in a store when its member starts anew.</summary>
internal enum Store
{
    Kept,
    Lost,
    Older,
}

/// <summary>One start of a member, and its store.</summary>
internal readonly record struct Boot(
    byte Member, ulong Id, uint Generation, Epoch Stored, Epoch Older, Store Store);

/// <summary>A value that is there once, so that to compare it is to compare numbers.</summary>
internal sealed class Once<T>(T value, int number)
{
    public T Value { get; } = value;

    public int Number { get; } = number;

    public override int GetHashCode() => Number;
}

/// <summary>Gives each value its number.</summary>
internal sealed class Pool<T>
    where T : notnull
{
    private readonly Dictionary<T, Once<T>> _values = [];

    public Once<T> Of(T value)
    {
        if (!_values.TryGetValue(value, out var once))
        {
            once = new(value, _values.Count);
            _values.Add(value, once);
        }

        return once;
    }
}

/// <summary>A step as it is remembered: each state and each message is there once.</summary>
internal sealed record Remembered(
    Once<State> State, (Output Output, Once<SyncMessage>? Message)[] Outputs);

/// <summary>What a world runs: the shipped machine, or one that is wrong on purpose.</summary>
/// <param name="settingsOf">What a start is configured with.</param>
/// <param name="step">The step.</param>
internal sealed class Rules(
    Func<Boot, SaReplication.Settings> settingsOf,
    Func<Config, State, Instant, Input, Next> step)
{
    private readonly Dictionary<Boot, Once<Config>> _configs = [];
    private readonly Dictionary<(int, int, Input?, int), Remembered> _steps = [];
    private readonly Dictionary<(int, int), Once<State>> _later = [];

    public Pool<State> States { get; } = new();

    public Pool<SyncMessage> Messages { get; } = new();

    /// <summary>How often a step was computed, not remembered.</summary>
    public int Computed => _steps.Count;

    public Once<Config> ConfigOf(Boot boot)
    {
        if (!_configs.TryGetValue(boot, out var config))
        {
            config = new(Config.Create(settingsOf(boot)), _configs.Count);
            _configs.Add(boot, config);
        }

        return config;
    }

    public Once<State> Initial(Boot boot) =>
        States.Of(SaReplication.Initial(ConfigOf(boot).Value, Instant.Zero));

    public Remembered Hear(Boot boot, Once<State> state, Once<SyncMessage> message) => Step(
        boot, state, null, message.Number,
        new Input.Received((byte)(3 - boot.Member), message.Value));

    public Remembered Step(Boot boot, Once<State> state, Input input) =>
        Step(boot, state, input, -1, input);

    /// <summary>The state when a unit of time has passed.</summary>
    public Once<State> Later(Boot boot, Once<State> state)
    {
        var config = ConfigOf(boot);
        if (!_later.TryGetValue((config.Number, state.Number), out var later))
        {
            later = States.Of(SaReplication.Normalize(
                config.Value, SaReplication.Rebase(state.Value, -TimeSpan.FromTicks(1))));
            _later.Add((config.Number, state.Number), later);
        }

        return later;
    }

    public bool IsDue(Boot boot, Once<State> state) =>
        SaReplication.Deadline(ConfigOf(boot).Value, state.Value) <= Instant.Zero;

    private Remembered Step(
        Boot boot, Once<State> state, Input? key, int message, Input input)
    {
        var config = ConfigOf(boot);
        if (!_steps.TryGetValue((config.Number, state.Number, key, message), out var remembered))
        {
            var next = step(config.Value, state.Value, Instant.Zero, input);
            remembered = new(States.Of(next.State), [.. next.Outputs.AsEnumerable().Select(Told)]);
            _steps.Add((config.Number, state.Number, key, message), remembered);
        }

        return remembered;
    }

    private (Output, Once<SyncMessage>?) Told(Output output) =>
        (output, output is Output.Send send ? Messages.Of(send.Message) : null);
}

using Holdfast.Protocol.Bfd;

namespace Holdfast.StateMachines.Bfd;

/// <content>How often packets are sent, and how long silence may last.</content>
public static partial class BfdSession
{
    /// <summary>
    /// After how much silence of the neighbour the session is down, §6.8.4: its multiplier times
    /// the slower of what it would like to send and what we can receive.
    /// </summary>
    public static TimeSpan DetectionTime(Config config, Remote remote)
    {
        var slower = remote.DesiredMinTx > config.RequiredMinRx
            ? remote.DesiredMinTx
            : config.RequiredMinRx;

        // On the wire both are small; whoever makes a value by itself gets no exception either.
        return new((long)Int128.Clamp(
            (Int128)remote.DetectMultiplier * slower.Ticks, 0, long.MaxValue));
    }

    /// <summary>How often we would like to send now, §6.8.3.</summary>
    private static TimeSpan DesiredMinTx(Config config, Phase phase) =>
        phase == Phase.Up ? config.DesiredMinTx : config.SlowTx;

    /// <summary>From one periodic packet to the next, §6.8.2, less the jitter of §6.8.7.</summary>
    private static TimeSpan Interval(Config config, State state)
    {
        var desired = DesiredMinTx(config, state.Phase);
        var interval = desired > state.Remote.RequiredMinRx ? desired : state.Remote.RequiredMinRx;

        // Up to a quarter; at least a tenth where one lost packet is a failure.
        var thousandths = config.DetectMultiplier == 1
            ? 100 + (150 * state.Jitter / 1_000)
            : 250 * state.Jitter / 1_000;
        return interval - new TimeSpan((long)((Int128)interval.Ticks * thousandths / 1_000));
    }

    /// <summary>Whether packets are sent at intervals, §6.8.7.</summary>
    private static bool IsPeriodic(State state) =>
        state.Remote.RequiredMinRx > TimeSpan.Zero
        && (!IsDemandActive(state) || state.IsPolling);

    /// <summary>Whether the neighbour is in Demand mode, §6.6.</summary>
    private static bool IsDemandActive(State state) =>
        state.Remote.IsDemanding && state.Phase == Phase.Up && state.Remote.Phase == Phase.Up;

    private static Announcement Say(Config config, State state, bool isFinal) => new(
        state.Phase,
        state.Diagnostic,

        // RFC 5880 §6.5: never both.
        IsPoll: state.IsPolling && !isFinal,
        isFinal,
        state.Remote.Discriminator,
        DesiredMinTx(config, state.Phase));

    /// <summary>What is taken of a neighbour that was not heard, §6.8.1.</summary>
    private static Remote Unknown => new(0, Phase.Down, false, default, Microsecond, 0);
}

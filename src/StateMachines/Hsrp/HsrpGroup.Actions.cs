using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Hsrp.HsrpGroup.State,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Output>;

namespace Holdfast.StateMachines.Hsrp;

/// <content>What a cell of the table does to a state.</content>
public static partial class HsrpGroup
{
    private static readonly TimeSpan DefaultHelloTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan DefaultHoldTime = TimeSpan.FromSeconds(10);

    /// <summary>The hello time in use, RFC 2281 §5.1: configured, learned or 3 s.</summary>
    public static TimeSpan HelloTimeOf(Config config, State state) =>
        config.HelloTime ?? state.Learned.HelloTime ?? DefaultHelloTime;

    /// <summary>The hold time in use, RFC 2281 §5.1: configured, learned or 10 s.</summary>
    public static TimeSpan HoldTimeOf(Config config, State state) =>
        config.HoldTime ?? state.Learned.HoldTime ?? DefaultHoldTime;

    /// <summary>The virtual address, configured or learned; null: unknown.</summary>
    public static HostAddress? VirtualAddressOf(Config config, State state) =>
        config.VirtualAddress ?? state.Learned.VirtualAddress;

    private static Next Fire(
        Config config, State state, Instant now, Event what, Message? message)
    {
        var table = CellOf(
            config.Dialect, state.Phase, what,
            knowsAddress: config.VirtualAddress is not null,
            preempts: Preempts(config, state, now));
        var cell = Restrict(state, what, table);

        // RFC 2281 §5.3: whoever listens knows the virtual address.
        if (state.Phase == Phase.Learn && cell.Next == Phase.Listen
            && message?.VirtualAddress is null)
        {
            return new(state, default, Why.NothingToLearn);
        }

        var next = Perform(config, Note(state, what, message), now, cell, what, message);
        return cell == table ? next : next with { Reason = Why.Bound };
    }

    /// <summary>Who is active and who is standby, as far as a running router is told.</summary>
    private static State Note(State state, Event what, Message? message) =>
        state.Phase == Phase.Initial ? state : what switch
        {
            Event.HigherActive or Event.LowerActive =>
                state with { ActiveRouter = message?.From, IsVacant = false },
            Event.HigherStandby or Event.LowerStandby =>
                state with { StandbyRouter = message?.From },
            Event.ActiveTimer or Event.Resigned =>
                state with { ActiveRouter = null, IsVacant = IsHeldBack(state) },
            Event.Enabled or Event.Disabled or Event.StandbyTimer or Event.HelloTimer
                or Event.HigherSpeaker or Event.HigherCoup => state,
        };

    private static Next Perform(
        Config config, State state, Instant now, Cell cell, Event what, Message? message)
    {
        var phase = cell.Next ?? state.Phase;
        var next = state with
        {
            Phase = phase,
            Learned = Has(cell, Actions.E) ? Learn(config, state.Learned, message)
                : phase == Phase.Initial ? default
                : state.Learned,
            ActiveRouter = phase is Phase.Active or Phase.Initial ? null : state.ActiveRouter,
            StandbyRouter = phase is Phase.Standby or Phase.Initial ? null : state.StandbyRouter,
            PreemptFrom = what == Event.Enabled && config.PreemptDelay > TimeSpan.Zero
                ? now + config.PreemptDelay
                : state.PreemptFrom,
            IsVacant = state.IsVacant && phase is not (Phase.Active or Phase.Initial),
        };
        next = next with { Timers = Start(config, next, state.Timers, now, cell, what, message) };
        return new(next, Say(config, state, next, cell), Why.Of(what));
    }

    /// <summary>Actions A to D, and the Hello timer, which runs in the states that speak.</summary>
    private static Timers Start(
        Config config, State next, Timers timers, Instant now, Cell cell, Event what,
        Message? message)
    {
        var own = HoldTimeOf(config, next);

        // RFC 2281 §5.4: a Hello of the active (standby) router says how long it is good.
        var active = what is Event.HigherActive or Event.LowerActive ? Hold(message, own) : own;
        var standby = what is Event.HigherStandby or Event.LowerStandby ? Hold(message, own) : own;
        return new(
            Active: Has(cell, Actions.A) ? now + active
                : Has(cell, Actions.C) ? null
                : timers.Active,
            Standby: Has(cell, Actions.B) ? now + standby
                : Has(cell, Actions.D) ? null
                : timers.Standby,
            Hello: Speaks(next.Phase) ? timers.Hello ?? now + HelloInterval(config, next) : null);
    }

    /// <summary>Actions F to I, and the virtual MAC address, RFC 2281 §6.1.</summary>
    private static Outputs<Output> Say(Config config, State before, State next, Cell cell)
    {
        Outputs<Output> outputs = default;
        if (before.Phase == Phase.Active && next.Phase != Phase.Active)
        {
            outputs = outputs.Add(new Output.ReleaseVirtualMac());
        }

        if (Has(cell, Actions.H))
        {
            outputs = outputs.Add(new Output.SendResign(
                Announce(config, before) with { FromVirtualMac = false }));
        }

        if (before.Phase != Phase.Active && next.Phase == Phase.Active)
        {
            outputs = outputs.Add(new Output.ClaimVirtualMac());
        }

        if (Has(cell, Actions.G))
        {
            outputs = outputs.Add(new Output.SendCoup(Announce(config, next)));
        }

        if (Has(cell, Actions.F))
        {
            outputs = outputs.Add(new Output.SendHello(Announce(config, next)));
        }

        return Has(cell, Actions.I) ? outputs.Add(new Output.AnnounceVirtualAddress()) : outputs;
    }

    /// <summary>
    /// RFC 2281 §5.1: what is not configured is learned, and the two times together or not at all.
    /// </summary>
    private static Learned Learn(Config config, Learned learned, Message? message)
    {
        if (message is null)
        {
            return learned;
        }

        var learnsTimes = config.HelloTime is null
            && message.HelloTime > TimeSpan.Zero && message.HoldTime > message.HelloTime;
        return new(
            config.VirtualAddress is null && message.VirtualAddress is { } address
                && address.IsIpv6 == config.Address.IsIpv6
                ? address
                : learned.VirtualAddress,
            learnsTimes ? message.HelloTime : learned.HelloTime,
            learnsTimes ? message.HoldTime : learned.HoldTime);
    }

    private static Announcement Announce(Config config, State state) => new(
        state.Phase,
        PriorityOf(config, state),
        HelloTimeOf(config, state),
        HoldTimeOf(config, state),
        VirtualAddressOf(config, state),
        FromVirtualMac: state.Phase == Phase.Active && !config.UseBurnedInAddress);

    /// <summary>RFC 2281 §5.4: Hellos are jittered, so that routers do not speak in step.</summary>
    private static TimeSpan HelloInterval(Config config, State state)
    {
        var hello = HelloTimeOf(config, state);
        return hello - new TimeSpan(
            hello.Ticks / 100 * config.JitterPercent / 1_000 * state.Jitter);
    }

    private static TimeSpan Hold(Message? message, TimeSpan otherwise) =>
        message is not null && message.HoldTime > TimeSpan.Zero ? message.HoldTime : otherwise;

    private static bool Has(Cell cell, Actions action) => (cell.Actions & action) != 0;

    private static bool Speaks(Phase phase) =>
        phase is Phase.Speak or Phase.Standby or Phase.Active;
}

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
        HelloTimeOf(config, state.Learned);

    /// <summary>The hold time in use, RFC 2281 §5.1: configured, learned or 10 s.</summary>
    public static TimeSpan HoldTimeOf(Config config, State state) =>
        HoldTimeOf(config, state.Learned);

    /// <summary>The virtual address, configured or learned; null: unknown.</summary>
    public static HostAddress? VirtualAddressOf(Config config, State state) =>
        VirtualAddressOf(config, state.Learned);

    private static TimeSpan HelloTimeOf(Config config, Learned? learned) =>
        config.HelloTime ?? learned?.HelloTime ?? DefaultHelloTime;

    private static TimeSpan HoldTimeOf(Config config, Learned? learned) =>
        config.HoldTime ?? learned?.HoldTime ?? DefaultHoldTime;

    private static HostAddress? VirtualAddressOf(Config config, Learned? learned) =>
        config.VirtualAddress ?? learned?.VirtualAddress;

    /// <summary>What an event changes before its cell says more: a state is built once.</summary>
    private struct Draft(State state)
    {
        public Instant? ActiveTimer = state.Timers.Active;
        public Instant? StandbyTimer = state.Timers.Standby;
        public Instant? HelloTimer = state.Timers.Hello;
        public Speaker? ActiveRouter = state.ActiveRouter;
        public Speaker? StandbyRouter = state.StandbyRouter;
        public bool IsVacant = state.IsVacant;
        public ushort Jitter = state.Jitter;
    }

    private static Next Fire(
        Config config, State state, Instant now, Event what, Message? message)
    {
        var draft = new Draft(state);
        return Fire(config, state, ref draft, now, what, message);
    }

    private static Next Fire(
        Config config, State state, ref Draft draft, Instant now, Event what, Message? message)
    {
        var sync = SyncOf(config, state);
        var table = CellOf(
            config.Dialect, state.Phase, what,
            knowsAddress: config.VirtualAddress is not null,
            preempts: Preempts(config, state, now), sync);
        var cell = Restrict(state, what, table);

        // RFC 2281 §5.3: whoever listens knows the virtual address, and one of another family is
        // none.
        if (state.Phase == Phase.Learn && cell.Next == Phase.Listen
            && VirtualAddressOf(config, Learn(config, state.Learned, message)) is null)
        {
            return new(state, default, Why.NothingToLearn);
        }

        Note(state, ref draft, what, message);
        var reason = cell != table ? Why.Bound
            : IsBySync(sync, state.Phase, what) ? Why.Knowing
            : Why.Of(what);
        return Perform(config, state, draft, now, cell, what, message, reason);
    }

    /// <summary>Who is active and who is standby, as far as a running router is told.</summary>
    private static void Note(State state, ref Draft draft, Event what, Message? message)
    {
        if (state.Phase == Phase.Initial)
        {
            return;
        }

        if (what is Event.HigherActive or Event.LowerActive)
        {
            draft.ActiveRouter = message?.From;
            draft.IsVacant = false;
        }
        else if (what is Event.HigherStandby or Event.LowerStandby)
        {
            draft.StandbyRouter = message?.From;
        }
        else if (what is Event.ActiveTimer or Event.Resigned)
        {
            draft.ActiveRouter = null;
            draft.IsVacant = IsHeldBack(state);
        }
    }

    private static Next Perform(
        Config config, State state, in Draft draft, Instant now, Cell cell, Event what,
        Message? message, Reason reason)
    {
        var phase = cell.Next ?? state.Phase;
        var learned = Has(cell, Actions.E) ? Learn(config, state.Learned, message)
            : phase == Phase.Initial ? null
            : state.Learned;
        var next = new State(
            phase,
            Start(config, learned, phase, draft, now, cell, what, message),
            learned,
            ActiveRouter: phase is Phase.Active or Phase.Initial ? null : draft.ActiveRouter,
            StandbyRouter: phase is Phase.Standby or Phase.Initial ? null : draft.StandbyRouter,
            state.LinksDown,
            state.IsSynced,
            PreemptFrom: what == Event.Enabled && state.Phase == Phase.Initial
                && config.PreemptDelay > TimeSpan.Zero
                ? now + config.PreemptDelay
                : state.PreemptFrom,
            draft.Jitter,
            state.Permission,
            IsVacant: draft.IsVacant && phase is not (Phase.Active or Phase.Initial));
        return new(next, Say(config, state, next, cell), reason);
    }

    /// <summary>Actions A to D, and the Hello timer, which runs in the states that speak.</summary>
    private static Timers Start(
        Config config, Learned? learned, Phase phase, in Draft draft, Instant now, Cell cell,
        Event what, Message? message)
    {
        var own = HoldTimeOf(config, learned);

        // RFC 2281 §5.4: a Hello of the active (standby) router says how long it is good.
        var active = what is Event.HigherActive or Event.LowerActive ? Hold(message, own) : own;
        var standby = what is Event.HigherStandby or Event.LowerStandby ? Hold(message, own) : own;
        return new(
            Active: Has(cell, Actions.A) ? now + active
                : Has(cell, Actions.C) ? null
                : draft.ActiveTimer,
            Standby: Has(cell, Actions.B) ? now + standby
                : Has(cell, Actions.D) ? null
                : draft.StandbyTimer,
            Hello: !Speaks(phase) ? null
                : draft.HelloTimer ?? now + HelloInterval(config, learned, draft.Jitter));
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
            outputs = outputs.Add(HelloOf(config, next));
        }

        return Has(cell, Actions.I) ? outputs.Add(new Output.AnnounceVirtualAddress()) : outputs;
    }

    /// <summary>
    /// RFC 2281 §5.1: what is not configured is learned, and the two times together or not at all.
    /// </summary>
    private static Learned? Learn(Config config, Learned? learned, Message? message)
    {
        if (message is null)
        {
            return learned;
        }

        var learnsAddress = config.VirtualAddress is null
            && message.VirtualAddress?.IsIpv6 == config.Address.IsIpv6;
        var learnsTimes = config.HelloTime is null
            && message.HelloTime > TimeSpan.Zero && message.HoldTime > message.HelloTime;
        var address = learnsAddress ? message.VirtualAddress : learned?.VirtualAddress;
        var helloTime = learnsTimes ? message.HelloTime : learned?.HelloTime;
        var holdTime = learnsTimes ? message.HoldTime : learned?.HoldTime;

        // One Hello after the other says the same.
        return address == learned?.VirtualAddress
            && helloTime == learned?.HelloTime && holdTime == learned?.HoldTime
            ? learned
            : new(address, helloTime, holdTime);
    }

    private static Output.SendHello HelloOf(Config config, State state) =>
        state.Learned is null && state.LinksDown == 0
            ? config.Hellos[(int)state.Phase]
            : new(Announce(config, state));

    private static Announcement Announce(Config config, State state) =>
        Announce(config, state.Phase, PriorityOf(config, state), state.Learned);

    private static Announcement Announce(
        Config config, Phase phase, uint priority, Learned? learned) => new(
        phase,
        priority,
        HelloTimeOf(config, learned),
        HoldTimeOf(config, learned),
        VirtualAddressOf(config, learned),
        FromVirtualMac: phase == Phase.Active && !config.UseBurnedInAddress);

    /// <summary>RFC 2281 §5.4: Hellos are jittered, so that routers do not speak in step.</summary>
    private static TimeSpan HelloInterval(Config config, Learned? learned, ushort jitter)
    {
        var hello = HelloTimeOf(config, learned);
        return hello - new TimeSpan(hello.Ticks / 100 * config.JitterPercent / 1_000 * jitter);
    }

    private static TimeSpan Hold(Message? message, TimeSpan otherwise) =>
        message is not null && message.HoldTime > TimeSpan.Zero ? message.HoldTime : otherwise;

    private static bool Has(Cell cell, Actions action) => (cell.Actions & action) != 0;

    private static bool Speaks(Phase phase) =>
        phase is Phase.Speak or Phase.Standby or Phase.Active;
}

namespace Holdfast.StateMachines.Hsrp;

/// <content>The table of RFC 2281 §5.7, a function for each column.</content>
public static partial class HsrpGroup
{
    /// <summary>The events of RFC 2281 §5.5, a to l in this order.</summary>
    public enum Event
    {
        /// <summary>a: HSRP is configured on an enabled interface.</summary>
        Enabled,

        /// <summary>b: HSRP or the interface is disabled.</summary>
        Disabled,

        /// <summary>c: the Active timer expires.</summary>
        ActiveTimer,

        /// <summary>d: the Standby timer expires.</summary>
        StandbyTimer,

        /// <summary>e: the Hello timer expires.</summary>
        HelloTimer,

        /// <summary>f: a Hello of higher priority from a router in Speak.</summary>
        HigherSpeaker,

        /// <summary>g: a Hello of higher priority from the active router.</summary>
        HigherActive,

        /// <summary>h: a Hello of lower priority from the active router.</summary>
        LowerActive,

        /// <summary>i: a Resign from the active router.</summary>
        Resigned,

        /// <summary>j: a Coup from a router of higher priority.</summary>
        HigherCoup,

        /// <summary>k: a Hello of higher priority from the standby router.</summary>
        HigherStandby,

        /// <summary>l: a Hello of lower priority from the standby router.</summary>
        LowerStandby,
    }

    /// <summary>The actions of RFC 2281 §5.6.</summary>
    [Flags]
    public enum Actions
    {
        /// <summary>None.</summary>
        None = 0,

        /// <summary>Start the Active timer.</summary>
        A = 1,

        /// <summary>Start the Standby timer.</summary>
        B = 1 << 1,

        /// <summary>Stop the Active timer.</summary>
        C = 1 << 2,

        /// <summary>Stop the Standby timer.</summary>
        D = 1 << 3,

        /// <summary>Learn from the active router's Hello.</summary>
        E = 1 << 4,

        /// <summary>Send a Hello.</summary>
        F = 1 << 5,

        /// <summary>Send a Coup.</summary>
        G = 1 << 6,

        /// <summary>Send a Resign.</summary>
        H = 1 << 7,

        /// <summary>Broadcast a gratuitous ARP.</summary>
        I = 1 << 8,
    }

    /// <summary>What a router knows of what a failover needs, where that counts.</summary>
    public enum Knowledge
    {
        /// <summary>It does not count: RFC 2281 knows nothing of it.</summary>
        Unasked,

        /// <summary>It does not know all that a failover needs.</summary>
        Behind,

        /// <summary>It knows it.</summary>
        Synced,
    }

    /// <summary>A cell of the table: actions, and the next state where it changes.</summary>
    public readonly record struct Cell(Actions Actions, Phase? Next = null)
    {
        /// <summary>The same actions and the same next state; steps ask, so it costs nothing.
        /// </summary>
        public bool Equals(Cell other) => Actions == other.Actions && Next == other.Next;

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Actions, Next);

        /// <summary>No action and no change.</summary>
        public static Cell Empty => default;
    }

    /// <summary>What the table says, in a dialect.</summary>
    /// <param name="dialect">The dialect.</param>
    /// <param name="phase">The column.</param>
    /// <param name="what">The row.</param>
    /// <param name="knowsAddress">Whether the virtual address is configured (footnote of a).
    /// </param>
    /// <param name="preempts">Whether the router may preempt now (footnote of h).</param>
    /// <param name="sync">What it knows, where that counts; to the letter it never does.</param>
    public static Cell CellOf(
        Dialect dialect, Phase phase, Event what, bool knowsAddress, bool preempts,
        Knowledge sync = Knowledge.Unasked)
    {
        var literal = phase switch
        {
            Phase.Initial => FromInitial(what, knowsAddress),
            Phase.Learn => FromLearn(what),
            Phase.Listen => FromListen(what, preempts),
            Phase.Speak => FromSpeak(what, preempts),
            Phase.Standby => FromStandby(what, preempts),
            Phase.Active => FromActive(what),
        };
        return dialect switch
        {
            Dialect.Rfc2281Literal => literal,
            Dialect.Repaired => Repair(phase, what, sync, literal),
        };
    }

    private static Cell FromInitial(Event what, bool knowsAddress) => what switch
    {
        Event.Enabled => new(Actions.A | Actions.B, knowsAddress ? Phase.Listen : Phase.Learn),
        Event.Disabled or Event.ActiveTimer or Event.StandbyTimer or Event.HelloTimer
            or Event.HigherSpeaker or Event.HigherActive or Event.LowerActive or Event.Resigned
            or Event.HigherCoup or Event.HigherStandby or Event.LowerStandby => Cell.Empty,
    };

    private static Cell FromLearn(Event what) => what switch
    {
        Event.Disabled => new(Actions.C | Actions.D, Phase.Initial),
        Event.HigherActive or Event.LowerActive =>
            new(Actions.E | Actions.A | Actions.B, Phase.Listen),
        Event.Enabled or Event.ActiveTimer or Event.StandbyTimer or Event.HelloTimer
            or Event.HigherSpeaker or Event.Resigned or Event.HigherCoup or Event.HigherStandby
            or Event.LowerStandby => Cell.Empty,
    };

    private static Cell FromListen(Event what, bool preempts) => what switch
    {
        Event.Disabled => new(Actions.C | Actions.D, Phase.Initial),
        Event.ActiveTimer => new(Actions.A | Actions.B, Phase.Speak),
        Event.StandbyTimer => new(Actions.B, Phase.Speak),
        Event.HigherActive => new(Actions.E | Actions.A),
        Event.LowerActive => preempts ? Preemption : new(Actions.A),
        Event.Resigned => new(Actions.A | Actions.B, Phase.Speak),
        Event.HigherStandby => new(Actions.B),
        Event.LowerStandby => new(Actions.B, Phase.Speak),
        Event.Enabled or Event.HelloTimer or Event.HigherSpeaker or Event.HigherCoup => Cell.Empty,
    };

    private static Cell FromSpeak(Event what, bool preempts) => what switch
    {
        Event.Disabled => new(Actions.C | Actions.D, Phase.Initial),
        Event.StandbyTimer => new(Actions.D, Phase.Standby),
        Event.HelloTimer => new(Actions.F),
        Event.HigherSpeaker => new(Actions.B, Phase.Listen),
        Event.HigherActive => new(Actions.E | Actions.A),
        Event.LowerActive => preempts ? Preemption : new(Actions.A),
        Event.Resigned => new(Actions.A),
        Event.HigherStandby => new(Actions.B, Phase.Listen),
        Event.LowerStandby => new(Actions.D, Phase.Standby),
        Event.Enabled or Event.ActiveTimer or Event.HigherCoup => Cell.Empty,
    };

    private static Cell FromStandby(Event what, bool preempts) => what switch
    {
        Event.Disabled => new(Actions.C | Actions.D, Phase.Initial),
        Event.ActiveTimer =>
            new(Actions.C | Actions.D | Actions.F | Actions.I, Phase.Active),
        Event.HelloTimer => new(Actions.F),
        Event.HigherSpeaker => new(Actions.B, Phase.Listen),
        Event.HigherActive => new(Actions.E | Actions.A),
        Event.LowerActive => preempts ? Preemption : new(Actions.A),
        Event.Resigned => new(Actions.C | Actions.F | Actions.I, Phase.Active),
        Event.HigherStandby => new(Actions.B, Phase.Listen),
        Event.Enabled or Event.StandbyTimer or Event.HigherCoup or Event.LowerStandby =>
            Cell.Empty,
    };

    private static Cell FromActive(Event what) => what switch
    {
        Event.Disabled => new(Actions.C | Actions.D | Actions.H, Phase.Initial),
        Event.HelloTimer => new(Actions.F),
        Event.HigherActive => new(Actions.A | Actions.B, Phase.Speak),
        Event.LowerActive => new(Actions.G),
        Event.HigherCoup => new(Actions.A | Actions.B | Actions.H, Phase.Speak),
        Event.HigherStandby or Event.LowerStandby => new(Actions.B),
        Event.Enabled or Event.ActiveTimer or Event.StandbyTimer or Event.HigherSpeaker
            or Event.Resigned => Cell.Empty,
    };

    private static Cell Preemption => new(
        Actions.B | Actions.G | Actions.F | Actions.I, Phase.Active);

    /// <summary>
    /// Where the table, read to the letter, leaves a group without an active router or hosts with a
    /// dead one (docs/adr/0008-repaired-hsrp.md), or puts one that knows nothing in the place of
    /// one that knows everything (docs/adr/0029-who-knows-nothing-stands-back.md).
    /// </summary>
    private static Cell Repair(Phase phase, Event what, Knowledge sync, Cell literal) =>
        (phase, what) switch
        {
            // Literally nothing happens, the timer is gone, and as standby it waits for it for
            // ever.
            (Phase.Speak, Event.ActiveTimer) => new(Actions.A),

            // After two were active, hosts and bridges may still believe in the one that gives up.
            (Phase.Active, Event.LowerActive) => new(Actions.G | Actions.I),

            // As if who stands by were the higher one.
            (Phase.Listen, Event.LowerStandby) when sync == Knowledge.Behind => new(Actions.B),
            (Phase.Speak, Event.LowerStandby) when sync == Knowledge.Behind =>
                new(Actions.B, Phase.Listen),

            // It says that somebody stands by; who knows as much takes the place upon that.
            (Phase.Standby, Event.HigherSpeaker) when sync == Knowledge.Synced => new(Actions.F),
            _ => literal,
        };

    private static bool IsBySync(Knowledge sync, Phase phase, Event what) => sync switch
    {
        Knowledge.Unasked => false,
        Knowledge.Behind => what == Event.LowerStandby && phase is Phase.Listen or Phase.Speak,
        Knowledge.Synced => what == Event.HigherSpeaker && phase == Phase.Standby,
    };
}

using Holdfast.Codec;

namespace Holdfast.StateMachines.Hsrp;

/// <content>The machine as a value, and what exploration needs.</content>
public static partial class HsrpPair
{
    /// <summary>Where a member is, of the four places that matter for traffic.</summary>
    public enum Place
    {
        /// <summary>A side is down, or does not know its address: the other one listens.</summary>
        Down,

        /// <summary>Both sides run, and the front is not active: the back is not either.</summary>
        Following,

        /// <summary>The front is active, the back not yet: nothing passes.</summary>
        Leading,

        /// <summary>Both are active: traffic passes.</summary>
        Open,
    }

    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(HsrpPair))
        {
            Initial = Initial,
            Step = Step,
            Deadline = Deadline,
            Rebase = Rebase,
            Normalize = Normalize,
            IsTerminal = _ => false,
            Tick = new Input.Tick(Side.Front, new HsrpGroup.Input.Tick()),
            PhaseOf = state => PlaceOf(state).ToString(),
            Alphabet = Letters(),
        };

    /// <summary>Neither group runs, and each holds the other back.</summary>
    public static State Initial(Config config, Instant now)
    {
        var front = HsrpGroup.Initial(config.Front, now);
        var back = HsrpGroup.Initial(config.Back, now);
        return new(
            front with { Permission = FrontPermission(back, front, isWithheld: false) },
            back with { Permission = BackPermission(front) });
    }

    /// <summary>Shifts every instant.</summary>
    public static State Rebase(State state, TimeSpan by) => state with
    {
        Front = HsrpGroup.Rebase(state.Front, by),
        Back = HsrpGroup.Rebase(state.Back, by),
    };

    /// <summary>With the origin as now: each group's own.</summary>
    public static State Normalize(Config config, State state)
    {
        var front = HsrpGroup.Normalize(config.Front, state.Front);
        var back = HsrpGroup.Normalize(config.Back, state.Back);
        return ReferenceEquals(front, state.Front) && ReferenceEquals(back, state.Back)
            ? state
            : state with { Front = front, Back = back };
    }

    /// <summary>Where a member is.</summary>
    public static Place PlaceOf(State state) =>
        state.IsOpen ? Place.Open
        : IsDown(state.Front) || IsDown(state.Back) ? Place.Down
        : state.Front.Phase == HsrpGroup.Phase.Active ? Place.Leading
        : Place.Following;

    private static bool IsDown(HsrpGroup.State group) =>
        group.Phase is HsrpGroup.Phase.Initial or HsrpGroup.Phase.Learn;

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        .. Letters(Side.Front),
        .. Letters(Side.Back),
        .. from side in Enum.GetValues<Side>()
           from timer in Enum.GetValues<HsrpGroup.HsrpTimer>()
           select new Letter<Config, State, Input>(
               $"{side} {timer} timer first",
               (_, _) => new Input.Tick(side, new HsrpGroup.Input.Tick(0, timer))),
        new("link down", (_, _) => new Input.LinkChanged(0, IsUp: false)),
        new("link up", (_, _) => new Input.LinkChanged(0, IsUp: true)),
        new("synced", (_, _) => new Input.Synced(true)),
        new("stale", (_, _) => new Input.Synced(false)),
        new("withhold", (_, _) => new Input.Withhold(true)),
        new("withhold no more", (_, _) => new Input.Withhold(false)),
        new("goes on", (_, _) => new Input.GoOn()),
        new("resign", (_, _) => new Input.Resign()),
        new("permission from outside", (_, _) => new Input.At(
            Side.Back, new HsrpGroup.Input.Permit(HsrpGroup.Permission.Full))),
    ];

    /// <summary>The letters of a group that are not the pair's own.</summary>
    private static IEnumerable<Letter<Config, State, Input>> Letters(Side side) =>
        HsrpGroup.Machine.Alphabet
            .TakeWhile(letter => letter.Name != "link down")
            .Where(letter => !letter.Name.Contains("timer", StringComparison.Ordinal))
            .Select(letter => new Letter<Config, State, Input>(
                $"{side} {letter.Name}",
                (config, state) => new Input.At(side, side switch
                {
                    Side.Front => letter.Make(config.Front, state.Front),
                    Side.Back => letter.Make(config.Back, state.Back),
                })));
}

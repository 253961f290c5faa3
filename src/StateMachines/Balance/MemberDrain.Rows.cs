using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Balance.MemberDrain.State,
    Holdfast.StateMachines.Balance.MemberDrain.Output>;

namespace Holdfast.StateMachines.Balance;

/// <content>A function for each state.</content>
public static partial class MemberDrain
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason NoDrain = new("Holdfast", "it serves, and is to do so");
        public static readonly Reason Counted = new("Holdfast", "exchanges are counted");
        public static readonly Reason Leaves = new("Holdfast", "it is to leave: no new exchange");
        public static readonly Reason LeavesAlready = new("Holdfast", "it is leaving already");
        public static readonly Reason Finished = new("Holdfast", "no exchange is open");
        public static readonly Reason MovesOpen =
            new("Holdfast", "open exchanges move as they are: they are replicated");
        public static readonly Reason NotAsked =
            new("Holdfast", "an acknowledgement before the last state counts for nothing");
        public static readonly Reason Settled =
            new("Holdfast", "traffic has told its last numbers");
        public static readonly Reason NotSettled =
            new("Holdfast", "traffic has not told its last numbers: the last state is not there");
        public static readonly Reason Yields =
            new("Holdfast", "the successor has the last state: the place is given up");
        public static readonly Reason KnownAlready =
            new("Holdfast", "the successor has the last state already");
        public static readonly Reason Remains = new("Holdfast", "it is to stay after all");
        public static readonly Reason NoSuccessor =
            new("Holdfast", "no synced successor: the drain is undone");
        public static readonly Reason TooSlow =
            new("Holdfast", "the successor was too slow: the drain is undone");
        public static readonly Reason Replaced =
            new("Holdfast", "another member is active: this one serves no more");
        public static readonly Reason Gone = new("Holdfast", "it is drained");
        public static readonly Reason Returns =
            new("Holdfast", "it may serve again when it becomes active");
    }

    private static Next FromServing(
        Config config, State.Serving state, Instant now, Input input) => input switch
        {
            Input.Leave => config.RedirectsPeers
                ? new(
                    new State.Finishing(state.Open, now + config.FinishWithin),
                    [new Output.CloseDoors(), new Output.RedirectPeers()],
                    Why.Leaves)
                : state.Open > 0
                    ? new(
                        new State.Finishing(state.Open, now + config.FinishWithin),
                        [new Output.CloseDoors()],
                        Why.Leaves)
                    : new(
                        new State.Pushing(0, now + config.PushWithin, !config.SettlesTraffic),
                        [new Output.CloseDoors(), new Output.PushState()],
                        Why.Finished),
            Input.Exchanges(var open) => Stay(new State.Serving(Count(open)), Why.Counted),
            Input.Remain or Input.Settled or Input.Acknowledged or Input.SuccessorLost =>
                Stay(state, Why.NoDrain),
            Input.Replaced => new(new State.Drained(), [new Output.CloseDoors()], Why.Replaced),
            Input.Tick => Stay(state, Why.NothingIsDue),
        };

    private static Next FromFinishing(
        Config config, State.Finishing state, Instant now, Input input) => input switch
        {
            Input.Leave => Stay(state, Why.LeavesAlready),
            Input.Remain => Undo(config, state.Open, Why.Remains),

            // With redirects, peers that leave in time need no takeover.
            Input.Exchanges(var open) => Count(open) == 0 && !config.RedirectsPeers
                ? Push(config, 0, now, Why.Finished)
                : Stay(state with { Open = Count(open) }, Why.Counted),
            Input.Settled or Input.Acknowledged => Stay(state, Why.NotAsked),
            Input.SuccessorLost => Undo(config, state.Open, Why.NoSuccessor),
            Input.Replaced => Replace(config),
            Input.Tick => now < state.Until ? Stay(state, Why.NothingIsDue)
                : Push(
                    config, state.Open, now, state.Open == 0 ? Why.Finished : Why.MovesOpen),
        };

    private static Next FromPushing(
        Config config, State.Pushing state, Instant now, Input input) => input switch
        {
            Input.Leave => Stay(state, Why.LeavesAlready),
            Input.Remain => Undo(config, state.Open, Why.Remains),
            Input.Exchanges(var open) => Stay(state with { Open = Count(open) }, Why.Counted),
            Input.Settled => Stay(state with { IsSettled = true }, Why.Settled),
            Input.Acknowledged => !state.IsSettled ? Stay(state, Why.NotSettled) : new(
                new State.Yielding(state.Open, now + config.YieldWithin),
                [new Output.Yield()],
                Why.Yields),
            Input.SuccessorLost => Undo(config, state.Open, Why.NoSuccessor),
            Input.Replaced => Replace(config),
            Input.Tick => now < state.Until
                ? Stay(state, Why.NothingIsDue)
                : Undo(config, state.Open, Why.TooSlow),
        };

    private static Next FromYielding(State.Yielding state, Instant now, Input input) =>
        input switch
        {
            Input.Leave => Stay(state, Why.LeavesAlready),
            Input.Remain => TakeBack(state.Open, Why.Remains),
            Input.Exchanges(var open) => Stay(state with { Open = Count(open) }, Why.Counted),
            Input.Settled or Input.Acknowledged => Stay(state, Why.KnownAlready),
            Input.SuccessorLost => TakeBack(state.Open, Why.NoSuccessor),
            Input.Replaced => Stay(new State.Drained(), Why.Replaced),
            Input.Tick => now < state.Until
                ? Stay(state, Why.NothingIsDue)
                : TakeBack(state.Open, Why.TooSlow),
        };

    private static Next FromDrained(State.Drained state, Input input) => input switch
    {
        Input.Remain => new(new State.Serving(0), [new Output.OpenDoors()], Why.Returns),
        Input.Leave or Input.Exchanges or Input.Settled or Input.Acknowledged
            or Input.SuccessorLost or Input.Replaced => Stay(state, Why.Gone),
        Input.Tick => Stay(state, Why.NothingIsDue),
    };

    private static Next Push(Config config, int open, Instant now, Reason why)
    {
        var pushing = new State.Pushing(
            open, now + config.PushWithin, !config.SettlesTraffic);
        return new(
            pushing,
            config.RedirectsPeers
                ? [new Output.StopRedirects(), new Output.PushState()]
                : [new Output.PushState()],
            why);
    }

    private static Next Undo(Config config, int open, Reason why) => new(
        new State.Serving(open),
        config.RedirectsPeers
            ? [new Output.StopRedirects(), new Output.OpenDoors()]
            : [new Output.OpenDoors()],
        why);

    private static Next Replace(Config config) => config.RedirectsPeers
        ? new(new State.Drained(), [new Output.StopRedirects()], Why.Replaced)
        : Stay(new State.Drained(), Why.Replaced);

    private static Next TakeBack(int open, Reason why) => new(
        new State.Serving(open), [new Output.TakeBack(), new Output.OpenDoors()], why);

    private static int Count(int open) => Math.Max(open, 0);

    private static Next Stay(State state, Reason why) => new(state, default, why);
}

using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Resumption.ResumingClient.State,
    Holdfast.StateMachines.Resumption.ResumingClient.Output>;

namespace Holdfast.StateMachines.Resumption;

/// <content>A function for each state.</content>
public static partial class ResumingClient
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason NoSa = new("Holdfast", "there is no IKE SA");
        public static readonly Reason Full =
            new("RFC 5723 §4.1", "no ticket: a full exchange asks for one");
        public static readonly Reason GoesOn = new("Holdfast", "an exchange goes on already");
        public static readonly Reason Up =
            new("RFC 5723 §4.1", "established: a ticket may come");
        public static readonly Reason UpAlready = new("Holdfast", "the IKE SA lives");
        public static readonly Reason Kept = new("RFC 5723 §4.1", "the ticket is kept");
        public static readonly Reason Replaced =
            new("RFC 5723 §4.1", "a newer ticket takes the place of the older");
        public static readonly Reason Unasked =
            new("RFC 5723 §4.1", "nobody asked for a ticket");
        public static readonly Reason Promised =
            new("RFC 5723 §4.1", "a ticket comes later");
        public static readonly Reason Denied = new("RFC 5723 §4.1", "there is no ticket");
        public static readonly Reason Failed =
            new("RFC 5723 §4.3", "the SA failed: its ticket may be shown");
        public static readonly Reason FailedWithout =
            new("Holdfast", "the SA failed, and has no ticket");
        public static readonly Reason Deleted =
            new("Holdfast", "deleted on purpose: its ticket goes with it");
        public static readonly Reason Expired =
            new("RFC 5723 §6.2", "the ticket's lifetime is over");
        public static readonly Reason Shown =
            new("RFC 5723 §4.3", "the ticket is shown, once");
        public static readonly Reason Resumed =
            new("RFC 5723 §4.3", "resumed: the former SA is dropped without a word");
        public static readonly Reason Rejected =
            new("RFC 5723 §4.3", "the gateway does not take the ticket: a full exchange");
        public static readonly Reason ResumeFailed =
            new("Holdfast", "no answer: the ticket was shown; next time a full exchange");
    }

    private static Next FromNothing(State.Nothing state, Input input) => input switch
    {
        Input.Wanted => To(new State.Establishing(), Why.Full, new Output.BeginFull()),

        // Keys that come with a ticket are kept by nobody else.
        Input.Granted(_, _, var keys) => Unkept(state, keys, Why.NoSa),
        Input.Established or Input.Promised or Input.NoTicket or Input.Failed or Input.Deleted
            or Input.Rejected => Stay(state, Why.NoSa),
        Input.Tick => Stay(state, Why.NothingIsDue),
    };

    private static Next FromEstablishing(State.Establishing state, Input input) => input switch
    {
        Input.Wanted => Stay(state, Why.GoesOn),
        Input.Established => Stay(new State.Up(null, IsAsked: true), Why.Up),
        Input.Granted(_, _, var keys) => Unkept(state, keys, Why.GoesOn),
        Input.Promised or Input.NoTicket or Input.Rejected => Stay(state, Why.GoesOn),
        Input.Failed or Input.Deleted => Stay(new State.Nothing(), Why.FailedWithout),
        Input.Tick => Stay(state, Why.NothingIsDue),
    };

    private static Next FromUp(Config config, State.Up state, Instant now, Input input) =>
        input switch
        {
            Input.Wanted or Input.Established or Input.Rejected => Stay(state, Why.UpAlready),
            Input.Granted granted => Keep(config, state, now, granted),
            Input.Promised => Stay(state with { IsAsked = true }, Why.Promised),
            Input.NoTicket => Stay(state with { IsAsked = false }, Why.Denied),
            Input.Failed => state.Ticket is not { } ticket
                ? Stay(new State.Nothing(), Why.FailedWithout)
                : now >= Until(config, ticket)
                    ? Drop(new State.Nothing(), ticket, Why.Expired)
                    : Stay(new State.Lost(ticket), Why.Failed),
            Input.Deleted => state.Ticket is { } ticket
                ? Drop(new State.Nothing(), ticket, Why.Deleted)
                : Stay(new State.Nothing(), Why.Deleted),
            Input.Tick => state.Ticket is { } ticket && now >= Until(config, ticket)
                ? Drop(state with { Ticket = null }, ticket, Why.Expired)
                : Stay(state, Why.NothingIsDue),
        };

    private static Next FromLost(Config config, State.Lost state, Instant now, Input input) =>
        input switch
        {
            // RFC 5723 §6.2: an expired ticket is not shown; the gateway would only refuse it.
            Input.Wanted => now >= Until(config, state.Ticket)
                ? new(
                    new State.Establishing(),
                    [new Output.Forget(state.Ticket.Keys), new Output.BeginFull()],
                    Why.Expired)
                : To(
                    new State.Resuming(state.Ticket.Keys), Why.Shown,
                    new Output.BeginResume(state.Ticket.Octets, state.Ticket.Keys)),
            Input.Granted(_, _, var keys) => Unkept(state, keys, Why.NoSa),
            Input.Established or Input.Promised or Input.NoTicket or Input.Failed
                or Input.Rejected => Stay(state, Why.NoSa),
            Input.Deleted => Drop(new State.Nothing(), state.Ticket, Why.Deleted),
            Input.Tick => now >= Until(config, state.Ticket)
                ? Drop(new State.Nothing(), state.Ticket, Why.Expired)
                : Stay(state, Why.NothingIsDue),
        };

    private static Next FromResuming(State.Resuming state, Input input) => input switch
    {
        Input.Wanted or Input.Promised or Input.NoTicket => Stay(state, Why.GoesOn),
        Input.Granted(_, _, var keys) => Unkept(state, keys, Why.GoesOn),
        Input.Established => new(
            new State.Up(null, IsAsked: true),
            [new Output.DropFormer(), new Output.Forget(state.Keys)],
            Why.Resumed),
        Input.Rejected => new(
            new State.Establishing(),
            [new Output.Forget(state.Keys), new Output.BeginFull()],
            Why.Rejected),
        Input.Failed or Input.Deleted => To(
            new State.Nothing(), Why.ResumeFailed, new Output.Forget(state.Keys)),
        Input.Tick => Stay(state, Why.NothingIsDue),
    };

    private static Next Keep(Config config, State.Up state, Instant now, Input.Granted granted)
    {
        if (!state.IsAsked)
        {
            return Unkept(state, granted.Keys, Why.Unasked);
        }

        var lifetime = granted.Lifetime < config.LifetimeMax
            ? granted.Lifetime
            : config.LifetimeMax;
        var kept = state with { Ticket = new(granted.Octets, granted.Keys, now + lifetime) };
        return state.Ticket is { } older && older.Keys != granted.Keys
            ? Drop(kept, older, Why.Replaced)
            : Stay(kept, Why.Kept);
    }

    private static Instant Until(Config config, Ticket ticket) =>
        ticket.ExpiresAt - config.Margin;

    private static Next Unkept(State state, KeyHandle keys, Reason why) =>
        To(state, why, new Output.Forget(keys));

    private static Next Drop(State state, Ticket ticket, Reason why) =>
        To(state, why, new Output.Forget(ticket.Keys));

    private static Next Stay(State state, Reason why) => new(state, default, why);

    private static Next To(State state, Reason why, Output output) => new(state, [output], why);
}

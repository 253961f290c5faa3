using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Redirection.RedirectGateway.State,
    Holdfast.StateMachines.Redirection.RedirectGateway.Output>;

namespace Holdfast.StateMachines.Redirection;

/// <content>A function for each state.</content>
public static partial class RedirectGateway
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason NotYet = new("Holdfast", "the exchange is not so far");
        public static readonly Reason Belongs = new("Holdfast", "the client belongs here");
        public static readonly Reason NotOffered =
            new("RFC 5685 §3", "the client does not understand redirects");
        public static readonly Reason CameFrom =
            new("RFC 5685 §3", "the client came from there: it stays");
        public static readonly Reason InInit =
            new("RFC 5685 §3", "redirected in IKE_SA_INIT, with its nonce");
        public static readonly Reason InAuth =
            new("RFC 5685 §6", "redirected in IKE_AUTH, without a CHILD SA");
        public static readonly Reason ByRequest =
            new("RFC 5685 §5", "redirected by an INFORMATIONAL request");
        public static readonly Reason GreetedAlready =
            new("Holdfast", "IKE_SA_INIT was answered already");
        public static readonly Reason Up = new("Holdfast", "the IKE SA stands");
        public static readonly Reason UpAlready = new("Holdfast", "the IKE SA stands already");
        public static readonly Reason LeavesAlready =
            new("Holdfast", "the client was redirected already");
        public static readonly Reason Answered =
            new("RFC 5685 §5", "answered: its SA stays for a time");
        public static readonly Reason NotAsked = new("Holdfast", "no redirect was sent");
        public static readonly Reason WaitedEnough =
            new("RFC 5685 §5", "the client did not delete its SA in time");
        public static readonly Reason Ended = new("Holdfast", "the SA is gone");
        public static readonly Reason Gone = new("Holdfast", "no SA is left");
    }

    private static Next FromNew(State.New state, Input input) => input switch
    {
        Input.Greeted(var client, var nonce, var to) => MayGo(client, to) is { } why
            ? To(new State.Proving(client), why, new Output.GoOn())
            : To(new State.Gone(), Why.InInit, new Output.RedirectInInit(to!.Value, nonce)),
        Input.Identified or Input.Established or Input.Unwanted or Input.Acknowledged =>
            Stay(state, Why.NotYet),
        Input.Ended => Stay(new State.Gone(), Why.Ended),
        Input.Tick => Stay(state, Why.NothingIsDue),
    };

    private static Next FromProving(
        Config config, State.Proving state, Instant now, Input input) => input switch
        {
            Input.Greeted => Stay(state, Why.GreetedAlready),

            // RFC 5685 §6: nothing is there to acknowledge it, so the time runs from here.
            Input.Identified(var to) => MayGo(state.Client, to) is { } why
                ? To(state, why, new Output.GoOn())
                : To(
                    new State.Leaving(to!.Value, now + config.DeleteAfter),
                    Why.InAuth,
                    new Output.RedirectInAuth(to.Value)),
            Input.Established => Stay(new State.Up(state.Client), Why.Up),
            Input.Unwanted => Stay(state, Why.NotYet),
            Input.Acknowledged => Stay(state, Why.NotAsked),
            Input.Ended => Stay(new State.Gone(), Why.Ended),
            Input.Tick => Stay(state, Why.NothingIsDue),
        };

    private static Next FromUp(State.Up state, Input input) => input switch
    {
        Input.Greeted => Stay(state, Why.GreetedAlready),
        Input.Identified or Input.Established => Stay(state, Why.UpAlready),

        // Where it came from matters no more: loads have changed since.
        Input.Unwanted(var to) => !state.Client.Follows
            ? Stay(state, Why.NotOffered)
            : To(new State.Leaving(to, null), Why.ByRequest, new Output.SendRedirect(to)),
        Input.Acknowledged => Stay(state, Why.NotAsked),
        Input.Ended => Stay(new State.Gone(), Why.Ended),
        Input.Tick => Stay(state, Why.NothingIsDue),
    };

    private static Next FromLeaving(
        Config config, State.Leaving state, Instant now, Input input) => input switch
        {
            Input.Greeted => Stay(state, Why.GreetedAlready),
            Input.Identified or Input.Established => Stay(state, Why.LeavesAlready),
            Input.Unwanted => Stay(state, Why.LeavesAlready),

            // RFC 5685 §5: the gateway waits a configured time before it deletes.
            Input.Acknowledged => state.Until is not null
                ? Stay(state, Why.LeavesAlready)
                : Stay(state with { Until = now + config.DeleteAfter }, Why.Answered),
            Input.Ended => Stay(new State.Gone(), Why.Ended),
            Input.Tick => state.Until is { } until && now >= until
                ? To(new State.Gone(), Why.WaitedEnough, new Output.DeleteSas())
                : Stay(state, Why.NothingIsDue),
        };

    /// <summary>Why a client stays; null: it goes.</summary>
    private static Reason? MayGo(Client client, GatewayName? to) =>
        to is null ? Why.Belongs
        : !client.Follows ? Why.NotOffered
        : client.From == to ? Why.CameFrom
        : null;

    private static Next Stay(State state, Reason why) => new(state, default, why);

    private static Next To(State state, Reason why, Output output) => new(state, [output], why);
}

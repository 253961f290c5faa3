using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Asymmetric.AsymmetricTraffic.State,
    Holdfast.StateMachines.Asymmetric.AsymmetricTraffic.Output>;

namespace Holdfast.StateMachines.Asymmetric;

/// <content>A function for each ownership, and the budget.</content>
public static partial class AsymmetricTraffic
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = Of("nothing is due");
        public static readonly Reason Calm = Of("the budget for foreign packets is whole again");
        public static readonly Reason Own = Of("the packet is this member's");
        public static readonly Reason ToOwner = Of("the owner gets what is its own");
        public static readonly Reason ToChooser = Of("the member that chose the SPI may know it");
        public static readonly Reason Accepted =
            new("RFC 6027 §3.5", "taken by policy, and counted: the owner may take it too");
        public static readonly Reason Dropped = Of("the policy drops what another member owns");
        public static readonly Reason TooManyHops = Of("members have handed it on often enough");
        public static readonly Reason Loop = Of("the owner would hand it back");
        public static readonly Reason Unknown = new("RFC 4303 §3.4.2", "no SA has this SPI");
        public static readonly Reason NoFlow = Of("no member has an SA for the inner packet");
        public static readonly Reason OverBudget = Of("foreign packets have used up their budget");

        private static Reason Of(string rule) => new("Holdfast", rule);
    }

    private static Next OnPacket(
        Config config, State state, Instant now, Policy policy, Ownership owner, byte? from,
        int hops, Reason unknown) => owner switch
        {
            Ownership.Mine => new(state, [new Output.Process()], Why.Own),
            Ownership.Of(var member, var isKnownHere) => policy switch
            {
                Policy.Drop => Dropped(state, DropReason.Policy, Why.Dropped),
                Policy.Forward => Forward(config, state, now, member, from, hops, Why.ToOwner),

                // Without its keys nobody opens it.
                Policy.Accept => isKnownHere
                    ? new(state, [new Output.ProcessExposed()], Why.Accepted)
                    : Forward(config, state, now, member, from, hops, Why.ToOwner),
            },
            Ownership.ChosenBy(var member) => policy == Policy.Drop
                ? Dropped(state, DropReason.UnknownSa, unknown)
                : Forward(config, state, now, member, from, hops, Why.ToChooser),
            Ownership.Nobody => Dropped(state, DropReason.UnknownSa, unknown),
        };

    /// <summary>Hands a packet on: never back, never too often, never more than the budget.
    /// </summary>
    private static Next Forward(
        Config config, State state, Instant now, byte member, byte? from, int hops, Reason why)
    {
        if (from == member)
        {
            return new(
                state,
                [new Output.Drop(DropReason.Loop), new Output.Disagreement(member)],
                Why.Loop);
        }

        if (hops < 0 || hops >= config.HopsMax)
        {
            return Dropped(state, DropReason.TooManyHops, Why.TooManyHops);
        }

        // A rate with a burst, as one instant: the one at which an even flow would be through.
        var flow = state switch
        {
            State.Calm => now,
            State.Busy busy => Instant.Latest(busy.FlowUntil, now),
        };
        if (flow - now > (config.Burst - 1) * config.ForwardEvery)
        {
            return Dropped(state, DropReason.OverBudget, Why.OverBudget);
        }

        return new(
            new State.Busy(flow + config.ForwardEvery),
            [new Output.Forward(member, hops + 1)],
            why);
    }

    private static Next Dropped(State state, DropReason reason, Reason why) =>
        new(state, [new Output.Drop(reason)], why);
}

using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Nhrp.NhrpShortcut.State,
    Holdfast.StateMachines.Nhrp.NhrpShortcut.Output>;

namespace Holdfast.StateMachines.Nhrp;

/// <content>
/// The purge request that is unanswered goes along with whatever becomes of the way. One is
/// enough: a newer one says all that the older one said.
/// </content>
public static partial class NhrpShortcut
{
    /// <summary>A state whose purge request has just been sent.</summary>
    private static State Purging(
        Config config, Instant now, State to, uint id, Binding binding) => to with
        {
            Purge = new(id, binding, 1, now + config.Purges.After(1)),
        };

    private static Next Answered(State state, uint id) => state.Purge?.Id == id
        ? Stay(state with { Purge = null }, Why.PurgeAnswered)
        : Stay(state, Why.NotPurged);

    // RFC 2332 §5.2.6: a purge request without a reply is sent again, under its request ID.
    private static Next Repeat(
        Config config, State state, Instant now, PendingPurge purge) =>
        purge.Sent >= config.Purges.SendsMax
            ? Stay(state with { Purge = null }, Why.PurgeUnanswered)
            : To(
                state with
                {
                    Purge = purge with
                    {
                        Sent = purge.Sent + 1,
                        DueAt = now + config.Purges.After(purge.Sent + 1),
                    },
                },
                Why.PurgesAgain,
                new Output.SendPurge(purge.Id, purge.Binding));

    /// <summary>What becomes of the way leaves the purge as it is, unless it sends a newer one, or
    /// the way is used again.</summary>
    private static Next Beside(PendingPurge purge, Next next, Input input) =>
        input is Input.PurgeAnswered ? next
        : next.State is State.Live live && live.Binding.Nbma == purge.Binding.Nbma
            ? next with { State = live with { Purge = null } }
        : next.State.Purge is null ? next with { State = next.State with { Purge = purge } }
        : next;
}

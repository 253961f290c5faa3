using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Ike;

/// <summary>
/// Which IKE SAs with a peer end when another one is made, RFC 7296 §2.4. Law: of two that both
/// sides begin at once neither end drops one that the other end keeps, whatever overtakes what.
/// </summary>
public static class FirstContacts
{
    /// <summary>Those in whose place a new one is. Whoever says INITIAL_CONTACT says it of what was
    /// there when it began: what has come to stand since was begun at once with it.</summary>
    /// <param name="made">What is to be a fact.</param>
    /// <param name="standing">What stands with the peer, and which side began it.</param>
    /// <param name="before">What stood when its first message left or came.</param>
    public static Items<IkeSaId> Replaced(
        Established made, Items<(IkeSaId Id, IkeRole Role)> standing, Items<IkeSaId> before)
    {
        ArgumentNullException.ThrowIfNull(made);

        // What the peer began before is gone there; of ours it may have heard behind its request.
        return made.Role switch
        {
            IkeRole.Initiator => [.. standing.Select(one => one.Id).Where(before.Contains)],
            IkeRole.Responder => made.IsInitialContact
                ?
                [
                    .. standing
                        .Where(one => one.Role == IkeRole.Responder || before.Contains(one.Id))
                        .Select(one => one.Id),
                ]
                : [],
        };
    }

    /// <summary>The one of several IKE SAs with a peer under which both sides begin what is
    /// missing: the newest. Where the newest that we began and the newest that the peer began stand
    /// both, each side has seen another one come last: it is the one of the lower SPIs.</summary>
    /// <param name="standing">At least one, the oldest first, and which side began it.</param>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static IkeSaId Shared(Items<(IkeSaId Id, IkeRole Role)> standing)
    {
        var newest = standing.Last();
        foreach (var other in standing.Reverse())
        {
            if (other.Role != newest.Role)
            {
                return other.Id.Key < newest.Id.Key ? other.Id : newest.Id;
            }
        }

        return newest.Id;
    }

    /// <summary>Whether what we begin at once with it is given up (<see cref="IsOutdone"/>): it has
    /// to bring what ours would have brought.</summary>
    /// <param name="made">One that stands now.</param>
    /// <param name="wantsAddress">Whether ours asks for an address, which one that the peer began
    /// does not give (RFC 7296 §2.19).</param>
    public static bool Outdoes(Established made, bool wantsAddress)
    {
        ArgumentNullException.ThrowIfNull(made);
        return made.Role == IkeRole.Responder && made.Child is not null && !wantsAddress;
    }

    /// <summary>Whether one that we began comes to nothing once one that the peer began stands: it
    /// has not said who we are yet, so the peer has nothing of it but what it forgets.</summary>
    public static bool IsOutdone(IkeInitiator.State ours) => ours switch
    {
        IkeInitiator.State.Beginning or IkeInitiator.State.Writing or IkeInitiator.State.Asking
            or IkeInitiator.State.Keying or IkeInitiator.State.Adding
            or IkeInitiator.State.Offering or IkeInitiator.State.Exchanging
            or IkeInitiator.State.Mixing => true,
        IkeInitiator.State.Proving proving => proving.Half.Eap is null,
        IkeInitiator.State.Sealing sealing => sealing.Half.Eap is null,
        IkeInitiator.State.Idle or IkeInitiator.State.Consulting
            or IkeInitiator.State.Authenticating or IkeInitiator.State.Verifying
            or IkeInitiator.State.Deriving or IkeInitiator.State.Committing
            or IkeInitiator.State.Leaving or IkeInitiator.State.Up
            or IkeInitiator.State.Gone => false,
    };
}

using Holdfast.StateMachines.Bfd;

namespace Holdfast.StateMachines.Links;

/// <content>What BFD says of a link.</content>
public static partial class LinkSelection
{
    /// <summary>
    /// What a session with the next hop says of an access link; null: nothing. A session that
    /// somebody holds down says nothing of the way, RFC 5880 §6.2: carrier alone judges it again.
    /// </summary>
    /// <param name="link">The link, by preference.</param>
    /// <param name="said">What the session wants done.</param>
    public static Input? OfNextHop(int link, BfdSession.Output said) =>
        IsSilent(said) is { } isSilent ? new Input.Hop(link, isSilent) : null;

    /// <summary>What a session with the peer says of the path beyond a link; null: nothing.
    /// </summary>
    /// <param name="link">The link, by preference.</param>
    /// <param name="said">What the session wants done.</param>
    public static Input? OfPeer(int link, BfdSession.Output said) =>
        IsSilent(said) is { } isSilent ? new Input.Peer(link, isSilent) : null;

    private static bool? IsSilent(BfdSession.Output said) => said switch
    {
        BfdSession.Output.Judge(var verdict) => verdict == BfdSession.Verdict.Fails,
        BfdSession.Output.Send => null,
    };
}

using Holdfast.StateMachines.Bfd;

namespace Holdfast.StateMachines.Links;

/// <content>What BFD says of a link.</content>
public static partial class LinkSelection
{
    /// <summary>
    /// What a session with the next hop says of an access link; null: nothing. A session that
    /// somebody holds down says nothing of the way, RFC 5880 §6.2.
    /// </summary>
    /// <param name="link">The link, by preference.</param>
    /// <param name="said">What the session wants done.</param>
    public static Input? OfNextHop(int link, BfdSession.Output said) =>
        Works(said) is { } works ? new Input.Carrier(link, works) : null;

    /// <summary>What a session with the peer says of the path beyond a link; null: nothing.
    /// </summary>
    /// <param name="link">The link, by preference.</param>
    /// <param name="said">What the session wants done.</param>
    public static Input? OfPeer(int link, BfdSession.Output said) =>
        Works(said) is { } works ? new Input.Path(link, works) : null;

    private static bool? Works(BfdSession.Output said) => said switch
    {
        BfdSession.Output.Judge(BfdSession.Verdict.Works) => true,
        BfdSession.Output.Judge(BfdSession.Verdict.Fails) => false,
        BfdSession.Output.Judge => null,
        BfdSession.Output.Send => null,
    };
}

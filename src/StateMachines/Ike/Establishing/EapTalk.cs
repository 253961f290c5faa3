using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <summary>A conversation by EAP in IKE_AUTH, RFC 7296 §2.16, of either side.</summary>
/// <param name="Request">The first request: what is asked for once the initiator is authenticated.
/// </param>
/// <param name="Responder">The body of the responder's ID payload, which both proofs of it cover;
/// empty: it has not been said.</param>
public sealed record EapTalk(AuthMessage Request, Octets Responder)
{
    /// <summary>How many exchanges of IKE_AUTH are done.</summary>
    public int Rounds { get; init; }

    /// <summary>Whether the server has said that it succeeded: AUTH is next.</summary>
    public bool IsOver { get; init; }

    /// <summary>What the method made; none: nothing, or not yet.</summary>
    public KeyHandle Msk { get; init; }

    /// <summary>Of a responder whom the server has authenticated, as the body of an ID payload;
    /// null: nobody else than the request names. Of an initiator the responder.</summary>
    public Octets? Identity { get; init; }

    /// <summary>Of an initiator when it is given up; null: no request of it has been sent. A
    /// responder has <see cref="HalfOpen.Until"/>.</summary>
    public Instant? Until { get; init; }

    /// <summary>Whether another proof of the initiator goes before it, RFC 4739 §2.1: that was the
    /// first exchange of IKE_AUTH.</summary>
    public bool IsSecond { get; init; }

    /// <summary>The body of the ID payload of whoever the initiator is besides; null: it has not
    /// said so yet, or there is no other proof.</summary>
    public Octets? Second { get; init; }

    /// <summary>What its AUTH covers of that payload, RFC 7296 §2.15: what was sent.</summary>
    public Octets? SecondCovered { get; init; }

    /// <summary>Whom the conversation is to authenticate.</summary>
    public Octets Named => Second ?? Request.Identity;

    /// <summary>What the AUTH behind it covers of the ID payload.</summary>
    public Octets Covered => SecondCovered ?? Second ?? Request.Covered;

    /// <summary>How many exchanges with a word of EAP are done.</summary>
    public int Words => IsSecond ? Rounds - 1 : Rounds;

    /// <summary>Whether a message has that code, the form that goes with it, and no more octets.
    /// </summary>
    internal static bool Fits(EapPayloadValue message, EapCode code, EapLimits limits) =>
        message.Code == code && message.SizeOf() <= limits.OctetsMax
        && (code == EapCode.Request || code == EapCode.Response) == (message.Type is not null)
        && (message.Type is not null || message.TypeData.Length == 0);
}

/// <summary>What an EAP method says to what it heard.</summary>
public abstract record EapReply
{
    private EapReply()
    {
    }

    /// <summary>Its response to a request.</summary>
    public sealed record Says(EapPayloadValue Message) : EapReply;

    /// <summary>It has ended too, where the server says that it succeeded.</summary>
    /// <param name="Msk">What it made (<see cref="HandshakeKeys.TryAddMsk"/>); from now on it is
    /// the machine's to forget. None: the method makes none.</param>
    public sealed record Ends(KeyHandle Msk) : EapReply;

    /// <summary>It does not go on: it does not believe the server, or nobody answers.</summary>
    public sealed record GivesUp : EapReply;
}

/// <summary>What an EAP server says to what it heard.</summary>
public abstract record EapVerdict
{
    private EapVerdict()
    {
    }

    /// <summary>The next request of the method.</summary>
    public sealed record Asks(EapPayloadValue Message) : EapVerdict;

    /// <summary>The initiator is authenticated.</summary>
    /// <param name="Message">EAP Success.</param>
    /// <param name="Msk">What the method made (<see cref="HandshakeKeys.TryAddMsk"/>); from now on
    /// it is the machine's to forget. None: the method makes none.</param>
    /// <param name="Identity">Who that is, as the body of an ID payload, where it is not whom IDi
    /// names: what it may have goes by this one, RFC 7296 §2.16.</param>
    public sealed record Succeeded(
        EapPayloadValue Message, KeyHandle Msk, Octets? Identity = null) : EapVerdict;

    /// <summary>It is not.</summary>
    /// <param name="Message">EAP Failure; null: there is none, for no server was heard.</param>
    public sealed record Failed(EapPayloadValue? Message = null) : EapVerdict;
}
